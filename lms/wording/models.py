"""A message that an institution words otherwise."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.platform.clock import now
from lms.platform.db import Base


class OwnWording(Base):
    """What is said in a language instead of what the catalogue says; one text, or one for each form of a plural."""

    __tablename__ = "own_wording"
    __table_args__ = (
        UniqueConstraint("language", "message", "context"),
        CheckConstraint("language IN ('en', 'ar', 'fa', 'ka')", "language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(2))
    message: Mapped[str] = mapped_column(String(1000))  # in English, as the code has it
    context: Mapped[str] = mapped_column(String(100), default="")
    is_plural: Mapped[bool]
    texts: Mapped[list[Any]]
    entered_at: Mapped[datetime] = mapped_column(default=now)
