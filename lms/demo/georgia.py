"""Georgia: e-governance in nine municipalities, three tracks, twenty-seven cells of which fourteen are finished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from sqlalchemy import select

from lms.certificates.models import IssuingBody
from lms.demo import building, names
from lms.demo.sources import cited, rows
from lms.organisation import services as organisation
from lms.organisation.models import OrgUnit, UnitKind
from lms.organisation.reference import load_country, load_places
from lms.people.services import NewPerson, bulk_insert
from lms.planning.models import Course, Programme, Qualifier, StatedFigure, Track
from lms.platform.access import NOBODY
from lms.platform.db import db
from lms.scheduling import services as scheduling
from lms.scheduling.models import CourseRun, RunState

EXECUTIVE = ("executive", "Executive", "გამგეობა")
COUNCIL = ("council", "Council", "საკრებულო")
KINDS = {"executive": UnitKind.MUNICIPAL_EXECUTIVE, "council": UnitKind.MUNICIPAL_COUNCIL}

TRACKS = (
    (
        "IT",
        "Basic information-technology skills",
        "საინფორმაციო ტექნოლოგიების საბაზისო უნარები",
        "المهارات الأساسية لتكنولوجيا المعلومات",
        "مهارت‌های پایهٔ فناوری اطلاعات",
        10,
    ),
    (
        "DOC",
        "Electronic document management",
        "ელექტრონული საქმისწარმოება",
        "الإدارة الإلكترونية للوثائق",
        "گردش الکترونیکی اسناد",
        5,
    ),
    (
        "MMS",
        "Municipal management system (MMS)",
        "მუნიციპალიტეტების მართვის სისტემა (მმს)",
        "نظام إدارة البلديات",
        "سامانهٔ مدیریت شهرداری",
        10,
    ),
)
JOBS = ("მთავარი სპეციალისტი", "უფროსი სპეციალისტი", "განყოფილების უფროსი", "სპეციალისტი")

STATED = {
    # code of the cell: first day for demonstration, people of the executive, of the council
    "GE-IT-MTSK": (date(2016, 3, 14), 25, 15),
    "GE-DOC-CHKH": (date(2016, 4, 18), 20, 0),
    "GE-MMS-KHOB": (date(2016, 4, 4), 30, 0),
}
ALSO_KHOBI = {"GE-IT-KHOB": date(2016, 2, 1), "GE-DOC-KHOB": date(2016, 2, 22)}
"""Finished by the text, which states no number: ten of Khobi's thirty take them too, one person in several tracks."""

ALSO = 10
INVENTED = "dates, names and sheets are invented for demonstration"


@dataclass(frozen=True)
class Georgia:
    """What the accounts need to know of it."""

    root: OrgUnit
    centre: OrgUnit
    khobi: OrgUnit


def build(random: Random) -> Georgia:
    """Make the whole of it."""
    root = load_country("GE", is_demo=True)
    load_places("GE", under=root, is_demo=True)
    agency = organisation.create_unit(
        code="GE-PSDA",
        kind=UnitKind.AGENCY,
        parent=root,
        names={
            "en": "Public Service Development Agency",
            "ka": "სახელმწიფო სერვისების განვითარების სააგენტო",
            "ar": "وكالة تطوير الخدمات العامة",
            "fa": "آژانس توسعهٔ خدمات عمومی",
        },
        source=cited("GE-PLAN"),
        is_demo=True,
    )
    centre = _centre(agency)
    programme, courses = _programme(agency, centre)
    cells = [row for row in rows().values() if row["code"].startswith("GE-") and row["unit_code"]]
    municipalities = {
        row["unit_code"]: db.session.scalars(select(OrgUnit).filter_by(code=row["unit_code"])).one()
        for row in cells
    }
    bodies = {code: _bodies(place) for code, place in municipalities.items()}
    runs = {row["code"]: _cell(row, courses, centre, municipalities) for row in cells}
    _deliver(random, runs, bodies)
    db.session.add(
        StatedFigure(
            code="GE-STAFF",
            unit=agency,
            programme_id=programme.id,
            measure="people",
            value=500,
            qualifier=Qualifier.UP_TO,
            name_en="Municipal staff retrained in the nine pilots",
            name_ka="ცხრა საპილოტე მუნიციპალიტეტში გადამზადებული თანამშრომლები",
            name_ar="موظفو البلديات التجريبية التسع الذين أعيد تدريبهم",
            name_fa="کارکنان بازآموزی‌شده در نه شهرداری آزمایشی",
            period="2016",
            source="GE:11 — “up to 500”",
            is_demo=True,
        )
    )
    db.session.flush()
    return Georgia(root, centre, municipalities["GN613915"])


