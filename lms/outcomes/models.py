"""The outcome of each enrolment with its reasoning, the completion facts, and hours that were waived."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.enrolment.models import Enrolment
from lms.people.models import Person, Sex
from lms.platform.clock import now
from lms.platform.db import Base
from lms.scheduling.models import CourseRun


class OutcomeState(StrEnum):
    PASSED = "passed"
    FAILED_ATTENDANCE = "failed_attendance"
    FAILED_ASSESSMENT = "failed_assessment"
    WITHDRAWN = "withdrawn"


class Outcome(Base):
    """What came of an enrolment when its run closed. `reasoning` holds the facts that the words are made from."""

    __tablename__ = "outcome"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    state: Mapped[OutcomeState] = mapped_column(index=True)
    minutes_present: Mapped[int]
    minutes_held: Mapped[int]  # the denominator under the run's rules
    minutes_needed: Mapped[int]
    score: Mapped[int | None]  # the exam's, in hundredths of 100 points
    met_on: Mapped[date | None]  # the day the last requirement was met
    reasoning: Mapped[list[Any]]
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime] = mapped_column(default=now)

    enrolment: Mapped[Enrolment] = relationship()


class Completion(Base):
    """The fact that a person completed a course: everything that figures count, as it was then."""

    __tablename__ = "completion"
    __table_args__ = (
        Index("ix_completion_unit_id_fiscal_year", "unit_id", "fiscal_year"),
        Index("ix_completion_delivering_unit_id_fiscal_year", "delivering_unit_id", "fiscal_year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    course_run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"))  # the person's, then
    delivering_unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"))
    completed_on: Mapped[date]  # in the zone of the delivering unit
    fiscal_year: Mapped[int]  # in which that day lies, by the delivering unit's country
    sex: Mapped[Sex]
    age_band: Mapped[str] = mapped_column(String(8))
    job_title: Mapped[str | None] = mapped_column(String(150))
    recorded_at: Mapped[datetime] = mapped_column(default=now)

    enrolment: Mapped[Enrolment] = relationship()
    person: Mapped[Person] = relationship()
    run: Mapped[CourseRun] = relationship()


class HoursWaiver(Base):
    """That a run counts although fewer hours were given than its course has, and why."""

    __tablename__ = "hours_waiver"

    course_run_id: Mapped[int] = mapped_column(
        ForeignKey("course_run.id", ondelete="CASCADE"), primary_key=True
    )
    minutes_given: Mapped[int]  # when it was waived; fewer than that need a new waiver
    reason: Mapped[str] = mapped_column(String(500))
    waived_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    waived_at: Mapped[datetime] = mapped_column(default=now)
