"""What an identity number tells of its holder, beside what was typed: where they differ, somebody looks at the card."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from lms.people.models import Person, Sex
from lms.people.national_id import IdCheck
from lms.people.rules.persons import PersonData
from lms.platform.i18n import _l


class Difference(NamedTuple):
    """A field in which the number says something else than what was typed."""

    field: str
    typed: date | int | Sex
    told: date | int | Sex

    @property
    def mark(self) -> str:
        """Stands for this difference and no other in a form that asks whether it was seen."""
        return f"{self.field}:{self.typed}"


WORDS = {
    "sex": _l("The ID number says another sex. Compare both with the card."),
    "birth_date": _l("The ID number says another date of birth. Compare both with the card."),
    "birth_year": _l("The ID number says another year of birth. Compare both with the card."),
}


def differences(data: PersonData | Person, found: IdCheck | None) -> list[Difference]:
    """Where the number contradicts what was typed; what was not typed contradicts nothing."""
    if found is None:
        return []
    differing = []
    if found.sex and data.sex is not Sex.UNKNOWN and found.sex != data.sex.value:
        differing.append(Difference("sex", data.sex, Sex(found.sex)))
    if found.birth_date and data.birth_date:
        if found.birth_date != data.birth_date:
            differing.append(Difference("birth_date", data.birth_date, found.birth_date))
    elif found.birth_date and data.birth_year and found.birth_date.year != data.birth_year:
        differing.append(Difference("birth_year", data.birth_year, found.birth_date.year))
    return differing


def filled_in(data: PersonData, found: IdCheck | None) -> PersonData:
    """The same person with what the number tells where nothing was typed; what was typed stays as it is."""
    if found is None:
        return data
    if data.sex is Sex.UNKNOWN and found.sex:
        data = data._replace(sex=Sex(found.sex))
    born = found.birth_date
    if born and not data.birth_date and data.birth_year in (None, born.year):
        data = data._replace(birth_date=born)
    return data
