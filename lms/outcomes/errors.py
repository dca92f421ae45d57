"""Why a run cannot be closed yet."""

from __future__ import annotations

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class NotUnderWay(DomainError):
    message = _l("A run that is a draft, postponed or cancelled cannot be closed.")


class SessionsToCome(DomainError):
    """`sessions` are the numbers of those that are not over."""

    message = _l("These sessions are still to come: %(sessions)s.")

    def __init__(self, numbers: list[int], sessions: str) -> None:
        super().__init__(sessions=sessions)
        self.numbers = numbers


class Unmarked(DomainError):
    """S11: nobody is taken for absent because nobody marked them."""

    message = _l("These sessions have trainees without a mark: %(sessions)s. Nobody was changed.")

    def __init__(self, numbers: list[int], sessions: str) -> None:
        super().__init__(sessions=sessions)
        self.numbers = numbers


class NothingHeld(DomainError):
    message = _l("No session of this run was held, so there is nothing to decide on.")


class ExamMarksMissing(DomainError):
    message = _l("The exam has no mark yet for: %(names)s.")


class SameMark(DomainError):
    """To accept an objection is to change something."""

    message = _l("This is the mark that was objected to. Choose another one, or refuse.")
    status = 422
    field = "mark"


class WorseThanBefore(DomainError):
    message = _l("An objection leaves nobody worse off: with this mark the attendance would fall.")
    status = 422
    field = "mark"


class HoursComplete(DomainError):
    message = _l("All hours of the course were given; there is nothing to waive.")
