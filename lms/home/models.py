"""Requests to erase what is kept about somebody, and how they were decided."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import UserAccount
from lms.organisation.models import OrgUnit
from lms.people.models import Person
from lms.platform.clock import now
from lms.platform.db import Base


class ErasureState(StrEnum):
    WAITING = "waiting"
    ERASED = "erased"
    REFUSED = "refused"


WAITING = text("state = 'waiting'")


class ErasureRequest(Base):
    """That somebody is to be erased: a record of a person, an account, or both. What was decided is kept for good."""

    __tablename__ = "erasure_request"
    __table_args__ = (
        CheckConstraint("person_id IS NOT NULL OR account_id IS NOT NULL", "somebody"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", "decided"),
        Index(
            "uq_erasure_request_waiting_person",
            "person_id",
            unique=True,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index(
            "uq_erasure_request_waiting_account",
            "account_id",
            unique=True,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True)
    state: Mapped[ErasureState] = mapped_column(default=ErasureState.WAITING)
    reference: Mapped[str] = mapped_column(
        String(200), default=""
    )  # of the letter; empty: own wish
    entered_at: Mapped[datetime] = mapped_column(default=now)
    entered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    entered_for_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    reason: Mapped[str | None] = mapped_column(String(500))

    person: Mapped[Person | None] = relationship()
    account: Mapped[UserAccount | None] = relationship(foreign_keys=[account_id])
    unit: Mapped[OrgUnit | None] = relationship()
