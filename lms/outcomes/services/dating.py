"""Completions in the fiscal years in which their days lie, after somebody said that these begin on other days."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import func, select, update

from lms.organisation.models import ALWAYS, OrgUnit, UnitAncestry
from lms.organisation.queries import fiscal_years_of
from lms.organisation.rules import FiscalYears
from lms.organisation.services import take_turns
from lms.outcomes import events
from lms.outcomes.models import Completion
from lms.platform.db import db

LONGEST_YEARS = timedelta(days=2 * 366)
"""A rule may lengthen the year before it, and so reach back, but never by two years."""


def date_anew(unit_id: int, since: date) -> int:
    """Let what a unit, and what lies in it, gave since a day count in the right year; how many changed theirs."""
    take_turns()
    since = since - LONGEST_YEARS if since > ALWAYS + LONGEST_YEARS else ALWAYS
    below = select(UnitAncestry.unit_id).where(
        UnitAncestry.ancestor_id == unit_id, UnitAncestry.until > since
    )
    given = (Completion.delivering_unit_id.in_(below), Completion.completed_on >= since)
    first, last = db.session.execute(
        select(func.min(Completion.completed_on), func.max(Completion.completed_on)).where(*given)
    ).one()
    if first is None:
        return 0
    units = select(OrgUnit).where(
        OrgUnit.id.in_(select(Completion.delivering_unit_id).where(*given))
    )
    alike: dict[FiscalYears, list[int]] = defaultdict(list)
    for key, years in fiscal_years_of(db.session.scalars(units)).items():
        alike[years].append(key)
    moved = sum(_put(years, unit_ids, first, last) for years, unit_ids in alike.items())
    if moved:
        db.session.expire_all()
        events.completions_dated_anew.send(events.CompletionsDatedAnew(unit_id, since))
    return moved


def _put(years: FiscalYears, unit_ids: list[int], first: date, last: date) -> int:
    moved = 0
    for year in range(years.of(first), years.of(last) + 1):
        since, until = years.bounds(year)
        done = db.session.execute(
            update(Completion)
            .where(
                Completion.delivering_unit_id.in_(unit_ids),
                Completion.completed_on.between(max(first, since), min(last, until)),
                Completion.fiscal_year != year,
            )
            .values(fiscal_year=year)
            .execution_options(synchronize_session=False)
        )
        moved += int(getattr(done, "rowcount", 0))
    return moved
