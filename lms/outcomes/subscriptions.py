"""What outcomes tells the slices below that ask without knowing whom, and what it hears from them."""

from __future__ import annotations

from lms.enrolment.rules import completions_are_known_by
from lms.organisation.events import (
    FiscalYearsChanged,
    UnitMoved,
    fiscal_years_changed,
    unit_moved,
)
from lms.organisation.models import OrgUnit
from lms.outcomes.queries import completed_courses
from lms.outcomes.services import date_anew
from lms.platform.db import db

completions_are_known_by(completed_courses)


@fiscal_years_changed.connect
def _other_years(event: FiscalYearsChanged) -> None:
    date_anew(event.unit_id, event.since)


@unit_moved.connect
def _other_years_by_moving(event: UnitMoved) -> None:
    if db.session.get_one(OrgUnit, event.unit_id).country.something_said:
        date_anew(event.unit_id, event.since)
