"""Countries and their places, from public lists: loading them makes the real tree that everything hangs from.

Sources: ISO 3166-2 for the first level; OCHA/CAPMAS 2017 for Egypt's second; GeoNames (CC BY 4.0) for Georgia's;
public lists of official names for Lorestan and Gaza. Each row of `places.csv` names its own.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from lms.organisation.models import (
    ALWAYS,
    OPEN,
    Country,
    OrgUnit,
    UnitAncestor,
    UnitAncestry,
    UnitKind,
)
from lms.platform.db import db
from lms.platform.i18n import LANGUAGES
from lms.platform.localised import name_keys

FOLDER = Path(__file__).parent

Way = tuple[int, int, date, date]
"""A unit above, how far, and from which day up to which it was so."""


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def countries() -> list[str]:
    """The codes of the countries that can be loaded."""
    return [row["code"] for row in _rows("countries.csv")]


def country_names() -> dict[str, dict[str, str]]:
    """The names of the countries that can be loaded, by code and language."""
    english = {row["code"]: row["name_en"] for row in _rows("places.csv") if row["level"] == "0"}
    return {
        row["code"]: {"en": english[row["code"]]}
        | {key.removeprefix("name_"): name for key, name in _country_names(row).items()}
        for row in _rows("countries.csv")
    }


def load_country(code: str, *, is_demo: bool = False) -> OrgUnit:
    """The country's profile and its root unit, made where they are missing."""
    row = next(row for row in _rows("countries.csv") if row["code"] == code)
    if db.session.get(Country, code) is None:
        db.session.add(
            Country(
                code=code,
                timezone=row["timezone"],
                language=row["language"],
                calendar=row["calendar"],
                second_calendar=row["second_calendar"] or None,
                weekend=row["weekend"],
                first_weekday=int(row["first_weekday"]),
                fiscal_calendar=row["fiscal_calendar"],
                fiscal_month=int(row["fiscal_month"]),
                fiscal_day=int(row["fiscal_day"]),
            )
        )
        db.session.flush()
    root = db.session.scalar(select(OrgUnit).filter_by(code=code))
    if root is None:
        place = next(row for row in _rows("places.csv") if row["code"] == code)
        _insert([_unit(place | _country_names(row), None, is_demo)], {})
        root = db.session.scalars(select(OrgUnit).filter_by(code=code)).one()
    return root


def load_places(country: str, *, under: OrgUnit, is_demo: bool = False) -> int:
    """The governorates, regions or provinces of a country and what lies in them, below `under`; returns how many
    were new. Loading again adds nothing."""
    codes = select(OrgUnit.code, OrgUnit.id).filter_by(country_code=country)
    known = dict(db.session.execute(codes).all())
    levels: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for place in _rows("places.csv"):
        if place["country"] == country and place["level"] != "0" and place["code"] not in known:
            levels[int(place["level"])].append(
                _unit(place, None, is_demo) | {"in": place["parent_code"]}
            )
    above = _ancestors(country)
    for level in sorted(levels):
        for unit in levels[level]:
            inside = unit.pop("in")
            unit["parent_id"] = under.id if level == 1 else known[inside]
        known |= _insert(levels[level], above)
    return sum(map(len, levels.values()))


def _unit(place: dict[str, str], parent_id: int | None, is_demo: bool) -> dict[str, Any]:
    names: dict[str, str | None] = {one: place.get(f"name_{one}") for one in LANGUAGES}
    names |= {"en": place["name_en"] or None, place["language"]: place["name_local"] or None}
    return {
        "code": place["code"],
        "kind": UnitKind(place["kind"]),
        "country_code": place["country"],
        "parent_id": parent_id,
        "is_mobile": False,
        "is_automated": False,
        "source": place["source"],
        "is_demo": is_demo,
        **{f"name_{language}": name for language, name in names.items()},
        **name_keys(names),
    }


def _country_names(row: dict[str, str]) -> dict[str, str]:
    """A country is known by a name of its own in every language; of other places only the public lists' names are."""
    return {key: name for key, name in row.items() if key.startswith("name_")}


def _ancestors(country: str) -> dict[int, list[Way]]:
    """For each unit of the country, the ways up to the units above it, itself included."""
    query = (
        select(
            UnitAncestry.unit_id,
            UnitAncestry.ancestor_id,
            UnitAncestry.depth,
            UnitAncestry.since,
            UnitAncestry.until,
        )
        .join(OrgUnit, OrgUnit.id == UnitAncestry.unit_id)
        .where(OrgUnit.country_code == country)
    )
    above: dict[int, list[Way]] = defaultdict(list)
    for unit_id, one, depth, since, until in db.session.execute(query):
        above[unit_id].append((one, depth, since, until))
    return above


def _insert(units: list[dict[str, Any]], above: dict[int, list[Way]]) -> dict[str, int]:
    made = db.session.execute(
        insert(OrgUnit).returning(OrgUnit.id, OrgUnit.code, OrgUnit.parent_id), units
    ).all()
    ancestry = []
    for unit_id, _code, parent_id in made:
        higher = above.get(parent_id, []) if parent_id else []
        above[unit_id] = [
            (unit_id, 0, ALWAYS, OPEN),
            *((one, depth + 1, since, until) for one, depth, since, until in higher),
        ]
        ancestry += [
            {
                "unit_id": unit_id,
                "ancestor_id": one,
                "depth": depth,
                "since": since,
                "until": until,
            }
            for one, depth, since, until in above[unit_id]
        ]
    db.session.execute(insert(UnitAncestry), ancestry)
    today = [
        {name: row[name] for name in ("unit_id", "ancestor_id", "depth")}
        for row in ancestry
        if row["until"] == OPEN
    ]
    db.session.execute(insert(UnitAncestor), today)
    return {code: unit_id for unit_id, code, _parent in made}
