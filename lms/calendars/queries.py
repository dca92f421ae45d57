"""What was decided about the calendar."""

from __future__ import annotations

from sqlalchemy import Select, select

from lms.calendars.models import HijriMonth, PublicHoliday
from lms.calendars.policy import MANAGE
from lms.organisation.models import Country, OrgUnit
from lms.platform.access import Actor
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


def holidays(country_code: str) -> list[PublicHoliday]:
    """The holidays of a country."""
    query = select(PublicHoliday).filter_by(country_code=country_code).order_by(PublicHoliday.id)
    return list(db.session.scalars(query))


def countries(viewer: Actor) -> list[Country]:
    """The countries in which the viewer keeps the calendar."""
    kept = select(OrgUnit.country_code).where(OrgUnit.id.in_(viewer.units_where(MANAGE)))
    return list(
        db.session.scalars(select(Country).where(Country.code.in_(kept)).order_by(Country.code))
    )


def holiday(holiday_id: int, viewer: Actor) -> Select[PublicHoliday]:
    """One holiday of a country in which the viewer keeps the calendar."""
    codes = [country.code for country in countries(viewer)]
    return select(PublicHoliday).where(
        PublicHoliday.id == holiday_id, PublicHoliday.country_code.in_(codes)
    )
