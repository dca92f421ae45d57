"""Nominating on the screen: paste or pick, check, send; nothing typed is lost, nothing is sent twice."""

import re

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.enrolment import services
from lms.enrolment.models import Nomination, NominationState, PrerequisiteWaiver
from lms.platform.access import NOBODY
from lms.platform.db import db
from lms.scheduling.models import RunState
from tests.support.factories import (
    CourseFactory,
    EnrolmentFactory,
    RunFactory,
    SessionFactory,
)
from tests.support.factories import country as land

MONA = "29001011234567"


def nominated():
    query = select(Nomination).order_by(Nomination.id)
    return {one.person_id: one for one in db.session.scalars(query)}


def hidden(page):
    """The form of checks as a browser would send it back, with nothing changed."""
    fields = {"row": re.findall(r'name="row" value="(\d+)"', page)}
    for name, value in re.findall(r'name="((?:text|person|reason)-\d+)" value="([^"]*)"', page):
        fields[name] = value
    return fields


class Desk:
    """A coordinator of Minya before an open run."""

    def __init__(self, country):
        self.country, self.run = country, country.run()
        self.browser = country.coordinator()
        self.url = f"/runs/{self.run.code}/nominate"

    def paste(self, *rows):
        return self.browser.post(self.url, {"rows": "\n".join(rows)})

    def send(self, page, **changes):
        return self.browser.post(self.url, {**hidden(page), "send": "yes", **changes})


@pytest.fixture
def desk(country):
    return Desk(country)


def test_lists_the_runs_that_take_nominations_with_seats_and_prerequisites(country):
    first = CourseFactory(name_en="Front office", unit=country.centre)
    course = CourseFactory(name_en="Indicators", unit=country.centre, prerequisites=[first])
    run = RunFactory(course=course, unit=country.centre, code="KPI-1", capacity=12)
    EnrolmentFactory(run=run)
    RunFactory(course=course, unit=country.centre, code="KPI-2", state=RunState.CONFIRMED)
    page = country.coordinator().get("/nominate").text
    assert all(text in page for text in ("KPI-1", "Indicators", "Front office", ">11<"))
    assert "KPI-2" not in page


@pytest.mark.parametrize("runs", [1, 30])
def test_the_list_asks_at_most_ten_questions(country, count_queries, runs):
    for number in range(runs):
        country.run(code=f"CM-{number}")
    browser = country.coordinator()
    browser.get("/nominate")
    with count_queries() as counted:
        assert browser.get("/nominate").status_code == 200
    assert len(counted) <= 10


@pytest.mark.parametrize("people", [1, 30])
def test_the_staff_list_asks_at_most_ten_questions(desk, count_queries, people):
    for number in range(people):
        desk.country.person(f"Person {number}")
    with count_queries() as counted:
        assert desk.browser.get(f"{desk.url}/staff").status_code == 200
    assert len(counted) <= 10


def test_the_way_from_a_run_leads_to_its_paste_box(desk):
    assert desk.browser.get("/nominate?run=CM-1").location == desk.url


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_only_coordinators_nominate(country, role):
    country.run()
    browser = country.somebody(role)
    assert browser.get("/nominate").status_code == 403
    assert browser.post("/runs/CM-1/nominate", {"rows": "x"}).status_code == 403


def test_s_5_3_clean_rows_go_in_paste_check_send(desk):
    people = [desk.country.person(f"موظف رقم {word}") for word in ("أحمد", "هالة", "سمير")]
    page = desk.paste(*(person.full_name for person in people)).text
    assert "3 rows read" in page
    assert "Send 3 nominations" in page

    sent = desk.send(page)

    assert sent.location == "/nominations?run=CM-1"
    assert set(nominated()) == {person.id for person in people}
    assert {one.unit_id for one in nominated().values()} == {desk.country.minya.id}


def test_a_repeated_paste_makes_no_second_nomination(desk):
    person = desk.country.person("منى سالم")
    desk.send(desk.paste("منى سالم").text)
    again = desk.paste("منى سالم")
    assert "Already in the list" in again.text
    assert "Send 1" not in again.text
    assert set(nominated()) == {person.id}


def test_a50_the_same_form_sent_twice_has_one_effect(desk):
    person = desk.country.person("منى سالم")
    page = desk.paste("منى سالم").text
    first, second = desk.send(page), desk.send(page)
    assert (first.status_code, second.status_code) == (302, 302)
    assert set(nominated()) == {person.id}


def test_a49_one_person_in_two_spellings_of_the_number_is_one_nomination(desk):
    desk.country.person("منى سالم", national_id=MONA)
    page = desk.paste(MONA, "٢٩٠٠١٠١١٢٣٤٥٦٧").text
    assert "The same person as in row 1" in page
    desk.send(page)
    assert len(nominated()) == 1


def test_good_rows_go_and_bad_rows_are_fixed_in_place(desk):
    good, late = desk.country.person("منى سالم"), desk.country.person("طارق حسنين")
    page = desk.paste("منى سالم", "طارق حسنيننن").text
    assert "Nobody on your staff matches." in page

    first = desk.send(page)

    assert first.status_code == 200
    assert "1 nomination sent." in first.text
    assert set(nominated()) == {good.id}
    fixed = desk.send(first.text, **{"text-2": "طارق حسنين"})
    assert set(nominated()) == {good.id}  # nobody goes whom the reader has not seen
    desk.send(fixed.text)
    assert set(nominated()) == {good.id, late.id}


