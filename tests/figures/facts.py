"""Completions in few words, and what the counts of them have to be, worked out without the database."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import select

from lms.figures.models import ALL_COURSES, ALL_YEARS, Basis, TrainedCount
from lms.organisation.models import OrgUnit, UnitAncestry
from lms.outcomes.models import Completion
from lms.people.models import Person, Sex
from lms.platform.db import db
from lms.scheduling.models import CourseRun
from tests.support.factories import EnrolmentFactory

Cell = tuple[int, Basis, int, int, Sex]


def complete(
    run: CourseRun,
    person: Person,
    unit: OrgUnit | None = None,
    *,
    sex: Sex | None = None,
    on: date = date(2026, 11, 19),
    year: int = 2026,
) -> Completion:
    """The fact that the person, then of the unit, completed the run."""
    enrolment = EnrolmentFactory(run=run, person=person, unit=unit, sex=sex or person.sex)
    fact = Completion(
        enrolment_id=enrolment.id,
        person_id=person.id,
        course_id=run.course_id,
        course_run_id=run.id,
        unit_id=unit.id if unit else None,
        delivering_unit_id=run.unit_id,
        completed_on=on,
        fiscal_year=year,
        sex=enrolment.sex,
        age_band=enrolment.age_band,
    )
    db.session.add(fact)
    db.session.flush()
    return fact


def kept_counts() -> dict[Cell, tuple[int, int]]:
    """Completions and people of every cell that holds any."""
    rows = db.session.execute(
        select(
            TrainedCount.unit_id,
            TrainedCount.basis,
            TrainedCount.fiscal_year,
            TrainedCount.course_id,
            TrainedCount.sex,
            TrainedCount.completions,
            TrainedCount.people,
        ).where(TrainedCount.completions > 0)
    )
    return {tuple(row[:5]): (row.completions, row.people) for row in rows}


def plain_counts() -> dict[Cell, tuple[int, int]]:
    """The same, counted in Python the slow and obvious way: up the tree as it was on that day, step by step."""
    parents = list(db.session.scalars(select(UnitAncestry).filter_by(depth=1)))

    def above(unit_id: int | None, day: date) -> list[int]:
        found = []
        while unit_id is not None:
            found.append(unit_id)
            holding = (row for row in parents if row.unit_id == unit_id)
            unit_id = next((r.ancestor_id for r in holding if r.since <= day < r.until), None)
        return found

    roots = {unit.id for unit in db.session.scalars(select(OrgUnit).filter_by(parent_id=None))}
    completions: Counter[Cell] = Counter()
    counted_as: dict[tuple[Any, ...], Sex] = {}
    for fact in db.session.scalars(select(Completion).order_by(Completion.id)):
        givers = above(fact.delivering_unit_id, fact.completed_on)
        homes = [one for one in givers if one in roots]
        if fact.unit_id is not None:
            homes = above(fact.unit_id, fact.completed_on)
        places = [(one, Basis.HOME) for one in homes]
        places += [(one, Basis.DELIVERING) for one in givers]
        for unit_id, basis in places:
            for year in (fact.fiscal_year, ALL_YEARS):
                for course in (fact.course_id, ALL_COURSES):
                    cell = (unit_id, basis, year, course)
                    completions[(*cell, fact.sex)] += 1
                    counted_as[(*cell, fact.person_id)] = fact.sex
    people = Counter((*key[:4], sex) for key, sex in counted_as.items())
    return {cell: (count, people[cell]) for cell, count in completions.items()}


def count_of(unit: OrgUnit, basis: Basis = Basis.HOME, **cell: Any) -> tuple[int, int]:
    """Completions and people of a unit, over all sexes; of all years and courses unless named."""
    found = kept_counts()
    year, course = cell.get("year", ALL_YEARS), cell.get("course", ALL_COURSES)
    sexes = [cell["sex"]] if "sex" in cell else list(Sex)
    rows = [found.get((unit.id, basis, year, course, sex), (0, 0)) for sex in sexes]
    return sum(row[0] for row in rows), sum(row[1] for row in rows)
