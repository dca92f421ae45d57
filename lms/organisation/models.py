"""Units in a tree with dates, their former names, and the venues and rooms that belong to them."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    column,
    select,
    table,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from lms.platform.db import Base, Demonstrable
from lms.platform.localised import LocalisedName, folded_words


class UnitKind(StrEnum):
    """What a unit is. A technology centre is of a place (city or office) and fixed or mobile besides."""

    COUNTRY = "country"
    MINISTRY = "ministry"
    AGENCY = "agency"
    GOVERNORATE = "governorate"  # Egypt, Gaza
    REGION = "region"  # Georgia, Saudi Arabia
    PROVINCE = "province"  # Iran
    COUNTY = "county"  # Iran; an Egyptian markaz
    DISTRICT = "district"  # an Egyptian qism or hayy
    CITY = "city"
    MUNICIPALITY = "municipality"
    TRAINING_CENTRE = "training_centre"
    TECHNOLOGY_CENTRE_CITY = "technology_centre_city"  # in a city or district
    TECHNOLOGY_CENTRE_OFFICE = "technology_centre_office"  # in a governorate's headquarters
    MUNICIPAL_EXECUTIVE = "municipal_executive"
    MUNICIPAL_COUNCIL = "municipal_council"
    EDUCATION_DEPARTMENT = "education_department"
    DEPARTMENT = "department"


ALWAYS, OPEN = date.min, date.max
"""The ends of what has none."""

TECHNOLOGY_CENTRES = frozenset({UnitKind.TECHNOLOGY_CENTRE_CITY, UnitKind.TECHNOLOGY_CENTRE_OFFICE})


class Country(Base):
    """What holds in a whole country: its clock, week, calendars and fiscal year, and when sheets lock."""

    __tablename__ = "country"
    __table_args__ = (CheckConstraint("attendance_lock_days BETWEEN 0 AND 366", "lock_days"),)

    code: Mapped[str] = mapped_column(String(2), primary_key=True)  # ISO 3166-1
    timezone: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    calendar: Mapped[str] = mapped_column(String(10))
    second_calendar: Mapped[str | None] = mapped_column(String(10))
    weekend: Mapped[str] = mapped_column(String(10))  # ISO weekdays, as in "5,6"
    first_weekday: Mapped[int]  # ISO weekday of a calendar's first column
    fiscal_calendar: Mapped[str] = mapped_column(String(10))
    fiscal_month: Mapped[int]
    fiscal_day: Mapped[int]
    attendance_lock_days: Mapped[int] = mapped_column(default=7)  # after the session
    # Read along with the country, so that nobody asks what units say as long as none says anything.
    something_said: Mapped[bool] = column_property(
        select(column("id")).select_from(table("unit_setting")).exists()
    )


class OrgUnit(LocalisedName, Demonstrable, Base):
    """A place or body in the tree; one root for each country, and no total across roots."""

    __tablename__ = "org_unit"
    __table_args__ = (
        CheckConstraint(
            "closed_on IS NULL OR opened_on IS NULL OR closed_on >= opened_on", "dates"
        ),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", "not_its_own_parent"),
        Index("ix_org_unit_sort_en", "sort_en"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[UnitKind] = mapped_column(index=True)
    country_code: Mapped[str] = mapped_column(ForeignKey("country.code"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True)
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]  # the last day it was open
    is_mobile: Mapped[bool] = mapped_column(default=False)
    is_automated: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str | None] = mapped_column(String(200))  # where its name and place are from

    parent: Mapped[OrgUnit | None] = relationship(remote_side="OrgUnit.id")
    country: Mapped[Country] = relationship()
    venues: Mapped[list[Venue]] = relationship(back_populates="unit")

    def is_open_on(self, day: date) -> bool:
        """Whether the unit existed on that day, as far as is known."""
        return (self.opened_on is None or self.opened_on <= day) and (
            self.closed_on is None or day <= self.closed_on
        )


class UnitAncestor(Base):
    """The closure of the tree: a row for each unit and each unit above it, and for the unit itself at depth 0."""

    __tablename__ = "unit_ancestor"
    __table_args__ = (Index("ix_unit_ancestor_ancestor_id_unit_id", "ancestor_id", "unit_id"),)

    unit_id: Mapped[int] = mapped_column(
        ForeignKey("org_unit.id", ondelete="CASCADE"), primary_key=True
    )
    ancestor_id: Mapped[int] = mapped_column(
        ForeignKey("org_unit.id", ondelete="CASCADE"), primary_key=True
    )
    depth: Mapped[int]


class UnitAncestry(Base):
    """Where each unit lay on which days: the closure of the tree through time.

    What lay directly in what (depth 1) is recorded, the rest follows from it. A row is one unbroken way up the tree,
    from a day up to the day before another; the rows without an end are those of `UnitAncestor`.
    """

    __tablename__ = "unit_ancestry"
    __table_args__ = (
        CheckConstraint("since < until", "dates"),
        Index("ix_unit_ancestry_ancestor_id", "ancestor_id", "since", "until", "unit_id"),
        {"sqlite_with_rowid": False},
    )

    unit_id: Mapped[int] = mapped_column(
        ForeignKey("org_unit.id", ondelete="CASCADE"), primary_key=True
    )
    ancestor_id: Mapped[int] = mapped_column(
        ForeignKey("org_unit.id", ondelete="CASCADE"), primary_key=True
    )
    since: Mapped[date] = mapped_column(primary_key=True)  # `ALWAYS` where nothing was before
    until: Mapped[date]  # the first day on which it no longer holds; `OPEN` while it does
    depth: Mapped[int]


def _folded(context: Any) -> str:  # SQLAlchemy's context is untyped
    return folded_words([context.get_current_parameters()["name"]])


class UnitName(Base):
    """A name that a unit bore up to a date, or bears beside its official one."""

    __tablename__ = "unit_name"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", "dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    name: Mapped[str] = mapped_column(String(300))
    folded_names: Mapped[str] = mapped_column(Text, default=_folded)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]  # the last day it bore the name


class UnitSetting(Base):
    """What a unit says of its fiscal year and working time from a day on; what is empty holds as it does above it."""

    __tablename__ = "unit_setting"
    __table_args__ = (
        UniqueConstraint("unit_id", "valid_from"),
        CheckConstraint("(fiscal_month IS NULL) = (fiscal_day IS NULL)", "fiscal_year_whole"),
        # A day that every month has, so that each month of the year can begin on it.
        CheckConstraint(
            "fiscal_month BETWEEN 1 AND 12 AND fiscal_day BETWEEN 1 AND 28", "fiscal_year"
        ),
        CheckConstraint("weekend BETWEEN 1 AND 126", "weekend"),
        CheckConstraint("first_weekday BETWEEN 1 AND 7", "first_weekday"),
        CheckConstraint("(opens_at IS NULL) = (closes_at IS NULL)", "hours_whole"),
        CheckConstraint("opens_at < closes_at", "hours"),
        CheckConstraint(
            "(ramadan_opens_at IS NULL) = (ramadan_closes_at IS NULL)", "ramadan_hours_whole"
        ),
        CheckConstraint("ramadan_opens_at < ramadan_closes_at", "ramadan_hours"),
        CheckConstraint("other_weekday BETWEEN 1 AND 7", "other_weekday"),
        CheckConstraint(
            "(other_weekday IS NULL) = (other_opens_at IS NULL)"
            " AND (other_weekday IS NULL) = (other_closes_at IS NULL)",
            "other_hours_whole",
        ),
        CheckConstraint("other_opens_at < other_closes_at", "other_hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id", ondelete="CASCADE"))
    valid_from: Mapped[date]  # up to the day before the unit's next row
    fiscal_month: Mapped[int | None]  # of the calendar in which the country counts fiscal years
    fiscal_day: Mapped[int | None]
    weekend: Mapped[int | None]  # a bit for each ISO weekday, Monday the lowest; never all seven
    first_weekday: Mapped[int | None]  # ISO weekday of a calendar's first column
    opens_at: Mapped[time | None]  # on a working day
    closes_at: Mapped[time | None]
    ramadan_opens_at: Mapped[time | None]
    ramadan_closes_at: Mapped[time | None]
    other_weekday: Mapped[int | None]  # ISO weekday that has hours of its own, as a half day has
    other_opens_at: Mapped[time | None]
    other_closes_at: Mapped[time | None]


class Venue(LocalisedName, Demonstrable, Base):
    """A building where sessions are held."""

    __tablename__ = "venue"
    __table_args__ = (UniqueConstraint("unit_id", "sort_en", name="uq_venue_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), index=True)
    address: Mapped[str | None] = mapped_column(String(300))

    unit: Mapped[OrgUnit] = relationship(back_populates="venues")
    rooms: Mapped[list[Room]] = relationship(back_populates="venue", order_by="Room.id")


class Room(LocalisedName, Base):
    """A room with the number of people it holds."""

    __tablename__ = "room"
    __table_args__ = (
        CheckConstraint("capacity > 0", "capacity"),
        # The names themselves may be null, and nulls are never alike.
        UniqueConstraint("venue_id", "sort_en", name="uq_room_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    capacity: Mapped[int]

    venue: Mapped[Venue] = relationship(back_populates="rooms")
