"""Opening a sealed identity number for somebody's eyes."""

from __future__ import annotations

from datetime import timedelta

from lms.audit import services as audit
from lms.people.errors import NoNationalId, WordsHoldTheNumber
from lms.people.models import Person
from lms.people.rules import NATIONAL_ID, WhySeen
from lms.platform import crypto, throttle
from lms.platform.access import Actor
from lms.platform.text import fold_digits
from lms.platform.throttle import Limit

VIEWS = Limit("whole identity numbers", 20, timedelta(hours=1))


def open_number(person: Person, why: WhySeen, words: str, by: Actor) -> str:
    """The whole number. That it was seen is recorded with the reason, and never the number itself.

    Raises:
        NoNationalId: there is none.
        WordsHoldTheNumber: the reason contains it.
        TooManyTries: the account has opened as many as it may within the hour.
    """
    throttle.take(VIEWS.of(by.id))
    if person.national_id_sealed is None:
        raise NoNationalId
    number = crypto.unseal(person.national_id_sealed, NATIONAL_ID)
    if number in "".join(filter(str.isalnum, fold_digits(words))).upper():
        raise WordsHoldTheNumber
    audit.record(
        "person.view_id",
        actor=by,
        subject=person,
        details={"why": why.value},
        reason=words or None,
    )
    return number
