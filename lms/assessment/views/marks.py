"""The marks of a run: its tests, what the course has taught, and everybody's attempts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from lms.assessment import policy, queries
from lms.assessment.models import Assessment, AssessmentKind, ScoreEntry
from lms.assessment.rules import (
    HUNDREDTHS,
    LABELS,
    attempts_allowed,
    gain,
    is_over,
    kinds,
    points,
    score_needed,
    signed,
)
from lms.assessment.views.blueprint import bp
from lms.assessment.views.lines import in_words
from lms.assessment.views.sitting import MOST, Sitting
from lms.enrolment.models import Enrolment
from lms.organisation.models import OrgUnit
from lms.people import queries as people
from lms.people.models import Person
from lms.people.policy import EXPORT
from lms.platform.access import current_actor, one_or_404, requires
from lms.platform.i18n import _, _l, _lp, language
from lms.platform.i18n.numbers import number, percent
from lms.platform.listing import Column, Empty, Listing
from lms.platform.localised import sort_column
from lms.scheduling.models import CourseRun

PRE, POST, EXAM = AssessmentKind


@dataclass(frozen=True)
class Test:
    """One attempt at one test: how many were entered, and where that is done."""

    title: str
    people: int
    entered: int
    came: int
    passed: int | None
    url: str

    @property
    def missing(self) -> int:
        return max(self.people - self.entered, 0)


@dataclass(frozen=True)
class Row:
    """One person with their attempts at each test."""

    enrolment: Enrolment
    attempts: Mapping[AssessmentKind, list[ScoreEntry]]

    def entry(self, kind: AssessmentKind, attempt: int = 1) -> ScoreEntry | None:
        found = self.attempts.get(kind, [])
        return found[attempt - 1] if attempt <= len(found) else None

    def score(self, kind: AssessmentKind) -> int | None:
        entry = self.entry(kind)
        return entry.score if entry else None

    @property
    def gain(self) -> int | None:
        before, after = self.score(PRE), self.score(POST)
        return None if before is None or after is None else gain(before, after)[0]


@bp.get("/runs/<string:code>/marks")
@requires(policy.VIEW, policy.VIEW_OWN)
def marks(code: str) -> ResponseReturnValue:
    actor = current_actor()
    run = one_or_404(queries.run(code, actor))
    tests = tests_of(run)
    can_mark = policy.can_mark(actor, run) and not is_over(run)
    return marks_list(run, tests).respond(
        "assessment/marks.html",
        run=run,
        tests=tests,
        next_test=next((one for one in tests if one.missing), None) if can_mark else None,
        can_mark=can_mark,
        gain=queries.learnt(run) if {PRE, POST} <= set(kinds(run)) else None,
        signed=signed,
        pass_mark=points(run.pass_mark),
    )


def tests_of(run: CourseRun) -> list[Test]:
    """The attempts at the run's tests: the first of each, and as many more as somebody may sit."""
    known = {one.kind: one for one in queries.assessments(run)}
    entered = queries.entered(run)
    found = []
    for kind in kinds(run):
        for attempt in range(1, attempts_allowed(run, kind) + 1):
            sitting = Sitting(run, kind, attempt, known.get(kind))
            count, came, passed = entered[kind].get(attempt, (0, 0, 0))
            sitters = run.seats_taken if attempt == 1 else _again(entered[kind], attempt)
            if attempt > 1 and not sitters:
                break
            found.append(
                Test(
                    sitting.title,
                    sitters,
                    count,
                    came,
                    passed if kind is EXAM else None,
                    url_for("assessment.enter", code=run.code, kind=kind.value, attempt=attempt),
                )
            )
    return found


def _again(entered: Mapping[int, tuple[int, int, int]], attempt: int) -> int:
    """How many did not pass in the attempt before, and so may sit this one."""
    count, _came, passed = entered.get(attempt - 1, (0, 0, 0))
    return count - passed


def marks_list(run: CourseRun, tests: list[Test]) -> Listing:
    """Everybody on the roster, with a column for each test and attempt."""

    def rows(enrolments: list[Enrolment]) -> Iterable[Row]:
        found = queries.marks_of([one.id for one in enrolments])
        return [Row(one, found[one.id]) for one in enrolments]

    return Listing(
        "marks",
        _l("Marks of everybody"),
        queries.roster(run).outerjoin(OrgUnit, OrgUnit.id == Enrolment.unit_id),
        [*_who(), *_tests(run, tests)],
        default_sort="name",
        exporting=EXPORT,
        search=lambda query, text: query.where(
            Enrolment.person_id.in_(people.search(text, current_actor()))
        ),
        search_label=_l("Name or ID number"),
        empty=Empty(
            _("Nobody is enrolled yet"),
            _("Marks are entered for those on the roster."),
            icon="users",
        ),
        prepare=rows,
    )


