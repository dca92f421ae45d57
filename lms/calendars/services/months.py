"""Deciding when a Hijri month begins. Stored dates are Gregorian and stay; only how they are shown and read follows."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from lms.audit.rules import difference
from lms.audit.services import record
from lms.calendars import queries
from lms.calendars.errors import MonthLength
from lms.calendars.models import HijriMonth
from lms.calendars.rules import month_text, with_month
from lms.organisation.models import Country
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n.digits import digits
from lms.platform.remembered import read_anew


def decide_month(
    year: int, month: int, first_day: date, *, source: str, by: Actor | None = None
) -> HijriMonth:
    """Let a month begin on a day, as a source says. The same again changes nothing.

    Raises:
        MonthLength: the month or the one before would not be 29 or 30 days long.
    """
    _wait_for_others()
    _require_lengths(year, month, first_day)
    known = queries.month(year, month)
    before = _facts(known) if known else {}
    if known is None:
        known = HijriMonth(year=year, month=month)
        db.session.add(known)
    known.starts_on, known.source = first_day, source
    changed = difference(before, _facts(known))
    if changed["after"]:
        known.entered_at = clock.now()
        record("calendars.decide_month", actor=by, subject=known, details=changed, reason=source)
    db.session.flush()
    read_anew(queries.MONTHS)
    return known


def take_back_month(known: HijriMonth, *, by: Actor | None = None) -> None:
    """Let a month begin again as it is calculated.

    Raises:
        MonthLength: a month beside it was decided so that this one cannot.
    """
    _wait_for_others()
    _require_lengths(known.year, known.month, None)
    details = difference(_facts(known), {})
    record("calendars.take_back_month", actor=by, subject=known, details=details)
    db.session.delete(known)
    db.session.flush()
    read_anew(queries.MONTHS)


def _wait_for_others() -> None:
    """Two months side by side are decided one after the other; SQLite has one writer and needs none of it."""
    db.session.execute(select(Country.code).order_by(Country.code).with_for_update())
    read_anew(queries.MONTHS)


def _require_lengths(year: int, month: int, first_day: date | None) -> None:
    wrong = with_month(queries.decided(), year, month, first_day).wrong_month()
    if wrong is not None:
        wrong_year, wrong_month, days = wrong
        raise MonthLength(month=month_text(wrong_year, wrong_month), days=digits(days))


def _facts(known: HijriMonth) -> dict[str, object]:
    return {
        "year": known.year,
        "month": known.month,
        "starts_on": known.starts_on.isoformat(),
        "source": known.source,
    }
