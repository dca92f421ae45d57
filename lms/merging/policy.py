"""Who merges two records of a person: whoever keeps both of them, and is neither of them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from lms.accounts.models import UserAccount
from lms.accounts.policy import is_somebody_else
from lms.merging.models import PersonMerge
from lms.people.models import Person
from lms.people.policy import can_manage, manageable_by
from lms.platform.access import Actor, Permission
from lms.platform.db import db
from lms.platform.i18n import _l

MERGE = Permission("merging.merge", _l("Merge two records of one person, and undo it"))


def can_merge(actor: Actor, person: Person) -> bool:
    """Whether the actor keeps this record; that it is not their own is a rule of merging."""
    return actor.has(MERGE) and can_manage(actor, person)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The merges into records that the actor keeps."""
    return PersonMerge.kept_id.in_(select(Person.id).where(manageable_by(actor)))


def is_own(actor: Actor, *persons: Person) -> bool:
    """Whether one of the records is that of the actor, or of whom they stand in for."""
    ids = [person.id for person in persons]
    family = or_(Person.id.in_(ids), Person.merged_into_id.in_(ids))
    keys = set(db.session.scalars(select(Person.id).where(family)))
    accounts = db.session.scalars(select(UserAccount.id).where(UserAccount.person_id.in_(keys)))
    if actor.person_id in keys:
        return True
    owners = set(accounts)
    return bool(owners) and not is_somebody_else(actor, owners)
