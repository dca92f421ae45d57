"""Invented people, named by the custom of their country from lists of real names."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random

from lms.people.models import Sex
from lms.people.rules import FILIATIONS, PersonData

FOLDER = Path(__file__).parent / "data"
Name = tuple[str, str]
"""As it is written, and in Latin letters."""
Pick = Callable[[Random, Sequence[Name]], Name]
LISTS = {"EG": "names_ar.csv", "PS": "names_ar.csv", "IR": "names_fa.csv", "GE": "names_ka.csv"}


@cache
def _names(country: str) -> dict[str, list[Name]]:
    """Given names by sex ("m", "f") and family names (""), each with its Latin form."""
    found = defaultdict(list)
    with (FOLDER / LISTS[country]).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["country"] in (country, "EG") or row["kind"] == "given":
                found[row["sex"] if row["kind"] == "given" else ""].append(
                    (row["name"], row["latin"])
                )
    return found


def person(
    random: Random, country: str, sex: Sex | None = None, pick: Pick | None = None
) -> PersonData:
    """Somebody who does not exist. Nobody gets an identity number: any that is well formed may be somebody's."""
    pick = pick or _pick
    sex = sex or random.choice((Sex.FEMALE, Sex.MALE))
    names = _names(country)
    # The commonest names stand first in the lists.
    given = pick(random, names["f" if sex is Sex.FEMALE else "m"])
    father, grandfather = pick(random, names["m"]), pick(random, names["m"])
    family = pick(random, names[""])
    chain = (given, father, grandfather, family) if country in ("EG", "PS") else (given, family)
    latin = " ".join(part[1] for part in chain)
    return PersonData(
        full_name=" ".join(part[0] for part in chain),
        country=country,
        given_name=given[0],
        father_name=_genitive(father[0]) if country == "GE" else father[0],
        filiation=FILIATIONS["GE"][sex is Sex.FEMALE] if country == "GE" else None,
        grandfather_name=grandfather[0] if country in ("EG", "PS") else None,
        family_name=family[0],
        second_name=latin if all(part[1] for part in chain) else None,
        sex=sex,
        birth_year=random.randint(1966, 1999),
    )


def _genitive(name: str) -> str:
    """A Georgian given name as lists have the father's: დავითის, გიორგის."""
    return name + ("ს" if name[-1] in "აეიოუ" else "ის")


def _pick(random: Random, names: Sequence[Name]) -> Name:
    return names[min(int(random.expovariate(4 / len(names))), len(names) - 1)]
