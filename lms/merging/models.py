"""That two records of one person were merged, and everything needed to part them again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import UserAccount
from lms.people.models import Person
from lms.platform.clock import now
from lms.platform.db import Base

IN_FORCE = text("undone_at IS NULL")


class PersonMerge(Base):
    """One merge: the record that was kept, the one that leads to it, and every change that made them one."""

    __tablename__ = "person_merge"
    __table_args__ = (
        CheckConstraint("kept_id <> merged_id", "two"),
        Index(
            "uq_person_merge_in_force",
            "merged_id",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    merged_at: Mapped[datetime] = mapped_column(default=now)
    merged_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    merged_for_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    reason: Mapped[str] = mapped_column(String(500))
    changes_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # none: erased
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    undone_for_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    undo_reason: Mapped[str | None] = mapped_column(String(500))

    kept: Mapped[Person] = relationship(foreign_keys=[kept_id])
    merged: Mapped[Person] = relationship(foreign_keys=[merged_id])
    merged_by: Mapped[UserAccount | None] = relationship(foreign_keys=[merged_by_id])
    undone_by: Mapped[UserAccount | None] = relationship(foreign_keys=[undone_by_id])
