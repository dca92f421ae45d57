"""Training records: one's own, and what others may read of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from lms.accounts.actor import actor_for
from lms.accounts.models import UserAccount
from lms.accounts.roles import Role
from lms.certificates import policy, queries, services
from lms.certificates.icalendar import Appointment, icalendar
from lms.certificates.services.transcripts import payload_of
from lms.enrolment.models import EnrolmentState
from lms.enrolment.queries import enrolment_of
from lms.outcomes import services as outcomes
from lms.people.models import Affiliation, Person
from lms.platform import clock
from lms.platform.db import db
from lms.platform.i18n import Preferences, use_preferences
from lms.scheduling.models import RunState
from tests.certificates.register import ALL, administrator, issuing_body
from tests.outcomes.ledger import enrol, run_with_sessions, score
from tests.support.factories import (
    PersonFactory,
    RoomFactory,
    RunFactory,
    SessionFactory,
    UnitFactory,
    UserFactory,
    actor,
)
from tests.support.statements import counted_statements, reads

# 11:00 on a Monday in Cairo: the second of five days, after an hour of the session.
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(quick_files):
    with clock.frozen(NOW):
        yield


@pytest.fixture
def office(app):
    return UnitFactory(name_en="Badrashin office")


@pytest.fixture
def mona(office):
    return PersonFactory(
        full_name="منى عبد الحميد", second_name="Mona A.", unit=office, national_id_last4=None
    )


@pytest.fixture
def trainee(browser, office, mona):
    return browser.sign_in(UserFactory(role=Role.TRAINEE, unit=office, person=mona))


def finished(mona, office, **options):
    """A run she completed, with its certificate."""
    run = run_with_sessions(**options)
    issuing_body(run.unit, code=f"B{run.unit_id}")
    enrolment = enrol(run, *ALL, person=mona, unit=office)
    if run.has_exam:
        score(enrolment, 88)
    outcomes.close_run(run, administrator(run))
    services.issue_for_run(run, administrator(run))
    return run


def under_way(mona, office, *minutes, **options):
    run = RunFactory(
        state=RunState.IN_PROGRESS,
        starts_on=date(2026, 11, 15),
        ends_on=date(2026, 11, 19),
        **options,
    )
    for _day in range(5):
        SessionFactory(run=run)
        db.session.refresh(run)
    return run, enrol(run, *minutes, person=mona, unit=office)


# One's own


def test_the_next_session_is_named_with_day_time_and_place(trainee, mona, office):
    run, _enrolment = under_way(mona, office, 360)
    run.sessions[1].room = RoomFactory(name_en="Hall 1")
    page = trainee.get("/my-record").text
    assert "Today, Monday, 09:00" in page
    assert "16 November 2026" in page
    assert "Hall 1" in page
    with clock.frozen(NOW + timedelta(hours=5)):
        assert "Tomorrow, Tuesday, 09:00" in trainee.get("/my-record").text


def test_attendance_so_far_comes_with_what_is_still_possible(trainee, mona, office):
    _run, enrolment = under_way(mona, office, 300)
    score(enrolment, 48, kind="pre_test")
    page = trainee.get("/my-record").text
    assert "300 minutes present so far, 1,440 needed at the end." in page
    assert "Best still possible: 96.6%. 300 more minutes may be missed." in page
    assert "48 of 100" in page
    assert "80% attendance" in page


def test_certificates_marks_and_hours_are_there(trainee, mona, office):
    run = finished(mona, office, has_exam=True)
    page = trainee.get("/my-record").text
    assert "My certificates" in page
    assert "-2026-000001" in page
    assert run.course.name_en in page
    # March 2026 lies in the fiscal year 2025/26; the present one is 2026/27.
    assert "Training this year, 2026/27" in page
    assert "0 min" in page


def test_hours_count_in_the_fiscal_year_of_completion(trainee, mona, office):
    run = run_with_sessions()
    for day, session in enumerate(run.sessions):
        session.held_on = date(2026, 9, 6) + timedelta(days=day)
    enrol(run, *ALL, person=mona, unit=office)
    outcomes.close_run(run, administrator(run))
    assert "30 h" in trainee.get("/my-record").text


def test_a_place_on_the_waiting_list_is_shown_with_its_number(trainee, mona, office):
    run = RunFactory(starts_on=date(2026, 12, 6), ends_on=date(2026, 12, 10))
    enrol(run, person=mona, unit=office, state=EnrolmentState.WAITLISTED, queue_position=3)
    assert "On the waiting list, place 3" in trainee.get("/my-record").text


def test_nothing_yet_says_where_courses_come_from(trainee):
    assert "You have no course yet" in trainee.get("/my-record").text
    assert "No certificates yet" in trainee.get("/my-certificates").text


def test_an_account_without_a_person_says_so(browser, app):
    browser.sign_in(UserFactory(role=Role.TRAINEE))
    assert "No record is linked to this account" in browser.get("/my-record").text
    assert browser.get("/my-certificates").status_code == 200
    assert browser.get("/my-record/transcript.pdf").status_code == 404
    assert browser.get("/my-record/sessions.ics").status_code == 200


def test_my_certificates_lead_to_their_files_and_say_what_is_not_valid(trainee, mona, office):
    run = finished(mona, office)
    certificate = queries.current_of(enrolment_of(run, mona).id)
    page = trainee.get("/my-certificates").text
    assert f"/certificates/{certificate.serial}/file" in page
    services.revoke(certificate, "A secret reason", administrator(run))
    page = trainee.get("/my-certificates").text
    assert "Revoked" in page
    detail = trainee.get(f"/certificates/{certificate.serial}").text
    assert "A secret reason" not in detail
    assert f"/certificates/{certificate.serial}/revoke" not in detail


@pytest.mark.parametrize("language", ["ar", "fa", "ka"])
def test_my_record_is_there_in_every_language(browser, office, mona, language):
    under_way(mona, office, 300)
    finished(mona, office)
    user = UserFactory(role=Role.TRAINEE, unit=office, person=mona, language=language)
    page = browser.sign_in(user).get("/my-record")
    assert page.status_code == 200
    assert "Best still possible" not in page.text


def test_my_record_costs_a_fixed_number_of_statements(trainee, mona, office):
    costs = []
    for _turn in range(2):
        finished(mona, office)
        under_way(mona, office, 300)
        db.session.commit()
        with counted_statements() as sent:
            trainee.get("/my-record")
        costs.append(reads(sent))
    assert costs[0] == costs[1]


# Calendar and transcript


def test_coming_sessions_go_into_any_calendar(trainee, mona, office):
    under_way(mona, office, 360)
    answer = trainee.get("/my-record/sessions.ics")
    assert answer.mimetype == "text/calendar"
    assert answer.text.count("BEGIN:VEVENT") == 4
    assert "DTSTART:20261116T070000Z" in answer.text
    assert answer.text.endswith("END:VCALENDAR\r\n")


def test_calendar_lines_are_folded_and_escaped():
    one = Appointment(
        "k", NOW, NOW + timedelta(hours=1), "عنوان طويل جدًا، " * 9, "Hall 1; A, B", "a\\b\nc"
    )
    lines = icalendar([one], stamp=NOW).split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    unfolded = "\n".join(lines).replace("\n ", "")
    assert "LOCATION:Hall 1\\; A\\, B" in unfolded
    assert "DESCRIPTION:a\\\\b\\nc" in unfolded
    assert f"SUMMARY:{'عنوان طويل جدًا، ' * 9}" in unfolded


def test_the_transcript_lists_what_was_completed_in_the_readers_language(trainee, mona, office):
    run = finished(mona, office, has_exam=True)
    under_way(mona, office, 300)
    user = db.session.query(UserAccount).filter_by(person_id=mona.id).one()
    viewer = actor_for(user, user.grants[0])
    with use_preferences(Preferences("ar")):
        payload = payload_of(mona, queries.workplace(mona.id), queries.lines(mona.id, viewer))
    (line,) = payload.lines
    assert (line.course, line.minutes, line.result) == (run.course.name_ar, 1800, "٨٨ من ١٠٠")
    assert line.serial.endswith("-2026-000001")
    assert payload.verify_address == "localhost/verify"
    answer = trainee.get("/my-record/transcript.pdf?download")
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"] == "attachment; filename=transcript.pdf"


# What others read


def test_s18_the_former_office_reads_its_own_record_and_nothing_later(browser, office, mona):
    then = finished(mona, office)
    elsewhere = UnitFactory()
    mona.affiliations[0].ends_on = date(2026, 10, 31)
    db.session.add(Affiliation(person=mona, unit=elsewhere, starts_on=date(2026, 11, 1)))
    later = finished(mona, elsewhere)
    db.session.commit()
    for unit, codes in ((office, {then.code}), (elsewhere, {then.code, later.code})):
        browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=unit))
        page = browser.get(f"/records/{mona.id}").text
        assert {code for code in (then.code, later.code) if code in page} == codes


def test_the_delivering_centre_reads_its_runs_only(browser, office, mona):
    ours, others = finished(mona, office), finished(mona, office)
    browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=ours.unit))
    page = browser.get(f"/records/{mona.id}").text
    assert ours.code in page
    assert others.code not in page


def test_a_record_shows_no_contacts_and_no_identity_number(browser, office, mona):
    mona.phone, mona.email, mona.national_id_last4 = "+201001234567", "mona@example.org", "7788"
    finished(mona, office)
    browser.sign_in(UserFactory(role=Role.MINISTRY_ANALYST, unit=office))
    page = browser.get(f"/records/{mona.id}").text
    for secret in ("1001234567", "mona@example.org", "7788"):
        assert secret not in page


@pytest.mark.parametrize(
    ("role", "expected"), [(Role.STATISTICS_READER, 403), (Role.TRAINER, 403), (Role.TRAINEE, 403)]
)
def test_who_has_no_business_with_records(browser, office, mona, role, expected):
    browser.sign_in(UserFactory(role=role, unit=office))
    assert browser.get(f"/records/{mona.id}").status_code == expected


def test_a_stranger_is_not_found(browser, mona):
    browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=UnitFactory()))
    assert browser.get(f"/records/{mona.id}").status_code == 404


def test_staff_without_any_course_are_found_with_an_empty_record(browser, office, mona):
    browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=office))
    assert "No course yet" in browser.get(f"/records/{mona.id}").text


def test_whoever_sees_an_enrolment_sees_its_person(app, office, mona):
    run = finished(mona, office)
    viewers = [actor(role, unit) for role in Role for unit in (office, run.unit, UnitFactory())]
    for viewer in viewers:
        seen = db.session.scalars(db.select(Person).where(policy.person_visible_to(viewer))).all()
        assert bool(queries.lines(mona.id, viewer)) <= (mona in seen), viewer.role


def test_session_times_are_those_on_the_wall(trainee, mona, office):
    run, _enrolment = under_way(mona, office, 360)
    run.sessions[1].start_time = time(8, 30)
    assert "08:30" in trainee.get("/my-record").text
