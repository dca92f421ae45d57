"""Course runs and their sessions. A run may be undated: the real programmes have such runs."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.organisation.models import OrgUnit, Room
from lms.people.models import Person
from lms.planning.models import Course, ExcusedRule, JoiningRule, PlanItem, Topic
from lms.platform.clock import now
from lms.platform.db import Base, Demonstrable


class RunState(StrEnum):
    DRAFT = "draft"
    PLANNED = "planned"
    OPEN = "open"  # nominations are taken
    CONFIRMED = "confirmed"  # the roster stands
    IN_PROGRESS = "in_progress"
    ENDED = "ended"  # marks and results are pending
    CLOSED = "closed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class CourseRun(Demonstrable, Base):
    """One offering of a course. Its rules are the course's as they stood when it opened."""

    __tablename__ = "course_run"
    __table_args__ = (
        CheckConstraint("capacity >= 0", "capacity"),
        CheckConstraint("seats_taken >= 0 AND seats_taken <= capacity", "seats"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", "dates"),
        CheckConstraint("min_seats IS NULL OR min_seats <= capacity", "min_seats"),
        Index("ix_course_run_unit_id_state", "unit_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    entry_key: Mapped[str | None] = mapped_column(
        String(50), unique=True
    )  # of the form it was entered by, so that a second click is recognised
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"))  # the centre that delivers
    site_unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("org_unit.id"), index=True
    )  # the municipality it is held in, when on site
    plan_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("plan_item.id", ondelete="SET NULL"), index=True
    )
    state: Mapped[RunState] = mapped_column(default=RunState.DRAFT, index=True)
    starts_on: Mapped[date | None] = mapped_column(index=True)
    ends_on: Mapped[date | None]
    language: Mapped[str] = mapped_column(String(2))
    capacity: Mapped[int]
    min_seats: Mapped[int | None]
    seats_taken: Mapped[int] = mapped_column(default=0)  # moved only by take_seat and free_seat
    waiting_last: Mapped[int] = mapped_column(default=0)  # the last place given on the waiting list
    nominations_until: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(String(500))  # of a cancellation or postponement
    source: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(default=now)

    # The rules in force, copied from the course when the run opens.
    attendance_basis_points: Mapped[int]
    excused_rule: Mapped[ExcusedRule]
    joining_rule: Mapped[JoiningRule]
    has_pre_test: Mapped[bool]
    has_post_test: Mapped[bool]
    has_exam: Mapped[bool]
    pass_mark: Mapped[int]
    max_attempts: Mapped[int]
    validity_months: Mapped[int | None]

    course: Mapped[Course] = relationship()
    unit: Mapped[OrgUnit] = relationship(foreign_keys=[unit_id])
    site_unit: Mapped[OrgUnit | None] = relationship(foreign_keys=[site_unit_id])
    plan_item: Mapped[PlanItem | None] = relationship()
    sessions: Mapped[list[TrainingSession]] = relationship(
        back_populates="run", order_by="TrainingSession.number"
    )

    @property
    def country_code(self) -> str:
        """The country in which it is held."""
        return self.unit.country_code


class SessionState(StrEnum):
    SCHEDULED = "scheduled"
    HELD = "held"
    CANCELLED = "cancelled"


class TrainingSession(Base):
    """One meeting: planned as wall time in the country's zone, and kept as instants to find clashes by."""

    __tablename__ = "training_session"
    __table_args__ = (
        UniqueConstraint("course_run_id", "number"),
        CheckConstraint("ends_at > starts_at", "times"),
        CheckConstraint("minutes BETWEEN 1 AND 1440", "minutes"),
        Index("ix_training_session_room_id_starts_at", "room_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_run_id: Mapped[int] = mapped_column(
        ForeignKey("course_run.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int]
    title: Mapped[str | None] = mapped_column(String(300))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id", ondelete="SET NULL"))
    held_on: Mapped[date] = mapped_column(index=True)
    start_time: Mapped[time]
    end_time: Mapped[time]
    timezone: Mapped[str] = mapped_column(String(40))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    minutes: Mapped[int]  # true minutes, also across a change of clocks
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    counts: Mapped[bool] = mapped_column(default=True)  # for attendance
    state: Mapped[SessionState] = mapped_column(default=SessionState.SCHEDULED)
    reason: Mapped[str | None] = mapped_column(String(500))  # of a cancellation

    run: Mapped[CourseRun] = relationship(back_populates="sessions")
    room: Mapped[Room | None] = relationship()
    topic: Mapped[Topic | None] = relationship()
    assignments: Mapped[list[TrainerAssignment]] = relationship(
        back_populates="session", order_by="TrainerAssignment.id", cascade="all, delete-orphan"
    )


class TrainerRole(StrEnum):
    LEAD = "lead"
    CO_TRAINER = "co_trainer"


class TrainerAssignment(Base):
    """That a person gives a session."""

    __tablename__ = "trainer_assignment"
    __table_args__ = (UniqueConstraint("session_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("training_session.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[TrainerRole] = mapped_column(default=TrainerRole.LEAD)

    session: Mapped[TrainingSession] = relationship(back_populates="assignments")
    person: Mapped[Person] = relationship()


class ClashOverride(Base):
    """That somebody planned a session over another one that has its room or trainer, and why."""

    __tablename__ = "clash_override"
    __table_args__ = (
        UniqueConstraint("session_id", "other_session_id"),
        CheckConstraint("session_id <> other_session_id", "another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("training_session.id", ondelete="CASCADE"), index=True
    )
    other_session_id: Mapped[int] = mapped_column(
        ForeignKey("training_session.id", ondelete="CASCADE"), index=True
    )
    reason: Mapped[str] = mapped_column(String(500))
    overridden_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    overridden_at: Mapped[datetime] = mapped_column(default=now)
