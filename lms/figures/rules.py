"""What a figure asks for, and how shares of plans and targets are worked out."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction
from functools import cache, cached_property

from lms.figures.models import ALL_COURSES, ALL_YEARS, Basis
from lms.organisation.models import OrgUnit, UnitKind
from lms.organisation.queries import fiscal_years, other_years
from lms.people.models import Sex
from lms.platform.i18n import _l


class Level(StrEnum):
    """The places that a report has a row for."""

    CENTRE = "centre"
    MUNICIPALITY = "municipality"
    GOVERNORATE = "governorate"
    COUNTRY = "country"


KINDS: dict[Level, frozenset[UnitKind]] = {
    Level.COUNTRY: frozenset({UnitKind.COUNTRY}),
    Level.GOVERNORATE: frozenset({UnitKind.GOVERNORATE, UnitKind.REGION, UnitKind.PROVINCE}),
    Level.MUNICIPALITY: frozenset(
        {UnitKind.MUNICIPALITY, UnitKind.CITY, UnitKind.COUNTY, UnitKind.DISTRICT}
    ),
    Level.CENTRE: frozenset(
        {
            UnitKind.TRAINING_CENTRE,
            UnitKind.TECHNOLOGY_CENTRE_CITY,
            UnitKind.TECHNOLOGY_CENTRE_OFFICE,
            UnitKind.MUNICIPAL_EXECUTIVE,
            UnitKind.MUNICIPAL_COUNCIL,
            UnitKind.EDUCATION_DEPARTMENT,
            UnitKind.DEPARTMENT,
        }
    ),
}
"""Ministries and agencies are no level: others hang below them, and their own staff count for what is above."""

LEVELS = {
    Level.CENTRE: _l("Centres and departments"),
    Level.MUNICIPALITY: _l("Municipalities, cities and districts"),
    Level.GOVERNORATE: _l("Governorates, regions and provinces"),
    Level.COUNTRY: _l("Country"),
}

BASES = {
    Basis.HOME: _l("Workplace then"),
    Basis.NOW: _l("Workplace now"),
    Basis.DELIVERING: _l("Delivering centre"),
}

SEXES = {Sex.FEMALE: _l("Women"), Sex.MALE: _l("Men"), Sex.UNKNOWN: _l("Not recorded")}


BEHIND = Fraction(4, 5)
"""Less than this share of what was planned by now is behind."""


@dataclass(frozen=True)
class Question:
    """Whom a figure counts. A plan, or one line of it, takes the place of the year where it is named."""

    unit: OrgUnit
    level: Level = Level.CENTRE
    basis: Basis = Basis.HOME
    year: int = ALL_YEARS
    course_id: int = ALL_COURSES
    sex: Sex | None = None
    plan_id: int | None = None
    item_id: int | None = None
    part_id: int | None = None
    """A place of the level; what counts is what happened in it while it was a row of the unit."""

    @property
    def is_whole_country(self) -> bool:
        return self.unit.parent_id is None

    @property
    def cell(self) -> tuple[Hashable, ...]:
        """What is counted, however it is listed."""
        kind = (self.basis, self.year, self.course_id, self.sex, self.plan_id, self.item_id)
        return (self.unit.id, self.part_id, *kind)

    @cached_property
    def key(self) -> tuple[Hashable, ...]:
        """The question in plain values, with all that a statement takes from its unit."""
        unit = self.unit
        asked = (getattr(self, one.name) for one in fields(self)[1:])
        return (unit.id, unit.kind, unit.parent_id, self._days, *asked)

    @property
    def _days(self) -> Hashable:
        """The bounds of the year, for the unit and for those in it that have others."""
        if self.year == ALL_YEARS:
            return None
        apart = other_years(self.unit, self.year).items()
        others = tuple((bounds, tuple(unit_ids)) for bounds, unit_ids in apart)
        return fiscal_years(self.unit).bounds(self.year), others


@dataclass(frozen=True)
class Count:
    """Completions and distinct people, both by sex, so that the parts always make the whole."""

    completions: dict[Sex, int]
    people: dict[Sex, int]
    whole: tuple[int, int] | None = None
    """Completions and people in all, where they are not shown as the sum of their parts."""

    @property
    def all_completions(self) -> int:
        return self.whole[0] if self.whole else sum(self.completions.values())

    @property
    def all_people(self) -> int:
        return self.whole[1] if self.whole else sum(self.people.values())

    @property
    def repeats(self) -> int:
        """The completions of people who are counted already."""
        return self.all_completions - self.all_people

    @property
    def share_of_women(self) -> Fraction | None:
        """Of the people whose sex is recorded."""
        known = self.people[Sex.FEMALE] + self.people[Sex.MALE]
        return Fraction(self.people[Sex.FEMALE], known) if known else None


def percent_of_target(
    actual: int, target: int | None, baseline: int | None = None
) -> Fraction | None:
    """How much of the way is done; None where there is no way to go. Below the baseline it is negative."""
    if target is None:
        return None
    way = target - (baseline or 0)
    return Fraction(actual - (baseline or 0), way) if way else None


@dataclass(frozen=True)
class Progress:
    """Completions against the plan of the year."""

    done: int
    planned: int | None
    due: int  # by now

    @property
    def share(self) -> Fraction | None:
        return percent_of_target(self.done, self.planned)

    @property
    def is_behind(self) -> bool:
        return bool(self.due) and self.done < self.due * BEHIND


@cache
def level_below(kind: UnitKind) -> Level:
    """What to list of a place when nothing else was asked for."""
    levels = list(Level)
    for number, level in enumerate(levels):
        if kind in KINDS[level]:
            return levels[max(number - 1, 0)]
    return Level.GOVERNORATE  # a ministry or an agency
