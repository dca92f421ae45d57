"""Counts kept beside the completions, one for each level and period, because distinct people do not add up."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.people.models import Sex
from lms.platform.db import Base


class Basis(StrEnum):
    """Which place a completion is counted at."""

    HOME = "home"  # the unit of the person, at the time
    DELIVERING = "delivering"  # the centre that gave the run
    NOW = "now"  # the unit of the person today: worked out when asked, never kept


ALL_YEARS = 0
ALL_COURSES = 0


class TrainedPerson(Base):
    """How often one person completed within one cell, by the sex that was recorded; the row goes with the last one.

    A cell of `TrainedCount` is the sum of these rows. `people` is 1 in the one row of the cell under whose sex the
    person counts, so that women, men and unknown always add up to the people.
    """

    __tablename__ = "trained_person"
    __table_args__ = (
        CheckConstraint("completions > 0", "completions"),
        CheckConstraint("people IN (0, 1)", "people"),
        Index("ix_trained_person_person_id", "person_id"),
        {"sqlite_with_rowid": False},
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), primary_key=True)
    basis: Mapped[Basis] = mapped_column(primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(primary_key=True)  # 0: all years
    course_id: Mapped[int] = mapped_column(primary_key=True)  # 0: all courses
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    sex: Mapped[Sex] = mapped_column(primary_key=True)
    completions: Mapped[int]
    people: Mapped[int]


class TrainedCount(Base):
    """Completions and distinct people in one cell: a unit with all below it, a year, a course, a sex."""

    __tablename__ = "trained_count"
    __table_args__ = (
        UniqueConstraint(
            "unit_id", "basis", "fiscal_year", "course_id", "sex", name="uq_trained_count_cell"
        ),
        CheckConstraint("completions >= people AND people >= 0", "counts"),
        Index("ix_trained_count_fiscal_year", "fiscal_year", "course_id", "basis"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"))
    basis: Mapped[Basis]
    fiscal_year: Mapped[int]
    course_id: Mapped[int]
    sex: Mapped[Sex]
    completions: Mapped[int]
    people: Mapped[int]
