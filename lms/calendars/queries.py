"""What was decided about the calendar."""

from __future__ import annotations

from sqlalchemy import select

from lms.calendars.models import HijriMonth
from lms.platform.db import db
from lms.platform.i18n.calendars.hijri import Decided
from lms.platform.remembered import is_at_work, once_a_request

MONTHS = "hijri months"


def decided() -> Decided:
    """The months that were decided, read once a request, so that every process sees them at once."""
    return once_a_request(MONTHS, _decided) if is_at_work() else frozenset()


def _decided() -> Decided:
    statement = select(HijriMonth.year, HijriMonth.month, HijriMonth.starts_on)
    with db.session.no_autoflush:  # a date may be shown while something else is half made
        rows = db.session.execute(statement).all()
    return frozenset((year, month, first_day) for year, month, first_day in rows)


def month(year: int, month: int) -> HijriMonth | None:
    """What was decided about one month."""
    return db.session.scalar(select(HijriMonth).filter_by(year=year, month=month))


def months_of(year: int) -> dict[int, HijriMonth]:
    """What was decided about the months of a year, by month."""
    found = db.session.scalars(select(HijriMonth).filter_by(year=year))
    return {one.month: one for one in found}
