"""How people are reached where their numbers are written as at home."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from lms.organisation.models import OrgUnit
from lms.people.models import Affiliation, Person
from lms.platform.db import db
from lms.platform.telephones import mobile_number


def mobiles(person_ids: Collection[int]) -> dict[int, str]:
    """The mobile telephones of these people as they are dialled from anywhere; two statements, whoever asks.

    A number that does not say its country is of that of the identity number, else of the latest place of work.
    """
    homes = (
        select(Affiliation.person_id, OrgUnit.country_code)
        .join(OrgUnit, OrgUnit.id == Affiliation.unit_id)
        .where(Affiliation.person_id.in_(person_ids))
        .order_by(Affiliation.is_primary, Affiliation.id)
    )
    work = {row.person_id: row.country_code for row in db.session.execute(homes)}
    people = select(Person.id, Person.phone, Person.id_country)
    known = db.session.execute(people.where(Person.id.in_(person_ids), Person.phone.is_not(None)))
    found = {
        key: mobile_number(phone or "", country or work.get(key, ""))
        for key, phone, country in known
    }
    return {key: number for key, number in found.items() if number is not None}
