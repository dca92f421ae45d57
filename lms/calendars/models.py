"""What people decided about the calendar, where a table or a rule alone does not say it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.platform.clock import now
from lms.platform.db import Base
from lms.platform.localised import LocalisedName


class HijriMonth(Base):
    """The day on which a Hijri month began, or will, as it was announced; it takes the place of the calculated one."""

    __tablename__ = "hijri_month"
    __table_args__ = (
        UniqueConstraint("year", "month"),
        CheckConstraint("month BETWEEN 1 AND 12", "month"),
        CheckConstraint("year BETWEEN 1343 AND 1500", "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    month: Mapped[int]
    starts_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(300))  # who announced it, and where it can be read
    entered_at: Mapped[datetime] = mapped_column(default=now)


class PublicHoliday(LocalisedName, Base):
    """A holiday of a country: a date of one of the calendars, every year or in one year alone."""

    __tablename__ = "public_holiday"
    __table_args__ = (
        CheckConstraint("month BETWEEN 1 AND 12", "month"),
        CheckConstraint("day BETWEEN 1 AND 31", "day"),
        CheckConstraint("days BETWEEN 1 AND 30", "days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    country_code: Mapped[str] = mapped_column(ForeignKey("country.code"), index=True)
    calendar: Mapped[str] = mapped_column(String(10))
    year: Mapped[int | None]  # of its calendar; none for every year
    month: Mapped[int]
    day: Mapped[int]
    days: Mapped[int] = mapped_column(default=1)  # how long it lasts
    source: Mapped[str | None] = mapped_column(String(300))
