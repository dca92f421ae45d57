"""The screens of courses and programmes."""

import re
from datetime import UTC, datetime

import pytest

from lms.accounts.roles import Role
from lms.planning import services
from lms.planning.models import Course, Programme
from lms.platform.clock import frozen
from lms.platform.db import db
from tests.planning.pages import seen_in
from tests.support.factories import (
    CourseFactory,
    PlanFactory,
    PlanItemFactory,
    ProgrammeFactory,
    RunFactory,
    TrackFactory,
    UnitFactory,
    UserFactory,
)


@pytest.fixture(autouse=True)
def november():
    with frozen(datetime(2026, 11, 1, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def keeper(browser, unit):
    """A centre administrator, who keeps courses."""
    return browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=unit))


def course_form(unit, **changes):
    values = {
        "unit_id": unit.id,
        "code": "KPI",
        "name_en": "Indicators",
        "hours": "25",
        "attendance": "80",
        "excused_rule": "exclude",
        "joining_rule": "whole_run",
        "has_exam": "y",
        "pass_mark": "60",
        "max_attempts": "2",
        "validity_months": "24",
        "lines_en": "One\nTwo",
        "lines_ar": "واحد\nاثنان",
    }
    return {**values, **changes}


def test_adds_a_course_with_its_rules_and_topics(keeper, unit):
    answer = keeper.post("/courses/new", course_form(unit))
    assert answer.location == "/courses/KPI"
    course = db.session.query(Course).one()
    assert (course.minutes, course.attendance_basis_points, course.pass_mark) == (1500, 8000, 6000)
    assert [topic.names for topic in course.topics] == [
        {"en": "One", "ar": "واحد"},
        {"en": "Two", "ar": "اثنان"},
    ]


def test_a_course_sent_twice_is_one(keeper, unit):
    for _ in range(2):
        assert keeper.post("/courses/new", course_form(unit)).location == "/courses/KPI"
    assert db.session.query(Course).count() == 1


def test_understands_numbers_in_other_digits(keeper, unit):
    keeper.post("/courses/new", course_form(unit, hours="٢٥", minutes="۳۰", attendance="٧٥٫٥٪"))
    course = db.session.query(Course).one()
    assert (course.minutes, course.attendance_basis_points) == (1530, 7550)


BAD_COURSES = [
    ({"code": ""}, "code"),
    ({"code": "new"}, "code"),
    ({"code": "a b"}, "code"),
    ({"name_en": ""}, "name_en"),
    ({"name_en": "x" * 301}, "name_en"),
    ({"name_en": "a\u202eb"}, "name_en"),
    ({"hours": ""}, "hours"),
    ({"hours": "0"}, "hours"),
    ({"hours": "-1"}, "hours"),
    ({"hours": "many"}, "hours"),
    ({"minutes": "60"}, "minutes"),
    ({"attendance": "101"}, "attendance"),
    ({"attendance": "80.005"}, "attendance"),
    ({"excused_rule": "whatever"}, "excused_rule"),
    ({"joining_rule": ""}, "joining_rule"),
    ({"pass_mark": "100.5"}, "pass_mark"),
    ({"pass_mark": "1,234"}, "pass_mark"),
    ({"max_attempts": "0"}, "max_attempts"),
    ({"validity_months": "0"}, "validity_months"),
    ({"belongs_to": "p999"}, "belongs_to"),
    ({"prerequisite_ids": "999"}, "prerequisite_ids"),
    ({"lines_ar": "واحد"}, "lines_ar"),
    ({"lines_en": "-\nTwo", "lines_ar": ""}, "lines_en"),
]


@pytest.mark.parametrize(("changes", "field"), BAD_COURSES)
def test_bad_input_for_a_course_is_named_and_kept(keeper, unit, changes, field):
    answer = keeper.post("/courses/new", course_form(unit, **changes))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert db.session.query(Course).count() == 0


