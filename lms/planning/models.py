"""The catalogue of courses, the plan of a fiscal year, and figures as somebody stated them."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.organisation.models import OrgUnit
from lms.platform.db import Base, Demonstrable
from lms.platform.localised import LocalisedName


class Programme(LocalisedName, Demonstrable, Base):
    """A set of courses with one purpose, such as introducing e-governance in nine municipalities."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), index=True)
    description: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(String(300))

    unit: Mapped[OrgUnit] = relationship()
    tracks: Mapped[list[Track]] = relationship(
        back_populates="programme", order_by="Track.position"
    )


class Track(LocalisedName, Base):
    """One direction of a programme; its courses are taken in it."""

    __tablename__ = "track"
    __table_args__ = (UniqueConstraint("programme_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(
        ForeignKey("programme.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]

    programme: Mapped[Programme] = relationship(back_populates="tracks")
    courses: Mapped[list[Course]] = relationship(back_populates="track", order_by="Course.id")


class ExcusedRule(StrEnum):
    """What excused minutes do to the rate of attendance."""

    COUNT = "count"
    EXCLUDE = "exclude"
    ABSENT = "absent"


class JoiningRule(StrEnum):
    """Which sessions a late joiner is measured against."""

    WHOLE_RUN = "whole_run"
    SINCE_JOINING = "since_joining"


class Course(LocalisedName, Demonstrable, Base):
    """What is taught and what it takes to pass. A run copies the rules when it opens."""

    __tablename__ = "course"
    __table_args__ = (
        CheckConstraint("minutes > 0", "minutes"),
        CheckConstraint("attendance_basis_points BETWEEN 0 AND 10000", "attendance"),
        CheckConstraint("pass_mark BETWEEN 0 AND 10000", "pass_mark"),
        CheckConstraint("max_attempts BETWEEN 1 AND 9", "attempts"),
        CheckConstraint("validity_months IS NULL OR validity_months > 0", "validity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), index=True)
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id"), index=True)
    minutes: Mapped[int]  # taught in all
    attendance_basis_points: Mapped[int] = mapped_column(default=8000)  # 80.00 %
    excused_rule: Mapped[ExcusedRule] = mapped_column(default=ExcusedRule.EXCLUDE)
    joining_rule: Mapped[JoiningRule] = mapped_column(default=JoiningRule.WHOLE_RUN)
    has_pre_test: Mapped[bool] = mapped_column(default=False)
    has_post_test: Mapped[bool] = mapped_column(default=False)
    has_exam: Mapped[bool] = mapped_column(default=True)
    pass_mark: Mapped[int] = mapped_column(default=6000)  # hundredths of 100 points
    max_attempts: Mapped[int] = mapped_column(default=2)
    validity_months: Mapped[int | None]  # none: certificates do not expire
    is_archived: Mapped[bool] = mapped_column(default=False)

    unit: Mapped[OrgUnit] = relationship()
    programme: Mapped[Programme | None] = relationship()
    track: Mapped[Track | None] = relationship(back_populates="courses")
    topics: Mapped[list[Topic]] = relationship(
        back_populates="course", order_by="Topic.position", cascade="all, delete-orphan"
    )
    prerequisites: Mapped[list[Course]] = relationship(
        secondary="course_prerequisite",
        primaryjoin="Course.id == CoursePrerequisite.course_id",
        secondaryjoin="Course.id == CoursePrerequisite.required_course_id",
        order_by="Course.id",
    )


class CoursePrerequisite(Base):
    """A course that has to be completed before another."""

    __tablename__ = "course_prerequisite"
    __table_args__ = (CheckConstraint("course_id <> required_course_id", "another"),)

    course_id: Mapped[int] = mapped_column(
        ForeignKey("course.id", ondelete="CASCADE"), primary_key=True
    )
    required_course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)


class Topic(LocalisedName, Base):
    """One subject of a course."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("course_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    source: Mapped[str | None] = mapped_column(String(300))

    course: Mapped[Course] = relationship(back_populates="topics")


class PlanState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    CLOSED = "closed"


class TrainingPlan(LocalisedName, Demonstrable, Base):
    """What a unit means to train in one fiscal year."""

    __tablename__ = "training_plan"
    __table_args__ = (UniqueConstraint("unit_id", "fiscal_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), index=True)
    fiscal_year: Mapped[int]  # the year in which it begins, in the country's fiscal calendar
    state: Mapped[PlanState] = mapped_column(default=PlanState.DRAFT)
    source: Mapped[str | None] = mapped_column(String(300))

    unit: Mapped[OrgUnit] = relationship()
    items: Mapped[list[PlanItem]] = relationship(
        back_populates="plan", order_by="PlanItem.position", cascade="all, delete-orphan"
    )


class PlanItemKind(StrEnum):
    COURSE = "course"
    WORKSHOP = "workshop"
    FORUM = "forum"


class PlanItem(LocalisedName, Base):
    """One line of the plan. Real plans state totals without splitting or dating them, so most of it may be unknown."""

    __tablename__ = "plan_item"
    __table_args__ = (
        CheckConstraint("runs_planned IS NULL OR runs_planned > 0", "runs"),
        CheckConstraint("seats_planned IS NULL OR seats_planned > 0", "seats"),
        CheckConstraint("quarter IS NULL OR quarter BETWEEN 1 AND 4", "quarter"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(
        ForeignKey("training_plan.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    kind: Mapped[PlanItemKind] = mapped_column(default=PlanItemKind.COURSE)
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), index=True)
    runs_planned: Mapped[int | None]
    seats_planned: Mapped[int | None]
    quarter: Mapped[int | None]
    audience: Mapped[str | None] = mapped_column(String(300))
    supervisors: Mapped[str | None] = mapped_column(String(300))
    source: Mapped[str | None] = mapped_column(String(300))

    plan: Mapped[TrainingPlan] = relationship(back_populates="items")
    course: Mapped[Course | None] = relationship()


class Qualifier(StrEnum):
    """How exactly a stated figure was stated."""

    EXACT = "exact"
    UP_TO = "up_to"
    AVERAGE = "average"
    TOTAL_NOT_SPLIT = "total_not_split"
    DERIVED = "derived"  # arithmetic on stated figures


class StatedFigure(LocalisedName, Demonstrable, Base):
    """A number that somebody announced, with its source; shown beside counted figures, never added to them."""

    __tablename__ = "stated_figure"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), index=True)
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), index=True)
    plan_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("plan_item.id", ondelete="SET NULL"), index=True
    )
    measure: Mapped[str] = mapped_column(String(40))  # "people", "seats", "centres", "services", …
    value: Mapped[int | None]
    qualifier: Mapped[Qualifier] = mapped_column(default=Qualifier.EXACT)
    baseline: Mapped[int | None]
    target: Mapped[int | None]
    period: Mapped[str | None] = mapped_column(String(100))
    source: Mapped[str] = mapped_column(String(300))

    unit: Mapped[OrgUnit] = relationship()
