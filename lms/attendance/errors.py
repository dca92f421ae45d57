"""What can be refused about attendance."""

from __future__ import annotations

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class NotYetHeld(DomainError):
    """A35: a day that has not come yet."""

    message = _l("This session has not begun yet; attendance can be taken from its day on.")


class SessionCancelled(DomainError):
    message = _l("This session was cancelled; it has no sign-in sheet.")


class RunClosed(DomainError):
    message = _l("This course run is closed; its attendance stands.")


class SheetLocked(DomainError):
    """S13: some days after the session its sheet only opens again for a reason."""

    message = _l(
        "This sheet was open until %(date)s and has locked. The centre can reopen it with a reason."
    )


class CountLocked(DomainError):
    message = _l(
        "People could be counted until %(date)s. The centre can reopen the run with a reason."
    )


class NothingLocked(DomainError):
    message = _l("Nothing here has locked, so there is nothing to reopen.")


class ReopenedTooLong(DomainError):
    message = _l("Choose a day from today to %(date)s.")
    status = 422
    field = "until"


class TooLateToObject(DomainError):
    message = _l("Objections to this mark were taken until %(date)s.")


class MarkChanged(DomainError):
    message = _l("The mark was changed in the meantime. Look at it once more.")


class RunNotBegun(DomainError):
    message = _l("This course run has not begun yet; people are counted from its first day on.")


class TooManyForOneFile(DomainError):
    message = _l("The sheets of this run are too many for one file. Print them session by session.")


class NotOnThisSheet(DomainError):
    """A mark for somebody who is not on the roster: the whole sheet is refused."""

    message = _l("The sheet names somebody who is not on the roster of this run. Open it again.")
    status = 422


class MarkRefused(DomainError):
    """A mark that cannot be taken, and whose it is."""

    status = 422

    def __init__(self, enrolment_id: int, **values: object) -> None:
        super().__init__(**values)
        self.enrolment_id = enrolment_id


class TooManyMinutes(MarkRefused):
    """A36."""

    message = _l("%(name)s: %(minutes)s minutes are more than the session's %(most)s.")


class MinutesMissing(MarkRefused):
    message = _l("%(name)s: say how many minutes they were there.")


class ReasonMissing(DomainError):
    """A session of an earlier day is corrected only with a reason."""

    message = _l("This session is over. Say why the mark is changed.")
    status = 422
    field = "reason"


class SheetChanged(DomainError):
    """A39: the sheet was saved in the meantime; nothing of that is overwritten."""

    message = _l(
        "The sheet was changed since you opened it: %(names)s. Compare the marks and save again."
    )

    def __init__(self, names: str, enrolment_ids: list[int]) -> None:
        super().__init__(names=names)
        self.enrolment_ids = enrolment_ids
