"""A place in another place above: moved there from a day on, or entered wrongly in the first place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from lms.audit.rules import difference
from lms.audit.services import record
from lms.organisation import events
from lms.organisation.errors import (
    AboveIsClosed,
    AlreadyThere,
    InsideItself,
    LayInside,
    MovedSince,
    NotMovedYet,
    NotOpenThen,
    OtherCountry,
    ReasonMissing,
)
from lms.organisation.models import ALWAYS, OPEN, OrgUnit, UnitAncestry
from lms.organisation.queries import lies_since
from lms.organisation.services.tree import hang, take_turns
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import language
from lms.platform.i18n.dates import date_text
from lms.platform.i18n.lists import isolated

DAY = timedelta(days=1)


def move_unit(
    unit: OrgUnit,
    parent: OrgUnit,
    *,
    on: date | None = None,
    reason: str | None = None,
    by: Actor | None = None,
) -> None:
    """Let a unit, with everything below it, belong to another one from a day on, today unless named.

    Access follows at once. What happened up to that day counts where it counted.

    Raises:
        InsideItself, LayInside, OtherCountry, AboveIsClosed, AlreadyThere: about the new place above.
        NotMovedYet, MovedSince, NotOpenThen: about the day.
    """
    _take_turn(unit, parent)
    today = clock.today(unit.country.timezone)
    on = on or today
    before = lies_since(unit)
    if parent.id == unit.parent_id:
        if on != before:
            raise AlreadyThere
        return
    if on > today:
        raise NotMovedYet
    if on < before:
        raise MovedSince(day=date_text(before))
    for place in (unit, parent):
        if place.opened_on is not None and on < place.opened_on:
            raise NotOpenThen(place=_name(place), day=date_text(place.opened_on))
    # Whoever has never belonged anywhere belongs there from the beginning.
    since = on if unit.parent_id is not None else ALWAYS
    changed = _put(unit, parent, since, moved_on=on)
    _record("organisation.move", unit, by, changed, reason)
    _tell(unit, since)


def correct_place(unit: OrgUnit, parent: OrgUnit, *, reason: str, by: Actor | None = None) -> None:
    """Let a unit belong to another one instead of where it was entered, as if it had been entered there.

    Everything since it was entered there, or was moved there, counts anew.

    Raises:
        InsideItself, LayInside, OtherCountry, AboveIsClosed: about the new place above.
        ReasonMissing: without a reason.
    """
    if not reason.strip():
        raise ReasonMissing
    _take_turn(unit, parent)
    if parent.id != unit.parent_id:
        since = lies_since(unit)
        changed = _put(unit, parent, since)
        _record("organisation.correct_place", unit, by, changed, reason)
        _tell(unit, since)


def _take_turn(unit: OrgUnit, parent: OrgUnit) -> None:
    take_turns()
    for place in (unit, parent):
        db.session.refresh(place)


def _put(unit: OrgUnit, parent: OrgUnit, since: date, **more: date) -> dict[str, Any]:
    """Hang it there, unless it cannot be; what changed, for the record."""
    _refuse(unit, parent, since)
    before = unit.parent.code if unit.parent else None
    hang(unit, parent, since)
    unit.parent = parent
    db.session.flush()
    return difference({"parent": before}, {"parent": parent.code, **more})


def _record(
    action: str, unit: OrgUnit, by: Actor | None, details: dict[str, Any], reason: str | None
) -> None:
    record(action, actor=by, subject=unit, unit_id=unit.id, details=details, reason=reason or None)


def _tell(unit: OrgUnit, since: date) -> None:
    db.session.flush()
    db.session.expire_all()
    events.unit_moved.send(events.UnitMoved(unit.id, since))


def _refuse(unit: OrgUnit, parent: OrgUnit, since: date) -> None:
    inside = select(func.max(UnitAncestry.until)).where(
        UnitAncestry.unit_id == parent.id,
        UnitAncestry.ancestor_id == unit.id,
        UnitAncestry.until > since,
    )
    until = db.session.scalar(inside)
    if until == OPEN:
        raise InsideItself
    if until is not None:
        raise LayInside(place=_name(parent), day=date_text(until - DAY))
    if parent.country_code != unit.country_code:
        raise OtherCountry
    if unit.closed_on is None and parent.closed_on is not None:
        raise AboveIsClosed


def _name(place: OrgUnit) -> str:
    return isolated(place.name_in(language()))
