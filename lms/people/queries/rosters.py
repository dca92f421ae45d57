"""Rosters on their way in: what is known of the people in them, their rows, and who waits for review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, bindparam, false, func, select
from sqlalchemy.orm import joinedload

from lms.jobs.models import OPEN, Job
from lms.organisation.models import Country, OrgUnit
from lms.organisation.queries import subtree_ids
from lms.people.models import Affiliation, ImportState, Person, RosterImport, RosterRow, RowVerdict
from lms.people.policy import imports_visible_to
from lms.people.queries.resembling import BEARER
from lms.people.rules.places import Place, Places
from lms.people.rules.resemblance import Bearer
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import LANGUAGES


@dataclass(slots=True)
class Workplaces:
    """Where somebody works, today or from a later day on, and where no longer."""

    present: set[int] = field(default_factory=set)
    past: set[int] = field(default_factory=set)


def imports(viewer: Actor) -> Select[RosterImport]:
    """The files that were loaded for the viewer's places, newest first."""
    return (
        select(RosterImport)
        .options(joinedload(RosterImport.unit))
        .where(imports_visible_to(viewer), RosterImport.state != ImportState.DISCARDED)
        .order_by(RosterImport.id.desc())
    )


def roster(roster_id: int, viewer: Actor) -> Select[RosterImport]:
    """One of them."""
    return imports(viewer).where(RosterImport.id == roster_id)


def loaded_before(roster: RosterImport) -> Select[RosterImport]:
    """Earlier loads of the very same file for the same place."""
    return (
        select(RosterImport)
        .where(
            RosterImport.content_key == roster.content_key,
            RosterImport.unit_id == roster.unit_id,
            RosterImport.state == ImportState.DONE,
            RosterImport.id != roster.id,
        )
        .order_by(RosterImport.id.desc())
    )


def left_unfinished(content_key: str, unit: OrgUnit) -> Select[RosterImport]:
    """A load of this file that was interrupted on the command line."""
    return (
        select(RosterImport)
        .where(
            RosterImport.content_key == content_key,
            RosterImport.unit_id == unit.id,
            RosterImport.state == ImportState.LOADING,
            RosterImport.created_by_id == 0,
        )
        .order_by(RosterImport.id.desc())
        .limit(1)
    )


def is_worked_on(roster: RosterImport) -> bool:
    """Whether a job reads or loads it, or is going to."""
    query = select(Job.id).where(Job.id == roster.job_id, Job.state.in_(OPEN))
    return db.session.scalar(query) is not None


def rows(roster: RosterImport, *verdicts: RowVerdict) -> Select[RosterRow]:
    """The rows that need somebody's eye, in the order of the file."""
    return (
        select(RosterRow)
        .where(RosterRow.roster_import_id == roster.id, RosterRow.verdict.in_(verdicts))
        .order_by(RosterRow.row_number)
    )


def rows_to_review(roster: RosterImport) -> Select[RosterRow]:
    """The rows that nobody has decided on yet, with the person they resemble."""
    similar = joinedload(RosterRow.similar)
    return (
        rows(roster, RowVerdict.REVIEW)
        .options(similar.selectinload(Person.affiliations).joinedload(Affiliation.unit))
        .where(RosterRow.resolved.is_(False))
    )


def row(roster: RosterImport, row_id: int) -> Select[RosterRow]:
    """One row of a file that resembles somebody, decided or not."""
    return rows(roster, RowVerdict.REVIEW).where(RosterRow.id == row_id)


def waiting(viewer: Actor) -> dict[int, int]:
    """How many rows wait for review, by file."""
    query = (
        select(RosterRow.roster_import_id, func.count())
        .join(RosterRow.roster)
        .where(
            imports_visible_to(viewer),
            RosterImport.state == ImportState.DONE,
            RosterRow.verdict == RowVerdict.REVIEW,
            RosterRow.resolved.is_(False),
        )
        .group_by(RosterRow.roster_import_id)
    )
    return dict(db.session.execute(query).all())


def places_below(unit: OrgUnit) -> Places:
    """The places that a file for this unit may name."""
    today = clock.today()
    query = select(OrgUnit).where(OrgUnit.id.in_(subtree_ids(unit.id)))
    return Places(
        unit.id,
        [
            Place(
                place.id,
                place.code,
                tuple(place.names[code] for code in LANGUAGES if code in place.names),
                place.is_open_on(today),
            )
            for place in db.session.scalars(query)
        ],
    )


class Holder(NamedTuple):
    """Who bears an identity number, and by which names."""

    person_id: int
    folded_name: str
    full_name: str
    second_name: str | None
    language: str


def known_numbers(country: str, hashes: Collection[bytes]) -> dict[bytes, Holder]:
    """Who bears the numbers of these hashes."""
    if not hashes:
        return {}
    known = (
        *(Person.id, Person.folded_name, Person.full_name),
        *(Person.second_name, Person.language),
    )
    query = select(Person.national_id_hash, *known).where(
        Person.id_country == country, Person.national_id_hash.in_(_many("hashes"))
    )
    found = db.session.execute(query, {"hashes": list(hashes)})
    return {row[0]: Holder(*row[1:]) for row in found if row[0]}


def sounding_alike(
    numbered: Collection[str], unnumbered: Collection[str], unit_ids: Collection[int]
) -> dict[tuple[int, str], list[tuple[int, Bearer]]]:
    """Whose names sound so, roughly, at these units: unit and key to people.

    Somebody with a number can only be one of those without: of `numbered` keys only these are given.
    """
    found: dict[tuple[int, str], list[tuple[int, Bearer]]] = defaultdict(list)
    not_left = Affiliation.ends_on.is_(None) | (Affiliation.ends_on >= clock.today())
    query = (
        select(Affiliation.unit_id, Person.name_key, Person.id, *BEARER)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .where(Person.name_key.in_(_many("keys")), not_left)
        .order_by(Person.id)
    )
    without = query.where(Person.national_id_hash.is_(None))
    # Asked to look among the units as well, a planner may go through all of their staff.
    for keys, asked in ((set(numbered) - set(unnumbered), without), (unnumbered, query)):
        rows = db.session.execute(asked, {"keys": list(keys)}) if keys else ()
        for unit, key, person, *known in rows:
            if unit in unit_ids:
                found[unit, key].append((person, Bearer(*known)))
    return found


def workplaces(person_ids: Collection[int]) -> dict[int, Workplaces]:
    """Where each of these people works, or worked."""
    found: dict[int, Workplaces] = defaultdict(Workplaces)
    if person_ids:
        left = func.coalesce(Affiliation.ends_on < clock.today(), false())
        query = select(Affiliation.person_id, Affiliation.unit_id, left).where(
            Affiliation.person_id.in_(_many("people"))
        )
        for person, unit, has_left in db.session.execute(query, {"people": list(person_ids)}):
            (found[person].past if has_left else found[person].present).add(unit)
    return found


def let_one_load(country: str) -> None:
    """Wait until nobody else loads staff of the country: two at once could each find the same person new.

    On SQLite the one writer is alone anyhow.
    """
    query = select(Country.code).where(Country.code == country)
    db.session.execute(query.with_for_update(key_share=True))


def _many(name: str) -> BindParameter[Any]:
    """Thousands of values, given with the execution: SQLAlchemy looks at each one otherwise."""
    return bindparam(name, expanding=True)
