"""Runs that are closed, with a body that issues for them."""

from __future__ import annotations

from typing import Any

from lms.accounts.roles import Role
from lms.certificates.models import IssuingBody
from lms.enrolment.models import Enrolment
from lms.organisation.models import OrgUnit
from lms.outcomes import services as outcomes
from lms.platform.db import db
from lms.scheduling.models import CourseRun
from tests.outcomes.ledger import enrol, run_with_sessions
from tests.support.factories import PersonFactory, UnitFactory, actor

ALL = (360,) * 5
TOO_FEW = (360, 360, 360, 359, 0)


def issuing_body(unit: OrgUnit, code: str = "SAQ", **options: Any) -> IssuingBody:
    values: dict[str, Any] = {
        "name_ar": "مركز سقارة للتدريب",
        "name_en": "Saqqara Training Centre",
        "calendar": "gregorian",
        "second_calendar": "hijri",
        "design": "ar-en",
        "signatories": [
            {"name": "د. نادية الشربيني", "post": {"ar": "مدير المركز", "en": "Director"}}
        ],
        **options,
    }
    body = IssuingBody(unit=unit, code=code, **values)
    db.session.add(body)
    db.session.flush()
    return body


def person(
    name: str = "منى أحمد السيد", second: str | None = "Mona A. Elsayed", **options: Any
) -> Any:
    return PersonFactory(full_name=name, second_name=second, **options)


def closed_run(passed: int = 1, failed: int = 0, body: bool = True, **options: Any) -> CourseRun:
    """A closed run whose sessions are over, with so many who passed and so many who did not."""
    run = run_with_sessions(**options)
    if body:
        issuing_body(run.unit, code=f"B{run.unit_id}"[-8:])
    unit = UnitFactory()
    for number in range(passed):
        holder = person(f"منى أحمد {number}", f"Mona Ahmed {number}", unit=unit)
        enrol(run, *ALL, unit=unit, person=holder)
    for number in range(failed):
        enrol(run, *TOO_FEW, unit=unit, person=person(f"هالة علي {number}", None, unit=unit))
    outcomes.close_run(run, administrator(run))
    db.session.refresh(run)
    return run


def administrator(run: CourseRun) -> Any:
    return actor(Role.CENTRE_ADMINISTRATOR, run.unit)


def enrolments(run: CourseRun) -> list[Enrolment]:
    return db.session.query(Enrolment).filter_by(course_run_id=run.id).order_by(Enrolment.id).all()