def test_what_was_typed_stays(keeper, unit):
    page = keeper.post("/courses/new", course_form(unit, hours="many", pass_mark="lots")).text
    assert 'value="many"' in page
    assert 'value="lots"' in page
    assert "One\nTwo" in page


def test_a_code_of_another_course_is_refused_at_its_field(keeper, unit):
    CourseFactory(code="KPI")
    answer = keeper.post("/courses/new", course_form(unit))
    assert answer.status_code == 422
    assert 'href="#code"' in answer.text


def test_opening_and_saving_a_course_changes_nothing(keeper, unit):
    track = TrackFactory(programme=ProgrammeFactory(unit=unit))
    course = CourseFactory(
        code="KPI",
        unit=unit,
        minutes=1515,
        attendance_basis_points=7550,
        programme=track.programme,
        track=track,
        validity_months=None,
    )
    services.set_topics(course, [{"en": "One", "ar": "واحد"}, {"en": "Two"}])
    before = {name: getattr(course, name) for name in [c.key for c in Course.__table__.columns]}
    page = keeper.get("/courses/KPI/edit")
    sent = filled_in(page.text)
    assert keeper.post("/courses/KPI/edit", sent).status_code == 302
    course = db.session.query(Course).one()
    assert {name: getattr(course, name) for name in before} == before
    assert [topic.names for topic in course.topics] == [{"en": "One", "ar": "واحد"}, {"en": "Two"}]


def filled_in(page):
    """What a browser would send of the form on a page."""
    form = page.split("<form class=")[-1]
    sent = dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\r?\n?(.*?)</textarea>', form, re.S))
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="(\w+)"', tag)
        kind = re.search(r'type="(\w+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and (not kind or kind[1] not in {"radio", "checkbox"} or "checked" in tag):
            sent[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def test_a_course_changed_meanwhile_is_not_overwritten(keeper, unit):
    course = CourseFactory(code="KPI", unit=unit)
    seen = seen_in(keeper.get("/courses/KPI/edit"))
    course.minutes = 600
    answer = keeper.post("/courses/KPI/edit", course_form(unit, seen=seen))
    assert answer.status_code == 422
    assert "Somebody changed this meanwhile" in answer.text
    assert db.session.query(Course).one().minutes == 600
    again = course_form(unit, seen=seen_in(answer))
    assert keeper.post("/courses/KPI/edit", again).status_code == 302


def test_a_loop_of_prerequisites_is_refused_at_its_field(keeper, unit):
    first, second = CourseFactory(code="A", unit=unit), CourseFactory(code="B", unit=unit)
    second.prerequisites.append(first)
    answer = keeper.post("/courses/A/edit", course_form(unit, prerequisite_ids=[second.id]))
    assert answer.status_code == 422
    assert 'href="#prerequisite_ids"' in answer.text


def test_the_page_of_a_course_says_its_rules_in_words(keeper, unit):
    course = CourseFactory(code="KPI", unit=unit, name_en="Indicators", has_exam=True)
    course.prerequisites.append(CourseFactory(name_en="Basics", unit=unit))
    page = keeper.get("/courses/KPI").text
    assert "At least 80% of the minutes held." in page
    assert "pass mark 60 of 100" in page
    assert "Basics" in page
    assert f"/runs/new?course={course.id}" in page


def test_a40_a_course_with_runs_offers_the_archive(keeper, unit):
    RunFactory(course=CourseFactory(code="KPI", unit=unit))
    answer = keeper.post("/courses/KPI/delete")
    assert answer.status_code == 409
    assert "Archive it instead" in answer.text
    keeper.post("/courses/KPI/archive")
    assert "This course is archived" in keeper.get("/courses/KPI").text
    assert "KPI" not in keeper.get("/courses").text
    assert "KPI" in keeper.get("/courses?state=archived").text
    keeper.post("/courses/KPI/restore")
    assert "KPI" in keeper.get("/courses").text


def test_a_course_made_by_mistake_is_deleted(keeper, unit):
    CourseFactory(code="KPI", unit=unit)
    keeper.post("/courses/KPI/delete")
    assert keeper.get("/courses/KPI").status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [("indic", True), ("kpi", True), ("%25", False), ("مؤشرات", True), ("موشرات", True)],
)
def test_courses_are_found_by_code_and_name(keeper, unit, asked, found):
    CourseFactory(code="KPI", unit=unit, name_en="Indicators", name_ar="مؤشرات الأداء")
    assert ("/courses/KPI" in keeper.get(f"/courses?q={asked}").text) is found


@pytest.mark.parametrize("path", ["/courses", "/programmes", "/plans"])
@pytest.mark.parametrize("rows", [1, 30])
def test_lists_ask_at_most_ten_questions(planner, unit, count_queries, path, rows):
    for year in range(rows):
        programme = ProgrammeFactory(unit=unit)
        CourseFactory(unit=unit, programme=programme)
        PlanItemFactory(plan=PlanFactory(unit=unit, fiscal_year=1990 + year))
    with count_queries() as counted:
        assert planner.get(path).status_code == 200
    assert len(counted) <= 10


def test_a_reader_may_not_change_a_course(browser, unit):
    CourseFactory(code="KPI", unit=unit)
    browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=unit))
    page = browser.get("/courses/KPI")
    assert page.status_code == 200
    assert "/courses/KPI/edit" not in page.text
    for path in ("edit", "archive", "delete"):
        assert browser.post(f"/courses/KPI/{path}").status_code == 403


