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


class SameNames(DomainError):
    message = _l("These are its names already.")
    status = 422
    field = "name_en"


class NotYet(DomainError):
    message = _l("A new name can be entered from the day on which it holds, not before.")
    status = 422
    field = "on"


class RenamedSince(DomainError):
    message = _l("It was renamed after that day. Enter a day after %(day)s.")
    status = 422
    field = "on"


class EndsBeforeStart(DomainError):
    message = _l("The last day cannot be before the first.")
    status = 422
    field = "ends_on"


class InsideItself(DomainError):
    message = _l("A place cannot lie inside itself.")
    status = 422
    field = "parent"


class LayInside(DomainError):
    message = _l("%(place)s lay inside it up to %(day)s, so it cannot have lain there then.")
    status = 422
    field = "parent"


class AlreadyThere(DomainError):
    message = _l("It lies there already.")
    status = 422
    field = "parent"


class NotMovedYet(DomainError):
    message = _l("A move can be entered from the day on which it holds, not before.")
    status = 422
    field = "on"


class MovedSince(DomainError):
    message = _l("It was moved on %(day)s. Enter that day or a later one.")
    status = 422
    field = "on"


class NotOpenThen(DomainError):
    message = _l("%(place)s opened on %(day)s. Enter that day or a later one.")
    status = 422
    field = "on"


class ReasonMissing(DomainError):
    message = _l("Say why it is corrected.")
    status = 422
    field = "reason"


class OtherCountry(DomainError):
    message = _l("A place stays in its country.")
    status = 422
    field = "parent"


class AboveIsClosed(DomainError):
    message = _l("The place above is closed.")
    status = 422
    field = "parent"


class NotATechnologyCentre(DomainError):
    message = _l("Only a technology centre is mobile or automated.")
    status = 422
    field = "kind"


class ClosedBeforeOpening(DomainError):
    message = _l("The closing date must not be before the opening date.")
    status = 422
    field = "on"


class OpenedAfterClosing(DomainError):
    message = _l("The place was closed before that day.")
    status = 422
    field = "opened_on"


class OpenInside(DomainError):
    message = _l(
        "Places inside it are open after that day: %(places)s. Close them first, or move them."
    )
    status = 422
    field = "on"


class HasHistory(DomainError):
    """Counts say what would be lost; closing keeps it."""

    message = _l("This place has history and cannot be deleted: %(counts)s. Close it instead.")


class VenueNameTaken(DomainError):
    message = _l("This place already has a venue of this name.")
    status = 422
    field = "name_en"


class RoomNameTaken(DomainError):
    message = _l("This venue already has a room of this name.")
    status = 422
    field = "name_en"


class VenueInUse(DomainError):
    message = _l("This venue cannot be deleted: %(counts)s.")


class RoomInUse(DomainError):
    message = _l("This room cannot be deleted: %(counts)s.")


class NotAFirstDay(DomainError):
    message = _l(
        "A changed fiscal year holds from the first day of one of its years, so that no day is left out or counted"
        " twice. The next such day: %(day)s."
    )
    status = 422
    field = "valid_from"


class NothingSaid(DomainError):
    message = _l("Fill in at least one thing that is otherwise here than above.")
    status = 422
    field = "fiscal_month"


class NoWorkingDay(DomainError):
    message = _l("This day is of the weekend.")
    status = 422
    field = "other_weekday"


class TooFarOff(DomainError):
    message = _l("Enter a day between 1950 and 2150.")
    status = 422
    field = "valid_from"
