"""Egypt's plan for local administration, its courses and topics, and the figures that were stated."""

from __future__ import annotations

from lms.demo.sources import cited, rows, topics_of
from lms.organisation.models import OrgUnit
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
from lms.platform.db import db

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


def approved_plan(ministry: OrgUnit, year: int) -> tuple[PlanItem, PlanItem]:
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


def courses(saqqara: OrgUnit) -> dict[str, Course]:
    courses = {
        code: course(saqqara, f"EG-{code}", en, rows()[source]["title_local"], fa, ka)
        for code, source, en, fa, ka in FIELDS
    }
    saq = rows()["EG-SAQ"]
    courses["SAQ"] = course(
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
    courses["SEVENTH"] = course(
        saqqara,
        "EG-7",
        "Seventh course (the text does not name it)",
        "الدورة السابعة (لم يذكر النص اسمها)",
        "دورهٔ هفتم (نام آن در متن نیامده است)",
        "მეშვიდე კურსი (ტექსტი არ ასახელებს)",
    )
    db.session.flush()
    return courses


def course(unit: OrgUnit, code: str, en: str, ar: str, fa: str, ka: str) -> Course:
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


def stated_figures(
    ministry: OrgUnit, saqqara: OrgUnit, courses: PlanItem, workshop: PlanItem
) -> None:
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
