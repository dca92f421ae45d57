"""What people decided about the calendar, where a table or a rule alone does not say it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.platform.clock import now
from lms.platform.db import Base


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
