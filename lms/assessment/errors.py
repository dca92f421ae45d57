"""What can be refused about marks."""

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class RunClosed(DomainError):
    message = _l("This course run is closed; its marks stand.")


class NotOnTheRoster(DomainError):
    message = _l("The list names somebody who is not on the roster of this run. Open it again.")
    status = 422


class ScoreOutOfRange(DomainError):
    """A38."""

    message = _l("%(name)s: the mark must be between 0 and %(most)s.")
    status = 422


class NoFurtherAttempt(DomainError):
    """S14: as many attempts as the run allows."""

    message = _l("%(name)s has used all %(most)s attempts.")
    status = 422


class AttemptOutOfOrder(DomainError):
    message = _l("%(name)s has no attempt %(attempt)s yet; enter that one first.")
    status = 422


class AlreadyPassed(DomainError):
    message = _l("%(name)s has passed already; there is no further attempt.")
    status = 422


class ReasonMissing(DomainError):
    """S14: a mark that was entered before today is changed only with a reason."""

    message = _l("Say why a mark that was entered earlier is changed.")
    status = 422
    field = "reason"


class ScoresChanged(DomainError):
    """A39, for marks."""

    message = _l("Somebody else entered marks in the meantime. Check and save again.")


class DayAhead(DomainError):
    message = _l("A test is entered on its day or later.")
    status = 422
    field = "taken_on"
