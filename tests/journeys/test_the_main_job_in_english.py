"""From an empty register to the verified certificate and the changed figure: in Georgia, in English, without script."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from tests.support import steps
from tests.support.paper import text_of
from tests.support.reader import Reader
from tests.support.server import Server

pytestmark = pytest.mark.browser

HERE = ZoneInfo("Asia/Tbilisi")
PLANNED = datetime(2040, 9, 17, 9, tzinfo=HERE)
DAYS = (date(2040, 10, 8), date(2040, 10, 9))
CENTRE, COURSE, ROOM = "Tbilisi Training Centre", "Registers of citizens", "Room 1"
LEVAN = "ლევან ჯაფარიძე"
OF_KHOBI = {"ნინო ბერიძე": "Female", "გიორგი კაპანაძე": "Male", "მაია ლომიძე": "Female"}
OF_MTSKHETA = {"დავით გელაშვილი": "Male", "ეკა მაისურაძე": "Female"}
NINO, GIORGI, MAIA, DAVIT, EKA = OF_KHOBI | OF_MTSKHETA
TRAINED = {"Samegrelo-Zemo Svaneti": 1, "Mtskheta-Mtianeti": 2}


def test_the_main_job(empty_register: Server, window: Browser) -> None:
    empty_register.go_to(PLANNED)
    steps.begin(empty_register, "GE")
    at = Reader(window, empty_register, "en", script=False)

    make_ready(at)
    with at.signed_in("analyst"):
        assert {region: steps.trained_in(at, region) for region in TRAINED} == dict.fromkeys(
            TRAINED, 0
        )
    record_people(at)
    with at.signed_in("centre"):
        run = plan_run(at)
    enrol(at)
    give_sessions(at, empty_register)

    with at.signed_in("centre"):
        reasons = {
            GIORGI: "120 of 192 minutes needed: 72 minutes short.",
            MAIA: "Exam: 40 points, pass mark 60; 1 of 2 attempts used.",
        }
        steps.close_run(at, COURSE, reasons)
        steps.issue_certificates(at, 3)
        paper = steps.certificate_of(at, NINO)

    at.page.goto(steps.address_on(paper))
    at.reads("This certificate is valid")
    at.reads_exactly(COURSE)

    with at.signed_in("analyst"):
        assert {region: steps.trained_in(at, region) for region in TRAINED} == TRAINED
        assert (at.figure("Completions"), at.figure("People")) == (3, 3)
        assert steps.open_down_to_a_sheet(at, "Mtskheta-Mtianeti", run, EKA) <= 3
        at.follow("Back to the course run")
        at.go("Training plan")
        at.follow_exactly("Plan of 2040")
        at.follow("Plan and actual")
        expect(at.tile("Seats filled by completions")).to_contain_text("3 of 10 seats planned")

    with at.signed_in("nino"):
        at.reads("My certificates")
        assert COURSE in text_of(at.download("Training record (PDF)"))


def make_ready(at: Reader) -> None:
    """What a system administrator does first: the centre, its course, the plan of the year, accounts."""
    with at.signed_in("admin"):
        steps.add_centre(at, above="GE-TB", code="TTC", name=CENTRE)
        steps.add_room(at, venue="Main building", room=ROOM, seats=20)
        steps.add_body(
            at,
            unit=CENTRE,
            code="TTC",
            names={"English": CENTRE, "Georgian": "თბილისის სასწავლო ცენტრი"},
            design="Georgian and English",
            signatory="ეკა ლომიძე",
        )
        steps.add_course(at, code="REG", name=COURSE, hours=4)
        steps.add_plan(
            at, unit="Georgia", year="2040", name="Plan of 2040", course=COURSE, seats=10
        )
        steps.add_account(at, "analyst", "Ministry analyst", "GE")
        steps.add_account(at, "centre", "Centre administrator", "TTC")
        steps.add_account(at, "khobi", "Coordinator", "Khobi")
        steps.add_account(at, "mtskheta", "Coordinator", "Mtskheta", meant="Municipality")


def record_people(at: Reader) -> None:
    """Each at their own place; the trainer and one of the staff can sign in too."""
    for account, staff in (("khobi", OF_KHOBI), ("mtskheta", OF_MTSKHETA)):
        with at.signed_in(account):
            for name, sex in staff.items():
                steps.add_person(at, name, sex)
    with at.signed_in("centre"):
        steps.add_trainer(at, LEVAN, "Male")
    with at.signed_in("admin"):
        steps.add_account(at, "levan", "Trainer", "TTC", person=LEVAN)
        steps.add_account(at, "nino", "Trainee", "Khobi", person=NINO)


def plan_run(at: Reader) -> str:
    return steps.plan_run(
        at,
        COURSE,
        first_day=DAYS[0],
        days=len(DAYS),
        begins=time(10),
        ends=time(12),
        room=ROOM,
        trainer=LEVAN,
        seats=10,
    )


def enrol(at: Reader) -> None:
    with at.signed_in("khobi"):
        steps.nominate_by_pasting(at, COURSE, OF_KHOBI)
    with at.signed_in("mtskheta"):
        steps.nominate_by_choosing(at, COURSE, OF_MTSKHETA)
    with at.signed_in("centre"):
        steps.confirm_everybody(at, COURSE)


def give_sessions(at: Reader, server: Server) -> None:
    """Attendance is read off the signed paper after each; the exam follows the last."""
    for day, absent in zip(DAYS, ([], [GIORGI]), strict=True):
        server.go_to(datetime.combine(day, time(12, 5), HERE))
        with at.signed_in("levan"):
            steps.enter_signed_sheet(at, absent)
    with at.signed_in("levan"):
        steps.enter_marks(at, COURSE, {NINO: 80, GIORGI: 90, MAIA: 40, DAVIT: 75, EKA: 60})
