"""What the screens of people are asked."""

from __future__ import annotations

import re

from sqlalchemy import func, select

from lms.people.models import Person
from lms.platform.db import db
from tests.support.factories import UserFactory

MONA = "29001011234581"


def sign_in(browser, role, unit):
    return browser.sign_in(UserFactory(role=role, unit=unit))


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(Person))


def filled(centre, **changes) -> dict:
    return {
        "full_name": "هدى علي ناصر",
        "national_id": "",
        "id_country": "EG",
        "sex": "female",
        "language": "ar",
        "unit": str(centre.id),
    } | changes


def edit(browser, person, **changes):
    page = browser.get(f"/people/{person.id}/edit").text
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="seen"', page)
    sent = {
        "full_name": person.full_name,
        "id_country": "EG",
        "sex": person.sex.value,
        "language": "ar",
        "phone": person.phone or "",
        "email": person.email or "",
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "second_name": person.second_name or "",
        "seen": seen[1] or seen[2],
    }
    return sent | changes
