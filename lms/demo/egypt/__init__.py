"""Egypt: the plan for local administration, the Saqqara centre, and the technology centres at real places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from sqlalchemy import select

from lms.demo.egypt import places, plan, runs
from lms.organisation import services as organisation
from lms.organisation.models import OrgUnit, UnitKind
from lms.organisation.queries import fiscal_years
from lms.organisation.reference import load_country, load_places
from lms.people.models import Person
from lms.platform.db import db


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
    saqqara, halls = places.saqqara_centre(ministry)
    centres = places.technology_centres(random)
    staff = places.staff(random, centres)
    trainers = places.trainers(random, saqqara)
    year = fiscal_years(root).of(today)
    courses_item, workshop_item = plan.approved_plan(ministry, year)
    courses = plan.courses(saqqara)
    plan.stated_figures(ministry, saqqara, courses_item, workshop_item)
    runs.deliver(random, today, courses, courses_item, staff, trainers, halls)
    runs.workshop(saqqara, workshop_item)
    runs.move_some(random, staff[: runs.SEATS], centres, today)
    trainee = db.session.get_one(Person, staff[0])
    qena = db.session.scalars(select(OrgUnit).filter_by(code="EG-KN")).one()
    return Egypt(root, ministry, saqqara, qena, db.session.get_one(Person, trainers[0]), trainee)
