"""What places are called, now and before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from lms.audit.rules import difference
from lms.audit.services import record
from lms.organisation.errors import EndsBeforeStart, NameMissing, NotYet, RenamedSince, SameNames
from lms.organisation.models import OrgUnit, Room, UnitName, Venue
from lms.organisation.queries import last_renamed
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import LANGUAGES
from lms.platform.i18n.dates import date_text

Names = Mapping[str, str | None]
"""Names by language."""

DAY = timedelta(days=1)


def set_names(named: OrgUnit | Venue | Room, names: Names) -> None:
    """Give it these names; a language that is not mentioned keeps its name."""
    kept = named.names | {code: name or None for code, name in names.items()}
    if not any(kept.values()):
        raise NameMissing
    for code in LANGUAGES:
        setattr(named, f"name_{code}", kept.get(code))


def rename_unit(unit: OrgUnit, names: Names, *, on: date, by: Actor | None = None) -> None:
    """Give a place new names from a day on; the old ones stay on record up to the day before.

    Raises:
        NotYet: for a day to come.
        RenamedSince: when a later renaming is on record.
        SameNames, NameMissing: about the names.
    """
    old = unit.names
    changed = [code for code in names if (names[code] or None) != old.get(code)]
    if not changed:
        raise SameNames
    if on > clock.today(unit.country.timezone):
        raise NotYet
    up_to = on - DAY
    ends = {code: last_renamed(unit, code) for code in changed}
    latest = max((end for end in ends.values() if end is not None), default=None)
    if latest is not None and up_to <= latest:
        raise RenamedSince(day=date_text(latest + DAY))
    set_names(unit, names)
    for code in changed:
        if code in old:
            _keep_former(unit, code, old[code], after=ends[code], up_to=up_to)
    db.session.flush()
    record(
        "organisation.rename",
        actor=by,
        subject=unit,
        unit_id=unit.id,
        details={"on": on.isoformat(), **difference(_by_field(old), _by_field(unit.names))},
    )


def _by_field(names: Mapping[str, str]) -> dict[str, str]:
    return {f"name_{code}": name for code, name in names.items()}


def _keep_former(unit: OrgUnit, code: str, name: str, *, after: date | None, up_to: date) -> None:
    first = after + DAY if after is not None else unit.opened_on
    starts_on = first if first is not None and first <= up_to else None
    db.session.add(
        UnitName(unit_id=unit.id, language=code, name=name, starts_on=starts_on, ends_on=up_to)
    )


def add_name(
    unit: OrgUnit,
    *,
    language: str,
    name: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    by: Actor | None = None,
) -> UnitName:
    """Record another name that the place bears, or that it bore once."""
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise EndsBeforeStart
    row = UnitName(
        unit_id=unit.id, language=language, name=name, starts_on=starts_on, ends_on=ends_on
    )
    db.session.add(row)
    db.session.flush()
    record(
        "organisation.add_name",
        actor=by,
        subject=unit,
        unit_id=unit.id,
        details=difference({}, {"name": name, "language": language}),
    )
    return row


def remove_name(unit: OrgUnit, name: UnitName, *, by: Actor | None = None) -> None:
    """Take back another name that was entered by mistake."""
    record(
        "organisation.remove_name",
        actor=by,
        subject=unit,
        unit_id=unit.id,
        details=difference({"name": name.name, "language": name.language}, {}),
    )
    db.session.delete(name)
    db.session.flush()
