"""The roster of a run: who sees it, who is added, who leaves, and that it stays light."""

import pytest
from sqlalchemy import insert, select

from lms.accounts.roles import Role
from lms.enrolment import services
from lms.enrolment.models import Enrolment, EnrolmentState, Nomination, NominationState
from lms.people.models import Person
from lms.platform.access import NOBODY
from lms.platform.db import db
from lms.scheduling.models import RunState
from tests.support.factories import (
    CourseFactory,
    EnrolmentFactory,
    NominationFactory,
    PersonFactory,
    SessionFactory,
)

MONA = "29001011234567"


class Office:
    """The office of the centre before the roster of a run."""

    def __init__(self, country):
        self.country, self.run = country, country.run(capacity=2)
        self.browser = country.administrator()

    def enrol(self, name="منى سالم", unit=None):
        person = self.country.person(name, unit=unit)
        return services.enrol(self.run, person, by=NOBODY)

    def add(self, **data):
        return self.browser.post("/runs/CM-1/roster/add", data)


@pytest.fixture
def office(country):
    return Office(country)


def test_shows_who_is_enrolled_with_number_unit_job_and_date(office):
    office.enrol("ب Second")
    office.enrol("أ First")
    page = office.browser.get("/runs/CM-1/roster").text
    assert page.index("أ First") < page.index("ب Second")
    assert all(text in page for text in ("Mallawi", "Clerk", "1 Nov 2026", "2 of 2 seats taken"))


def test_what_stands_above_the_roster_is_never_old(office):
    office.browser.get("/runs/CM-1/roster")
    office.run.state, office.run.capacity = RunState.CANCELLED, 9
    office.run.reason = "The hall was flooded"
    db.session.commit()
    page = office.browser.get("/runs/CM-1/roster").text
    assert all(text in page for text in ("The hall was flooded", "0 of 9 seats"))
    assert "Add a person" not in page


def test_the_waiting_list_is_in_order_without_gaps(office):
    seated = office.enrol("First Person")
    office.enrol("Second Person")
    office.enrol("Promoted Person")
    for name in ("Third Person", "Fourth Person"):
        office.enrol(name)
    services.withdraw(seated, "Ill", by=NOBODY)
    page = office.browser.get("/runs/CM-1/roster?part=waitlisted").text
    rows = page[page.index("<tbody>") : page.index("</tbody>")]
    assert rows.index("Third Person") < rows.index("Fourth Person")
    assert rows.index(">1<") < rows.index("Third Person") < rows.index(">2<")
    assert "Promoted" not in rows


@pytest.mark.parametrize("part", ["", "?part=waitlisted", "?part=withdrawn"])
@pytest.mark.parametrize("people", [1, 30])
def test_the_roster_asks_at_most_ten_questions(office, count_queries, people, part):
    SessionFactory(run=office.run)
    for number in range(people):
        office.enrol(f"Person {number}")
    db.session.commit()
    with count_queries() as counted:
        assert office.browser.get(f"/runs/CM-1/roster{part}").status_code == 200
    assert len(counted) <= 10


def test_a_roster_of_three_thousand_stays_within_sixty_kibibytes_a_page(office):
    office.run.capacity = office.run.seats_taken = 3000
    first = 1_000_000
    common = {"language": "ar", "sex": "female", "is_demo": False}
    names = [f"منى عبد الحميد السيد سالم {n:04}" for n in range(3000)]
    db.session.execute(
        insert(Person),
        [
            {
                "id": first + n,
                "full_name": name,
                "sort_key": name.encode(),
                "folded_name": name,
                **common,
            }
            for n, name in enumerate(names)
        ],
    )
    db.session.execute(
        insert(Enrolment),
        [
            {
                "course_run_id": office.run.id,
                "person_id": first + n,
                "state": EnrolmentState.ENROLLED,
                "unit_id": office.country.mallawi.id,
                "job_title": "Front-office officer",
                "sex": "female",
                "age_band": "35-44",
            }
            for n in range(3000)
        ],
    )
    for page in (1, 120):
        answer = office.browser.get(f"/runs/CM-1/roster?page={page}")
        assert len(answer.data) <= 60 * 1024
    assert "3,000" in answer.text
    large = office.browser.get("/runs/CM-1/roster?format=csv")
    assert large.location.startswith("/exports/new")  # it leaves for a reason, and by a job


