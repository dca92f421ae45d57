"""The ledger of attendance: what is written, what is refused, what is never overwritten."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.attendance import queries, rules, services
from lms.attendance.errors import (
    MinutesMissing,
    NotOnThisSheet,
    NotYetHeld,
    ReasonMissing,
    RunClosed,
    RunNotBegun,
    SessionCancelled,
    SheetChanged,
    TooManyMinutes,
)
from lms.attendance.models import Headcount, Mark
from lms.attendance.rules import MarkInput
from lms.audit.models import AuditEvent
from lms.platform import clock
from lms.platform.db import db
from lms.scheduling.models import RunState, SessionState
from tests.support.factories import EnrolmentFactory, RunFactory, SessionFactory, actor

FIRST_DAY = datetime(2026, 11, 15, 12, tzinfo=UTC)
NEXT_DAY = datetime(2026, 11, 16, 12, tzinfo=UTC)
PRESENT, ABSENT = MarkInput(Mark.PRESENT), MarkInput(Mark.ABSENT)


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(FIRST_DAY):
        yield


@pytest.fixture
def trainer(app):
    return actor(Role.TRAINER)


@pytest.fixture
def session(app):
    return SessionFactory(run=RunFactory())


@pytest.fixture
def mona(session):
    return EnrolmentFactory(run=session.run)


def test_present_is_the_whole_session_and_the_sheet_says_it_was_held(session, mona, trainer):
    services.record(session, {mona.id: PRESENT}, by=trainer, seen=0)

    entry = queries.sheet(session)[mona.id]
    assert (entry.mark, entry.minutes) == (Mark.PRESENT, 360)
    assert session.state is SessionState.HELD


def test_saving_the_same_marks_again_adds_nothing(session, mona, trainer):
    services.record(session, {mona.id: PRESENT}, by=trainer, seen=0)

    assert services.record(session, {mona.id: PRESENT}, by=trainer, seen=0) == 0


def test_a_correction_replaces_the_entry_and_keeps_it(session, mona, trainer):
    services.record(session, {mona.id: ABSENT}, by=trainer, seen=0)
    seen = queries.last_entry(session)

    services.record(session, {mona.id: MarkInput(Mark.LATE, 300)}, by=trainer, seen=seen)

    first, second = db.session.scalars(queries.history(session, mona.id))
    assert (first.mark, second.mark, second.replaces_id) == (Mark.ABSENT, Mark.LATE, first.id)
    assert queries.sheet(session) == {mona.id: second}


def test_on_a_later_day_a_correction_needs_a_reason(session, mona, trainer):
    services.record(session, {mona.id: ABSENT}, by=trainer, seen=0)
    seen = queries.last_entry(session)

    with clock.frozen(NEXT_DAY):
        with pytest.raises(ReasonMissing):
            services.record(session, {mona.id: PRESENT}, by=trainer, seen=seen)
        services.record(session, {mona.id: PRESENT}, by=trainer, seen=seen, reason="Signed row 4")

    assert queries.sheet(session)[mona.id].reason == "Signed row 4"


def test_a_first_mark_on_a_later_day_needs_none(session, mona, trainer):
    with clock.frozen(NEXT_DAY):
        assert services.record(session, {mona.id: PRESENT}, by=trainer, seen=0) == 1


def test_a39_two_people_saving_one_sheet_do_not_overwrite_each_other(session, mona, trainer):
    hany = EnrolmentFactory(run=session.run)
    services.record(session, {mona.id: PRESENT}, by=trainer, seen=0)

    with pytest.raises(SheetChanged) as refused:
        services.record(session, {mona.id: ABSENT, hany.id: PRESENT}, by=trainer, seen=0)

    assert refused.value.enrolment_ids == [mona.id]
    assert queries.sheet(session).keys() == {mona.id}


def test_a39_what_was_not_changed_gives_way_to_a_newer_mark(session, mona, trainer):
    hany = EnrolmentFactory(run=session.run)
    services.record(session, {mona.id: ABSENT}, by=trainer, seen=0)
    seen = queries.last_entry(session)
    services.record(session, {mona.id: PRESENT}, by=trainer, seen=seen)

    services.record(session, {mona.id: ABSENT, hany.id: PRESENT}, by=trainer, seen=seen)

    assert queries.sheet(session)[mona.id].mark is Mark.PRESENT


def test_a39_after_comparing_the_choice_is_written(session, mona, trainer):
    services.record(session, {mona.id: PRESENT}, by=trainer, seen=0)

    services.record(session, {mona.id: ABSENT}, by=trainer, seen=queries.last_entry(session))

    assert queries.sheet(session)[mona.id].mark is Mark.ABSENT


def test_a39_two_first_marks_in_the_same_moment_keep_one(session, mona, trainer, monkeypatch):
    services.record(session, {mona.id: PRESENT}, by=trainer, seen=0)
    # What the slower of two reads before the quicker has written.
    monkeypatch.setattr(queries, "sheet", lambda *_args, **_named: {})

    with pytest.raises(SheetChanged) as refused:
        services.record(session, {mona.id: ABSENT}, by=trainer, seen=0)

    assert refused.value.enrolment_ids == [mona.id]


def test_a39_a_long_list_of_names_is_cut_short(session, trainer):
    people = [EnrolmentFactory(run=session.run) for _ in range(7)]
    services.record(session, {one.id: PRESENT for one in people}, by=trainer, seen=0)

    with pytest.raises(SheetChanged) as refused:
        services.record(session, {one.id: ABSENT for one in people}, by=trainer, seen=0)

    assert "and 2 more" in refused.value.text


def test_a39_the_same_mark_by_both_is_no_conflict(session, mona, trainer):
    hany = EnrolmentFactory(run=session.run)
    services.record(session, {mona.id: PRESENT}, by=trainer, seen=0)

    assert services.record(session, {mona.id: PRESENT, hany.id: ABSENT}, by=trainer, seen=0) == 1


def test_a35_a_day_that_has_not_come_is_refused(mona, session, trainer):
    tomorrow = SessionFactory(run=session.run)

    with pytest.raises(NotYetHeld):
        services.record(tomorrow, {mona.id: PRESENT}, by=trainer, seen=0)


def test_a35_somebody_of_another_run_is_refused_with_the_whole_sheet(session, mona, trainer):
    stranger = EnrolmentFactory()

    with pytest.raises(NotOnThisSheet):
        services.record(session, {mona.id: PRESENT, stranger.id: PRESENT}, by=trainer, seen=0)

    assert queries.sheet(session) == {}


@pytest.mark.parametrize("minutes", [361, 1500, -1])
def test_a36_more_minutes_than_the_session_has_are_refused(session, mona, trainer, minutes):
    with pytest.raises(TooManyMinutes):
        services.record(session, {mona.id: MarkInput(Mark.LATE, minutes)}, by=trainer, seen=0)


@pytest.mark.parametrize(("mark", "minutes"), [(Mark.LATE, 260), (Mark.LEFT_EARLY, 100)])
def test_while_the_session_runs_the_clock_says_how_long(session, mona, trainer, mark, minutes):
    with clock.frozen(datetime(2026, 11, 15, 8, 40, tzinfo=UTC)):  # 10:40 in Cairo
        services.record(session, {mona.id: MarkInput(mark)}, by=trainer, seen=0)

    assert queries.sheet(session)[mona.id].minutes == minutes


def test_once_it_is_over_late_needs_minutes(session, mona, trainer):
    with clock.frozen(NEXT_DAY), pytest.raises(MinutesMissing) as refused:
        services.record(session, {mona.id: MarkInput(Mark.LATE)}, by=trainer, seen=0)

    assert refused.value.enrolment_id == mona.id


def test_late_without_minutes_sent_twice_keeps_the_minutes_of_the_first(session, mona, trainer):
    services.record(session, {mona.id: MarkInput(Mark.LATE)}, by=trainer, seen=0)

    with clock.frozen(FIRST_DAY + timedelta(minutes=5)):
        assert services.record(session, {mona.id: MarkInput(Mark.LATE)}, by=trainer, seen=0) == 0


def test_the_sheets_of_a_closed_run_stand(session, mona, trainer):
    session.run.state = RunState.CLOSED

    with pytest.raises(RunClosed):
        services.record(session, {mona.id: PRESENT}, by=trainer, seen=0)


def test_a_cancelled_session_has_no_sheet(session, mona, trainer):
    session.state = SessionState.CANCELLED

    with pytest.raises(SessionCancelled):
        services.record(session, {mona.id: PRESENT}, by=trainer, seen=0)


def test_somebody_who_joined_later_is_not_on_the_sheet(session, mona, trainer):
    late = EnrolmentFactory(run=session.run, joined_on=date(2026, 11, 16))

    with pytest.raises(NotOnThisSheet):
        services.record(session, {late.id: PRESENT}, by=trainer, seen=0)


def test_saving_and_correcting_are_told_in_the_audit_log(session, mona, trainer):
    services.record(session, {mona.id: ABSENT}, by=trainer, seen=0)
    seen = queries.last_entry(session)
    with clock.frozen(NEXT_DAY):
        services.record(session, {mona.id: PRESENT}, by=trainer, seen=seen, reason="Row 4")

    saved, corrected = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    assert (saved.action, saved.details) == ("attendance.record", {"marks": 1, "corrected": []})
    assert (corrected.action, corrected.reason) == ("attendance.correct", "Row 4")
    assert corrected.details["corrected"] == [mona.id]


def test_s12_absent_4_and_17_on_a_sheet_of_30_leaves_28_present(session, trainer):
    people = [EnrolmentFactory(run=session.run) for _ in range(30)]
    rows = list(db.session.scalars(queries.roster_on(session)))
    absent = [rows[number - 1].id for number in rules.row_numbers("4, 17", 30)]

    services.record_from_paper(session, absent, by=trainer, seen=0)

    marks = [entry.mark for entry in queries.sheet(session).values()]
    assert (marks.count(Mark.PRESENT), marks.count(Mark.ABSENT)) == (28, 2)
    assert len(people) == 30


def test_s12_paper_leaves_those_alone_who_are_marked_already(session, mona, trainer):
    hany = EnrolmentFactory(run=session.run)
    services.record(session, {mona.id: MarkInput(Mark.LATE, 300)}, by=trainer, seen=0)

    services.record_from_paper(session, [hany.id], by=trainer, seen=queries.last_entry(session))

    marks = {one: entry.mark for one, entry in queries.sheet(session).items()}
    assert marks == {mona.id: Mark.LATE, hany.id: Mark.ABSENT}


def test_s2_counting_again_replaces_the_count(session, trainer):
    services.record_headcount(session.run, women=30, men=50, unknown=0, by=trainer)
    services.record_headcount(session.run, women=34, men=50, unknown=0, by=trainer)

    headcount = queries.headcount(session.run)
    assert (headcount.women, headcount.men) == (34, 50)


def test_s2_two_first_counts_in_the_same_moment_keep_one(session, trainer, monkeypatch):
    services.record_headcount(session.run, women=30, men=50, unknown=0, by=trainer)
    db.session.expunge_all()
    monkeypatch.setattr(queries, "headcount", lambda _run: None)

    services.record_headcount(session.run, women=34, men=50, unknown=0, by=trainer)

    assert db.session.scalars(select(Headcount)).one().women == 34


@pytest.mark.parametrize(
    ("state", "starts_on", "refused"),
    [
        (RunState.CLOSED, date(2026, 11, 15), RunClosed),
        (RunState.OPEN, date(2026, 11, 16), RunNotBegun),
    ],
)
def test_people_are_not_counted_before_and_after(session, trainer, state, starts_on, refused):
    session.run.state, session.run.starts_on = state, starts_on

    with pytest.raises(refused):
        services.record_headcount(session.run, women=1, men=1, unknown=0, by=trainer)


def test_s11_unmarked_is_listed_and_is_not_absent(session, mona, trainer):
    EnrolmentFactory(run=session.run)
    services.record(session, {mona.id: PRESENT}, by=trainer, seen=0)

    assert queries.unmarked(session.run) == [(session, 1)]
