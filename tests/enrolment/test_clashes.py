"""The trainees of a run cannot be in two places: found before a session is saved, and said by name."""

from datetime import date, time

import pytest

from lms.accounts.roles import Role
from lms.enrolment import services as enrolment
from lms.enrolment.models import Enrolment
from lms.platform.db import db
from lms.scheduling import queries, services
from lms.scheduling.errors import Clashing
from lms.scheduling.models import ClashOverride
from lms.scheduling.rules import ClashKind, instants
from tests.support.factories import (
    EnrolmentFactory,
    PersonFactory,
    RunFactory,
    SessionFactory,
    actor,
)

DAY = date(2026, 11, 15)


@pytest.fixture
def centre(app):
    return actor(Role.CENTRE_ADMINISTRATOR)


@pytest.fixture
def busy():
    """Mona has a seat in a run that meets on the day."""
    other = RunFactory(code="KPI-2026-03", course__name_en="Indicators", starts_on=DAY)
    SessionFactory(run=other)
    mona = PersonFactory(full_name="Mona Adel")
    EnrolmentFactory(run=other, person=mona)
    return other, mona


def a_run_with(*people):
    run = RunFactory(starts_on=DAY)
    for person in people:
        EnrolmentFactory(run=run, person=person)
    return run


def plan(run, by, **values):
    hours = {"held_on": DAY, "start_time": time(9), "end_time": time(12)}
    return services.add_session(run, by=by, **(hours | values))


def said(refusal):
    return refusal.value.text.replace("\u2068", "").replace("\u2069", "")


def test_a_session_is_not_planned_while_a_trainee_is_elsewhere(centre, busy):
    _other, mona = busy

    with pytest.raises(Clashing) as refusal:
        plan(a_run_with(mona, PersonFactory()), centre)

    assert said(refusal) == (
        "Mona Adel has a seat in session 1 of KPI-2026-03 (Indicators): "
        "Sunday 15 November 2026, 09:00–15:00."
    )


def test_says_how_many_more_are_elsewhere(centre, busy):
    other, mona = busy
    ziad = PersonFactory(full_name="Ziad Samir")
    EnrolmentFactory(run=other, person=ziad)

    with pytest.raises(Clashing) as refusal:
        plan(a_run_with(ziad, mona), centre)

    assert said(refusal).startswith("Mona Adel and 1 other trainee have seats in session 1 of")


def test_a_session_is_not_moved_to_where_a_trainee_is_elsewhere(centre, busy):
    _other, mona = busy
    run = a_run_with(mona)
    session = plan(run, centre, held_on=date(2026, 11, 16))

    with pytest.raises(Clashing):
        services.move_session(
            session, held_on=DAY, start_time=time(14), end_time=time(17), by=centre
        )

    services.move_session(session, held_on=DAY, start_time=time(15), end_time=time(17), by=centre)
    assert session.held_on == DAY


def test_who_gave_the_seat_up_is_free(centre, busy):
    other, mona = busy
    seat = db.session.scalars(db.select(Enrolment).filter_by(course_run_id=other.id)).one()
    enrolment.withdraw(seat, "Ill", by=centre)

    assert plan(a_run_with(mona), centre)


def test_planned_over_with_a_reason_that_is_kept(centre, busy):
    _other, mona = busy

    session = plan(a_run_with(mona), centre, override_reason="She comes at noon")

    kept = db.session.scalars(db.select(ClashOverride)).one()
    assert (kept.session_id, kept.reason) == (session.id, "She comes at noon")


def test_offers_days_on_which_all_trainees_are_free(centre, busy):
    _other, mona = busy

    days = queries.free_starts(
        a_run_with(mona), DAY, 1, (time(9), time(12)), room=None, trainers=[], wanted=1
    )

    assert days == [date(2026, 11, 16)]


def test_is_asked_in_one_question_for_many_days(centre, busy, count_queries):
    _other, mona = busy
    run = a_run_with(mona)
    at_nine = [
        instants(date(2026, 11, day), time(9), time(12), "Africa/Cairo")[:2]
        for day in range(15, 25)
    ]

    with count_queries() as statements:
        found = queries.clashes_of_days(run, at_nine, room=None, trainers=[])

    assert [clash.kind for clash in found] == [ClashKind.TRAINEE]
    assert len([one for one in statements if "enrolment" in one]) == 1
