"""The way from the seats that were planned to the people who are trained, each step a number with rows behind it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from lms.enrolment.models import Enrolment
from lms.figures.models import Basis
from lms.figures.queries.rows import attended, counted, enrolled
from lms.figures.queries.runs import Unnamed, seats_planned, unnamed
from lms.figures.queries.trained import total
from lms.figures.rules import Question
from lms.outcomes.models import Completion
from lms.people.models import Person
from lms.planning.models import PlanItemKind
from lms.platform.db import db
from lms.scheduling.models import CourseRun


@dataclass(frozen=True)
class Strip:
    """Seats planned, enrolled, took part, completed, people: five numbers that are often taken for one another."""

    planned: int | None  # in courses; None where no plan says
    enrolled: int
    named: int  # took part, with names
    unnamed: Unnamed
    completions: int
    people: int
    is_exact: bool = True

    @property
    def took_part(self) -> int:
        """Participations: those with names and those counted without."""
        return self.named + self.unnamed.all

    @property
    def repeats(self) -> int:
        """The completions of people who are counted already."""
        return self.completions - self.people if self.is_exact else 0


def strip(question: Question) -> Strip:
    """The five numbers of a question."""
    enrolled_count, named = _seats(question)
    completions, people = _trained(question)
    return Strip(
        planned=seats_planned(question, PlanItemKind.COURSE),
        enrolled=enrolled_count,
        named=named,
        unnamed=unnamed(question) if question.sex is None else Unnamed(),
        completions=completions,
        people=people,
    )


def _seats(question: Question) -> tuple[int, int]:
    query: Select[*tuple[int, int]] = (
        select(func.count(), func.count().filter(attended()))
        .select_from(Enrolment)
        .join(CourseRun, CourseRun.id == Enrolment.course_run_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(*enrolled(question))
    )
    taken, named = db.session.execute(query).one()
    return taken, named


def _trained(question: Question) -> tuple[int, int]:
    if question.plan_id is None and question.basis is not Basis.NOW:
        count = total(question)
        return count.all_completions, count.all_people
    query = (
        select(func.count(), func.count(Completion.person_id.distinct()))
        .join(Person, Person.id == Completion.person_id)
        .where(*counted(question))
    )
    completions, people = db.session.execute(query).one()
    return completions, people
