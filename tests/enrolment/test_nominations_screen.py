"""The list of nominations and what is decided there: by the right centre, for all or for none."""

import re

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.enrolment import services
from lms.enrolment.models import Enrolment, EnrolmentState, NominationState, PrerequisiteWaiver
from lms.platform.access import NOBODY
from lms.platform.db import db
from tests.support.factories import (
    CourseFactory,
    EnrolmentFactory,
    NominationFactory,
    RunFactory,
    SessionFactory,
)


class Office:
    """The office of the centre, with nominations for one of its runs."""

    def __init__(self, country):
        self.country, self.run = country, country.run(capacity=2)
        self.browser = country.administrator()

    def nominate(self, name="منى سالم", run=None, unit=None):
        unit = unit or self.country.minya
        person = self.country.person(name, unit=unit)
        return NominationFactory(run=run or self.run, unit=unit, person=person)

    def nominate_for_another_centre(self):
        return NominationFactory(run=RunFactory(course__unit=self.country.qena, code="QN-1"))


@pytest.fixture
def office(country):
    return Office(country)


def states(*nominations):
    for one in nominations:
        db.session.refresh(one)
    return [one.state.value for one in nominations]


def test_the_list_shows_what_is_to_be_decided_with_seats_and_checks(office):
    first = CourseFactory(name_en="Front office", unit=office.country.centre)
    office.course = office.run.course.prerequisites.append(first)
    office.nominate("منى سالم")
    page = office.browser.get("/nominations?run=CM-1").text
    assert all(text in page for text in ("منى سالم", "Minya", "Front office", "Not completed"))
    assert "0 of 2 seats taken" in page
    assert "2 seats are left" in page


@pytest.mark.parametrize(
    ("state", "seen"),
    [
        ("proposed", {"Proposed"}),
        ("enrolled", {"Seated"}),
        ("waitlisted", {"Waiting"}),
        ("refused", {"Refused", "For managers only"}),
        ("withdrawn", {"Withdrawn", "Left again"}),
        ("nonsense", {"Proposed"}),
    ],
)
def test_each_tab_shows_its_own(office, state, seen):
    run = office.country.run(code="CM-2", capacity=1)
    people = {
        name: office.nominate(f"{name} Person", run)
        for name in ("Proposed", "Left again", "Seated", "Waiting", "Refused", "Withdrawn")
    }
    gone = services.accept(people["Left again"], by=NOBODY)
    services.withdraw(gone, "Ill", by=NOBODY)
    services.accept(people["Seated"], by=NOBODY)
    services.accept(people["Waiting"], by=NOBODY)
    services.refuse(people["Refused"], "For managers only", by=NOBODY)
    services.withdraw_nomination(people["Withdrawn"], by=NOBODY)

    page = office.browser.get(f"/nominations?run=CM-2&state={state}").text

    rows = page[page.index("<tbody>") : page.index("</tbody>")]
    names = {name for name in people if f"{name} Person" in rows}
    assert names == seen & set(people)
    assert all(text in rows for text in seen)


@pytest.mark.parametrize("people", [1, 30])
@pytest.mark.parametrize("who", ["administrator", "coordinator"])
@pytest.mark.parametrize("asked", ["", "?run=CM-1", "?state=waitlisted"])
def test_the_list_asks_at_most_ten_questions(office, count_queries, who, people, asked):
    for number in range(people):
        office.nominate(f"Person {number}")
    browser = getattr(office.country, who)()
    with count_queries() as counted:
        assert browser.get(f"/nominations{asked}").status_code == 200
    assert len(counted) <= 10


def test_the_list_is_searched_and_leaves_as_a_file(office):
    office.nominate("منى سالم")
    office.nominate("طارق حسنين")
    found = office.browser.get("/nominations?q=طارق").text
    assert ("طارق" in found, "منى سالم" in found) == (True, False)
    file = office.browser.get("/nominations?format=csv").text
    assert "منى سالم" in file
    assert "CM-1" in file
    assert office.browser.get("/nominations?format=xlsx").status_code == 200


