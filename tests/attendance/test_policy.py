"""Lists and single runs agree on who sees attendance; sheets and their sum on who takes it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.attendance import policy, queries, services
from lms.attendance.models import AttendanceEntry, Mark
from lms.attendance.rules import MarkInput
from lms.platform import clock
from lms.platform.access import NOBODY
from lms.platform.db import db
from lms.scheduling.models import CourseRun
from tests.support.factories import (
    EnrolmentFactory,
    PersonFactory,
    SessionFactory,
    actor,
)


@pytest.fixture
def actors(run, ministry, trainer, session):
    people = [actor(role, ministry) for role in Role]
    people += [actor(role, run.unit) for role in Role]
    return [*people, actor(Role.TRAINER, run.unit, PersonFactory())]


def test_the_list_and_the_single_run_agree(actors, run, trainer):
    SessionFactory(trainer=PersonFactory())
    runs = list(db.session.scalars(select(CourseRun)))
    for one in actors:
        listed = set(db.session.scalars(select(CourseRun.id).where(policy.visible_to(one))))
        assert listed == {each.id for each in runs if policy.can_view(one, each)}


def test_the_sheets_of_a_run_and_the_single_sheet_agree(actors, run, trainer):
    SessionFactory(run=run)
    SessionFactory(run=run, trainer=PersonFactory())
    for one in actors:
        each = [session for session in run.sessions if policy.can_take(one, session)]
        assert policy.takable(one, run) == each


def test_nobody_sees_and_takes_nothing(run, session):
    assert not policy.can_view(NOBODY, run)
    assert not policy.can_take(NOBODY, session)
    assert not policy.can_count(NOBODY, run)


def test_whoever_takes_attendance_sees_it(actors, run, session):
    takers = [one for one in actors if policy.can_take(one, session)]

    assert takers
    assert all(policy.can_view(one, run) for one in takers)


def broken() -> list[str]:
    return [label for label, query in queries.invariants() if db.session.execute(query).first()]


def test_a_ledger_that_services_made_breaks_no_invariant(session):
    mona = EnrolmentFactory(run=session.run)
    by = actor(Role.TRAINER)
    with clock.frozen(session.ends_at):
        services.record(session, {mona.id: MarkInput(Mark.PRESENT)}, by=by, seen=0)
        seen = queries.last_entry(session)
        services.record(session, {mona.id: MarkInput(Mark.ABSENT, reason="x")}, by=by, seen=seen)

    assert broken() == []


def test_each_invariant_finds_what_breaks_it(session):
    mona, stranger = EnrolmentFactory(run=session.run), EnrolmentFactory()

    def entry(enrolment, minutes=0, replaces=None) -> AttendanceEntry:
        made = AttendanceEntry(
            session_id=session.id,
            enrolment_id=enrolment.id,
            mark=Mark.PRESENT,
            minutes=minutes,
            replaces_id=replaces.id if replaces else None,
        )
        db.session.add(made)
        db.session.flush()
        return made

    first = entry(mona, minutes=1000)
    entry(stranger)
    assert broken() == [
        "nobody attended more minutes than a session had",
        "nobody is marked in a run of others",
    ]
    hany = EnrolmentFactory(run=session.run)
    entry(hany)
    entry(hany, replaces=first)
    assert broken()[2:] == [
        "nobody has two marks in force in one session",
        "a correction replaces an earlier mark of the same person and session",
    ]