def _centre(agency: OrgUnit) -> OrgUnit:
    centre = organisation.create_unit(
        code="GE-TCJ",
        kind=UnitKind.TRAINING_CENTRE,
        parent=agency,
        names={
            "en": "Training Centre of Justice",
            "ka": "იუსტიციის სასწავლო ცენტრი",
            "ar": "مركز العدالة للتدريب",
            "fa": "مرکز آموزش دادگستری",
        },
        source="GE:9",
        is_demo=True,
    )
    body = IssuingBody(
        unit=centre,
        code="TCJ",
        calendar="gregorian",
        second_calendar=None,
        design="ka-en",
        asks_approval=True,
        signatories=[
            {
                "name": "—",
                "post": {"ka": "ცენტრის დირექტორი", "en": "Director of the Centre"},
            },
            {"name": "—", "post": {"ka": "ტრენერი", "en": "Trainer"}},
        ],
        is_demo=True,
    )
    organisation.set_names(body, centre.names)  # type: ignore[arg-type]  # named in the same four columns
    db.session.add(body)
    db.session.flush()
    return centre


def _programme(agency: OrgUnit, centre: OrgUnit) -> tuple[Programme, dict[str, Course]]:
    row = rows()["GE-PLAN"]
    programme = Programme(
        code="GE-EGOV",
        unit=agency,
        name_en=row["title_en"],
        name_ka=row["title_local"],
        name_ar="إدخال الحوكمة الإلكترونية في الإدارة المحلية",
        name_fa="استقرار دولت الکترونیک در خودگردانی‌های محلی",
        source=cited("GE-PLAN", "ends in May 2016"),
        is_demo=True,
    )
    db.session.add(programme)
    courses = {}
    for position, (code, en, ka, ar, fa, days) in enumerate(TRACKS, 1):
        named = {"name_en": en, "name_ka": ka, "name_ar": ar, "name_fa": fa}
        track = Track(programme=programme, position=position, **named)
        courses[code] = Course(
            code=f"GE-{code}",
            unit=centre,
            programme=programme,
            track=track,
            minutes=days * 240,
            has_exam=False,
            validity_months=None,
            is_demo=True,
            **named,
        )
    db.session.add_all(courses.values())
    db.session.flush()
    return programme, courses


def _bodies(municipality: OrgUnit) -> dict[str, OrgUnit]:
    """The executive and the council, kept apart as the text keeps them."""
    return {
        key: organisation.create_unit(
            code=f"{municipality.code}-{key[:4].upper()}",
            kind=KINDS[key],
            parent=municipality,
            names={"en": f"{municipality.name_en}: {en}", "ka": f"{municipality.name_ka}: {ka}"},
            is_demo=True,
        )
        for key, en, ka in (EXECUTIVE, COUNCIL)
    }


def _cell(
    row: dict[str, str], courses: dict[str, Course], centre: OrgUnit, places: dict[str, OrgUnit]
) -> CourseRun:
    """One municipality in one track; undated unless people are known to have been there."""
    finished = row["status"] == "completed"
    note = row["note"] or ("finished, the number is not stated" if finished else "")
    run = scheduling.create_run(
        courses[row["code"].split("-")[1]],
        centre,
        code=row["code"],
        capacity=int(row["number"] or 0),
        language="ka",
        site_unit=places[row["unit_code"]],
        source=cited(row["code"], note),
        is_demo=True,
        by=NOBODY,
    )
    run.state = RunState.CLOSED if finished else RunState.PLANNED
    return run


def _deliver(
    random: Random, runs: dict[str, CourseRun], bodies: dict[str, dict[str, OrgUnit]]
) -> None:
    khobi: list[int] = []
    for code, (first, executive, council) in STATED.items():
        run = runs[code]
        place = bodies[rows()[code]["unit_code"]]
        people = _staff(random, place, executive, council)
        _hold(random, run, people, first, with_certificates=code == "GE-MMS-KHOB")
        if code == "GE-MMS-KHOB":
            khobi = people
    for code, first in ALSO_KHOBI.items():
        runs[code].capacity = ALSO
        _hold(random, runs[code], khobi[:ALSO], first, with_certificates=False)


def _staff(random: Random, place: dict[str, OrgUnit], executive: int, council: int) -> list[int]:
    people = [
        NewPerson(
            names.person(random, "GE"),
            unit_id=place[body].id,
            job_title=random.choice(JOBS),
            starts_on=date(2014, 7, 1),
        )
        for body, count in (("executive", executive), ("council", council))
        for _ in range(count)
    ]
    return list(bulk_insert(people, is_demo=True))


def _hold(
    random: Random, run: CourseRun, people: list[int], first: date, *, with_certificates: bool
) -> None:
    days = building.working_days(run.unit.country, first, run.course.minutes // 240)
    run.source = f"{run.source} — {INVENTED}" if INVENTED not in (run.source or "") else run.source
    run.state = RunState.PLANNED
    sessions = building.add_sessions(run, building.Teaching(days, building.HALF_DAYS))
    enrolments = building.enrol(run, people)
    building.take_attendance(
        random, sessions, enrolments, absences=0
    )  # all are stated to have finished
    building.close(run, with_certificates=with_certificates)