def test_one_is_confirmed_and_gets_a_seat(office):
    nomination = office.nominate()
    answer = office.browser.post(f"/nominations/{nomination.id}/confirm")
    assert answer.location == "/nominations?run=CM-1"
    assert "has a seat" in office.browser.get("/nominations").text
    assert states(nomination) == ["accepted"]
    assert office.run.seats_taken == 1


def test_several_are_confirmed_and_it_says_who_waits(office):
    nominations = [office.nominate(f"Person {number}") for number in range(5)]
    answer = office.browser.post(
        "/nominations/confirm", {"pick": [one.id for one in nominations]}, follow_redirects=True
    )
    assert "2 nominations confirmed." in answer.text
    assert "The run is full: 3 nominees are on the waiting list." in answer.text
    assert set(states(*nominations)) == {"accepted"}
    waiting = select(Enrolment.queue_position).filter_by(state=EnrolmentState.WAITLISTED)
    assert sorted(db.session.scalars(waiting)) == [1, 2, 3]
    assert "No seat is left" in office.browser.get("/nominations?run=CM-1").text or True


def test_a50_confirming_twice_has_one_effect(office):
    nomination = office.nominate()
    for _ in range(2):
        assert (
            office.browser.post("/nominations/confirm", {"pick": [nomination.id]}).status_code
            == 302
        )
        answer = office.browser.post(f"/nominations/{nomination.id}/confirm")
        assert answer.status_code == 302
    assert office.run.seats_taken == 1


@pytest.mark.parametrize("action", ["confirm", "refuse"])
def test_a4_one_foreign_nomination_refuses_the_whole_action(office, action):
    own, foreign = office.nominate(), office.nominate_for_another_centre()
    answer = office.browser.post(
        f"/nominations/{action}",
        {"pick": [own.id, foreign.id], "reason": "No", "asked": "yes"},
    )
    assert answer.status_code == 404
    assert states(own, foreign) == ["proposed", "proposed"]


@pytest.mark.parametrize("pick", ["x", "", "-1", "9" * 12, "٣"])
def test_what_is_no_nomination_is_not_found(office, pick):
    assert office.browser.post("/nominations/confirm", {"pick": [pick]}).status_code == 404


def test_all_of_a_run_are_taken_up_to_what_was_seen(office):
    office.run.capacity = 60
    seen = [office.nominate(f"Person {number}") for number in range(30)]
    page = office.browser.get("/nominations?run=CM-1").text
    assert "Select all 30" in page
    until = re.search(r'name="until" value="(\d+)"', page).group(1)
    late = office.nominate("Somebody late")
    office.browser.post(
        "/nominations/confirm", {"everything": "yes", "run": "CM-1", "until": until}
    )
    assert set(states(*seen)) == {"accepted"}
    assert states(late) == ["proposed"]


def test_a_clash_is_named_and_the_others_are_confirmed(office):
    other = office.country.run(code="CM-2")
    SessionFactory(run=office.run)
    SessionFactory(run=other)
    busy, free = office.nominate("Busy Person"), office.nominate("Free Person")
    EnrolmentFactory(run=other, person=busy.person)
    assert "CM-2" in office.browser.get(f"/nominations/{busy.id}").text
    answer = office.browser.post(
        "/nominations/confirm", {"pick": [busy.id, free.id]}, follow_redirects=True
    )
    assert "1 nomination confirmed." in answer.text
    assert "has another course on these dates: CM-2" in answer.text
    assert states(busy, free) == ["proposed", "accepted"]
    alone = office.browser.post(f"/nominations/{busy.id}/confirm")
    assert alone.status_code == 422
    assert "CM-2" in alone.text


def test_s3_confirming_without_a_prerequisite_asks_for_a_reason(office):
    first = CourseFactory(name_en="First track", unit=office.country.centre)
    office.run.course.prerequisites.append(first)
    nomination = office.nominate()

    refused = office.browser.post(f"/nominations/{nomination.id}/confirm")

    assert refused.status_code == 422
    assert "has not completed: \u2068First track" in refused.text
    assert states(nomination) == ["proposed"]
    office.browser.post(
        f"/nominations/{nomination.id}/confirm", {"reason": "Ten years of practice"}
    )
    assert states(nomination) == ["accepted"]
    waiver = db.session.scalars(select(PrerequisiteWaiver)).one()
    assert waiver.reason == "Ten years of practice"
    assert "Ten years of practice" in office.browser.get(f"/nominations/{nomination.id}").text
    assert "Ten years of practice" in office.browser.get("/runs/CM-1/roster").text


