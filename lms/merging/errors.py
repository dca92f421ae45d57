"""Why two records are not merged, or not parted."""

from __future__ import annotations

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class SameRecord(DomainError):
    message = _l("This is the same record. Choose the other one.")


class OwnRecord(DomainError):
    message = _l("Somebody else merges your own record, and undoes it.")


class InTheWay(DomainError):
    message = _l("What is listed below has to be settled first. Nothing was merged.")


class ChangedMeanwhile(DomainError):
    message = _l("One of the records was changed meanwhile. Look at both again.")


class ChoiceMissing(DomainError):
    message = _l("Choose one of the two wherever they differ. Nothing was merged.")
    status = 422


class NotPassedAnyMore(DomainError):
    """The marks that were chosen are fewer than those by which the course was passed."""

    message = _l(
        "With these marks course run %(run)s would not be passed any more. Choose the other"
        " marks, or let an objection correct the sheet first."
    )
    status = 422


class MergedAlready(DomainError):
    message = _l("One of the records was merged with another one before.")


class LaterMerge(DomainError):
    message = _l("The record was merged once more since. Undo the later merge first.")


class NothingRemembered(DomainError):
    message = _l("The person was erased. What the merge had changed is not known any more.")


class ChangedSince(DomainError):
    """What the merge changed was changed again, so that going back would not restore what was."""

    message = _l("The two records cannot be parted exactly any more. Changed since: %(what)s")


class EnteredAnew(DomainError):
    """What the merge took away was made once more, and would be there twice."""

    message = _l(
        "The two records cannot be parted exactly any more: what would come back was entered anew."
    )


class SeatGone(DomainError):
    message = _l("The second seat in course run %(run)s was given to somebody else since.")


class RunChanged(DomainError):
    message = _l("Marks or results of course run %(run)s were changed since.")
