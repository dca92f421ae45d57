"""Deciding on the rows that resemble somebody: the same person, or a new one."""

from __future__ import annotations

from sqlalchemy import update

from lms.audit import services as audit
from lms.organisation.models import OrgUnit
from lms.people.errors import NotToReview, RowRefused
from lms.people.models import Person, RosterRow, RowVerdict, Sex
from lms.people.policy import can_manage
from lms.people.queries.rosters import places_below
from lms.people.rules import PersonData
from lms.people.rules.rows import ReadRow, RowReader, label, reason
from lms.people.services.kept_rows import open_values
from lms.people.services.persons import create_person, update_person
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.sheets.read import SheetRow

_TEXTS = (
    "given_name",
    "filiation",
    "father_name",
    "grandfather_name",
    "family_name",
    "second_name",
    "phone",
    "email",
)


def is_same(row: RosterRow, by: Actor) -> Person:
    """The row is the person it resembles; what was not known of them is filled in from it."""
    person = row.similar
    if person is None or not can_manage(by, person):
        raise NotToReview
    if _claim(row):
        read = _read(row)
        update_person(person, _filled_in(person, _person_in(row, read)), by)
        _decided(row, "roster_row.same", by)
    return person


def is_new(row: RosterRow, by: Actor) -> Person | None:
    """The row is somebody else of the same name, who is recorded; none when that was done before."""
    if not _claim(row):
        return None
    read = _read(row)
    unit = db.session.get_one(OrgUnit, read.unit_id or row.roster.unit_id)
    person = create_person(
        _person_in(row, read), by, unit=unit, job_title=read.job_title, starts_on=read.starts_on
    )
    row.roster.rows_added += 1
    _decided(row, "roster_row.new", by)
    return person


def person_in(row: RosterRow) -> PersonData | None:
    """Whom the row is about, as it would be read today; none where it cannot be read."""
    return _read(row).person


def _claim(row: RosterRow) -> bool:
    """Decide once: a second click finds the row decided."""
    if row.verdict is not RowVerdict.REVIEW:
        raise NotToReview
    found = db.session.execute(
        update(RosterRow)
        .where(RosterRow.id == row.id, RosterRow.resolved.is_(False))
        .values(resolved=True)
        .returning(RosterRow.id)
    )
    return found.scalar() is not None


def _read(row: RosterRow) -> ReadRow:
    """The row as it would be read today."""
    values = open_values(row)
    unit = row.roster.unit
    reader = RowReader(
        dict(enumerate(values)), unit.country_code, places_below(unit), clock.today()
    )
    return reader.read(SheetRow(row.row_number, list(values.values())))


def _person_in(row: RosterRow, read: ReadRow) -> PersonData:
    if read.person is None:
        values, country = open_values(row), row.roster.unit.country_code
        problem = read.problems[0]
        raise RowRefused(reason=f"{label(problem)}: {reason(problem, values, country)}")
    return read.person


def _filled_in(person: Person, found: PersonData) -> PersonData:
    """What is known of the person, and from the row what was not."""
    return found._replace(
        full_name=person.full_name,
        national_id=None if person.national_id_hash else found.national_id,
        sex=found.sex if person.sex is Sex.UNKNOWN else person.sex,
        birth_date=person.birth_date or found.birth_date,
        birth_date_typed=person.birth_date_typed if person.birth_date else found.birth_date_typed,
        birth_year=person.birth_year or found.birth_year,
        language=person.language,
        **{name: getattr(person, name) or getattr(found, name) for name in _TEXTS},
    )


def _decided(row: RosterRow, action: str, by: Actor) -> None:
    audit.record(action, actor=by, subject=row, unit_id=row.roster.unit_id)
    row.values = {}  # what was typed is on record now, or was not needed
    db.session.flush()