def test_a_coordinator_sees_own_staff_with_their_numbers(office):
    office.enrol("أ Stranger", unit=office.country.qena)
    office.enrol("ب Own")
    page = office.country.coordinator().get("/runs/CM-1/roster").text
    rows = page[page.index("<tbody>") : page.index("</tbody>")]
    assert ("ب Own" in rows, "Stranger" in rows) == (True, False)
    assert ">2<" in rows
    assert "Withdraw…" not in page


def test_a_trainer_sees_the_roster_of_own_runs_only(office):
    trainer = PersonFactory()
    SessionFactory(run=office.run, trainer=trainer)
    office.country.run(code="CM-2")
    office.enrol()
    browser = office.country._browser(Role.TRAINER, office.country.centre, person=trainer)
    assert "منى سالم" in browser.get("/runs/CM-1/roster").text
    assert browser.get("/runs/CM-2/roster").status_code == 404


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.SYSTEM_ADMINISTRATOR, 200),
        (Role.MINISTRY_ANALYST, 200),
        (Role.STATISTICS_READER, 403),
        (Role.COORDINATOR, 200),
        (Role.TRAINER, 404),
        (Role.TRAINEE, 403),
    ],
)
def test_only_the_centre_changes_the_roster(office, role, sees):
    enrolment = office.enrol()
    browser = office.country.somebody(role)
    assert browser.get("/runs/CM-1/roster").status_code == sees
    for url in ("/runs/CM-1/roster/add", f"/runs/CM-1/roster/{enrolment.id}/withdraw"):
        assert browser.get(url).status_code == 403
        assert browser.post(url, {"reason": "x", "who": "x"}).status_code == 403
    assert enrolment.state is EnrolmentState.ENROLLED


def test_leaving_frees_the_seat_for_who_waits_and_says_so(office):
    first = office.enrol("First Person")
    office.enrol("Second Person")
    waiting = office.enrol("Third Person")
    url = f"/runs/CM-1/roster/{first.id}/withdraw"
    assert "goes to whoever has waited longest" in office.browser.get(url).text
    refused = office.browser.post(url, {"reason": ""})
    assert refused.status_code == 422
    assert "Give the reason" in refused.text
    answer = office.browser.post(url, {"reason": "Ill"}, follow_redirects=True)
    assert "The seat goes to \u2068Third Person\u2069" in answer.text
    db.session.refresh(waiting)
    assert waiting.state is EnrolmentState.ENROLLED
    assert office.browser.post(url, {"reason": "Ill"}).status_code == 302  # a double click
    assert office.run.seats_taken == 2
    page = office.browser.get("/runs/CM-1/roster?part=withdrawn").text
    assert "Ill" in page


def test_an_enrolment_belongs_to_the_run_in_the_address(office):
    office.country.run(code="CM-2")
    enrolment = office.enrol()
    url = f"/runs/CM-2/roster/{enrolment.id}/withdraw"
    assert office.browser.post(url, {"reason": "Ill"}).status_code == 404


def test_a_run_that_is_over_keeps_its_roster(office):
    enrolment = office.enrol()
    office.run.state = RunState.CLOSED
    db.session.flush()
    assert "Withdraw…" not in office.browser.get("/runs/CM-1/roster").text
    answer = office.browser.post(f"/runs/CM-1/roster/{enrolment.id}/withdraw", {"reason": "Ill"})
    assert answer.status_code == 409
    assert "This course run is over" in answer.text


