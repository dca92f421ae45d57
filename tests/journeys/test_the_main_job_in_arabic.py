"""From an empty register to the verified certificate and the changed figure: in Egypt, in Arabic, with a phone."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser

from tests.support import steps
from tests.support.paper import text_of
from tests.support.reader import Reader
from tests.support.server import Server

pytestmark = pytest.mark.browser

HERE = ZoneInfo("Africa/Cairo")
PLANNED = datetime(2040, 9, 17, 9, tzinfo=HERE)
DAYS = (date(2040, 10, 8), date(2040, 10, 9))
CENTRE, COURSE, ROOM = "مركز سقارة للتدريب", "السجلات المدنية", "القاعة ١"
KARIM = "كريم محمد علي حسن"
OF_BADRASHIN = {
    "منى أحمد حسن السيد": "Female",
    "هاني سعيد محمود عبد الله": "Male",
    "سلمى عادل إبراهيم فؤاد": "Female",
}
OF_QUS = {"أحمد مصطفى كامل يوسف": "Male", "ليلى عمر فاروق زكي": "Female"}
MONA, HANY, SALMA, AHMED, LAYLA = OF_BADRASHIN | OF_QUS
MONAS_NUMBER = "٢٩٠٠١٠١١٢٠٠١٢١"
TRAINED = {"الجيزة": 1, "قنا": 2}


def test_the_main_job(empty_register: Server, window: Browser) -> None:
    empty_register.go_to(PLANNED)
    steps.begin(empty_register, "EG")
    at = Reader(window, empty_register, "ar")
    phone = Reader(window, empty_register, "ar", phone=True)

    make_ready(at)
    with at.signed_in("analyst"):
        before = {region: steps.trained_in(at, region) for region in TRAINED}
    record_people(at)
    with at.signed_in("centre"):
        run = plan_run(at)
        at.reads_exactly("الترشيح مفتوح")
        at.reads_exactly("٨–٩ أكتوبر ٢٠٤٠")
    enrol(at)
    give_sessions(phone, empty_register)

    with at.signed_in("centre"):
        reasons = {HANY: "دقائق الحضور ١٢٠ من ١٩٢ مطلوبة: تنقص ٧٢ دقيقة."}
        steps.close_run(at, COURSE, reasons)
        steps.issue_certificates(at, 3)
        paper = steps.certificate_of(at, MONA)

    phone.page.goto(steps.address_on(paper))
    phone.reads_exactly("هذه الشهادة صحيحة")
    phone.reads_exactly(COURSE)
    phone.reads_exactly("٩ أكتوبر ٢٠٤٠")

    with at.signed_in("analyst"):
        after = {region: steps.trained_in(at, region) for region in TRAINED}
        assert {region: after[region] - before[region] for region in TRAINED} == TRAINED
        assert steps.open_down_to_a_sheet(at, "قنا", run, LAYLA) <= 3
        at.follow("Back to the course run")

    with phone.signed_in("mona"):
        phone.reads_exactly("شهاداتي")
        assert "٢٠٤٠" in text_of(phone.download("Training record (PDF)"))


def make_ready(at: Reader) -> None:
    """What a system administrator does first: the centre, its course, the plan of the year, accounts."""
    with at.signed_in("admin"):
        steps.add_centre(at, above="EG-GZ", code="SAQ", name=CENTRE)
        steps.add_room(at, venue="المبنى الرئيسي", room=ROOM, seats=20)
        steps.add_body(
            at,
            unit=CENTRE,
            code="SAQ",
            names={"Arabic": CENTRE, "English": "Saqqara Training Centre"},
            design="Arabic and English",
            signatory="د. هالة منصور",
        )
        steps.add_course(at, code="REG", name=COURSE, hours=4)
        steps.add_plan(at, unit="مصر", year="٢٠٤٠", name="الخطة", course=COURSE, seats=10)
        steps.add_account(at, "analyst", "Ministry analyst", "EG")
        steps.add_account(at, "centre", "Centre administrator", "SAQ")
        steps.add_account(at, "badrashin", "Coordinator", "مركز البدرشين")
        steps.add_account(at, "qus", "Coordinator", "مركز قوص", meant="قنا")


def record_people(at: Reader) -> None:
    """Each at their own place; the trainer and one of the staff can sign in too."""
    for account, staff in (("badrashin", OF_BADRASHIN), ("qus", OF_QUS)):
        with at.signed_in(account):
            for name, sex in staff.items():
                steps.add_person(at, name, sex, MONAS_NUMBER if name == MONA else "")
    with at.signed_in("centre"):
        steps.add_trainer(at, KARIM, "Male")
    with at.signed_in("admin"):
        steps.add_account(at, "karim", "Trainer", "SAQ", person=KARIM)
        steps.add_account(at, "mona", "Trainee", "مركز البدرشين", person=MONA)


def plan_run(at: Reader) -> str:
    return steps.plan_run(
        at,
        COURSE,
        first_day=DAYS[0],
        days=len(DAYS),
        begins=time(10),
        ends=time(12),
        room=ROOM,
        trainer=KARIM,
        seats=10,
    )


def enrol(at: Reader) -> None:
    with at.signed_in("badrashin"):
        steps.nominate_by_pasting(at, COURSE, [MONAS_NUMBER, HANY, SALMA])
    with at.signed_in("qus"):
        steps.nominate_by_choosing(at, COURSE, OF_QUS)
    with at.signed_in("centre"):
        steps.confirm_everybody(at, COURSE)


def give_sessions(at: Reader, server: Server) -> None:
    """Attendance is taken in the room, with a tap for each exception and three more; the exam follows."""
    taken: list[tuple[date, dict[str, str], dict[str, int]]] = [
        (DAYS[0], {}, {}),
        (DAYS[1], {HANY: "Absent", AHMED: "Left early"}, {AHMED: 90}),
    ]
    for day, marks, minutes in taken:
        server.go_to(datetime.combine(day, time(12, 5), HERE))
        with at.signed_in("karim"):
            assert steps.take_attendance(at, marks, minutes) == len(marks) + 3
    with at.signed_in("karim"):
        steps.enter_marks(at, COURSE, {MONA: 80, HANY: 90, SALMA: 40, AHMED: 75, LAYLA: 60})
