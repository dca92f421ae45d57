"""What can be refused about calendars."""

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class MonthLength(DomainError):
    message = _l(
        "%(month)s would be %(days)s days long, which no Hijri month is. Enter the month beside it first."
    )
    status = 422
    field = "starts_on"
