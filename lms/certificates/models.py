"""Bodies that issue, gapless serials, and certificates as they were issued."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.enrolment.models import Enrolment
from lms.organisation.models import OrgUnit
from lms.people.models import Person
from lms.platform.clock import now
from lms.platform.db import Base, Demonstrable
from lms.platform.localised import LocalisedName
from lms.scheduling.models import CourseRun


class IssuingBody(LocalisedName, Demonstrable, Base):
    """Who issues: the short code in the serial, the calendar of its year, the design and the signatories."""

    __tablename__ = "issuing_body"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), unique=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)  # SAQ
    calendar: Mapped[str] = mapped_column(String(10))  # of the serial's year
    second_calendar: Mapped[str | None] = mapped_column(String(10))  # printed beside it
    design: Mapped[str] = mapped_column(String(10))  # ar-en, fa, ka-en
    signatories: Mapped[list[Any]]  # [{"name": …, "post": {"ar": …, "en": …}}]
    asks_approval: Mapped[bool] = mapped_column(default=False)  # by a second person

    unit: Mapped[OrgUnit] = relationship()


class SerialCounter(Base):
    """The last number given by a body in a year of its calendar, moved in the certificate's own transaction."""

    __tablename__ = "serial_counter"

    issuing_body_id: Mapped[int] = mapped_column(ForeignKey("issuing_body.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class CertificateState(StrEnum):
    VALID = "valid"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class Certificate(Base):
    """A certificate as issued. Its payload, file and identifiers never change; only its state does."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("issuing_body_id", "year", "number"),
        CheckConstraint("(state = 'revoked') = (revoked_at IS NOT NULL)", "revoked"),
        Index("ix_certificate_issued_on", "issued_on", "id"),  # the list, the latest first
        Index(
            "uq_certificate_current",
            "enrolment_id",
            unique=True,
            sqlite_where=text("state <> 'superseded'"),
            postgresql_where=text("state <> 'superseded'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    issuing_body_id: Mapped[int] = mapped_column(ForeignKey("issuing_body.id"))
    year: Mapped[int]
    number: Mapped[int]
    serial: Mapped[str] = mapped_column(String(30), unique=True)  # SAQ-2026-000431
    code: Mapped[str] = mapped_column(String(40), unique=True)  # unguessable; what verifies
    state: Mapped[CertificateState] = mapped_column(default=CertificateState.VALID)
    issued_on: Mapped[date]
    valid_until: Mapped[date | None]
    payload: Mapped[dict[str, Any]]
    file_sha256: Mapped[str | None] = mapped_column(String(64))  # null while being prepared
    sealed_sha256: Mapped[str | None] = mapped_column(
        String(64)
    )  # of payload and file as issued, sealed: the holder was erased
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), unique=True)
    issued_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    issued_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None] = mapped_column(String(500))  # never shown in public
    revoked_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )

    enrolment: Mapped[Enrolment] = relationship()
    person: Mapped[Person] = relationship()
    issuing_body: Mapped[IssuingBody] = relationship()
    replaces: Mapped[Certificate | None] = relationship(
        remote_side="Certificate.id", back_populates="replaced_by"
    )
    replaced_by: Mapped[Certificate | None] = relationship(back_populates="replaces")


class IssueListState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"


class IssueList(Base):
    """Who of a run is to be given a certificate, prepared by one person for another one to approve."""

    __tablename__ = "issue_list"
    __table_args__ = (
        Index(
            "uq_issue_list_waiting",
            "course_run_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_run_id: Mapped[int] = mapped_column(
        ForeignKey("course_run.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[IssueListState] = mapped_column(default=IssueListState.WAITING)
    enrolment_ids: Mapped[list[Any]]
    prepared_at: Mapped[datetime] = mapped_column(default=now)
    prepared_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    prepared_for_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )

    run: Mapped[CourseRun] = relationship()