def test_another_centre_keeps_its_own_courses(browser, unit):
    CourseFactory(code="KPI", unit=unit)
    browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=UnitFactory()))
    assert browser.get("/courses/KPI/edit").status_code == 403


def test_adds_and_changes_a_programme(keeper, unit):
    form = {"unit_id": unit.id, "code": "EGOV", "name_en": "E-governance", "lines_en": "IT\nDocs"}
    assert keeper.post("/programmes/new", form).location == "/programmes/EGOV"
    page = keeper.get("/programmes/EGOV").text
    assert all(text in page for text in ("E-governance", "IT", "Docs"))
    changed = {**form, "lines_en": "IT\nDocuments\nSystem"}
    assert keeper.post("/programmes/EGOV/edit", changed).status_code == 302
    programme = db.session.query(Programme).one()
    assert [track.name_en for track in programme.tracks] == ["IT", "Documents", "System"]


def test_the_page_of_a_programme_shows_courses_by_track(keeper, unit):
    track = TrackFactory(programme=ProgrammeFactory(code="P", unit=unit), name_en="Basic IT")
    CourseFactory(programme=track.programme, track=track, unit=unit, name_en="Tables")
    CourseFactory(programme=track.programme, unit=unit, name_en="Alone")
    page = keeper.get("/programmes/P").text
    assert page.index("Basic IT") < page.index("Tables") < page.index("Without a track")
    assert page.index("Without a track") < page.index("Alone")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "new"}, "code"),
        ({"name_en": ""}, "name_en"),
        ({"lines_en": "IT", "lines_ar": "ا\nب"}, "lines_ar"),
        ({"source": "x" * 301}, "source"),
    ],
)
def test_bad_input_for_a_programme_is_named_and_kept(keeper, unit, changes, field):
    form = {"unit_id": unit.id, "code": "EGOV", "name_en": "E-governance"}
    answer = keeper.post("/programmes/new", {**form, **changes})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert db.session.query(Programme).count() == 0


def test_a_track_with_courses_is_not_taken_away(keeper, unit):
    track = TrackFactory(programme=ProgrammeFactory(code="P", unit=unit, name_en="Prog"))
    CourseFactory(programme=track.programme, track=track, unit=unit)
    form = {"unit_id": unit.id, "code": "P", "name_en": "Prog", "lines_en": ""}
    answer = keeper.post("/programmes/P/edit", form)
    assert answer.status_code == 422
    assert 'href="#lines_en"' in answer.text
