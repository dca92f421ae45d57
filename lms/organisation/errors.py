"""What can be refused about places."""

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class CodeTaken(DomainError):
    message = _l("Another place uses this code.")
    status = 422
    field = "code"


class NameMissing(DomainError):
    message = _l("Give the name in at least one language.")
    status = 422
    field = "name_en"


class InsideItself(DomainError):
    message = _l("A place cannot lie inside itself.")
    status = 422
    field = "parent_code"


class ClosedBeforeOpening(DomainError):
    message = _l("The closing date must not be before the opening date.")
    status = 422
    field = "closed_on"


class HasHistory(DomainError):
    """Counts say what would be lost; closing keeps it."""

    message = _l("This place has history and cannot be deleted: %(counts)s. Close it instead.")


class RoomNameTaken(DomainError):
    message = _l("This venue already has a room of this name.")
    status = 422
    field = "name_en"
