"""What can be refused about marks."""

from __future__ import annotations

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class RunClosed(DomainError):
    message = _l("This course run is closed; its marks stand.")


class NotOnTheRoster(DomainError):
    message = _l("The list names somebody who is not on the roster of this run. Open it again.")
    status = 422


class MarkRefused(DomainError):
    """A mark that cannot be taken, and whose it is."""

    status = 422

    def __init__(self, enrolment_id: int, **values: object) -> None:
        super().__init__(**values)
        self.enrolment_id = enrolment_id


class ScoreOutOfRange(MarkRefused):
    """A38."""

    message = _l("%(name)s: the mark must be between 0 and %(most)s.")


class NoFurtherAttempt(MarkRefused):
    """S14: as many attempts as the run allows."""

    message = _l("%(name)s has used all %(most)s attempts.")


class AttemptOutOfOrder(MarkRefused):
    message = _l("%(name)s has no attempt %(attempt)s yet; enter that one first.")


class AlreadyPassed(MarkRefused):
    message = _l("%(name)s has passed already; there is no further attempt.")


class SatEarlier(MarkRefused):
    """A later attempt on an earlier day; the certificate would bear the wrong date."""

    message = _l("%(name)s sat attempt %(attempt)s on %(date)s; the next one cannot be earlier.")


class ReasonMissing(DomainError):
    """S14: a mark that was entered before today is changed only with a reason."""

    message = _l("Say why a mark that was entered earlier is changed.")
    status = 422
    field = "reason"


class ScoresChanged(DomainError):
    """A39, for marks."""

    message = _l(
        "Marks were entered since you opened the list: %(names)s. Compare them and save again."
    )

    def __init__(self, names: str, enrolment_ids: list[int]) -> None:
        super().__init__(names=names)
        self.enrolment_ids = enrolment_ids


class DayAhead(DomainError):
    message = _l("A test is entered on its day or later.")
    status = 422
    field = "taken_on"


class DayBeforeRun(DomainError):
    message = _l("The course run begins on %(date)s; this test cannot be earlier.")
    status = 422
    field = "taken_on"
