"""Closing a run, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lms.accounts.roles import Role
from lms.attendance.models import Mark
from lms.enrolment.models import EnrolmentState
from lms.outcomes import events, queries, services
from lms.outcomes.errors import ExamMarksMissing, NotUnderWay, SessionsToCome, Unmarked
from lms.outcomes.models import Completion, Outcome, OutcomeState
from lms.outcomes.rules import words
from lms.platform import clock
from lms.platform.db import db
from lms.scheduling.models import RunState, SessionState
from tests.outcomes.ledger import enrol, mark, run_with_sessions, score
from tests.support.factories import SessionFactory, actor
from tests.support.statements import counted_statements

ALL = (360,) * 5


def administrator(run):
    return actor(Role.CENTRE_ADMINISTRATOR, run.unit)


def test_s10_closing_decides_by_exact_minutes(app):
    run = run_with_sessions()
    a = enrol(run, 360, 360, 360, 360, 0)
    b = enrol(run, 360, 360, 360, 359, 0)
    assert services.close_run(run, administrator(run))

    assert db.session.get(Outcome, a.id).state is OutcomeState.PASSED
    refused = db.session.get(Outcome, b.id)
    assert refused.state is OutcomeState.FAILED_ATTENDANCE
    assert words(refused.reasoning)[0] == "1,439 of 1,440 minutes needed: 1 minute short."
    assert [fact.enrolment_id for fact in db.session.scalars(queries.completions(run.id))] == [a.id]


def test_s10_the_rule_in_force_when_the_run_opened_applies(app):
    run = run_with_sessions(attendance_basis_points=8000)
    enrolment = enrol(run, 360, 360, 360, 360, 0)
    run.course.attendance_basis_points = 10_000
    services.close_run(run, administrator(run))
    assert db.session.get(Outcome, enrolment.id).state is OutcomeState.PASSED


def test_s11_closing_is_refused_while_a_session_is_unmarked_and_lists_it(app):
    run = run_with_sessions()
    enrol(run, 360, 360, 360, None, 360)
    with pytest.raises(Unmarked) as refusal:
        services.close_run(run, administrator(run))
    assert refusal.value.numbers == [4]
    assert "These sessions have trainees without a mark: 4." in refusal.value.text
    assert run.state is RunState.ENDED
    assert db.session.query(Outcome).count() == 0


def test_s11_sessions_before_somebody_joined_need_no_mark(app):
    run = run_with_sessions()
    late = enrol(run, None, None, 360, 360, 360, joined_on=run.sessions[2].held_on)
    services.close_run(run, administrator(run))
    outcome = db.session.get(Outcome, late.id)
    assert (outcome.state, outcome.minutes_held) == (OutcomeState.FAILED_ATTENDANCE, 1800)


def test_s8_a_cancelled_session_leaves_the_measure_and_flags_the_run(app):
    run = run_with_sessions()
    passed = enrol(run, 360, 360, 360, 72, 360)
    failed = enrol(run, 360, 360, 360, 71, 360)
    run.sessions[4].state = SessionState.CANCELLED
    services.close_run(run, administrator(run))

    assert db.session.get(Outcome, passed.id).state is OutcomeState.PASSED
    assert db.session.get(Outcome, failed.id).state is OutcomeState.FAILED_ATTENDANCE
    delivery = queries.delivery(run)
    assert (delivery.minutes_given, delivery.minutes_due) == (1440, 1800)
    assert delivery.blocks_certificates


def test_s8_a_waiver_with_its_reason_or_a_make_up_session_lifts_the_block(app):
    run = run_with_sessions()
    run.sessions[4].state = SessionState.CANCELLED
    by = administrator(run)
    waiver = services.waive_hours(run, "The hall was flooded", by)
    db.session.flush()
    assert (waiver.reason, waiver.waived_by_id) == ("The hall was flooded", by.id)
    assert not queries.delivery(run).blocks_certificates

    run.sessions[3].state = SessionState.CANCELLED
    db.session.flush()
    assert queries.delivery(run).blocks_certificates, "fewer hours than were waived"
    for _number in range(2):
        SessionFactory(run=run)
        db.session.refresh(run)
    assert not queries.delivery(run).is_short


def test_s14_the_exam_decides_by_its_best_attempt_and_a_pre_test_never(app):
    run = run_with_sessions(has_exam=True)
    enrolment = enrol(run, *ALL)
    score(enrolment, 0, kind="pre_test")
    score(enrolment, 58, attempt=1, taken_on=date(2026, 3, 6))
    score(enrolment, 61, attempt=2, taken_on=date(2026, 4, 2))
    services.close_run(run, administrator(run))
    outcome = db.session.get(Outcome, enrolment.id)
    assert (outcome.state, outcome.score) == (OutcomeState.PASSED, 6100)
    assert db.session.query(Completion).one().completed_on == date(2026, 4, 2)


def test_an_exam_without_a_mark_keeps_the_run_open_and_names_who(app):
    run = run_with_sessions(has_exam=True)
    enrolment = enrol(run, *ALL)
    with pytest.raises(ExamMarksMissing) as refusal:
        services.close_run(run, administrator(run))
    assert enrolment.person.full_name in refusal.value.text


def test_a_corrected_mark_or_score_replaces_the_one_before(app):
    run = run_with_sessions(has_exam=True)
    enrolment = enrol(run, 360, 360, 360, 360, 360)
    wrong = enrol(run, 360, 360, 360, 360)
    first = mark(run.sessions[4], wrong, 0)
    mark(run.sessions[4], wrong, 360, replaces_id=first.id, reason="The wrong row")
    below = score(wrong, 10)
    score(wrong, 90, replaces_id=below.id, reason="Typed wrongly")
    score(enrolment, 90)
    services.close_run(run, administrator(run))
    outcome = db.session.get(Outcome, wrong.id)
    assert (outcome.minutes_present, outcome.score) == (1800, 9000)


def test_closing_twice_does_nothing_twice(app):
    run = run_with_sessions()
    enrol(run, *ALL)
    heard = []
    with events.run_closed.connected_to(heard.append):
        assert services.close_run(run, administrator(run))
        assert not services.close_run(run, administrator(run))
    assert heard == [events.RunClosed(run.id)]
    assert db.session.query(Completion).count() == 1
    assert run.state is RunState.CLOSED


def test_a_session_to_come_keeps_the_run_open(app):
    run = run_with_sessions()
    enrol(run, *ALL[:3])
    with (
        clock.frozen(datetime(2026, 3, 4, 3, tzinfo=UTC)),
        pytest.raises(SessionsToCome) as refusal,
    ):
        services.close_run(run, administrator(run))
    assert refusal.value.numbers == [4, 5]


@pytest.mark.parametrize("state", [RunState.DRAFT, RunState.POSTPONED, RunState.CANCELLED])
def test_what_is_not_under_way_cannot_be_closed(app, state):
    run = run_with_sessions(0)
    run.state = state
    db.session.flush()
    with pytest.raises(NotUnderWay):
        services.close_run(run, administrator(run))


def test_only_seats_come_to_an_outcome(app):
    run = run_with_sessions()
    enrol(run, *ALL)
    gone = enrol(
        run, 360, state=EnrolmentState.WITHDRAWN, ended_at=datetime(2026, 3, 2, 9, tzinfo=UTC)
    )
    enrol(run, state=EnrolmentState.WAITLISTED, queue_position=1)
    enrol(run, state=EnrolmentState.CANCELLED)
    services.close_run(run, administrator(run))
    assert queries.outcome_counts(run.id) == {"passed": 1, "withdrawn": 1}
    assert db.session.get(Outcome, gone.id).reasoning == [{"code": "withdrawn", "on": "2026-03-02"}]


def test_a_run_that_was_only_counted_closes_without_completions(app):
    run = run_with_sessions(0)
    assert services.close_run(run, administrator(run))
    assert db.session.query(Outcome).count() == 0


def test_the_completion_is_a_snapshot_with_its_fiscal_year(app):
    run = run_with_sessions()
    before = enrol(run, 360, 360, 360, 360, Mark.EXCUSED, job_title="Clerk", age_band="35-44")
    services.close_run(run, administrator(run))
    fact = db.session.query(Completion).one()
    # An Egyptian year begins on 1 July: March 2026 lies in 2025/26.
    assert (fact.fiscal_year, fact.completed_on) == (2025, date(2026, 3, 4))
    assert (fact.unit_id, fact.delivering_unit_id) == (before.unit_id, run.unit_id)
    assert (fact.job_title, fact.age_band, fact.sex) == ("Clerk", "35-44", before.sex)


def test_s20_the_last_requirement_decides_the_fiscal_year(app):
    run = run_with_sessions()
    for number, session in enumerate(run.sessions):
        session.held_on = date(2026, 6, 28 + number) if number < 3 else date(2026, 7, 2)
    enrol(run, *ALL)
    services.close_run(run, administrator(run))
    fact = db.session.query(Completion).one()
    assert (fact.completed_on, fact.fiscal_year) == (date(2026, 7, 2), 2026)


def test_closing_a_large_run_takes_a_fixed_number_of_statements(app):
    small, large = run_with_sessions(), run_with_sessions()
    for _person in range(3):
        enrol(small, *ALL)
    for _person in range(30):
        enrol(large, *ALL)
    taken = []
    for run in (small, large):
        by = administrator(run)
        db.session.commit()
        with counted_statements() as counted:
            services.close_run(run, by)
        taken.append(len(counted))
    # What places say of their years is read once a request, and so by the first of the two.
    assert taken[1] <= taken[0] <= taken[1] + 1
