"""Holding a record, so that nothing is added to it while it is erased, nor afterwards."""

from __future__ import annotations

from lms.people.errors import PersonErased
from lms.people.models import Person
from lms.platform.db import db


def hold(person: Person) -> None:
    """Keep the record from being erased until the end of the transaction; whoever asks next waits.

    Raises:
        PersonErased: it was erased before.
    """
    db.session.refresh(person, ["erased_at"], with_for_update=True)
    if person.erased_at is not None:
        raise PersonErased
