"""The demonstration data states what the texts state."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from lms.attendance.models import Headcount
from lms.certificates.services import files
from lms.demo import services
from lms.demo.errors import AlreadyLoaded
from lms.enrolment.models import Enrolment
from lms.organisation.models import OrgUnit, UnitKind
from lms.outcomes.models import Completion
from lms.people.models import Person
from lms.planning.models import PlanItem, StatedFigure, Topic
from lms.platform import clock
from lms.platform.db import db
from lms.scheduling.models import CourseRun, RunState
from tests.conftest import empty_tables

TODAY = datetime(2026, 11, 17, 8, tzinfo=UTC)


@pytest.fixture(scope="module", params=["sqlite_application", "postgres_application"])
def register(request):
    """A register with the demonstration data, for tests that only look at it."""
    with (
        request.getfixturevalue(request.param).app_context(),
        clock.frozen(TODAY),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(files, "render_certificate", lambda payload: payload.serial.encode())
        services.load()
        db.session.commit()
        yield
        empty_tables()


def count(model, *conditions) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


@pytest.mark.usefixtures("register")
def test_egypt_has_290_centres_in_cities_and_15_in_offices():
    assert count(OrgUnit, OrgUnit.kind == UnitKind.TECHNOLOGY_CENTRE_CITY) == 290
    assert count(OrgUnit, OrgUnit.kind == UnitKind.TECHNOLOGY_CENTRE_OFFICE) == 15


@pytest.mark.usefixtures("register")
def test_the_plan_has_seven_courses_for_210_and_a_workshop_for_84():
    planned = select(PlanItem.runs_planned, PlanItem.seats_planned).order_by(PlanItem.position)
    egypt = db.session.execute(planned.where(PlanItem.seats_planned.is_not(None))).all()

    assert [tuple(row) for row in egypt] == [(7, 210), (1, 84)]
    runs = select(func.count(), func.sum(CourseRun.capacity)).join(CourseRun.plan_item)
    assert db.session.execute(runs.where(PlanItem.runs_planned == 7)).one() == (7, 210)


@pytest.mark.usefixtures("register")
def test_the_targets_are_24_and_12_more_centres():
    figures = select(StatedFigure.code, StatedFigure.target - StatedFigure.baseline)
    wanted = db.session.execute(figures.where(StatedFigure.target.is_not(None)))

    assert dict(wanted.all()) == {"EG-TC-CITY": 24, "EG-TC-GOV": 12}


@pytest.mark.usefixtures("register")
def test_s2_the_workshop_counts_84_without_names():
    headcount = db.session.scalars(select(Headcount)).one()

    assert (headcount.women, headcount.men, headcount.unknown) == (0, 0, 84)
    assert count(Enrolment, Enrolment.course_run_id == headcount.course_run_id) == 0


@pytest.mark.usefixtures("register")
def test_the_saqqara_course_of_thirty_is_under_way_today_with_its_21_topics():
    run = db.session.scalars(select(CourseRun).filter_by(state=RunState.IN_PROGRESS)).one()

    assert (run.capacity, run.seats_taken) == (30, 30)
    assert count(Topic, Topic.course_id == run.course_id) == 21
    assert date(2026, 11, 17) in {session.held_on for session in run.sessions}


@pytest.mark.usefixtures("register")
def test_s3_of_27_georgian_cells_14_are_finished_with_the_stated_numbers():
    cells = CourseRun.code.like("GE-%")
    numbers = select(CourseRun.code, CourseRun.seats_taken).where(
        CourseRun.code.in_(["GE-MMS-KHOB", "GE-IT-MTSK", "GE-DOC-CHKH"])
    )

    assert count(CourseRun, cells) == 27
    assert count(CourseRun, cells, CourseRun.state == RunState.CLOSED) == 14
    assert dict(db.session.execute(numbers).all()) == {
        "GE-MMS-KHOB": 30,
        "GE-IT-MTSK": 40,
        "GE-DOC-CHKH": 20,
    }
    sources = db.session.scalars(select(CourseRun.source).where(cells)).all()
    assert all(source.startswith("GE:") for source in sources)


@pytest.mark.usefixtures("register")
def test_s3_one_person_in_three_tracks_adds_three_completions_and_one_person():
    georgian = select(func.count(), func.count(Completion.person_id.distinct())).join(
        CourseRun, CourseRun.id == Completion.course_run_id
    )
    completions, people = db.session.execute(georgian.where(CourseRun.code.like("GE-%"))).one()

    assert completions - people == 20
    assert people == 90


@pytest.mark.usefixtures("register")
def test_nobody_invented_has_an_identity_number():
    assert count(Person, Person.national_id_hash.is_not(None)) == 0


@pytest.mark.usefixtures("register")
def test_loading_twice_is_refused():
    with pytest.raises(AlreadyLoaded):
        services.load()
