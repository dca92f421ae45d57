"""Nominations, enrolments with what was true of the person then, and prerequisites that were waived."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import UserAccount
from lms.notifications.models import Channel
from lms.organisation.models import OrgUnit
from lms.people.models import Person, Sex
from lms.planning.models import Course
from lms.platform.clock import now
from lms.platform.db import Base
from lms.scheduling.models import CourseRun


class NominationState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Nomination(Base):
    """That a unit proposes one of its staff for a run."""

    __tablename__ = "nomination"
    __table_args__ = (
        UniqueConstraint("course_run_id", "person_id"),
        Index("ix_nomination_unit_id_state", "unit_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"))  # the nominating unit
    state: Mapped[NominationState] = mapped_column(default=NominationState.PROPOSED)
    justification: Mapped[str | None] = mapped_column(String(1000))
    nominated_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    nominated_at: Mapped[datetime] = mapped_column(default=now)
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime | None]
    refusal_reason: Mapped[str | None] = mapped_column(String(500))

    run: Mapped[CourseRun] = relationship()
    person: Mapped[Person] = relationship()
    unit: Mapped[OrgUnit] = relationship()
    nominated_by: Mapped[UserAccount | None] = relationship(foreign_keys=[nominated_by_id])
    decided_by: Mapped[UserAccount | None] = relationship(foreign_keys=[decided_by_id])


class EnrolmentState(StrEnum):
    ENROLLED = "enrolled"
    WAITLISTED = "waitlisted"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"  # with the run
    MERGED = "merged"  # of a record that was merged into another one, whose place in the run counts


class Enrolment(Base):
    """A seat, or a place on the waiting list: one row for a person in a run. The snapshot says what was true then."""

    __tablename__ = "enrolment"
    __table_args__ = (
        Index(
            "uq_enrolment_person",
            "course_run_id",
            "person_id",
            unique=True,
            sqlite_where=text("state <> 'merged'"),
            postgresql_where=text("state <> 'merged'"),
        ),
        UniqueConstraint("course_run_id", "queue_position"),
        CheckConstraint("(state = 'waitlisted') = (queue_position IS NOT NULL)", "queue"),
        Index("ix_enrolment_course_run_id_state", "course_run_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[EnrolmentState]
    queue_position: Mapped[int | None]
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"), index=True)
    enrolled_at: Mapped[datetime] = mapped_column(default=now)
    joined_on: Mapped[date | None]  # set when the person joined after the first session
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None] = mapped_column(String(500))

    # Snapshot at enrolment.
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True)
    job_title: Mapped[str | None] = mapped_column(String(150))
    sex: Mapped[Sex]
    age_band: Mapped[str] = mapped_column(String(8))  # "25-34", "unknown"

    run: Mapped[CourseRun] = relationship()
    person: Mapped[Person] = relationship()
    unit: Mapped[OrgUnit | None] = relationship()
    nomination: Mapped[Nomination | None] = relationship()


class PrerequisiteWaiver(Base):
    """That somebody let a person into a run without a course it asks for, and why."""

    __tablename__ = "prerequisite_waiver"
    __table_args__ = (UniqueConstraint("course_run_id", "person_id", "course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))  # the one that is missing
    reason: Mapped[str] = mapped_column(String(500))
    waived_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    waived_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = relationship()
    course: Mapped[Course] = relationship()
    waived_by: Mapped[UserAccount | None] = relationship()


class Ways(StrEnum):
    """Which channels a message takes. Who can be reached on both gets it on both."""

    MAIL = "mail"
    SMS = "sms"
    BOTH = "both"

    @property
    def channels(self) -> tuple[Channel, ...]:
        return tuple(Channel) if self is Ways.BOTH else (Channel(self.value),)


class RunMessage(Base):
    """That somebody wrote to the participants of a run. The same words go out to a run once a day."""

    __tablename__ = "run_message"
    __table_args__ = (UniqueConstraint("course_run_id", "fingerprint", "written_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"))
    ways: Mapped[Ways]
    text: Mapped[str] = mapped_column(String(1000))
    fingerprint: Mapped[str] = mapped_column(String(64))  # of the words and the ways
    written_on: Mapped[date]  # by the calendar on the wall of the run
    written_at: Mapped[datetime] = mapped_column(default=now)
    written_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    by_mail: Mapped[int]  # how many people, as the following
    by_sms: Mapped[int]
    unreached: Mapped[int]
    segments: Mapped[int]  # the parts of all text messages together

    written_by: Mapped[UserAccount | None] = relationship()
