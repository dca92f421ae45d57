"""The marks of a run: what its tab says of tests, gain and people; the history of a mark; who sees it."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.assessment import policy, queries, services
from lms.assessment.models import AssessmentKind, ScoreEntry
from lms.platform.access import NOBODY
from lms.platform.db import db
from lms.scheduling.models import CourseRun
from tests.assessment.conftest import LAST_DAY
from tests.support.factories import (
    EnrolmentFactory,
    PersonFactory,
    RunFactory,
    SessionFactory,
    UserFactory,
    actor,
)
from tests.support.statements import counted_statements, reads

TAB = "/runs/KPI-2026-03/marks"
PRE, POST, EXAM = AssessmentKind


@pytest.fixture
def centre(browser, noon, run, trainer_of_run):
    return browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=run.unit))


def enter(run, kind, attempt, marks, taken_on=LAST_DAY) -> None:
    test = next(one for one in services.ensure_assessments(run) if one.kind is kind)
    by = actor(Role.CENTRE_ADMINISTRATOR, run.unit)
    services.set_scores(test, attempt, marks, taken_on=taken_on, by=by, seen=0)


def row(page: str, name: str) -> str:
    return next(line for line in page.split("<tr>") if name in line)


def test_s14_a_gain_from_nothing_is_points_without_a_percentage(centre, run, people):
    enter(run, PRE, 1, {people[0].id: 0})
    enter(run, POST, 1, {people[0].id: 7000})
    page = centre.get(TAB).text

    assert "+70" in row(page, "Amal Zaki")
    assert "n/a" in row(page, "Amal Zaki")
    assert "Change: n/a" in page
    assert "Of 3 trainees, 1 have a mark in both tests" in page


def test_s14_both_attempts_are_shown_and_the_better_one_decides(centre, run, people):
    enter(run, EXAM, 1, {people[0].id: 5800, people[1].id: 5900})
    enter(run, EXAM, 2, {people[0].id: 6100})
    page = centre.get(TAB).text

    assert ">58<" in row(page, "Amal Zaki")
    assert ">61<" in row(page, "Amal Zaki")
    assert "Passed" in row(page, "Amal Zaki")
    assert "Not passed" in row(page, "Bassem Adel")
    assert "Not entered" in row(page, "Mona Salem")


def test_each_test_says_how_many_are_entered_and_how_many_passed(centre, run, people):
    enter(run, EXAM, 1, {people[0].id: 6000, people[1].id: 5900, people[2].id: None})
    page = centre.get(TAB).text

    assert "Passed: 1, not passed: 1, absent: 1" in page
    assert "0 of 2" in page  # who may sit again
    assert f'btn btn-primary" href="{TAB}/pre_test/1"' in page


def test_without_a_mark_there_is_no_gain_and_no_second_attempt(centre, run, people):
    page = centre.get(TAB).text

    assert "Of 3 trainees, 0 have a mark in both tests" in page
    assert "Average before" not in page
    assert "exam/2" not in page


def test_a_course_without_tests_says_so(centre, run):
    plain = RunFactory(code="PLAIN-1", unit=run.unit)

    assert "This course has no tests" in centre.get("/runs/PLAIN-1/marks").text
    assert plain.has_exam is False


def test_the_list_sorts_by_marks_with_nothing_last(centre, run, people):
    enter(run, EXAM, 1, {people[0].id: 6000, people[2].id: 9000})
    page = centre.get(TAB + "?sort=-exam-1").text

    assert page.index("Mona Salem") < page.index("Amal Zaki") < page.index("Bassem Adel")


def test_the_file_has_numbers_and_words(centre, run, people):
    enter(run, PRE, 1, {people[0].id: 4000})
    enter(run, POST, 1, {people[0].id: 6050, people[1].id: None})
    lines = list(csv.reader(io.StringIO(centre.get(TAB + "?format=csv").text.lstrip("\ufeff"))))

    assert lines[0][2:] == ["Pre-test", "Post-test", "Gain", "Exam", "Result"]
    assert [float(cell) for cell in lines[1][2:5]] == [40, 60.5, 20.5]
    assert lines[2][3] == "Absent"


def test_a_page_costs_a_fixed_number_of_statements(centre, run, people):
    def count() -> int:
        db.session.commit()
        with counted_statements() as seen:
            assert centre.get(TAB).status_code == 200
        return reads(seen)

    few = count()
    more = [EnrolmentFactory(run=run) for _ in range(40)]
    enter(run, PRE, 1, {one.id: 1000 for one in more})
    enter(run, POST, 1, {one.id: 2000 for one in more})
    enter(run, EXAM, 1, {one.id: 3000 for one in more})

    assert count() <= few <= 13


def test_the_history_says_who_when_why_and_what_was_replaced(centre, run, people):
    enter(run, EXAM, 1, {people[0].id: 5800})
    test = next(one for one in queries.assessments(run) if one.kind is EXAM)
    by = actor(Role.TRAINER)
    services.set_scores(
        test,
        1,
        {people[0].id: 6800},
        taken_on=date(2026, 11, 18),
        by=by,
        seen=queries.last_entry(test),
        reason="Page two",
    )

    page = centre.get(f"{TAB}/exam/history/{people[0].id}").text

    assert page.index(">68<") < page.index(">58<")
    assert by.name in page
    assert "Page two" in page
    assert "18 Nov 2026" in page
    assert page.count("Replaced") == 1


def test_without_a_mark_the_history_says_so_and_strangers_have_none(centre, run, people):
    stranger = EnrolmentFactory()

    assert "No mark was entered" in centre.get(f"{TAB}/exam/history/{people[0].id}").text
    assert centre.get(f"{TAB}/exam/history/{stranger.id}").status_code == 404
    assert centre.get(f"{TAB}/essay/history/{people[0].id}").status_code == 404


# Who sees what


def test_the_list_of_runs_and_the_single_run_agree(run, ministry, trainer_of_run):
    SessionFactory(trainer=PersonFactory())
    actors = [actor(role, unit) for role in Role for unit in (ministry, run.unit)]
    actors.append(actor(Role.TRAINER, run.unit, PersonFactory()))
    runs = list(db.session.scalars(select(CourseRun)))

    for one in actors:
        seen = set(db.session.scalars(select(CourseRun.id).where(policy.visible_to(one))))
        assert seen == {each.id for each in runs if policy.can_view(one, each)}
        assert all(policy.can_view(one, each) for each in runs if policy.can_mark(one, each))
    assert not policy.can_view(NOBODY, run)
    assert not policy.can_mark(NOBODY, run)


# What must always hold


def broken() -> list[str]:
    return [label for label, query in queries.invariants() if db.session.execute(query).first()]


def test_marks_that_services_made_break_no_invariant(noon, run, people):
    enter(run, EXAM, 1, {people[0].id: 5800})
    enter(run, EXAM, 2, {people[0].id: 6100})

    assert broken() == []


def test_each_invariant_finds_what_breaks_it(noon, run, people):
    pre, _post, exam = services.ensure_assessments(run)
    stranger = EnrolmentFactory()

    def entry(test, enrolment, attempt=1, score=100, replaces=None) -> ScoreEntry:
        made = ScoreEntry(
            assessment_id=test.id,
            enrolment_id=enrolment.id,
            attempt=attempt,
            score=score,
            taken_on=LAST_DAY,
            replaces_id=replaces.id if replaces else None,
        )
        db.session.add(made)
        db.session.flush()
        return made

    first = entry(exam, people[0], score=10001)
    entry(exam, stranger)
    entry(pre, people[0])
    entry(pre, people[0], attempt=2)
    entry(exam, people[1], attempt=2)
    entry(exam, people[2], replaces=first)

    assert broken() == [label for label, _query in queries.invariants()]
