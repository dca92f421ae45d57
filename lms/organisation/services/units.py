"""Places in the tree: added, changed, closed, deleted."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.audit.rules import difference
from lms.audit.services import record
from lms.organisation.errors import (
    AboveIsClosed,
    ClosedBeforeOpening,
    CodeTaken,
    HasHistory,
    NotATechnologyCentre,
    OpenedAfterClosing,
    OpenInside,
)
from lms.organisation.models import TECHNOLOGY_CENTRES, OrgUnit, UnitKind
from lms.organisation.queries import open_inside, references
from lms.organisation.rules import counts_in_words
from lms.organisation.services.names import Names, set_names
from lms.organisation.services.tree import plant, take_turns
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import language
from lms.platform.i18n.lists import isolated, listed

MOST_TOLD = 5
FIELDS = (
    "kind", "opened_on", "is_mobile", "is_automated", "name_en", "name_ar", "name_fa", "name_ka"
)  # fmt: skip
"""What can be changed of a place without moving or closing it."""


def create_unit(
    *,
    code: str,
    kind: UnitKind,
    parent: OrgUnit,
    names: Names,
    opened_on: date | None = None,
    is_mobile: bool = False,
    is_automated: bool = False,
    source: str | None = None,
    is_demo: bool = False,
    by: Actor | None = None,
) -> OrgUnit:
    """Add a place below another. `names` is keyed by language; one is enough. The same again gives the same place.

    Raises:
        CodeTaken: by another place.
        NameMissing, NotATechnologyCentre, AboveIsClosed: about the rest.
    """
    take_turns()
    _check(kind, opened_on, None, technical=is_mobile or is_automated)
    _refuse_closed(parent, opened_on)
    unit = OrgUnit(
        code=code,
        kind=kind,
        parent=parent,
        country_code=parent.country_code,
        opened_on=opened_on,
        is_mobile=is_mobile,
        is_automated=is_automated,
        source=source,
        is_demo=is_demo,
    )
    set_names(unit, names)
    try:
        with db.session.begin_nested():
            db.session.add(unit)
    except IntegrityError as error:
        return _same_again(unit, parent.id, error)
    plant(unit, parent)
    if not is_demo:  # demonstration data comes and goes as a whole
        after = _facts(unit) | {"code": code, "parent": parent.code}
        _record("organisation.create", unit, by, difference({}, after))
    return unit


def update_unit(
    unit: OrgUnit,
    *,
    kind: UnitKind,
    names: Names,
    opened_on: date | None,
    is_mobile: bool,
    is_automated: bool,
    by: Actor | None = None,
) -> None:
    """Correct what is recorded of a place. A name that was right once is changed by `rename_unit`."""
    _check(kind, opened_on, unit.closed_on, technical=is_mobile or is_automated)
    before = _facts(unit)
    set_names(unit, names)
    unit.kind, unit.opened_on = kind, opened_on
    unit.is_mobile, unit.is_automated = is_mobile, is_automated
    db.session.flush()
    changed = difference(before, _facts(unit))
    if changed["after"]:
        _record("organisation.update", unit, by, changed)


def close_unit(unit: OrgUnit, *, on: date, by: Actor | None = None) -> None:
    """Record the last day on which the unit is open. Its history stays.

    Raises:
        ClosedBeforeOpening: for a day before it opened.
        OpenInside: while places inside it stay open for longer.
    """
    if unit.opened_on is not None and on < unit.opened_on:
        raise ClosedBeforeOpening
    longer = list(db.session.scalars(open_inside(unit, on).limit(MOST_TOLD + 1)))
    if longer:
        told = [isolated(place.name_in(language())) for place in longer[:MOST_TOLD]]
        raise OpenInside(places=listed(told + ["…"] * (len(longer) > MOST_TOLD)))
    if unit.closed_on == on:
        return
    before, unit.closed_on = unit.closed_on, on
    db.session.flush()
    _record("organisation.close", unit, by, difference({"closed_on": before}, {"closed_on": on}))


def reopen_unit(unit: OrgUnit, *, by: Actor | None = None) -> None:
    """Take back a closing that was entered by mistake."""
    if unit.closed_on is None:
        return
    if unit.parent is not None and unit.parent.closed_on is not None:
        raise AboveIsClosed
    before, unit.closed_on = unit.closed_on, None
    db.session.flush()
    _record("organisation.reopen", unit, by, difference({"closed_on": before}, {"closed_on": None}))


def delete_unit(unit: OrgUnit, *, by: Actor | None = None) -> None:
    """Delete a place that was made by mistake. Refused with the counts where there is history."""
    history = references(unit)
    if history:
        raise HasHistory(counts=counts_in_words(history))
    _record("organisation.delete", unit, by, difference(_facts(unit) | {"code": unit.code}, {}))
    db.session.delete(unit)
    db.session.flush()


def _facts(unit: OrgUnit) -> dict[str, Any]:
    return {name: getattr(unit, name) for name in FIELDS}


def _record(action: str, unit: OrgUnit, by: Actor | None, details: dict[str, Any]) -> None:
    record(action, actor=by, subject=unit, unit_id=unit.id, details=details)


def _check(
    kind: UnitKind, opened_on: date | None, closed_on: date | None, *, technical: bool
) -> None:
    if technical and kind not in TECHNOLOGY_CENTRES:
        raise NotATechnologyCentre
    if opened_on is not None and closed_on is not None and closed_on < opened_on:
        raise OpenedAfterClosing


def _refuse_closed(parent: OrgUnit, opened_on: date | None) -> None:
    if parent.closed_on is not None and (opened_on is None or opened_on > parent.closed_on):
        raise AboveIsClosed


def _same_again(unit: OrgUnit, parent_id: int, error: IntegrityError) -> OrgUnit:
    """What a form that was sent twice made the first time."""
    known = db.session.scalars(select(OrgUnit).filter_by(code=unit.code)).one_or_none()
    if known is None or known.parent_id != parent_id or _facts(known) != _facts(unit):
        raise CodeTaken from error
    return known
