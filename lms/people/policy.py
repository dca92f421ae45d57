"""Who sees people, their contacts, and who keeps their records.

A person belongs to the places where they work now; to the last ones when they work nowhere. A trainer belongs to
the centres they train for, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, or_, select, union_all
from sqlalchemy.orm import aliased

from lms.organisation.models import OrgUnit
from lms.people.models import Affiliation, Person, RosterImport, Trainer
from lms.platform import clock
from lms.platform.access import Actor, Permission, is_among, is_gathered
from lms.platform.db import db
from lms.platform.i18n import _l

# Made once: an alias works out its columns anew, which takes longer than asking the database.
_there, _now = aliased(Affiliation), aliased(Affiliation)

VIEW = Permission("people.view", _l("See people and where they work"))
VIEW_CONTACTS = Permission("people.view_contacts", _l("See telephone numbers and e-mail addresses"))
VIEW_ID = Permission("people.view_id", _l("See a whole ID number, with a reason that is recorded"))
MANAGE = Permission("people.manage", _l("Add people and change their records"))
EXPORT = Permission("people.export", _l("Take lists of people out as files"))
IMPORT = Permission("people.import", _l("Load staff from a file"))


def current(affiliation: type[Affiliation] = Affiliation) -> ColumnElement[bool]:
    """Whether a place of work is one of today."""
    today = clock.today()
    return and_(
        or_(affiliation.starts_on.is_(None), affiliation.starts_on <= today),
        or_(affiliation.ends_on.is_(None), affiliation.ends_on >= today),
    )


def training() -> ColumnElement[bool]:
    """Whether somebody is a trainer of a centre today."""
    return or_(Trainer.ends_on.is_(None), Trainer.ends_on >= clock.today())


def visible_to(actor: Actor, *, row_by_row: bool | None = None) -> ColumnElement[bool]:
    """Whom the actor sees; `row_by_row` where a query finds few by itself, whoever asks."""
    return _belongs_to(actor, VIEW, row_by_row=row_by_row)


def visible_and(
    actor: Actor, also: Callable[[ColumnElement[int]], Iterable[ColumnElement[bool]]]
) -> CompoundSelect[int]:
    """The ids of those whom the actor sees and who meet conditions on their ids; somebody may come more than once."""
    found = _found_at(actor.units_where(VIEW))
    return union_all(*(query.where(*also(query.column_descriptions[0]["expr"])) for query in found))


def seen_by(actor: Actor, person_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether an id is of somebody whom the actor sees; those seen are gathered first, for many ids."""
    return is_gathered(person_id, *_found_at(actor.units_where(VIEW)))


def can_view(actor: Actor, person: Person) -> bool:
    return _may_at_one_of(actor, VIEW, _units_of(person))


def ids_visible_to(actor: Actor) -> ColumnElement[bool]:
    return _belongs_to(actor, VIEW_ID)


def can_view_id(actor: Actor, person: Person) -> bool:
    """Whether the actor may see the whole number; everybody else sees its last digits."""
    return _may_at_one_of(actor, VIEW_ID, _units_of(person))


def manageable_by(actor: Actor) -> ColumnElement[bool]:
    return and_(_belongs_to(actor, MANAGE), Person.erased_at.is_(None))


def can_manage(actor: Actor, person: Person) -> bool:
    """Whether the actor may change the record; nobody changes that of somebody who was erased."""
    return person.erased_at is None and _may_at_one_of(actor, MANAGE, _units_of(person))


def contacts_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Contacts are for where a person works now; who has left is nobody's to call."""
    units = actor.units_where(VIEW_CONTACTS)
    found = _working_at(units), _training_for(units)
    return is_among(Person.id, *found, row_by_row=actor.is_at_top)


def can_view_contacts(actor: Actor, person: Person) -> bool:
    units = _current_units(person) | _trainer_units(person)
    return _may_at_one_of(actor, VIEW_CONTACTS, units)


def can_manage_at(actor: Actor, unit: OrgUnit) -> bool:
    """Whether the actor may add people to this place."""
    return actor.may(MANAGE, at_unit=unit.id)


def trainers_visible_to(actor: Actor) -> ColumnElement[bool]:
    return Trainer.unit_id.in_(actor.units_where(VIEW))


def can_import(actor: Actor, roster: RosterImport) -> bool:
    return actor.may(IMPORT, at_unit=roster.unit_id)


def imports_visible_to(actor: Actor) -> ColumnElement[bool]:
    return RosterImport.unit_id.in_(actor.units_where(IMPORT))


def _belongs_to(
    actor: Actor, permission: Permission, *, row_by_row: bool | None = None
) -> ColumnElement[bool]:
    found = _found_at(actor.units_where(permission))
    each = actor.is_at_top if row_by_row is None else row_by_row
    return is_among(Person.id, *found, row_by_row=each)


def _found_at(units: Select[int]) -> tuple[Select[int], ...]:
    return _working_at(units), _last_at(units), _training_for(units)


def _last_at(units: Select[int]) -> Select[int]:
    works_elsewhere = exists().where(_now.person_id == _there.person_id, current(_now))
    today = clock.today()
    is_over = or_(_there.ends_on < today, _there.starts_on > today)  # said first, since few are
    return select(_there.person_id).where(_there.unit_id.in_(units), is_over, ~works_elsewhere)


def _working_at(units: Select[int]) -> Select[int]:
    return select(Affiliation.person_id).where(Affiliation.unit_id.in_(units), current())


def _training_for(units: Select[int]) -> Select[int]:
    return select(Trainer.person_id).where(Trainer.unit_id.in_(units), training())


def _units_of(person: Person) -> set[int]:
    past = select(Affiliation.unit_id).where(Affiliation.person_id == person.id)
    return (_current_units(person) or set(db.session.scalars(past))) | _trainer_units(person)


def _current_units(person: Person) -> set[int]:
    now = select(Affiliation.unit_id).where(Affiliation.person_id == person.id, current())
    return set(db.session.scalars(now))


def _trainer_units(person: Person) -> set[int]:
    trains = select(Trainer.unit_id).where(Trainer.person_id == person.id, training())
    return set(db.session.scalars(trains))


def _may_at_one_of(actor: Actor, permission: Permission, units: set[int]) -> bool:
    return any(actor.may(permission, at_unit=unit) for unit in sorted(units))
