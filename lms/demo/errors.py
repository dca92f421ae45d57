"""What can be refused about demonstration data."""

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class AlreadyLoaded(DomainError):
    message = _l("The demonstration data is there already. Remove it first.")
