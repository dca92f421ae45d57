"""Units and their paths in the tree, as far as the viewer may see."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    Select,
    String,
    and_,
    bindparam,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased, joinedload

from lms.audit.models import AuditEvent
from lms.organisation.models import (
    Country,
    OrgUnit,
    UnitAncestor,
    UnitName,
)
from lms.organisation.policy import VIEW, visible_to
from lms.organisation.rules import AREAS
from lms.platform import clock
from lms.platform.access import Actor, Permission
from lms.platform.db import db
from lms.platform.i18n import language
from lms.platform.localised import matches, shown_column, sort_column
from lms.platform.remembered import rows
from lms.platform.statements import kept

# Made once: an alias works out its columns anew, which takes longer than asking the database.
_above = aliased(OrgUnit)


def units(viewer: Actor) -> Select[OrgUnit]:
    """The places that the viewer may see, by name."""
    return (
        select(OrgUnit)
        .options(joinedload(OrgUnit.parent))
        .where(visible_to(viewer))
        .order_by(sort_column(OrgUnit, language()), OrgUnit.id)
    )


def unit_rows(viewer: Actor) -> Select[*tuple[Any, ...]]:
    """The same as a list shows them: key, code, kind, days of opening and closing, name, and what it lies in."""
    reader = language()
    return (
        select(
            OrgUnit.id,
            OrgUnit.code,
            OrgUnit.kind,
            OrgUnit.opened_on,
            OrgUnit.closed_on,
            shown_column(OrgUnit, reader).label("name"),
            shown_column(_above, reader).label("above"),
        )
        .outerjoin(_above, _above.id == OrgUnit.parent_id)
        .where(visible_to(viewer))
        .order_by(sort_column(OrgUnit, reader), OrgUnit.id)
    )


def sort_above() -> ColumnElement[bytes]:
    """Sorts the rows of `unit_rows` by what the places lie in."""
    # Coerced to its own type it no longer passes for never being null, as the highest place's is.
    return type_coerce(sort_column(_above, language()), LargeBinary)


def unit_by_code(code: str, viewer: Actor) -> Select[OrgUnit]:
    """The place with this code, within the viewer's scope, with its country."""
    return units(viewer).options(joinedload(OrgUnit.country)).where(OrgUnit.code == code)


def named(text: str) -> ColumnElement[bool]:
    """Whether a place is meant by this text: its code, or words of a name it bears or bore."""
    former = select(UnitName.unit_id).where(matches(UnitName.folded_names, text))
    return or_(
        func.lower(OrgUnit.code) == text.lower(),
        matches(OrgUnit.folded_names, text),
        OrgUnit.id.in_(former),
    )


def open_on(day: date) -> Select[int]:
    """The ids of the units that existed on that day."""
    return select(OrgUnit.id).where(_opened(day), ~closed_before(day))


def closed_before(day: date) -> ColumnElement[bool]:
    """Whether a place was closed when the day began."""
    return and_(OrgUnit.closed_on.is_not(None), OrgUnit.closed_on < day)


def _opened(day: date) -> ColumnElement[bool]:
    return or_(OrgUnit.opened_on.is_(None), OrgUnit.opened_on <= day)


def found(text: str, viewer: Actor, permission: Permission, most: int) -> Select[OrgUnit]:
    """The open places at which the viewer holds a right and that may be meant by what was typed."""
    return (
        select(OrgUnit)
        .options(joinedload(OrgUnit.parent))
        .where(
            OrgUnit.id.in_(viewer.units_where(permission)),
            OrgUnit.id.in_(open_on(clock.today())),
            named(text),
        )
        .order_by(sort_column(OrgUnit, language()), OrgUnit.id)
        .limit(most)
    )


def areas(viewer: Actor, asked: str = "") -> list[tuple[str, str]]:
    """The countries, governorates and regions in sight, and the place asked for by its code: codes and names."""
    query = kept("areas", lambda: _areas(viewer), viewer=viewer)
    return [(code, name) for code, name in rows(query, {"asked": asked})]


def _areas(viewer: Actor) -> Select[str, str]:
    wanted = or_(OrgUnit.kind.in_(AREAS), OrgUnit.code == bindparam("asked", type_=String))
    return (
        select(OrgUnit.code, shown_column(OrgUnit, language()))
        .where(visible_to(viewer), wanted)
        .order_by(sort_column(OrgUnit, language()), OrgUnit.id)
    )


