"""Persons, the words they are found by, their places of work over time, and rosters on their way in."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.organisation.models import OrgUnit
from lms.platform.clock import now
from lms.platform.db import Base, Demonstrable


class Sex(StrEnum):
    """As on the identity card; unknown is a value, so that totals add up."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


# Beginnings are found as a range of the index, which must therefore be in the order of code points.
CODE_POINT_ORDER = String(100).with_variant(String(100, collation="C"), "postgresql")


class Person(Demonstrable, Base):
    """Somebody who is, was or may be trained, or who trains."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("id_country", "national_id_hash"),
        CheckConstraint("(national_id_hash IS NULL) = (national_id_sealed IS NULL)", "id_whole"),
        Index("ix_person_sort_key_id", "sort_key", "id"),
        Index(
            "ix_person_merged_into_id",
            "merged_into_id",
            sqlite_where=text("merged_into_id IS NOT NULL"),
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
        Index(  # those whom somebody with a number may be
            "ix_person_name_key_unnumbered",
            "name_key",
            sqlite_where=text("national_id_hash IS NULL"),
            postgresql_where=text("national_id_hash IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    full_name: Mapped[str] = mapped_column(String(200))  # as on the card
    given_name: Mapped[str | None] = mapped_column(String(100))
    filiation: Mapped[str | None] = mapped_column(String(10))
    """The word that says whose child this is, as it is written: بن, بنت, ძე, ასული."""
    father_name: Mapped[str | None] = mapped_column(String(100))
    grandfather_name: Mapped[str | None] = mapped_column(String(100))
    family_name: Mapped[str | None] = mapped_column(String(100))
    second_name: Mapped[str | None] = mapped_column(String(200))  # in a second script, as typed
    sort_key: Mapped[bytes] = mapped_column(LargeBinary)
    folded_name: Mapped[str] = mapped_column(String(200))
    # How it sounds, roughly: by this those are looked up who may be the same person.
    name_key: Mapped[str] = mapped_column(CODE_POINT_ORDER, index=True, server_default="")

    id_country: Mapped[str | None] = mapped_column(String(2))
    national_id_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    national_id_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    national_id_last4: Mapped[str | None] = mapped_column(String(4))
    id_differs: Mapped[str | None] = mapped_column(String(40))
    """The fields in which the number says something else, until one of both is corrected or somebody confirms them."""

    sex: Mapped[Sex] = mapped_column(default=Sex.UNKNOWN)
    birth_date: Mapped[date | None]
    birth_date_typed: Mapped[str | None] = mapped_column(
        String(60)
    )  # as it stood on the paper or in the file
    birth_year: Mapped[int | None]
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(30), index=True)
    language: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[datetime] = mapped_column(default=now)
    erased_at: Mapped[datetime | None]  # what told who it is was erased; nothing is added any more
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id")
    )  # another record of the same person, to which all of this one went

    affiliations: Mapped[list[Affiliation]] = relationship(
        back_populates="person", order_by="Affiliation.starts_on.desc()"
    )

    def born_in(self) -> int | None:
        """The year of birth, from the date where there is one."""
        return self.birth_date.year if self.birth_date else self.birth_year


class PersonToken(Base):
    """A folded word of a name, in any script it is written in; people are found by the beginning of any of them."""

    __tablename__ = "person_token"
    __table_args__ = (
        Index("ix_person_token_person_id", "person_id", "token"),
        {"sqlite_with_rowid": False},
    )

    token: Mapped[str] = mapped_column(CODE_POINT_ORDER, primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )


class NameWord(Base):
    """A word that occurs in names, once for all who bear it, with what a Latin spelling of an Arabic one leads to."""

    __tablename__ = "name_word"
    __table_args__ = {"sqlite_with_rowid": False}

    word: Mapped[str] = mapped_column(CODE_POINT_ORDER, primary_key=True)
    skeleton: Mapped[str] = mapped_column(CODE_POINT_ORDER, index=True)


class Affiliation(Base):
    """That a person works, or worked, at a unit in some job."""

    __tablename__ = "affiliation"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", "dates"),
        Index(
            "uq_affiliation_current_primary",
            "person_id",
            unique=True,
            sqlite_where=text("is_primary AND ends_on IS NULL"),
            postgresql_where=text("is_primary AND ends_on IS NULL"),
        ),
        # With all that is asked of a place of work, so that the rows themselves are not looked up.
        Index("ix_affiliation_unit_id", "unit_id", "ends_on", "starts_on", "person_id"),
        Index("ix_affiliation_person_id", "person_id", "ends_on", "starts_on", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"))
    job_title: Mapped[str | None] = mapped_column(String(150))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]  # the last day there
    is_primary: Mapped[bool] = mapped_column(default=True)

    person: Mapped[Person] = relationship(back_populates="affiliations")
    unit: Mapped[OrgUnit] = relationship()


class Trainer(Base):
    """That a person gives courses, and for which centre."""

    __tablename__ = "trainer"
    __table_args__ = (UniqueConstraint("person_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), index=True)
    ends_on: Mapped[date | None]

    person: Mapped[Person] = relationship()
    unit: Mapped[OrgUnit] = relationship()


class PersonPair(Base):
    """Two records that may be of one person; once somebody has looked and says that they are not, that stays."""

    __tablename__ = "person_pair"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", "ordered"),
        CheckConstraint("(told_apart_at IS NULL) = (told_apart_by_id IS NULL)", "told_apart"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    score: Mapped[int]  # how far they resemble each other, of a hundred, when last compared
    found_at: Mapped[datetime] = mapped_column(default=now)
    told_apart_at: Mapped[datetime | None]
    told_apart_by_id: Mapped[int | None]  # the account; accounts lie above people

    first: Mapped[Person] = relationship(foreign_keys=[first_id])
    second: Mapped[Person] = relationship(foreign_keys=[second_id])


class ImportState(StrEnum):
    READING = "reading"  # by a job
    PREVIEW = "preview"
    LOADING = "loading"  # by a job
    DONE = "done"
    DISCARDED = "discarded"


class RowVerdict(StrEnum):
    NEW = "new"
    MATCH = "match"  # the same national ID: the person is known
    REVIEW = "review"  # the same folded name without an ID to decide by
    INVALID = "invalid"


class RosterImport(Demonstrable, Base):
    """A file of staff, read and judged row by row before anything of it is kept."""

    __tablename__ = "roster_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(String(255))
    file_sha256: Mapped[str] = mapped_column(String(64))  # of the sealed file; empty when removed
    content_key: Mapped[str] = mapped_column(String(64), index=True)  # the same for the same file
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), index=True)
    state: Mapped[ImportState] = mapped_column(default=ImportState.READING)
    headings: Mapped[list[Any]] = mapped_column(default=list)  # as in the file; empty without any
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)  # position as text -> field
    first_row: Mapped[int] = mapped_column(default=0)  # the number of the row of headings
    samples_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # the first cells, as JSON
    rows_new: Mapped[int] = mapped_column(default=0)
    rows_match: Mapped[int] = mapped_column(default=0)
    rows_review: Mapped[int] = mapped_column(default=0)
    rows_invalid: Mapped[int] = mapped_column(default=0)
    rows_doubtful: Mapped[int] = mapped_column(default=0)  # of the new ones, with a remark
    rows_added: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[int]  # the account; accounts lie above people
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    job_id: Mapped[int | None]  # the work under way, or done

    unit: Mapped[OrgUnit] = relationship()

    @property
    def rows(self) -> int:
        """How many people the file has."""
        return self.rows_new + self.rows_match + self.rows_review + self.rows_invalid


class RosterRow(Base):
    """One row of such a file that needs somebody's eye: refused, doubtful, or waiting for review."""

    __tablename__ = "roster_row"
    __table_args__ = (
        Index("ix_roster_row_roster_import_id_verdict", "roster_import_id", "verdict"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roster_import_id: Mapped[int] = mapped_column(
        ForeignKey("roster_import.id", ondelete="CASCADE")
    )
    row_number: Mapped[int]
    verdict: Mapped[RowVerdict]
    values: Mapped[dict[str, Any]]  # as typed; a national ID is sealed, never in clear
    problems: Mapped[list[Any]]  # [{"field": …, "code": …, …}]
    similar_person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    resolved: Mapped[bool] = mapped_column(default=False)

    roster: Mapped[RosterImport] = relationship()
    similar: Mapped[Person | None] = relationship()