def test_one_of_several_is_chosen(desk):
    one, _other = (desk.country.person("محمد أحمد علي") for _ in range(2))
    page = desk.paste("محمد احمد علي").text
    assert "Several people match." in page
    desk.send(page, **{"person-1": one.id})
    assert set(nominated()) == {one.id}


def test_left_out_and_emptied_rows_do_not_go(desk):
    desk.country.person("منى سالم")
    page = desk.paste("منى سالم", "Nobody").text
    sent = desk.send(page, **{"leave-1": "y", "text-2": ""})
    assert nominated() == {}
    assert sent.status_code == 302


@pytest.fixture
def third_track(desk):
    first = CourseFactory(name_en="First track", unit=desk.country.centre)
    desk.run.course.prerequisites.append(first)
    db.session.flush()
    return first


def test_s3_a_missing_prerequisite_is_refused_at_its_row_until_a_reason_is_given(desk, third_track):
    person = desk.country.person("منى سالم")
    page = desk.paste("منى سالم").text
    assert "Not completed yet" in page

    refused = desk.send(page)

    assert refused.status_code == 422
    assert "Give a reason." in refused.text
    assert nominated() == {}
    desk.send(refused.text, **{"reason-1": "Ten years of practice"})
    assert set(nominated()) == {person.id}
    waiver = db.session.scalars(select(PrerequisiteWaiver)).one()
    assert (waiver.person_id, waiver.course_id) == (person.id, third_track.id)
    assert waiver.reason == "Ten years of practice"


@pytest.mark.parametrize("reason", ["x" * 501, "bad \u202e mark"])
def test_a_reason_that_cannot_be_kept_is_refused_and_stays(desk, third_track, reason):
    desk.country.person("منى سالم")
    page = desk.paste("منى سالم").text
    refused = desk.send(page, **{"reason-1": reason})
    assert refused.status_code == 422
    assert reason in refused.text
    assert nominated() == {}


@pytest.mark.parametrize("rows", ["", "  \n ", "***\n--", "Name\tNational ID", "x\n" * 301])
def test_a_paste_without_anybody_is_refused_and_kept(desk, rows):
    answer = desk.browser.post(desk.url, {"rows": rows})
    assert answer.status_code == 422
    assert "error-msg" in answer.text
    assert rows.strip()[:10] in answer.text


@pytest.mark.parametrize("field", ["pick", "person"])
def test_a4_one_of_somebody_elses_staff_refuses_all(desk, field):
    own = desk.country.person("منى سالم")
    foreign = desk.country.person("هبة درويش", unit=desk.country.qena)
    if field == "pick":
        data = {"pick": [own.id, foreign.id]}
    else:
        data = {"row": ["1", "2"], "person-1": own.id, "person-2": foreign.id, "send": "yes"}
    assert desk.browser.post(desk.url, data).status_code == 404
    assert nominated() == {}


def test_people_are_picked_from_the_list_of_staff(desk):
    person = desk.country.person("منى سالم")
    foreign = desk.country.person("هبة درويش", unit=desk.country.qena)
    staff = desk.browser.get(f"{desk.url}/staff").text
    assert person.full_name in staff
    assert foreign.full_name not in staff
    page = desk.browser.post(desk.url, {"pick": [person.id]}).text
    desk.send(page, justification="They run the new desk")
    assert nominated()[person.id].justification == "They run the new desk"


def test_the_staff_list_tells_who_is_in_the_run_already(desk):
    nomination = desk.country.person("منى سالم")
    seated = desk.country.person("طارق حسنين")
    services.nominate(desk.run, nomination, desk.country.minya, by=NOBODY)
    services.enrol(desk.run, seated, by=NOBODY)
    page = desk.browser.get(f"{desk.url}/staff").text
    assert "To be decided" in page
    assert "Confirmed" in page
    found = desk.browser.get(f"{desk.url}/staff?q=طارق").text
    assert ("طارق" in found, "منى سالم" in found) == (True, False)


def test_what_is_better_known_is_noted_and_does_not_stop(desk):
    person = desk.country.person("منى سالم")
    other = desk.country.run(code="CM-2")
    SessionFactory(run=desk.run)
    SessionFactory(run=other)
    EnrolmentFactory(run=other, person=person)
    page = desk.paste("منى سالم").text
    assert "CM-2" in page
    desk.send(page)
    assert set(nominated()) == {person.id}


def test_whom_the_centre_refused_is_left_out_with_its_reason(desk):
    person = desk.country.person("منى سالم")
    nomination = services.nominate(desk.run, person, desk.country.minya, by=NOBODY)
    services.refuse(nomination, "For managers only", by=NOBODY)
    assert "For managers only" in desk.paste("منى سالم").text
    assert nominated()[person.id].state is NominationState.REFUSED


def test_a_run_that_closed_meanwhile_keeps_what_was_typed(desk):
    desk.country.person("منى سالم")
    page = desk.paste("منى سالم").text
    EnrolmentFactory(run=desk.run, person=desk.country.person("طارق"), unit=desk.country.minya)
    desk.run.nominations_until = desk.run.starts_on.replace(month=10)
    late = desk.send(page)
    assert late.status_code == 409
    assert "Nominations for this course run ended" in late.text
    assert "منى سالم" in late.text
    pasted = desk.paste("منى سالم")
    assert pasted.status_code == 422
    assert "منى سالم" in pasted.text


def test_a_run_of_another_country_does_not_exist(country):
    run = RunFactory(code="GE-1", course__unit__country=land("GE"))
    assert country.coordinator().get(f"/runs/{run.code}/nominate").status_code == 404