def test_the_centre_adds_somebody_by_the_whole_id_number_in_any_digits(office):
    person = office.country.person("منى سالم", unit=office.country.qena, national_id=MONA)
    found = office.add(who="٢٩٠٠١٠١١٢٣٤٥٦٧")
    assert found.status_code == 200
    assert "منى سالم" in found.text
    answer = office.add(who="٢٩٠٠١٠١١٢٣٤٥٦٧", person=person.id)
    assert answer.location == "/runs/CM-1/roster"
    assert office.run.seats_taken == 1


def test_by_name_only_people_the_centre_knows_are_found(office):
    office.country.person("هالة إبراهيم", unit=office.country.qena)
    known = office.country.person("هالة ابراهيم علي", unit=office.country.qena)
    other_run = office.country.run(code="CM-2")
    EnrolmentFactory(run=other_run, person=known, unit=office.country.qena)
    page = office.add(who="هالة").text
    assert "1 person found" in page
    assert known.full_name in page


def test_nobody_is_added_whom_the_search_does_not_find(office):
    stranger = office.country.person("هالة إبراهيم", unit=office.country.qena)
    assert office.add(who="هالة", person=stranger.id).status_code == 404
    assert office.run.seats_taken == 0


@pytest.mark.parametrize("who", ["", " ", "x" * 5000, "bad \u202e mark"])
def test_a_search_for_nothing_is_refused_and_kept(office, who):
    answer = office.add(who=who)
    assert answer.status_code == 422
    assert "error-msg" in answer.text


def test_s3_adding_without_a_prerequisite_asks_for_a_reason(office):
    first = CourseFactory(name_en="First track", unit=office.country.centre)
    office.run.course.prerequisites.append(first)
    person = office.country.person("منى سالم", national_id=MONA)
    refused = office.add(who=MONA, person=person.id)
    assert refused.status_code == 422
    assert "First track" in refused.text
    assert office.run.seats_taken == 0
    assert office.add(who=MONA, person=person.id, reason="Long practice").status_code == 302
    assert "Long practice" in office.browser.get("/runs/CM-1/roster").text


def test_who_clashes_is_not_added(office):
    person = office.country.person("منى سالم", national_id=MONA)
    other = office.country.run(code="CM-2")
    SessionFactory(run=office.run)
    SessionFactory(run=other)
    EnrolmentFactory(run=other, person=person)
    answer = office.add(who=MONA, person=person.id)
    assert answer.status_code == 422
    assert "CM-2" in answer.text


def test_adding_a_nominee_decides_the_nomination_and_a_full_run_says_who_waits(office):
    office.enrol("First Person")
    office.enrol("Second Person")
    person = office.country.person("منى سالم", national_id=MONA)
    NominationFactory(run=office.run, unit=office.country.minya, person=person)
    answer = office.browser.post(
        "/runs/CM-1/roster/add", {"who": MONA, "person": person.id}, follow_redirects=True
    )
    assert "is on the waiting list" in answer.text
    assert db.session.scalars(select(Nomination.state)).one() is NominationState.ACCEPTED


def test_a51_the_capacity_is_not_lowered_under_the_enrolled(office):
    office.enrol("First Person")
    office.enrol("Second Person")
    form = {
        "starts_on": "2026-11-15",
        "ends_on": "2026-11-19",
        "capacity": "1",
        "language": "ar",
    }
    answer = office.browser.post("/runs/CM-1/edit", form)
    assert answer.status_code == 422
    assert "Seats already taken: 2" in answer.text
    assert office.run.capacity == 2


def test_a_cancelled_run_shows_who_was_in_it(office):
    office.enrol("First Person")
    office.browser.post("/runs/CM-1/cancel", {"reason": "The hall was flooded"})
    page = office.browser.get("/runs/CM-1/roster?part=cancelled").text
    assert "First Person" in page
    assert "The hall was flooded" in page
