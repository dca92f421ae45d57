"""S3: nine places by three tracks."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lms.accounts.roles import Role
from lms.figures import services
from lms.figures.models import Basis
from lms.figures.queries.matrix import matrix
from lms.figures.queries.trained import total
from lms.figures.rules import Question
from lms.organisation.models import UnitKind
from lms.planning.models import StatedFigure
from lms.platform.db import db
from lms.platform.i18n.numbers import percent
from lms.scheduling.models import RunState
from tests.figures.facts import complete
from tests.figures.test_screens import words
from tests.support.factories import (
    CourseFactory,
    PersonFactory,
    ProgrammeFactory,
    RunFactory,
    TrackFactory,
    UnitFactory,
    UserFactory,
    actor,
    country,
)

PLACES = (
    "Akhmeta", "Khobi", "Kvareli", "Khashuri", "Chkhorotsku", "Kareli",  # finished in two tracks
    "Zugdidi", "Mtskheta", "Gori",
)  # fmt: skip
TRACKS = ("Basic IT", "Electronic documents", "Municipal management system")


@pytest.fixture
def pilots(app):
    """Georgia's programme: the first six places have finished the first two tracks, and nothing else is finished."""
    georgia = UnitFactory(country=country("GE"), kind=UnitKind.COUNTRY, name_en="Georgia")
    centre = UnitFactory(country=country("GE"), parent=georgia)
    programme = ProgrammeFactory(code="GE-EGOV", unit=georgia)
    courses = [
        CourseFactory(
            unit=centre,
            programme=programme,
            track=TrackFactory(programme=programme, position=number, name_en=name),
        )
        for number, name in enumerate(TRACKS, 1)
    ]
    places, runs = {}, {}
    for number, name in enumerate(PLACES):
        places[name] = UnitFactory(
            country=country("GE"), kind=UnitKind.MUNICIPALITY, parent=georgia, name_en=name
        )
        for track, course in enumerate(courses):
            done = number < 6 and track < 2
            runs[name, track] = RunFactory(
                course=course,
                unit=centre,
                site_unit=places[name],
                starts_on=None,
                ends_on=None,
                state=RunState.CLOSED if done else RunState.PLANNED,
            )
    executive = UnitFactory(
        country=country("GE"), kind=UnitKind.MUNICIPAL_EXECUTIVE, parent=places["Khobi"]
    )
    for unit, track, value in (
        (executive, 2, 30),
        (places["Mtskheta"], 0, 40),
        (places["Chkhorotsku"], 1, 20),
    ):
        db.session.add(
            StatedFigure(
                code=f"GE-{unit.id}",
                unit=unit,
                course_id=courses[track].id,
                measure="people",
                value=value,
                name_en="Trained",
                source="the article, line 7",
            )
        )
    db.session.flush()
    return {"georgia": georgia, "programme": programme, "places": places, "runs": runs}


def test_s3_twelve_of_twenty_seven_cells_are_done(app, pilots):
    found = matrix(pilots["programme"], actor(Role.MINISTRY_ANALYST, pilots["georgia"]))

    assert (found.done, found.size) == (12, 27)
    assert found.share == Fraction(12, 27)
    assert percent(found.share) == "44.4%"


def test_s3_cells_show_their_numbers_and_who_says_so(browser, pilots):
    user = UserFactory(role=Role.MINISTRY_ANALYST, unit=pilots["georgia"])
    page = words(browser.sign_in(user).get("/programmes/GE-EGOV/matrix"))

    assert "12 of 27" in page
    assert "44.4% of the places in all tracks" in page
    html = browser.get("/programmes/GE-EGOV/matrix").get_data(as_text=True)
    for label in (
        "Khobi, Municipal management system: not done yet, 30 stated",
        "Mtskheta, Basic IT: not done yet, 40 stated",
        "Chkhorotsku, Electronic documents: done, 20 stated",
        "Akhmeta, Basic IT: done, – number not stated",
    ):
        assert label in html


def test_s3_one_employee_in_three_tracks_is_three_completions_and_one_person(app, pilots):
    khobi = pilots["places"]["Khobi"]
    person = PersonFactory(unit=khobi)
    for track in range(3):
        run = pilots["runs"]["Khobi", track]
        complete(run, person, khobi, year=2016)
        services.count_run(run.id)

    counted = total(Question(khobi, basis=Basis.HOME))
    assert (counted.all_completions, counted.all_people) == (3, 1)
    found = matrix(pilots["programme"], actor(Role.MINISTRY_ANALYST, pilots["georgia"]))
    assert (found.all_completions, found.all_people) == (3, 1)
    assert found.people == {khobi.id: 1}


def test_a_programme_of_another_country_does_not_exist(browser, tree, pilots):
    egyptian = UserFactory(role=Role.MINISTRY_ANALYST, unit=tree["country"])

    assert browser.sign_in(egyptian).get("/programmes/GE-EGOV/matrix").status_code == 404
