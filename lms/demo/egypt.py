"""Egypt: the plan for local administration, the Saqqara centre, and the technology centres at real places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy import insert, select

from lms.attendance.models import Headcount
from lms.certificates.models import IssuingBody
from lms.demo import building, names
from lms.demo.sources import cited, rows, topics_of
from lms.enrolment.models import Nomination
from lms.organisation import services as organisation
from lms.organisation.models import OrgUnit, Room, UnitKind
from lms.organisation.reference import load_country, load_places
from lms.organisation.rules import fiscal_year_of
from lms.people.models import Affiliation, Person, Sex, Trainer
from lms.people.services import NewPerson, bulk_insert
from lms.planning.models import (
    Course,
    PlanItem,
    PlanItemKind,
    PlanState,
    Qualifier,
    StatedFigure,
    Topic,
    TrainingPlan,
)
from lms.platform.access import NOBODY
from lms.platform.db import db
from lms.scheduling import services as scheduling
from lms.scheduling.models import CourseRun, RunState

CITY_CENTRES, OFFICE_CENTRES = 290, 15
STAFF_OF_A_CENTRE = 2
SEATS = 30

JOBS = ("مدير المركز التكنولوجي", "موظف شباك", "مسؤول النظم", "موظف مكتب خلفي")

FIELDS = (
    # code, the row of the text, English, Persian, Georgian
    (
        "LAW",
        "EG-FIELD-1",
        "Laws and regulations governing technology-centre services",
        "قوانین حاکم بر خدمات مراکز فناوری",
        "ტექნოლოგიური ცენტრების მომსახურების მარეგულირებელი კანონები",
    ),
    (
        "SIGN",
        "EG-FIELD-2",
        "Dealing with citizens in sign language",
        "ارتباط با شهروندان به زبان اشاره",
        "მოქალაქეებთან ურთიერთობა ჟესტური ენით",
    ),
    (
        "SERV",
        "EG-FIELD-3",
        "Developing citizen service",
        "توسعهٔ خدمت‌رسانی به شهروندان",
        "მოქალაქეთა მომსახურების განვითარება",
    ),
    ("CONF", "EG-FIELD-4", "Conflict management", "مدیریت تعارض", "კონფლიქტის მართვა"),
    (
        "PUB",
        "EG-FIELD-5",
        "Dealing with the public in technology centres",
        "رفتار با مراجعان در مراکز فناوری",
        "საზოგადოებასთან ურთიერთობა ტექნოლოგიურ ცენტრებში",
    ),
)
NOT_DATED = "the dates, people and marks are invented for demonstration"


@dataclass(frozen=True)
class Egypt:
    """What the accounts need to know of it."""

    root: OrgUnit
    ministry: OrgUnit
    saqqara: OrgUnit
    qena: OrgUnit
    trainer: Person
    trainee: Person


def build(random: Random, today: date) -> Egypt:
    """Make the whole of it."""
    root = load_country("EG", is_demo=True)
    ministry = organisation.create_unit(
        code="EG-MLD",
        kind=UnitKind.MINISTRY,
        parent=root,
        names={
            "en": "Ministry of Local Development",
            "ar": "وزارة التنمية المحلية",
            "fa": "وزارت توسعهٔ محلی",
            "ka": "ადგილობრივი განვითარების სამინისტრო",
        },
        is_demo=True,
    )
    load_places("EG", under=ministry, is_demo=True)
    saqqara, halls = _saqqara(ministry)
    centres = _centres(random)
    staff = _staff(random, centres)
    trainers = _trainers(random, saqqara)
    year = fiscal_year_of(today, root.country)
    courses_item, workshop_item = _plan(ministry, year)
    courses = _courses(saqqara)
    _stated(ministry, saqqara, courses_item, workshop_item)
    _runs(random, today, courses, courses_item, staff, trainers, halls)
    _workshop(saqqara, workshop_item)
    _move(random, staff[:SEATS], centres, today)
    trainee = db.session.get_one(Person, staff[0])
    qena = db.session.scalars(select(OrgUnit).filter_by(code="EG-KN")).one()
    return Egypt(root, ministry, saqqara, qena, db.session.get_one(Person, trainers[0]), trainee)


def _saqqara(ministry: OrgUnit) -> tuple[OrgUnit, list[Room]]:
    centre = organisation.create_unit(
        code="EG-SAQ",
        kind=UnitKind.TRAINING_CENTRE,
        parent=ministry,
        names={
            "en": "Saqqara Training Centre",
            "ar": "مركز سقارة للتدريب",
            "fa": "مرکز آموزش سقاره",
            "ka": "საქარას სასწავლო ცენტრი",
        },
        source=cited("EG-SAQ"),
        is_demo=True,
    )
    venue = organisation.create_venue(
        centre,
        names={
            "en": "Main building",
            "ar": "المبنى الرئيسي",
            "fa": "ساختمان اصلی",
            "ka": "მთავარი შენობა",
        },
        is_demo=True,
    )
    halls = [
        organisation.create_room(
            venue,
            names={
                "en": f"Hall {at}",
                "ar": f"قاعة {at}",
                "fa": f"سالن {at}",
                "ka": f"დარბაზი {at}",
            },
            capacity=capacity,
        )
        for at, capacity in ((1, 40), (2, 30))
    ]
    body = IssuingBody(
        unit=centre,
        code="SAQ",
        calendar="gregorian",
        second_calendar="hijri",
        design="ar-en",
        signatories=[
            {
                "name": "—",
                "post": {
                    "ar": "مدير مركز سقارة للتدريب",
                    "en": "Director, Saqqara Training Centre",
                },
            },
            {
                "name": "—",
                "post": {
                    "ar": "رئيس قطاع البنية المعلوماتية والتحول الرقمي",
                    "en": "Head of Information Infrastructure and Digital Transformation",
                },
            },
        ],
        is_demo=True,
    )
    organisation.set_names(body, centre.names)  # type: ignore[arg-type]  # named in the same four columns
    db.session.add(body)
    db.session.flush()
    return centre, halls


def _centres(random: Random) -> list[OrgUnit]:
    """The automated centres the text counts, at real places; which of them they are, it does not say."""
    places = select(OrgUnit).filter_by(country_code="EG").order_by(OrgUnit.code)
    local = (UnitKind.DISTRICT, UnitKind.COUNTY, UnitKind.CITY)
    districts = db.session.scalars(places.where(OrgUnit.kind.in_(local))).all()
    offices = db.session.scalars(places.where(OrgUnit.kind == UnitKind.GOVERNORATE)).all()
    return [
        *(
            _centre(place, UnitKind.TECHNOLOGY_CENTRE_CITY, "EG-TC-CITY")
            for place in random.sample(districts, CITY_CENTRES)
        ),
        *(
            _centre(place, UnitKind.TECHNOLOGY_CENTRE_OFFICE, "EG-TC-GOV")
            for place in random.sample(offices, OFFICE_CENTRES)
        ),
    ]


def _centre(place: OrgUnit, kind: UnitKind, measure: str) -> OrgUnit:
    return organisation.create_unit(
        code=f"TC-{place.code}",
        kind=kind,
        parent=place,
        names={
            "en": f"Technology centre, {place.name_en}",
            "ar": f"المركز التكنولوجي، {place.name_ar}",
        },
        is_automated=True,
        source=f"EG:4 — {measure}: the number is stated, the place is chosen for demonstration",
        is_demo=True,
    )


def _staff(random: Random, centres: list[OrgUnit]) -> list[int]:
    rows = [
        NewPerson(
            names.person(random, "EG"),
            unit_id=centre.id,
            job_title=JOBS[0] if at == 0 else random.choice(JOBS[1:]),
            starts_on=date(random.randint(2015, 2024), random.randint(1, 12), 1),
        )
        for centre in centres
        for at in range(STAFF_OF_A_CENTRE)
    ]
    ids = list(bulk_insert(rows, is_demo=True))
    random.shuffle(ids)
    return ids


def _trainers(random: Random, saqqara: OrgUnit) -> list[int]:
    rows = [
        NewPerson(
            names.person(random, "EG", sex),
            unit_id=saqqara.id,
            job_title="مدرب",
            starts_on=date(2019, 9, 1),
        )
        for sex in (Sex.FEMALE, Sex.MALE, Sex.FEMALE)
    ]
    ids = list(bulk_insert(rows, is_demo=True))
    db.session.execute(
        insert(Trainer), [{"person_id": person_id, "unit_id": saqqara.id} for person_id in ids]
    )
    return ids


def _plan(ministry: OrgUnit, year: int) -> tuple[PlanItem, PlanItem]:
    plan = TrainingPlan(
        unit=ministry,
        fiscal_year=year,
        state=PlanState.APPROVED,
        name_en="Training plan for local administration",
        name_ar="الخطة التدريبية للمحليات",
        name_fa="برنامهٔ آموزشی ادارهٔ محلی",
        name_ka="ადგილობრივი თვითმმართველობის ტრენინგების გეგმა",
        source=cited("EG-PLAN", "“current fiscal year”; the text does not say which"),
        is_demo=True,
    )
    courses = PlanItem(
        plan=plan,
        position=1,
        kind=PlanItemKind.COURSE,
        runs_planned=7,
        seats_planned=210,
        name_en="Training courses for technology-centre managers and staff",
        name_ar="دورات تدريبية للمديرين والعاملين بالمراكز التكنولوجية",
        name_fa="دوره‌های آموزشی مدیران و کارکنان مراکز فناوری",
        name_ka="კურსები ტექნოლოგიური ცენტრების ხელმძღვანელებისა და თანამშრომლებისთვის",
        audience=rows()["EG-COURSES"]["audience"],
        source=cited("EG-COURSES", "210 in all; not split between the seven courses"),
    )
    workshop = PlanItem(
        plan=plan,
        position=2,
        kind=PlanItemKind.WORKSHOP,
        runs_planned=1,
        seats_planned=84,
        name_en="Workshop for the technology centres",
        name_ar="ورشة عمل للمراكز التكنولوجية",
        name_fa="کارگاه آموزشی مراکز فناوری",
        name_ka="სამუშაო შეხვედრა ტექნოლოგიური ცენტრებისთვის",
        supervisors="إدارة التحول الرقمي بالوزارة؛ وزارة التخطيط",
        source=cited("EG-WS"),
    )
    db.session.add_all([plan, courses, workshop])
    db.session.flush()
    return courses, workshop


def _courses(saqqara: OrgUnit) -> dict[str, Course]:
    courses = {
        code: _course(saqqara, f"EG-{code}", en, rows()[source]["title_local"], fa, ka)
        for code, source, en, fa, ka in FIELDS
    }
    saq = rows()["EG-SAQ"]
    courses["SAQ"] = _course(
        saqqara,
        "EG-SAQ-GP",
        "Good practices of the Upper Egypt Local Development Programme",
        saq["title_local"],
        "تجربه‌های موفق برنامهٔ توسعهٔ محلی مصر علیا",
        "ზემო ეგვიპტის ადგილობრივი განვითარების პროგრამის კარგი პრაქტიკა",
    )
    courses["SAQ"].topics = [
        Topic(
            position=at,
            name_en=topic["title_en"],
            name_ar=topic["title_local"],
            source=cited(topic["code"]),
        )
        for at, topic in enumerate(topics_of("EG-SAQ"), 1)
    ]
    courses["SEVENTH"] = _course(
        saqqara,
        "EG-7",
        "Seventh course (the text does not name it)",
        "الدورة السابعة (لم يذكر النص اسمها)",
        "دورهٔ هفتم (نام آن در متن نیامده است)",
        "მეშვიდე კურსი (ტექსტი არ ასახელებს)",
    )
    db.session.flush()
    return courses


def _course(unit: OrgUnit, code: str, en: str, ar: str, fa: str, ka: str) -> Course:
    course = Course(
        code=code,
        unit=unit,
        name_en=en,
        name_ar=ar,
        name_fa=fa,
        name_ka=ka,
        minutes=10 * 135,
        has_pre_test=True,
        has_post_test=True,
        has_exam=True,
        is_demo=True,
    )
    db.session.add(course)
    return course


def _stated(ministry: OrgUnit, saqqara: OrgUnit, courses: PlanItem, workshop: PlanItem) -> None:
    period = "العام المالى الحالي"
    db.session.add_all(
        [
            StatedFigure(
                code="EG-TC-CITY",
                unit=ministry,
                measure="centres",
                value=290,
                baseline=290,
                target=314,
                name_en="Automated technology centres in cities and districts",
                name_ar="المراكز التكنولوجية المميكنة في المدن والأحياء",
                name_fa="مراکز فناوری مکانیزه در شهرها و ناحیه‌ها",
                name_ka="ავტომატიზებული ცენტრები ქალაქებსა და უბნებში",
                period=period,
                source="EG:4 — 24 more this year; 314 is the sum",
                is_demo=True,
            ),
            StatedFigure(
                code="EG-TC-GOV",
                unit=ministry,
                measure="centres",
                value=15,
                baseline=15,
                target=27,
                name_en="Technology centres in governorate headquarters",
                name_ar="المراكز التكنولوجية في دواوين المحافظات",
                name_fa="مراکز فناوری در استانداری‌ها",
                name_ka="ტექნოლოგიური ცენტრები გუბერნიების ადმინისტრაციებში",
                period=period,
                source="EG:4 — 12 more this year; 27, the number of governorates, is the sum",
                is_demo=True,
            ),
            StatedFigure(
                code="EG-TC-SERV",
                unit=ministry,
                measure="services",
                value=180,
                qualifier=Qualifier.AVERAGE,
                name_en="Services offered by a technology centre",
                name_ar="الخدمات التي يقدمها المركز التكنولوجي",
                name_fa="خدمات هر مرکز فناوری",
                name_ka="ტექნოლოგიური ცენტრის სერვისები",
                source="EG:4",
                is_demo=True,
            ),
            StatedFigure(
                code="EG-TRAINEES",
                unit=ministry,
                plan_item_id=courses.id,
                measure="seats",
                value=210,
                qualifier=Qualifier.TOTAL_NOT_SPLIT,
                name_en="Managers and staff in the seven courses",
                name_ar="المستفيدون من الدورات السبع",
                name_fa="مدیران و کارکنان در هفت دوره",
                name_ka="შვიდი კურსის მონაწილეები",
                period=period,
                source=cited("EG-COURSES"),
                is_demo=True,
            ),
            StatedFigure(
                code="EG-WS-TRAINEES",
                unit=ministry,
                plan_item_id=workshop.id,
                measure="people",
                value=84,
                name_en="Trainees of the workshop",
                name_ar="متدربو ورشة العمل",
                name_fa="فراگیران کارگاه",
                name_ka="სამუშაო შეხვედრის მსმენელები",
                source=cited("EG-WS"),
                is_demo=True,
            ),
            StatedFigure(
                code="EG-SAQ-TRAINEES",
                unit=saqqara,
                measure="people",
                value=30,
                name_en="Trainees of the Saqqara course",
                name_ar="متدربو دورة مركز سقارة",
                name_fa="فراگیران دورهٔ سقاره",
                name_ka="საქარას კურსის მსმენელები",
                source=cited("EG-SAQ"),
                is_demo=True,
            ),
        ]
    )


def _runs(
    random: Random,
    today: date,
    courses: dict[str, Course],
    item: PlanItem,
    staff: list[int],
    trainers: list[int],
    halls: list[Room],
) -> None:
    country = courses["LAW"].unit.country
    delivered = (
        ("LAW", 16, 1, True),
        ("SIGN", 12, 2, False),
        ("SERV", 8, 0, False),
        ("CONF", 4, 1, False),
    )
    for at, (code, weeks_ago, failing, with_certificates) in enumerate(delivered):
        days = building.working_days(country, today - timedelta(weeks=weeks_ago), 5)
        run = _run(courses[code], item, days[0])
        teaching = building.Teaching(days, building.MORNINGS, trainers, halls[0])
        sessions = building.add_sessions(run, teaching)
        # Some come to several courses: more completions than people.
        begin = at * (SEATS - 4)
        enrolments = building.enrol(run, staff[begin : begin + SEATS])
        building.take_attendance(random, sessions, enrolments, failing=failing)
        building.mark_tests(random, run, enrolments, failing=1 if code == "CONF" else 0)
        building.close(run, with_certificates=with_certificates)
    _under_way(random, today, courses["SAQ"], item, staff, trainers, halls[0])
    _open(random, today, courses["PUB"], item, staff, trainers, halls[1])
    _run(courses["SEVENTH"], item, None)


def _run(course: Course, item: PlanItem, first: date | None) -> CourseRun:
    return scheduling.create_run(
        course,
        course.unit,
        code=f"{course.code.removeprefix('EG-')}-{item.plan.fiscal_year}-01",
        capacity=SEATS,
        language="ar",
        starts_on=first,
        plan_item=item,
        source=f"EG:1 — {NOT_DATED}",
        is_demo=True,
        by=NOBODY,
    )


def _under_way(
    random: Random,
    today: date,
    course: Course,
    item: PlanItem,
    staff: list[int],
    trainers: list[int],
    hall: Room,
) -> None:
    days = building.week_of(course.unit.country, today)
    run = _run(course, item, days[0])
    run.source = cited("EG-SAQ", f"“this week”; 30 trainees are stated, {NOT_DATED}")
    sessions = building.add_sessions(
        run, building.Teaching(days, building.MORNINGS, trainers, hall)
    )
    enrolments = building.enrol(run, [staff[0], *staff[200 : 200 + SEATS - 1]])
    run.state = RunState.IN_PROGRESS
    held = [session for session in sessions if session.held_on < today]
    building.take_attendance(random, held, enrolments)


def _open(
    random: Random,
    today: date,
    course: Course,
    item: PlanItem,
    staff: list[int],
    trainers: list[int],
    hall: Room,
) -> None:
    days = building.working_days(course.unit.country, today + timedelta(weeks=3), 5)
    run = _run(course, item, days[0])
    building.add_sessions(run, building.Teaching(days, building.MORNINGS, trainers[1:], hall))
    run.state = RunState.OPEN
    run.nominations_until = today + timedelta(weeks=2)
    building.enrol(run, staff[300 : 300 + SEATS - 8])
    nominees = select(Affiliation).where(
        Affiliation.person_id.in_(staff[330:342]), Affiliation.ends_on.is_(None)
    )
    for work in db.session.scalars(nominees.order_by(Affiliation.id)).all():
        db.session.add(Nomination(run=run, person_id=work.person_id, unit_id=work.unit_id))


def _workshop(saqqara: OrgUnit, item: PlanItem) -> None:
    """84 people are stated and nobody is named: a count, which never becomes people."""
    course = _course(
        saqqara,
        "EG-WS",
        "Workshop for the technology centres",
        rows()["EG-WS"]["title_local"],
        "کارگاه آموزشی مراکز فناوری",
        "სამუშაო შეხვედრა ტექნოლოგიური ცენტრებისთვის",
    )
    course.has_pre_test = course.has_post_test = course.has_exam = False
    run = scheduling.create_run(
        course,
        saqqara,
        code="WORKSHOP-01",
        capacity=84,
        language="ar",
        plan_item=item,
        source=cited("EG-WS", "no date is stated"),
        is_demo=True,
        by=NOBODY,
    )
    run.state = RunState.CLOSED
    db.session.add(Headcount(run=run, unknown=84, source=cited("EG-WS", "no names and no sexes")))
    db.session.flush()


def _move(random: Random, people: list[int], centres: list[OrgUnit], today: date) -> None:
    """Some who completed a course now work elsewhere, so that then and now differ."""
    moved = select(Affiliation).where(
        Affiliation.person_id.in_(people[1:6]), Affiliation.ends_on.is_(None)
    )
    for work in db.session.scalars(moved.order_by(Affiliation.id)).all():
        work.ends_on = today - timedelta(days=20)
        db.session.flush()
        db.session.add(
            Affiliation(
                person_id=work.person_id,
                unit=random.choice(centres),
                job_title=work.job_title,
                starts_on=today - timedelta(days=19),
            )
        )
    db.session.flush()
