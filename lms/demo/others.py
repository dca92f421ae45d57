"""Khan Younis, Lorestan and the Saudi programme: what their texts state, and nothing beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.demo.sources import cited, rows
from lms.organisation import services as organisation
from lms.organisation.models import OrgUnit, UnitKind
from lms.organisation.queries import fiscal_years
from lms.organisation.reference import load_country, load_places
from lms.planning.models import (
    Course,
    PlanItem,
    PlanItemKind,
    PlanState,
    Programme,
    StatedFigure,
    TrainingPlan,
)
from lms.platform.access import NOBODY
from lms.platform.db import db
from lms.scheduling import services as scheduling
from lms.scheduling.models import RunState


@dataclass(frozen=True)
class Others:
    """What the accounts need to know of them."""

    khan_younis: OrgUnit
    lorestan: OrgUnit


def build(today: date) -> Others:
    """Make all three."""
    return Others(_khan_younis(), _lorestan_and_saudi(today))


def _khan_younis() -> OrgUnit:
    root = load_country("PS", is_demo=True)
    load_places("PS", under=root, is_demo=True)
    town = db.session.scalars(select(OrgUnit).filter_by(code="PS-KYS-L01")).one()
    organisation.create_venue(
        town,
        names={
            "en": "Municipal building",
            "ar": "مبنى البلدية",
            "fa": "ساختمان شهرداری",
            "ka": "მუნიციპალიტეტის შენობა",
        },
        is_demo=True,
    )
    row = rows()["PS-WS"]
    course = Course(
        code="PS-EXP",
        unit=town,
        name_en="Workshop on the municipality's successful experiences",
        name_ar="ورشة عمل داخلية لعرض التجارب الناجحة",
        name_fa="کارگاه تجربه‌های موفق شهرداری",
        name_ka="მუნიციპალიტეტის წარმატებული გამოცდილების სამუშაო შეხვედრა",
        minutes=240,
        has_exam=False,
        validity_months=None,
        is_demo=True,
    )
    db.session.add(course)
    db.session.flush()
    run = scheduling.create_run(
        course,
        town,
        code="PS-EXP-01",
        capacity=0,
        language="ar",
        source=cited("PS-WS", row["note"]),
        is_demo=True,
        by=NOBODY,
    )
    run.state = RunState.CLOSED
    db.session.add(
        StatedFigure(
            code="PS-EXPERIENCES",
            unit=town,
            course_id=course.id,
            measure="experiences",
            value=31,
            name_en="Experiences that were presented",
            name_ar="التجارب المعروضة",
            name_fa="تجربه‌های عرضه‌شده",
            name_ka="წარმოდგენილი გამოცდილებები",
            source="PS:14, 16 — counted in the text, which says “tens”",
            is_demo=True,
        )
    )
    db.session.flush()
    return town


def _lorestan_and_saudi(today: date) -> OrgUnit:
    iran = load_country("IR", is_demo=True)
    load_places("IR", under=iran, is_demo=True)
    province = db.session.scalars(select(OrgUnit).filter_by(code="IR-15")).one()
    education = organisation.create_unit(
        code="IR-15-EDU",
        kind=UnitKind.EDUCATION_DEPARTMENT,
        parent=province,
        names={
            "en": "Education department of Lorestan",
            "fa": "آموزش و پرورش لرستان",
            "ar": "إدارة التعليم في لرستان",
            "ka": "ლორესთანის განათლების დეპარტამენტი",
        },
        source=cited("IR-MTG-5"),
        is_demo=True,
    )
    db.session.add(
        Programme(
            code="IR-MGMT",
            unit=education,
            name_en="Management development: general and specific indicators, electronic services",
            name_fa="توسعه مدیریت: شاخص‌های عمومی و اختصاصی و خدمات الکترونیکی",
            name_ar="تطوير الإدارة: المؤشرات العامة والخاصة والخدمات الإلكترونية",
            name_ka="მართვის განვითარება: ინდიკატორები და ელექტრონული სერვისები",
            description=rows()["IR-MTG-5"]["title_local"],
            source=cited("IR-MTG-5", "a working group; the text names no course and no number"),
            is_demo=True,
        )
    )
    db.session.add(
        StatedFigure(
            code="IR-MEETINGS",
            unit=education,
            measure="meetings",
            value=5,
            name_en="Meetings of the working group so far",
            name_fa="جلسه‌های کارگروه تا کنون",
            name_ar="اجتماعات مجموعة العمل حتى الآن",
            name_ka="სამუშაო ჯგუფის სხდომები დღემდე",
            source="IR:2 — the fifth meeting",
            is_demo=True,
        )
    )
    _saudi(today)
    db.session.flush()
    return education


def _saudi(today: date) -> None:
    root = load_country("SA", is_demo=True)
    load_places("SA", under=root, is_demo=True)
    ministry = organisation.create_unit(
        code="SA-MOE",
        kind=UnitKind.MINISTRY,
        parent=root,
        names={
            "en": "Ministry of Education",
            "ar": "وزارة التعليم",
            "fa": "وزارت آموزش",
            "ka": "განათლების სამინისტრო",
        },
        source=cited("SA-TAW"),
        is_demo=True,
    )
    plan = TrainingPlan(
        unit=ministry,
        fiscal_year=fiscal_years(root).of(today),
        state=PlanState.DRAFT,
        name_en="Tawasul project: training of the service coordinators",
        name_ar="مشروع «تواصل»: تدريب منسقي الخدمة",
        name_fa="طرح «تواصل»: آموزش هماهنگ‌کنندگان خدمت",
        name_ka="პროექტი „თავასული“: სერვისის კოორდინატორების სწავლება",
        source=cited("SA-TAW", "the text states no year for it"),
        is_demo=True,
    )
    row = rows()["SA-TAW-TRN"]
    item = PlanItem(
        plan=plan,
        position=1,
        kind=PlanItemKind.FORUM,
        name_en=row["title_en"],
        name_ar=row["title_local"],
        name_fa="آموزش و همایش‌های هماهنگ‌کنندگان خدمت",
        name_ka="სერვისის კოორდინატორების ტრენინგი და ფორუმები",
        audience=row["audience"],
        source=cited("SA-TAW-TRN", row["note"]),
    )
    db.session.add_all([plan, item])