def _who() -> list[Column]:
    return [
        Column(
            "name",
            _l("Name"),
            lambda row: row.enrolment.person.full_name,
            sort=(*people.by_name(), Person.id),
        ),
        Column(
            "unit",
            _l("Workplace"),
            lambda row: row.enrolment.unit and row.enrolment.unit.name_in(language()),
            sort=sort_column(OrgUnit, language()),
        ),
    ]


def _tests(run: CourseRun, tests: list[Test]) -> list[Column]:
    wanted = kinds(run)
    columns = [_column(run, kind, 1, str(LABELS[kind])) for kind in (PRE, POST) if kind in wanted]
    if {PRE, POST} <= set(wanted):
        columns.append(_gain())
    if EXAM in wanted:
        columns += _exam(run, sum(test.passed is not None for test in tests))
    return columns


def _column(run: CourseRun, kind: AssessmentKind, attempt: int, label: str) -> Column:
    def shown(row: Row) -> str | None:
        entry = row.entry(kind, attempt)
        return in_words(entry) if entry else None

    def exported(row: Row) -> object:
        entry = row.entry(kind, attempt)
        if entry is None or entry.score is None:
            return shown(row)
        return Decimal(entry.score) / HUNDREDTHS

    def address(row: Row) -> str:
        return url_for(
            "assessment.history", code=run.code, kind=kind.value, enrolment_id=row.enrolment.id
        )

    return Column(
        f"{kind.value}-{attempt}",
        label,
        shown,
        kind="figure",
        sort=_sort(run, kind, attempt),
        url=address,
        export=exported,
    )


def _sort(run: CourseRun, kind: AssessmentKind, attempt: int) -> Any:
    """The mark in force, as something to sort by."""
    entry, later = aliased(ScoreEntry), aliased(ScoreEntry)
    return (
        select(func.max(entry.score))
        .join(Assessment, Assessment.id == entry.assessment_id)
        .outerjoin(later, later.replaces_id == entry.id)
        .where(
            Assessment.course_run_id == run.id,
            Assessment.kind == kind,
            entry.enrolment_id == Enrolment.id,
            entry.attempt == attempt,
            later.id.is_(None),
        )
        .correlate(Enrolment)
        .scalar_subquery()
    )


def _gain() -> Column:
    def change(row: Row) -> str | None:
        before, after = row.score(PRE), row.score(POST)
        if before is None or after is None:
            return None
        return percent(gain(before, after)[1])

    return Column(
        "gain",
        _l("Gain"),
        lambda row: None if row.gain is None else signed(row.gain),
        kind="figure",
        note=change,
        export=lambda row: None if row.gain is None else Decimal(row.gain) / HUNDREDTHS,
    )


def _exam(run: CourseRun, attempts: int) -> list[Column]:
    """A column for each attempt that somebody may sit, and what came of them."""
    columns = []
    for attempt in range(1, max(attempts, 1) + 1):
        label = str(LABELS[EXAM])
        if attempt > 1:
            label = _("%(test)s, attempt %(attempt)s", test=label, attempt=number(attempt))
        columns.append(_column(run, EXAM, attempt, label))
    return [
        *columns,
        Column(
            "result",
            _lp("of an exam", "Result"),
            lambda row: str(RESULTS[result_of(run, row)]),
            kind="badge",
            badge=lambda row: result_of(run, row),
        ),
    ]


RESULTS = {
    "passed": _lp("of an exam", "Passed"),
    "failed": _lp("of an exam", "Not passed"),
    "absent": _lp("of an exam", "Absent"),
    "pending": _lp("of an exam", "Not entered"),
}


def result_of(run: CourseRun, row: Row) -> str:
    """What came of somebody's attempts at the exam so far."""
    attempts = row.attempts.get(EXAM, [])
    scores = [entry.score for entry in attempts if entry.score is not None]
    if not attempts:
        return "pending"
    if not scores:
        return "absent"
    most = attempts[0].assessment.max_score if attempts else MOST
    return "passed" if max(scores) >= score_needed(run.pass_mark, most) else "failed"
