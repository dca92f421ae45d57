"""How far two records resemble each other, in words; and what the reader may see of a person, field by field."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from lms.people import policy, queries
from lms.people.models import Person
from lms.people.rules import SEXES, father_in_words, masked_id
from lms.people.rules.headings import LABELS
from lms.people.rules.matching import Rule
from lms.people.rules.resemblance import AGAINST, Evidence, Resemblance
from lms.platform.access import current_actor
from lms.platform.i18n import _, _l, language
from lms.platform.i18n.dates import date_text
from lms.platform.i18n.digits import digits
from lms.platform.i18n.numbers import percent

RULES = {
    Rule.SPELLING: _l("Spelled differently"),
    Rule.JOINED: _l("Written together or apart"),
    Rule.ALEF: _l("With an alef or without"),
    Rule.ALLAH: _l("Allah with one lam or two"),
    Rule.NOMINATIVE: _l("With the ending of the nominative or without"),
    Rule.ROMANISED: _l("Sounds alike in another script"),
    Rule.LATIN: _l("Spelled differently in Latin letters"),
    Rule.INITIAL: _l("An initial"),
    Rule.ARTICLE: _l("With the article or without"),
    Rule.SLIP: _l("One letter differs, perhaps by a slip"),
    Rule.TITLE: _l("A title, not part of the name"),
    Rule.BETWEEN: _l("A word between the parts"),
    Rule.ORDER: _l("The family name stands first in one of them"),
    Rule.MISSING: _l("Only in one of the names"),
    Rule.FATHER_MISSING: _l("The father’s name, in one of them only"),
    Rule.FATHER_DIFFERS: _l("Another father’s name"),
    Rule.DIFFERENT: _l("Different"),
}
EVIDENCE = {
    Evidence.BORN_SAME: _l("Born on the same day"),
    Evidence.BORN_APART: _l("Born in different years"),
    Evidence.SEX_DIFFERS: _l("Of different sex"),
    Evidence.FATHER_SAME: _l("The same father’s name"),
    Evidence.FATHER_DIFFERS: _l("Another father’s name"),
}


class Reason(NamedTuple):
    """One thing that speaks for one person or against it; of names the words it is about."""

    words: str
    first: str = ""
    second: str = ""
    speaks_against: bool = False


class Candidate(NamedTuple):
    """Somebody on record who may be meant, with the reasons, and what tells them apart."""

    person: Person
    agreement: str
    reasons: list[Reason]
    told_apart: list[tuple[str, str]]


def reasons(how: Resemblance) -> list[Reason]:
    """Why two records may be of one person, or not; that words are the same needs no line of its own."""
    told = [
        Reason(str(RULES[met.rule]), met.first, met.second, met.rule is Rule.DIFFERENT)
        for met in how.names.met
        if met.rule in RULES
    ]
    if all(met.rule is Rule.SAME for met in how.names.met):
        told.append(Reason(_("The same name")))
    return told + [
        Reason(str(EVIDENCE[one]), speaks_against=one in AGAINST) for one in how.evidence
    ]


def candidate(person: Person, how: Resemblance) -> Candidate:
    """Somebody on record who may be meant by what was typed."""
    place = queries.current_affiliation(person)
    told = [
        (str(LABELS["unit"]), place.unit.name_in(language()) if place else ""),
        (str(LABELS["father_name"]), father_in_words(person.father_name, person.filiation)),
        (str(LABELS["national_id"]), masked_id(person)),
    ]
    return Candidate(
        person,
        percent(Fraction(round(100 * how.score), 100), 0),
        reasons(how),
        [(label, value) for label, value in told if value],
    )


def known(person: Person) -> dict[str, str]:
    """What the reader may see of a person, by field."""
    place = queries.current_affiliation(person)
    shown = {
        "full_name": person.full_name,
        "second_name": person.second_name or "",
        "father_name": father_in_words(person.father_name, person.filiation),
        "national_id": masked_id(person),
        "sex": str(SEXES[person.sex]),
        "birth_date": date_text(person.birth_date) if person.birth_date else "",
        "birth_year": digits(person.birth_year) if person.birth_year else "",
        "unit": place.unit.name_in(language()) if place else "",
        "job_title": (place.job_title or "") if place else "",
    }
    if policy.can_view_contacts(current_actor(), person):
        shown |= {"phone": person.phone or "", "email": person.email or ""}
    return shown
