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