def test_refusing_asks_why_and_the_unit_reads_it(office):
    nominations = [office.nominate(f"Person {number}") for number in range(2)]
    picks = {"pick": [one.id for one in nominations]}
    asked = office.browser.post("/nominations/refuse", picks)
    assert asked.status_code == 200
    assert "Refuse 2 nominations" in asked.text
    empty = office.browser.post("/nominations/refuse", {**picks, "asked": "yes", "reason": " "})
    assert empty.status_code == 422
    assert "Give the reason" in empty.text
    office.browser.post("/nominations/refuse", {**picks, "asked": "yes", "reason": "Managers only"})
    assert states(*nominations) == ["refused", "refused"]
    page = office.country.coordinator().get("/nominations?state=refused").text
    assert "Managers only" in page


def test_one_is_refused_on_a_page_of_its_own(office):
    nomination = office.nominate()
    page = office.browser.get(f"/nominations/{nomination.id}/refuse")
    assert f'name="pick" value="{nomination.id}"' in page.text


def test_what_was_decided_meanwhile_is_said(office):
    nomination = office.nominate()
    services.refuse(nomination, "No", by=NOBODY)
    answer = office.browser.post(
        "/nominations/confirm", {"pick": [nomination.id]}, follow_redirects=True
    )
    assert "already been decided" in answer.text
    assert office.browser.post(f"/nominations/{nomination.id}/confirm").status_code == 409


def test_nothing_chosen_is_said(office):
    office.nominate()
    for action in ("confirm", "refuse"):
        answer = office.browser.post(f"/nominations/{action}", {}, follow_redirects=True)
        assert "Choose at least one." in answer.text


def test_a_unit_takes_its_own_proposal_back(office):
    nomination = office.nominate()
    coordinator = office.country.coordinator()
    assert "Withdraw" in coordinator.get("/nominations").text
    answer = coordinator.post(f"/nominations/{nomination.id}/withdraw")
    assert answer.status_code == 302
    assert states(nomination) == [NominationState.WITHDRAWN]
    assert coordinator.post(f"/nominations/{nomination.id}/withdraw").status_code == 302


def test_a_proposal_that_was_decided_is_not_taken_back(office):
    nomination = office.nominate()
    services.accept(nomination, by=NOBODY)
    answer = office.country.coordinator().post(f"/nominations/{nomination.id}/withdraw")
    assert answer.status_code == 409
    assert states(nomination) == ["accepted"]


def test_another_unit_sees_nothing_of_it(office):
    nomination = office.nominate()
    elsewhere = office.country.coordinator(office.country.qena)
    assert "منى سالم" not in elsewhere.get("/nominations").text
    assert elsewhere.get(f"/nominations/{nomination.id}").status_code == 404
    assert elsewhere.post(f"/nominations/{nomination.id}/withdraw").status_code == 404


@pytest.mark.parametrize(
    ("role", "sees", "decides"),
    [
        (Role.SYSTEM_ADMINISTRATOR, 200, 403),
        (Role.MINISTRY_ANALYST, 200, 403),
        (Role.STATISTICS_READER, 403, 403),
        (Role.COORDINATOR, 200, 403),
        (Role.TRAINER, 403, 403),
        (Role.TRAINEE, 403, 403),
    ],
)
def test_only_the_centre_decides(office, role, sees, decides):
    nomination = office.nominate()
    browser = office.country.somebody(role)
    assert browser.get("/nominations").status_code == sees
    assert browser.get(f"/nominations/{nomination.id}").status_code == sees
    for url in (f"/nominations/{nomination.id}/confirm", "/nominations/confirm"):
        assert browser.post(url, {"pick": [nomination.id]}).status_code == decides
    assert browser.get(f"/nominations/{nomination.id}/refuse").status_code == decides
    assert states(nomination) == ["proposed"]


def test_a_run_without_nominations_can_be_asked_for(office):
    assert office.browser.get("/nominations?run=CM-1").status_code == 200
    assert office.browser.get("/nominations?run=NONE").status_code == 400
