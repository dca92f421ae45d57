"""S13: sheets lock some days after the session; a reopening has a reason and an end, and what it changes is listed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.attendance import queries, services
from lms.attendance.errors import (
    CountLocked,
    NothingLocked,
    ReopenedTooLong,
    RunClosed,
    SheetLocked,
)
from lms.attendance.models import LateChange, LateWay, Mark, Reopening
from lms.attendance.rules import MarkInput
from lms.audit.models import AuditEvent
from lms.outcomes import services as outcomes
from lms.outcomes.errors import Unmarked
from lms.platform import clock
from lms.platform.db import db
from lms.scheduling.models import RunState, SessionState
from tests.support.factories import (
    EVERYTHING,
    EnrolmentFactory,
    PersonFactory,
    RunFactory,
    SessionFactory,
    UnitFactory,
    UserFactory,
    actor,
)

RUN = "/runs/KPI-2026-03/attendance"
SHEET = f"{RUN}/1"
HELD_ON = date(2026, 11, 15)
PRESENT, ABSENT = MarkInput(Mark.PRESENT), MarkInput(Mark.ABSENT)


def day(number: int):
    """Noon, so many days after the session."""
    return clock.frozen(datetime(2026, 11, 15, 10, tzinfo=UTC) + timedelta(days=number))


@pytest.fixture
def mona(session):
    return EnrolmentFactory(run=session.run, person=PersonFactory(full_name="Mona Salem"))


@pytest.fixture
def manager(run):
    return UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=run.unit, display_name="Hala")


@pytest.fixture
def analyst(ministry):
    return UserFactory(role=Role.MINISTRY_ANALYST, unit=ministry, display_name="Samir")


@pytest.fixture
def marked(session, mona):
    """Marked absent on the day of the session."""
    with day(0):
        services.record(session, {mona.id: ABSENT}, by=actor(Role.TRAINER), seen=0)
    return session


def correction(session, mona) -> dict[str, str]:
    seen = queries.last_entry(session)
    return {"seen": str(seen), f"mark-{mona.id}": "present", "reason": "Signed in row 4"}


def mark_of(session, enrolment) -> Mark:
    return queries.sheet(session)[enrolment.id].mark


def test_s13_on_day_8_the_trainer_cannot_edit_the_manager_reopens_and_the_ministry_reads_it(
    browser, trainer, manager, analyst, marked, mona
):
    with day(7):
        assert 'type="radio"' in browser.sign_in(trainer).get(SHEET).text
    with day(8):
        page = browser.sign_in(trainer).get(SHEET)
        assert "open until 22 November 2026 and has locked" in page.text
        assert 'type="radio"' not in page.text
        assert f"{SHEET}/reopen" not in page.text
        refused = browser.post(SHEET, correction(marked, mona))
        assert refused.status_code == 409
        assert "has locked" in refused.text
        assert browser.post(f"{SHEET}/reopen", {"reason": "x"}).status_code == 403

        browser.sign_in(manager)
        assert f'href="{SHEET}/reopen"' in browser.get(SHEET).text
        assert 'value="2026-11-25"' in browser.get(f"{SHEET}/reopen").text
        reason = {"until": "2026-11-24", "reason": "The paper sheet was found"}
        opened = browser.post(f"{SHEET}/reopen", reason, follow_redirects=True)
        assert "The sheet is open again. It locks by itself." in opened.text
        assert "reopened until the end of 24 November 2026" in opened.text
        assert "The paper sheet was found" in opened.text

        browser.sign_in(trainer)
        assert browser.post(SHEET, correction(marked, mona)).status_code == 302
        assert mark_of(marked, mona) is Mark.PRESENT

        listed = browser.sign_in(analyst).get("/late-changes")
        for text in ("Mona Salem", "Absent", "Present", "Signed in row 4", "Nadia"):
            assert text in listed.text
        history = f"{SHEET}/history/{mona.id}"
        assert f'href="{history}"' in listed.text
        assert "Signed in row 4" in browser.get(history).text
    with day(10):
        assert 'type="radio"' not in browser.sign_in(trainer).get(SHEET).text


def test_s13_the_seventh_day_is_the_last_one(marked, mona):
    with day(7):
        services.record(
            marked, {mona.id: PRESENT}, by=actor(Role.TRAINER), seen=EVERYTHING, reason="Row 4"
        )
    with day(8), pytest.raises(SheetLocked):
        services.record(
            marked, {mona.id: ABSENT}, by=actor(Role.TRAINER), seen=EVERYTHING, reason="x"
        )
    assert db.session.query(LateChange).count() == 0


def test_the_days_are_those_of_the_country(app, marked, mona):
    code = marked.run.unit.country_code
    db.session.commit()
    answer = app.test_cli_runner().invoke(args=["place", "lock-sheets", code.lower(), "2"])

    assert answer.exit_code == 0, answer.output
    with day(3), pytest.raises(SheetLocked):
        services.record(
            marked, {mona.id: PRESENT}, by=actor(Role.TRAINER), seen=EVERYTHING, reason="x"
        )
    event = db.session.scalars(select(AuditEvent).filter_by(action="organisation.set_lock_days"))
    assert event.one().details["after"] == {"attendance_lock_days": 2}
    assert app.test_cli_runner().invoke(args=["place", "lock-sheets", "ZZ", "2"]).exit_code == 1


def test_the_day_ends_at_the_place_of_the_session(marked, mona):
    late_evening = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)  # 23:30 in Cairo
    with clock.frozen(late_evening):
        services.record(
            marked, {mona.id: PRESENT}, by=actor(Role.TRAINER), seen=EVERYTHING, reason="Row 4"
        )
    with clock.frozen(late_evening + timedelta(minutes=31)), pytest.raises(SheetLocked):
        services.record(
            marked, {mona.id: ABSENT}, by=actor(Role.TRAINER), seen=EVERYTHING, reason="x"
        )


def test_what_was_never_marked_locks_too_and_the_run_closes_after_a_reopening(session, mona):
    run, trainer = session.run, actor(Role.TRAINER)
    manager = actor(Role.CENTRE_ADMINISTRATOR, run.unit)
    run.state = RunState.ENDED
    with day(8):
        with pytest.raises(SheetLocked):
            services.record(session, {mona.id: PRESENT}, by=trainer, seen=0)
        with pytest.raises(Unmarked):
            outcomes.close_run(run, manager)

        services.reopen_sheet(session, until=date(2026, 11, 23), reason="Forgotten", by=manager)
        services.record(session, {mona.id: PRESENT}, by=trainer, seen=0)
        assert outcomes.close_run(run, manager)

    late = db.session.scalars(select(LateChange)).one()
    assert (late.way, late.reason) == (LateWay.REOPENING, "Forgotten")
    assert late.entry.replaces is None


def test_from_paper_nothing_is_written_either(browser, trainer, marked, mona):
    EnrolmentFactory(run=marked.run)
    with day(8):
        page = browser.sign_in(trainer).post(f"{SHEET}/paper", {"absent": "1"})
        assert page.status_code == 200  # the comparison, which writes nothing
        people = page.text.split('name="people" value="')[1].partition('"')[0]
        sent = {"absent": "1", "people": people, "seen": "0", "reason": "x", "save": "yes"}
        refused = browser.post(f"{SHEET}/paper", sent)

        assert refused.status_code == 409
        assert "has locked" in refused.text
        with pytest.raises(SheetLocked):
            services.record_from_paper(marked, [], by=actor(Role.TRAINER), seen=0)


def test_people_without_names_are_counted_until_then_and_again_when_the_run_is_reopened(session):
    run, trainer = session.run, actor(Role.TRAINER)
    manager = actor(Role.CENTRE_ADMINISTRATOR, run.unit)
    run.ends_on = HELD_ON
    count = {"men": 0, "unknown": 0, "by": trainer}
    with day(7):
        services.record_headcount(run, women=3, **count)
    with day(8):
        with pytest.raises(CountLocked):
            services.record_headcount(run, women=4, **count)
        services.reopen_sheet(session, until=date(2026, 11, 23), reason="One sheet", by=manager)
        with pytest.raises(CountLocked):
            services.record_headcount(run, women=4, **count)
        services.reopen_run(run, until=date(2026, 11, 23), reason="Miscounted", by=manager)
        services.record_headcount(run, women=4, **count)
        services.record_headcount(run, women=4, **count)  # a second click changes nothing

    late = db.session.scalars(select(LateChange)).one()
    assert (late.counted_before["women"], late.counted_after["women"]) == (3, 4)
    assert late.reason == "Miscounted"


def test_a_reopened_run_opens_all_its_sheets(browser, manager, marked, mona):
    SessionFactory(run=marked.run, held_on=HELD_ON)
    marked.run.starts_on = marked.run.ends_on = HELD_ON
    with day(8):
        browser.sign_in(manager)
        page = browser.get(RUN)
        assert f'href="{RUN}/reopen"' in page.text
        assert page.text.count("Locked since 23 Nov 2026") == 2
        sent = {"until": "2026-11-24", "reason": "The trainer was ill"}
        opened = browser.post(f"{RUN}/reopen", sent, follow_redirects=True)

        assert opened.text.count("Reopened until 24 Nov 2026") == 2
        assert 'type="radio"' in browser.get(f"{RUN}/2").text
        browser.post(f"{RUN.removesuffix('attendance')}headcount", {"women": "2"})
        listed = browser.get("/late-changes?run=KPI-2026-03")
        assert "Counted without names" in listed.text
        assert "Women: 2, men: 0, not known: 0." in listed.text


@pytest.mark.parametrize("until", [date(2026, 11, 22), date(2026, 12, 8)])
def test_a_reopening_ends_within_two_weeks(browser, manager, marked, until):
    with day(8):
        sent = {"until": until.isoformat(), "reason": "The paper sheet was found"}
        refused = browser.sign_in(manager).post(f"{SHEET}/reopen", sent)

        assert refused.status_code == 422
        assert "Choose a day from today to 7 December 2026." in refused.text
        assert "The paper sheet was found" in refused.text
        with pytest.raises(ReopenedTooLong):
            services.reopen_run(
                marked.run, until=until, reason="x", by=actor(Role.CENTRE_ADMINISTRATOR)
            )
    assert db.session.query(Reopening).count() == 0


def test_a_reopening_without_a_reason_is_refused_at_the_field(browser, manager, marked):
    with day(8):
        answer = browser.sign_in(manager).post(f"{SHEET}/reopen", {"until": "2026-11-24"})

    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text
    assert db.session.query(Reopening).count() == 0


def test_what_is_open_cancelled_or_closed_is_not_reopened(session):
    def reopen(thing, target) -> None:
        by = actor(Role.CENTRE_ADMINISTRATOR)
        thing(target, until=date(2026, 11, 23), reason="x", by=by)

    session.run.ends_on = HELD_ON
    with day(7):
        for thing, target in (
            (services.reopen_sheet, session),
            (services.reopen_run, session.run),
        ):
            with pytest.raises(NothingLocked):
                reopen(thing, target)
    with day(8):
        session.run.state = RunState.CLOSED
        with pytest.raises(RunClosed):
            reopen(services.reopen_sheet, session)
        session.state = SessionState.CANCELLED
        with pytest.raises(Exception, match="cancelled"):
            reopen(services.reopen_sheet, session)


def test_only_the_delivering_centre_reopens(browser, ministry, analyst, marked):
    elsewhere = UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=UnitFactory(parent=ministry))
    sent = {"until": "2026-11-24", "reason": "x"}
    with day(8):
        for address in (f"{SHEET}/reopen", f"{RUN}/reopen"):
            assert browser.sign_in(elsewhere).post(address, sent).status_code == 404
            assert browser.sign_in(analyst).post(address, sent).status_code == 403
            assert browser.get(address).status_code == 403
    assert db.session.query(Reopening).count() == 0


def test_late_changes_are_read_in_ones_own_places_filtered_and_taken_along(
    browser, ministry, analyst, marked, mona
):
    other = RunFactory(code="ELSEWHERE", course__unit=UnitFactory(), starts_on=HELD_ON)
    far = SessionFactory(run=other, held_on=HELD_ON)
    samia = EnrolmentFactory(run=other, person=PersonFactory(full_name="Samia Farouk"))
    by = actor(Role.CENTRE_ADMINISTRATOR)
    with day(8):
        for session, one in ((marked, mona), (far, samia)):
            services.reopen_sheet(session, until=date(2026, 11, 24), reason="Found", by=by)
            seen = queries.last_entry(session)
            services.record(session, {one.id: PRESENT}, by=by, seen=seen, reason="Row 4")

        page = browser.sign_in(analyst).get("/late-changes")
        assert "Mona Salem" in page.text
        assert "Samia Farouk" not in page.text
        assert "Mona Salem" in browser.get("/late-changes?from=2026-11-23&way=reopening").text
        assert "Mona Salem" not in browser.get("/late-changes?to=2026-11-22").text
        assert "Mona Salem" not in browser.get("/late-changes?way=objection").text
        assert "Mona Salem" in browser.get("/late-changes?q=kpi-2026").text
        assert "Mona Salem" in browser.get("/late-changes?q=salem").text
        file = browser.get("/late-changes?format=csv")
        assert file.mimetype == "text/csv"
        assert "Mona Salem" in file.text
        assert "Samia Farouk" not in file.text

        trainer_elsewhere = UserFactory(role=Role.TRAINER, unit=ministry)
        assert browser.sign_in(trainer_elsewhere).get("/late-changes").status_code == 403
