"""Egypt's ministry, the Saqqara centre, and the technology centres at real places with their staff."""

from __future__ import annotations

from datetime import date
from random import Random

from sqlalchemy import insert, select

from lms.certificates.models import IssuingBody
from lms.demo import names
from lms.demo.sources import cited
from lms.organisation import services as organisation
from lms.organisation.models import OrgUnit, Room, UnitKind
from lms.people.models import Sex, Trainer
from lms.people.services import NewPerson, bulk_insert
from lms.platform.db import db

CITY_CENTRES, OFFICE_CENTRES = 290, 15
STAFF_OF_A_CENTRE = 2
JOBS = ("مدير المركز التكنولوجي", "موظف شباك", "مسؤول النظم", "موظف مكتب خلفي")


def saqqara_centre(ministry: OrgUnit) -> tuple[OrgUnit, list[Room]]:
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
                "ar": f"قاعة {'٠١٢'[at]}",
                "fa": f"سالن {'۰۱۲'[at]}",
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


def technology_centres(random: Random) -> list[OrgUnit]:
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


def staff(random: Random, centres: list[OrgUnit]) -> list[int]:
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


def trainers(random: Random, saqqara: OrgUnit) -> list[int]:
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