def zone_of(viewer: Actor, permission: Permission = VIEW) -> str:
    """The time zone of the country in which the viewer holds a right."""
    query = kept("zone", lambda: _zone_of(viewer, permission), permission.key, viewer=viewer)
    found = rows(query)
    return found[0][0] if found else "UTC"


def _zone_of(viewer: Actor, permission: Permission) -> Select[str]:
    return (
        select(Country.timezone)
        .join(OrgUnit, OrgUnit.country_code == Country.code)
        .where(OrgUnit.id.in_(viewer.units_where(permission)))
        .limit(1)
    )


def today_of(viewer: Actor) -> date:
    """The date on the wall in the viewer's country."""
    return clock.today(zone_of(viewer))


def subtree_ids(unit_id: int) -> Select[int]:
    """The ids of a unit and of everything below it."""
    return select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id == unit_id)


def inside(code: str) -> ColumnElement[bool]:
    """Whether a place lies below the one with this code."""
    above = select(OrgUnit.id).where(OrgUnit.code == code)
    below = select(UnitAncestor.unit_id).where(
        UnitAncestor.ancestor_id.in_(above), UnitAncestor.depth > 0
    )
    return OrgUnit.id.in_(below)


def path(unit: OrgUnit) -> list[OrgUnit]:
    """The units above it, the country first, itself last."""
    query = (
        select(OrgUnit)
        .join(UnitAncestor, UnitAncestor.ancestor_id == OrgUnit.id)
        .where(UnitAncestor.unit_id == unit.id)
        .order_by(UnitAncestor.depth.desc())
    )
    return list(db.session.scalars(query))


def children(unit: OrgUnit) -> Select[OrgUnit]:
    """What lies directly in it, by name."""
    return (
        select(OrgUnit)
        .where(OrgUnit.parent_id == unit.id)
        .order_by(sort_column(OrgUnit, language()), OrgUnit.id)
    )


def how_many(query: Select[OrgUnit]) -> int:
    """How many places a query finds."""
    counted = query.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
    return db.session.scalar(counted) or 0


def open_inside(unit: OrgUnit, after: date) -> Select[OrgUnit]:
    """The places below it that are open after a day, by name."""
    return (
        select(OrgUnit)
        .where(
            OrgUnit.id.in_(subtree_ids(unit.id)),
            OrgUnit.id != unit.id,
            or_(OrgUnit.closed_on.is_(None), OrgUnit.closed_on > after),
        )
        .order_by(sort_column(OrgUnit, language()), OrgUnit.id)
    )


def names(unit: OrgUnit) -> Select[UnitName]:
    """Its other names, then its former ones, the latest first."""
    return (
        select(UnitName)
        .where(UnitName.unit_id == unit.id)
        .order_by(UnitName.ends_on.is_not(None), UnitName.ends_on.desc(), UnitName.id)
    )


def name(unit: OrgUnit, name_id: int) -> Select[UnitName]:
    """One of them."""
    return names(unit).where(UnitName.id == name_id)


def last_renamed(unit: OrgUnit, language: str) -> date | None:
    """The last day of its latest former name in a language."""
    latest = select(func.max(UnitName.ends_on))
    return db.session.scalar(latest.filter_by(unit_id=unit.id, language=language))


def changes(unit: OrgUnit) -> Select[AuditEvent]:
    """What was done to the place, its venues and rooms, newest first."""
    return (
        select(AuditEvent)
        .where(AuditEvent.unit_id == unit.id, AuditEvent.action.startswith("organisation."))
        .order_by(AuditEvent.id.desc())
    )


def last_change(unit: OrgUnit) -> int:
    """The number of the last change of the place; 0 for none."""
    latest = changes(unit).order_by(None).with_only_columns(func.max(AuditEvent.id))
    return db.session.scalar(latest) or 0


def in_sight(units: list[OrgUnit], viewer: Actor) -> set[int]:
    """The ids of those among these places that the viewer may see."""
    ids = [unit.id for unit in units]
    return set(
        db.session.scalars(select(OrgUnit.id).where(OrgUnit.id.in_(ids), visible_to(viewer)))
    )
