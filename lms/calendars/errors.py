"""What can be refused about calendars."""

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class MonthLength(DomainError):
    message = _l(
        "%(month)s would be %(days)s days long, which no Hijri month is. Enter the month beside it first."
    )
    status = 422
    field = "starts_on"


class NoSuchHoliday(DomainError):
    """There is no such date in its calendar; the calendar says why."""

    status = 422
    field = "day"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.message = reason


class NameMissing(DomainError):
    message = _l("Give the name in at least one language.")
    status = 422
    field = "name_en"


class ColumnMissing(DomainError):
    message = _l("The file lacks these columns: %(columns)s. Their names stand in its first row.")
    status = 422
    field = "file"


class TooManyRows(DomainError):
    message = _l("The file has too many rows. The limit is %(most)s.")
    status = 422
    field = "file"


class NoSuchCountry(DomainError):
    message = _l("country: there is no such country among those whose calendar you keep.")
    status = 422


class NoSuchCalendar(DomainError):
    message = _l("calendar: write gregorian, hijri or jalali.")
    status = 422


class NotAHolidayNumber(DomainError):
    message = _l("%(column)s: enter a number from %(first)s to %(last)s.")
    status = 422


class TextTooLong(DomainError):
    message = _l("%(column)s: at most %(most)s characters.")
    status = 422


class HiddenCharacter(DomainError):
    message = _l("%(column)s: %(reason)s")
    status = 422
