"""S13: a trainee objects to a mark, somebody else decides, and what follows for minutes, outcome and certificate."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from lms.accounts.actor import actor_for
from lms.accounts.models import UserAccount
from lms.accounts.roles import Role
from lms.attendance import queries as attendance
from lms.attendance import services as attending
from lms.attendance.errors import MarkChanged, SessionCancelled, TooLateToObject
from lms.attendance.models import AttendanceEntry, LateChange, LateWay, Mark
from lms.attendance.rules import MarkInput
from lms.audit.models import AuditEvent
from lms.certificates.models import Certificate
from lms.certificates.queries import ready_to_issue
from lms.certificates.services import issue
from lms.figures.models import TrainedCount
from lms.notifications.models import OutgoingMessage
from lms.objections.errors import ObjectedAlready, OwnCase, Settled
from lms.objections.models import Objection, ObjectionState
from lms.outcomes import services
from lms.outcomes.errors import SameMark, WorseThanBefore
from lms.outcomes.models import Completion, Outcome, OutcomeState
from lms.platform import clock
from lms.platform.db import db
from lms.scheduling.models import SessionState
from tests.certificates.register import issuing_body
from tests.outcomes.ledger import run_with_sessions
from tests.support.client import Browser
from tests.support.factories import (
    EVERYTHING,
    EnrolmentFactory,
    PersonFactory,
    UnitFactory,
    UserFactory,
)

PRESENT, ABSENT = MarkInput(Mark.PRESENT), MarkInput(Mark.ABSENT)
LAST = date(2026, 3, 5)  # of the run's five days


def day(number: int):
    """Noon, so many days after the last session."""
    return clock.frozen(datetime(2026, 3, 5, 10, tzinfo=UTC) + timedelta(days=number))


class Case:
    """Somebody who was present on three of five days, marked by a trainer, and those who may decide."""

    def __init__(self) -> None:
        self.ministry = UnitFactory()
        self.run = run_with_sessions(unit=UnitFactory(parent=self.ministry))
        person = PersonFactory(full_name="Mona Salem", second_name="Mona Salem", unit=self.run.unit)
        self.mona = EnrolmentFactory(run=self.run, person=person, unit=self.run.unit)
        self.trainee = UserFactory(
            role=Role.TRAINEE, unit=self.run.unit, person=person, display_name="Mona Salem"
        )
        self.trainer = self.officer("Nadia", Role.TRAINER)
        self.hala = self.officer("Hala", Role.CENTRE_ADMINISTRATOR)
        self.session = self.run.sessions[4]
        with day(0):
            for session in self.run.sessions:
                mark = PRESENT if session.number < 4 else ABSENT
                marks = {self.mona.id: mark}
                attending.record(session, marks, by=acting(self.trainer), seen=0)
        db.session.commit()

    def officer(self, name: str, role: Role, unit=None) -> UserAccount:
        return UserFactory(role=role, unit=unit or self.run.unit, display_name=name)

    @property
    def entry(self) -> AttendanceEntry:
        return attendance.sheet(self.session)[self.mona.id]

    def object(self, days: int = 5, text: str = "I signed in row 4") -> Objection:
        with day(days):
            return attending.object_to(self.entry, text, by=acting(self.trainee))

    def accept(self, objection: Objection, by: UserAccount, mark: MarkInput = PRESENT, **other):
        with day(other.pop("days", 6)):
            seen = other.pop("seen", self.entry.id)
            return services.accept_objection(
                objection, mark, "The signature is there", seen=seen, by=acting(by)
            )

    @property
    def own_page(self) -> str:
        return f"/my-attendance/{self.mona.id}"


def acting(account: UserAccount):
    return actor_for(account, account.grants[0])


@pytest.fixture
def case(app) -> Case:
    return Case()


def test_s13_an_objection_on_day_5_is_accepted_by_another_officer_as_version_2(app, case):
    browser = Browser(app)
    with day(5):
        page = browser.sign_in(case.trainee).get(case.own_page)
        assert "Absent" in page.text
        form = browser.get(f"{case.own_page}/5/object").text
        assert "by 17 March 2026 at the latest" in form
        sent = {"text": "I signed in row 4", "seen": str(case.entry.id)}
        told = browser.post(f"{case.own_page}/5/object", sent, follow_redirects=True)
        assert "Another officer than who recorded the mark decides" in told.text
        assert "Decided by 17 March 2026 at the latest." in told.text

        sheet = f"/runs/{case.run.code}/attendance/5"
        assert "Under objection" in browser.sign_in(case.hala).get(sheet).text
        assert "1 objection to decide" in browser.get("/today").text
        assert "Mona Salem" in browser.get("/objections").text
    objection = db.session.scalars(select(Objection)).one()
    with day(6):
        address = f"/objections/{objection.id}"
        page = browser.sign_in(case.hala).get(address).text
        for text in ("I signed in row 4", "Absent", "Nadia", "60%"):
            assert text in page
        decision = {"seen": str(case.entry.id), "decision": "accept", "mark": "present"}
        answered = browser.post(address, decision | {"answer": "Row 4"}, follow_redirects=True)
        assert "Attendance: 60% before, 80% now." in answered.text

    entry = case.entry
    assert (entry.mark, entry.minutes, entry.reason) == (Mark.PRESENT, 360, "Row 4")
    assert entry.replaces_id == objection.subject_id
    assert entry.recorded_by_id == case.hala.id
    assert (objection.state, objection.answer) == (ObjectionState.ACCEPTED, "Row 4")
    assert db.session.query(LateChange).count() == 0  # the sheet was open
    with day(6):
        own = browser.sign_in(case.trainee).get(case.own_page).text
        assert "Accepted" in own
        assert "Row 4" in own
    assert events("objections.") == ["objections.file", "objections.accept"]


def events(prefix: str) -> list[str]:
    query = select(AuditEvent.action).where(AuditEvent.action.startswith(prefix))
    return list(db.session.scalars(query.order_by(AuditEvent.id)))


def test_s13_whoever_recorded_the_mark_does_not_decide(case):
    with day(1):
        correction = {case.mona.id: MarkInput(Mark.EXCUSED, reason="A note")}
        attending.record(case.session, correction, by=acting(case.hala), seen=EVERYTHING)
    objection = case.object()

    for account in (case.hala, case.officer("HALA ", Role.CENTRE_ADMINISTRATOR)):
        with pytest.raises(OwnCase):
            case.accept(objection, account)
        with pytest.raises(OwnCase), day(6):
            services.refuse_objection(objection, "No", by=acting(account))
    samir = case.officer("Samir", Role.MINISTRY_ANALYST, case.ministry)
    assert case.accept(objection, samir).after.minutes_present == 4 * 360


def test_s13_neither_does_who_replaced_it_nor_who_objected_in_another_role(case):
    objection = case.object()
    with day(6):
        late = {case.mona.id: MarkInput(Mark.LATE, 100, reason="Came late")}
        attending.record(case.session, late, by=acting(case.hala), seen=EVERYTHING)
    with pytest.raises(OwnCase):
        case.accept(objection, case.hala)
    second = case.officer("MONA  SALEM", Role.CENTRE_ADMINISTRATOR)
    with pytest.raises(OwnCase):
        case.accept(objection, second)


def test_a_refusal_gives_its_reason_and_both_are_told_by_mail(app, case):
    objection = case.object()
    browser = Browser(app)
    with day(6):
        address = f"/objections/{objection.id}"
        sent = {"seen": str(case.entry.id), "decision": "refuse"}
        missing = browser.sign_in(case.hala).post(address, sent)
        assert missing.status_code == 422
        assert 'id="answer-error"' in missing.text
        assert browser.post(address, sent | {"answer": "No signature"}).status_code == 302
        assert "No signature" in browser.sign_in(case.trainee).get(case.own_page).text
    assert case.entry.mark is Mark.ABSENT
    letters = db.session.scalars(select(OutgoingMessage).order_by(OutgoingMessage.id)).all()
    assert [(one.recipient, one.subject) for one in letters] == [
        (case.trainee.email, "Your objection was refused"),
        (case.trainer.email, "An objection to a mark of yours was decided"),
    ]


def test_both_are_written_to_in_their_own_languages(case):
    case.trainee.language, case.trainer.language = "ar", "ka"
    case.accept(case.object(), case.hala)

    subjects = [one.subject for one in db.session.scalars(select(OutgoingMessage))]
    assert subjects == ["قُبل اعتراضك", "თქვენი ჩანაწერის გასაჩივრებაზე გადაწყვეტილება მიღებულია"]


def test_after_closing_outcome_completion_and_figures_follow_and_a_certificate_can_be_issued(case):
    with day(5):
        services.close_run(case.run, acting(case.hala))
    assert db.session.get_one(Outcome, case.mona.id).state is OutcomeState.FAILED_ATTENDANCE
    objection = case.object(6)

    followed = case.accept(objection, case.officer("Salma", Role.CENTRE_ADMINISTRATOR), days=9)

    assert followed.has_passed
    outcome = db.session.get_one(Outcome, case.mona.id)
    assert (outcome.state, outcome.minutes_present) == (OutcomeState.PASSED, 4 * 360)
    assert outcome.met_on == LAST
    completion = db.session.scalars(select(Completion)).one()
    assert (completion.enrolment_id, completion.completed_on) == (case.mona.id, LAST)
    assert db.session.query(TrainedCount).count() > 0
    issuing_body(case.run.unit)
    assert [enrolment.id for enrolment, _one in ready_to_issue(case.run.id)] == [case.mona.id]
    late = db.session.scalars(select(LateChange)).one()
    assert (late.way, late.reason) == (LateWay.OBJECTION, "The signature is there")
    assert "outcomes.decide_anew" in events("outcomes.")


def test_a_certificate_that_was_issued_stays_as_it_is_and_the_completion_moves(app, case):
    with day(5):
        row = {case.mona.id: MarkInput(Mark.PRESENT, reason="Row 4")}
        attending.record(case.run.sessions[3], row, by=acting(case.trainer), seen=EVERYTHING)
        services.close_run(case.run, acting(case.hala))
        issuing_body(case.run.unit)
        certificate = issue(case.mona, acting(case.hala))
    db.session.commit()
    db.session.refresh(certificate)
    payload, objection = dict(certificate.payload), case.object(6)
    assert db.session.scalars(select(Completion.completed_on)).one() == date(2026, 3, 4)
    salma = case.officer("Salma", Role.CENTRE_ADMINISTRATOR)

    with day(7):
        browser = Browser(app).sign_in(salma)
        address = f"/objections/{objection.id}"
        assert "A certificate that was issued stays as it is." in browser.get(address).text
        sent = {"seen": str(case.entry.id), "decision": "accept", "mark": "present", "answer": "x"}
        said = browser.post(address, sent, follow_redirects=True).text
        assert (
            "decided anew: Passed. A certificate that was issued stays as it is."
            in said.replace("\u2068", "").replace("\u2069", "")
        )
    assert db.session.scalars(select(Certificate)).one().payload == payload
    assert db.session.scalars(select(Completion.completed_on)).one() == LAST
    assert db.session.get_one(Outcome, case.mona.id).minutes_present == 5 * 360


def test_an_objection_is_filed_in_time_once_for_each_version(case):
    objection = case.object(7)
    with pytest.raises(ObjectedAlready):
        case.object(7)
    case.accept(objection, case.hala, MarkInput(Mark.LATE, 100), days=7)
    with pytest.raises(TooLateToObject):
        case.object(15)
    second = case.object(14, "It was 300 minutes")  # a week after the new version
    assert second.subject_id == case.entry.id != objection.subject_id
    case.session.state = SessionState.CANCELLED
    with pytest.raises(SessionCancelled):
        case.object(14)


def test_on_day_8_there_is_no_objecting_to_a_mark_of_the_day(app, case):
    with day(8):
        browser = Browser(app).sign_in(case.trainee)
        assert "Object to this mark" not in browser.get(case.own_page).text
        assert browser.get(f"{case.own_page}/5/object").status_code == 302
        sent = {"text": "Late", "seen": str(case.entry.id)}
        refused = browser.post(f"{case.own_page}/5/object", sent)
    assert refused.status_code == 422
    assert "Objections to this mark were taken until 12 March 2026." in refused.text
    assert db.session.query(Objection).count() == 0


def test_a_withdrawn_objection_is_not_decided_on(app, case):
    objection = case.object()
    with day(6):
        browser = Browser(app).sign_in(case.trainee)
        assert browser.post(f"{case.own_page}/5/withdraw").status_code == 302
        assert "Withdrawn" in browser.get(case.own_page).text
        assert browser.post(f"{case.own_page}/5/withdraw").status_code == 409
    with pytest.raises(Settled):
        case.accept(objection, case.hala)
    assert case.entry.mark is Mark.ABSENT


def test_a_second_click_decides_nothing_again(case):
    objection = case.object()
    case.accept(objection, case.hala)
    for again in range(2):
        with pytest.raises(Settled):
            case.accept(objection, case.hala, days=6 + again)
    assert db.session.query(AttendanceEntry).filter_by(session_id=case.session.id).count() == 2


def test_a_mark_that_changed_meanwhile_is_looked_at_again(app, case):
    objection, seen = case.object(), case.entry.id
    with day(6):
        row = {case.mona.id: MarkInput(Mark.PRESENT, reason="Row 4")}
        attending.record(case.session, row, by=acting(case.trainer), seen=EVERYTHING)
    with pytest.raises(MarkChanged):
        case.accept(objection, case.hala, seen=seen)
    with day(6):
        browser = Browser(app).sign_in(case.hala)
        sent = {"seen": str(seen), "decision": "accept", "mark": "present", "answer": "Row 4"}
        refused = browser.post(f"/objections/{objection.id}", sent)
        assert refused.status_code == 422
        assert "The mark was changed in the meantime." in refused.text
        assert "Mark now" in refused.text
        assert f'name="seen" value="{case.entry.id}"' in refused.text
    entries = db.session.query(AttendanceEntry).filter_by(session_id=case.session.id)
    assert entries.count() == 2

    case.accept(objection, case.hala)  # says the same as the mark that stands: nothing is added
    assert (entries.count(), objection.state) == (2, ObjectionState.ACCEPTED)


@pytest.mark.parametrize(
    ("mark", "refused"), [(ABSENT, SameMark), (MarkInput(Mark.LATE, 10), WorseThanBefore)]
)
def test_accepting_changes_something_and_nothing_for_the_worse(case, mark, refused):
    if refused is WorseThanBefore:
        with day(1):
            late = {case.mona.id: MarkInput(Mark.LATE, 200, reason="Came late")}
            attending.record(case.session, late, by=acting(case.trainer), seen=EVERYTHING)
    objection = case.object()
    with pytest.raises(refused):
        case.accept(objection, case.hala, mark)
    assert objection.state is ObjectionState.OPEN


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "decision"),
        ({"decision": "accept"}, "mark"),
        ({"decision": "accept", "mark": "late"}, "minutes"),
        ({"decision": "accept", "mark": "late", "minutes": "361"}, "minutes"),
        ({"decision": "accept", "mark": "absent"}, "mark"),
    ],
)
def test_what_is_missing_is_said_at_its_field(app, case, sent, field):
    objection = case.object()
    with day(6):
        given = {"seen": str(case.entry.id), "answer": "The list says so"} | sent
        answer = Browser(app).sign_in(case.hala).post(f"/objections/{objection.id}", given)
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.text
    assert "The list says so" in answer.text
    assert case.entry.mark is Mark.ABSENT


def test_only_ones_own_marks_and_only_where_one_decides(app, case):
    objection, other = case.object(), UserFactory(role=Role.TRAINEE, unit=case.run.unit)
    elsewhere = case.officer("Rami", Role.CENTRE_ADMINISTRATOR, UnitFactory(parent=case.ministry))
    address, browser = f"/objections/{objection.id}", Browser(app)
    decision = {"seen": "1", "decision": "refuse", "answer": "x"}
    with day(6):
        for way in ("", "/5/object"):
            assert browser.sign_in(other).get(case.own_page + way).status_code == 404
        assert browser.post(f"{case.own_page}/5/withdraw").status_code == 404
        assert browser.sign_in(elsewhere).get(address).status_code == 404
        assert browser.post(address, decision).status_code == 404
        assert browser.sign_in(case.trainer).post(address, decision).status_code == 403
        assert "Mona Salem" not in browser.sign_in(elsewhere).get("/objections").text

        recorder = browser.sign_in(case.hala)
        row = {case.mona.id: MarkInput(Mark.EXCUSED, reason="A note")}
        attending.record(case.session, row, by=acting(case.hala), seen=EVERYTHING)
        db.session.commit()
        assert "Somebody else decides" in recorder.get(address).text
        refused = recorder.post(address, decision)
        assert refused.status_code == 403
        assert "Another officer decides" in refused.text
    assert objection.state is ObjectionState.OPEN


def test_the_ministry_finds_what_waits_on_its_overview(app, case):
    case.object()
    samir = case.officer("Samir", Role.MINISTRY_ANALYST, case.ministry)
    with day(20):
        browser = Browser(app).sign_in(samir)
        overview = browser.get("/overview")
        assert "1 objection waits for a decision" in overview.text
        assert "Overdue" in browser.get("/objections").text
        assert browser.get("/objections?format=csv").mimetype == "text/csv"
