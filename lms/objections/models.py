"""One objection for everything that somebody may object to."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.organisation.models import OrgUnit
from lms.people.models import Person
from lms.platform.clock import now
from lms.platform.db import Base


class ObjectionKind(StrEnum):
    """What is objected to; each kind belongs to the slice that keeps such records."""

    ATTENDANCE_MARK = "attendance_mark"


class ObjectionState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Objection(Base):
    """That a person says a record about them is wrong, and what came of it. Once for each record."""

    __tablename__ = "objection"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        CheckConstraint("(state = 'open') = (settled_at IS NULL)", "settled"),
        Index("ix_objection_unit_id_state", "unit_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ObjectionKind]
    subject_id: Mapped[int]  # of the record in the table of its kind
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"))  # whose officers decide
    text: Mapped[str] = mapped_column(String(1000))
    state: Mapped[ObjectionState] = mapped_column(default=ObjectionState.OPEN)
    filed_at: Mapped[datetime] = mapped_column(default=now)
    filed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    due_on: Mapped[date]  # the last day to decide
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    answer: Mapped[str | None] = mapped_column(String(500))  # why it was decided so

    person: Mapped[Person] = relationship()
    unit: Mapped[OrgUnit] = relationship()
