"""What can be refused about attendance."""

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class NotYetHeld(DomainError):
    """A35: a day that has not come yet."""

    message = _l("This session has not begun yet; attendance can be taken from its day on.")


class SessionCancelled(DomainError):
    message = _l("This session was cancelled; it has no sign-in sheet.")


class RunClosed(DomainError):
    message = _l("This course run is closed; its attendance stands.")


class NotOnThisSheet(DomainError):
    """A mark for somebody who is not on the roster: the whole sheet is refused."""

    message = _l("The sheet names somebody who is not on the roster of this run. Open it again.")
    status = 422


class TooManyMinutes(DomainError):
    """A36."""

    message = _l("%(name)s: %(minutes)s minutes are more than the session's %(most)s.")
    status = 422


class MinutesMissing(DomainError):
    message = _l("%(name)s: say how many minutes they were there.")
    status = 422


class ReasonMissing(DomainError):
    """A session of an earlier day is corrected only with a reason."""

    message = _l("This session is over. Say why the mark is changed.")
    status = 422


class SheetChanged(DomainError):
    """A39: somebody else saved the sheet in the meantime; nothing of theirs is overwritten."""

    message = _l(
        "The sheet was changed in the meantime by somebody else: %(names)s. Check and save again."
    )
    status = 409

    def __init__(self, names: str, enrolment_ids: list[int]) -> None:
        super().__init__(names=names)
        self.enrolment_ids = enrolment_ids
