"""What becomes of each row of a sheet: ready, or what has to be done about it first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.enrolment.models import Nomination, NominationState
from lms.enrolment.queries.eligibility import Eligibility, eligibility
from lms.enrolment.queries.matching import Match
from lms.enrolment.queries.rosters import listed_in
from lms.organisation.models import OrgUnit
from lms.people.models import Affiliation, Person
from lms.people.queries import current_affiliations
from lms.platform.db import db
from lms.scheduling.models import CourseRun


class Ruling(StrEnum):
    """What becomes of a row."""

    READY = "ready"
    LACKING = "lacking"  # a prerequisite; a reason lets them in all the same (S3)
    CHOOSE = "choose"
    UNKNOWN = "unknown"
    LISTED = "listed"  # nominated or enrolled already
    REFUSED = "refused"  # by the centre, which said why
    REPEATED = "repeated"  # the same person as in a row above

    @property
    def to_fix(self) -> bool:
        return self in {Ruling.LACKING, Ruling.CHOOSE, Ruling.UNKNOWN}


UNKNOWN = Eligibility()


@dataclass(frozen=True)
class Judged:
    """A row with its ruling and what there is to say about it."""

    match: Match
    ruling: Ruling
    person: Person | None = None
    found: Eligibility = UNKNOWN
    nomination: Nomination | None = None
    same_as: int | None = None


def judge(run: CourseRun, unit: OrgUnit, rows: Sequence[Match]) -> list[Judged]:
    """The rulings over all rows, in their order; five statements, however many rows there are."""
    ids = {row.person.id for row in rows if row.person is not None}
    known = _Known(run, unit, ids)
    first_rows: dict[int, int] = {}
    return [known.judged(row, first_rows) for row in rows]


class _Known:
    """What is on record of the people in a sheet."""

    def __init__(self, run: CourseRun, unit: OrgUnit, person_ids: set[int]) -> None:
        self.run, self.unit = run, unit
        self.nominations = _nominations(run, person_ids)
        self.enrolled = listed_in(run, person_ids) if person_ids else set()
        self.found = eligibility([(run, one) for one in person_ids]) if person_ids else {}

    def judged(self, match: Match, first_rows: dict[int, int]) -> Judged:
        person = match.person
        if person is None:
            return Judged(match, Ruling.CHOOSE if match.people else Ruling.UNKNOWN)
        first = first_rows.setdefault(person.id, match.row.number)
        if first != match.row.number:
            return Judged(match, Ruling.REPEATED, person, same_as=first)
        nomination = self.nominations.get(person.id)
        ruling = self._on_record(person, nomination)
        found = self.found.get((self.run.id, person.id), UNKNOWN)
        if ruling is None:
            ruling = Ruling.LACKING if found.missing else Ruling.READY
        return Judged(match, ruling, person, found, nomination)

    def _on_record(self, person: Person, nomination: Nomination | None) -> Ruling | None:
        if person.id in self.enrolled:
            return Ruling.LISTED
        if nomination is None:
            return None
        if nomination.state is NominationState.PROPOSED:
            return Ruling.LISTED
        return Ruling.REFUSED if nomination.state is NominationState.REFUSED else None


def _nominations(run: CourseRun, person_ids: set[int]) -> Mapping[int, Nomination]:
    query = (
        select(Nomination)
        .options(joinedload(Nomination.unit))
        .where(Nomination.course_run_id == run.id, Nomination.person_id.in_(person_ids))
        .order_by(Nomination.id)
    )
    return {one.person_id: one for one in db.session.scalars(query)} if person_ids else {}


def places_of_work(rows: Sequence[Judged]) -> dict[int, Affiliation]:
    """Where everybody works who is named or could be meant: what tells namesakes apart."""
    ids = {person.id for row in rows for person in (*row.match.people, row.person) if person}
    return current_affiliations(ids) if ids else {}
