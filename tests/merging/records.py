"""Two records of one person, and what of the database is told about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from lms.accounts.roles import Role
from lms.attendance.models import Mark
from lms.certificates import services as certificates
from lms.certificates.models import Certificate
from lms.enrolment.models import Enrolment
from lms.home.invariants import invariants
from lms.merging import queries, services
from lms.merging.models import PersonMerge
from lms.merging.rules import LINKS, Side
from lms.organisation.models import OrgUnit, UnitKind
from lms.outcomes import services as outcomes
from lms.people.models import Affiliation, Person
from lms.platform.db import Base, db
from lms.scheduling.models import CourseRun
from tests.certificates.register import ALL, administrator, issuing_body
from tests.outcomes.ledger import enrol, run_with_sessions
from tests.support.factories import PersonFactory, UnitFactory, actor


@dataclass
class Two:
    """Record 1 with four runs and record 2 with three, of which one is the same (S19)."""

    country: OrgUnit
    place: OrgUnit
    kept: Person
    other: Person
    shared: CourseRun

    @property
    def officer(self) -> Any:
        return actor(Role.COORDINATOR, self.place)

    def places(self, person: Person) -> list[str]:
        """The codes of the runs in which somebody has a place that counts, as their record shows them."""
        query = (
            select(CourseRun.code)
            .join(Enrolment, Enrolment.course_run_id == CourseRun.id)
            .where(Enrolment.person_id == person.id, Enrolment.state != "merged")
            .order_by(CourseRun.code)
        )
        return list(db.session.scalars(query))


def two_records() -> Two:
    """In run R, session 3 is absent in record 1 and present in record 2; both passed, and have a certificate of it."""
    country = UnitFactory(code="EG", kind=UnitKind.COUNTRY)
    place = UnitFactory(code="QENA", parent=country)
    issuing_body(place)
    kept = PersonFactory(full_name="منى أحمد السيد", phone="+201001234567")
    other = PersonFactory(
        full_name="مني احمد السيد", second_name="Zenobia Elsayed", birth_year=1991
    )
    place_of_work(kept, place)
    place_of_work(other, place, job_title="Head clerk")
    shared = run_with_sessions(unit=place)
    enrol(shared, 360, 360, Mark.ABSENT, 360, 360, unit=place, person=kept)
    enrol(shared, *ALL, unit=place, person=other, job_title="Head clerk")
    close(shared)
    for person, runs in ((kept, 3), (other, 2)):
        for _number in range(runs):
            close(run_of(place, person))
    db.session.commit()
    return Two(country, place, kept, other, shared)


def place_of_work(person: Person, unit: OrgUnit, **options: Any) -> None:
    db.session.add(Affiliation(person=person, unit=unit, **options))
    db.session.flush()


def run_of(place: OrgUnit, person: Person) -> CourseRun:
    run = run_with_sessions(unit=place)
    enrol(run, *ALL, unit=place, person=person)
    return run


def close(run: CourseRun) -> None:
    """Close the run, and issue to everybody who passed."""
    db.session.commit()
    outcomes.close_run(run, administrator(run))
    certificates.issue_for_run(run, administrator(run))
    db.session.commit()


def merged(two: Any, choose: Any = None, reason: str = "Her ID card was shown") -> PersonMerge:
    """Merge, everything that differs chosen from record 2 unless said otherwise."""
    preview = queries.preview(two.kept, two.other)
    choices = {one.key: Side.OTHER for one in preview.conflicts} | (choose or {})
    made = services.merge(two.kept, two.other, choices, reason, seen=preview.seen, by=two.officer)
    db.session.commit()
    return made


def broken() -> dict[str, list[Any]]:
    """The rules that do not hold, with what breaks them."""
    found = {words: db.session.execute(query).all() for words, query in invariants()}
    return {words: rows for words, rows in found.items() if rows}


def rows_about(*persons: Person) -> dict[str, list[Any]]:
    """Every row that names these people or hangs on one of their places in a run, as the database has it."""
    ids = [one.id for one in persons]
    places = select(Enrolment.id).where(Enrolment.person_id.in_(ids))
    tables = Base.metadata.tables
    found = {"person": _rows(tables["person"], tables["person"].c.id.in_(ids))}
    for name in LINKS:
        table, column = name.split(".")
        if table not in ("person_merge", "person"):
            found[table] = _rows(tables[table], tables[table].c[column].in_(ids))
    for name in ("attendance_entry", "score_entry", "outcome"):
        found[name] = _rows(tables[name], tables[name].c.enrolment_id.in_(places))
    return found


def _rows(table: Any, where: Any) -> list[Any]:
    return [
        tuple(row)
        for row in db.session.execute(select(table).where(where).order_by(*table.primary_key))
    ]


def certificates_of(person: Person) -> list[Certificate]:
    query = select(Certificate).where(Certificate.person_id == person.id).order_by(Certificate.id)
    return list(db.session.scalars(query))
