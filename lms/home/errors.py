"""Why nobody is erased now, or not by this person."""

from __future__ import annotations

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class AlreadyAsked(DomainError):
    message = _l("This was asked for already and waits for a decision.")


class AlreadyErased(DomainError):
    message = _l("What told who this is was erased before.")


class AlreadyDecided(DomainError):
    message = _l("This request was decided already.")


class OwnRequest(DomainError):
    message = _l(
        "Somebody else decides: neither whoever entered the request, nor whom it is about."
    )


class StillNeeded(DomainError):
    message = _l("What is listed below has to end first. Nothing was erased.")


class WrongNumber(DomainError):
    message = _l("Type the number of the request, as it stands above.")
    status = 422
    field = "number"


class NamesThePerson(DomainError):
    """What is recorded outlasts the person, and must not name them."""

    message = _l("Say it without name, number, telephone and address: these words are kept.")
    status = 422

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field
