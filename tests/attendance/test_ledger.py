"""The ledger of attendance: what is written, what is refused, what is never overwritten."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lms.accounts.roles import Role
from lms.attendance import queries, services
from lms.attendance.errors import (
    MinutesMissing,
    NotOnThisSheet,
    NotYetHeld,
    ReasonMissing,
    RunClosed,
    SheetChanged,
    TooManyMinutes,
)
from lms.attendance.models import Mark
from lms.attendance.rules import MarkInput
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


def test_late_needs_minutes(session, mona, trainer):
    with pytest.raises(MinutesMissing):
        services.record(session, {mona.id: MarkInput(Mark.LATE)}, by=trainer, seen=0)


def test_the_sheets_of_a_closed_run_stand(session, mona, trainer):
    session.run.state = RunState.CLOSED

    with pytest.raises(RunClosed):
        services.record(session, {mona.id: PRESENT}, by=trainer, seen=0)


def test_s11_unmarked_is_listed_and_is_not_absent(session, mona, trainer):
    EnrolmentFactory(run=session.run)
    services.record(session, {mona.id: PRESENT}, by=trainer, seen=0)

    assert queries.unmarked(session.run) == [(session, 1)]
