"""Holding a record, so that nothing is added to it while it is erased or merged, nor afterwards."""

from __future__ import annotations

from lms.people.errors import PersonErased, PersonMerged
from lms.people.models import Person
from lms.platform.db import db


def hold(person: Person) -> None:
    """Keep the record from being erased or merged until the end of the transaction; whoever asks next waits.

    Raises:
        PersonErased, PersonMerged: it was before.
    """
    db.session.refresh(person, ["erased_at", "merged_into_id"], with_for_update=True)
    if person.erased_at is not None:
        raise PersonErased
    if person.merged_into_id is not None:
        raise PersonMerged
