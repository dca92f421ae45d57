"""What can be issued for a run, and what is in the way."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload

from lms.certificates import policy
from lms.certificates.models import Certificate, CertificateState, IssuingBody
from lms.certificates.queries.bodies import body_for
from lms.enrolment.models import Enrolment
from lms.outcomes.models import Outcome, OutcomeState
from lms.outcomes.queries import Delivery, delivery
from lms.people.models import Person
from lms.people.queries import by_name
from lms.platform.access import Actor
from lms.platform.db import db
from lms.scheduling import queries as scheduling
from lms.scheduling.models import CourseRun, RunState


@dataclass(frozen=True)
class Readiness:
    """Where a run stands on its way to certificates."""

    is_closed: bool
    delivery: Delivery
    body: IssuingBody | None
    passed: int
    not_passed: int
    issued: int
    without_file: int
    erased: int
    """Who passed, has none, and was erased."""

    @property
    def to_issue(self) -> int:
        return self.passed - self.issued - self.erased

    @property
    def is_ready(self) -> bool:
        return self.is_closed and self.body is not None and not self.delivery.blocks_certificates


def run(code: str, viewer: Actor) -> Select[CourseRun]:
    """The run with this code and all that its header shows, if the viewer may look through its certificates."""
    return scheduling.run(code, viewer).where(policy.run_visible_to(viewer))


def candidates(run_id: int) -> Select[Enrolment, Outcome, Certificate]:
    """Everybody who came to an outcome, with the certificate that is current, in the roster's order."""
    return (
        select(Enrolment, Outcome, Certificate)
        .join(Outcome, Outcome.enrolment_id == Enrolment.id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Certificate, _current())
        .options(joinedload(Enrolment.person), joinedload(Enrolment.unit))
        .where(Enrolment.course_run_id == run_id)
        .order_by(*by_name(), Person.id)
    )


def ready_to_issue(run_id: int) -> list[tuple[Enrolment, Outcome]]:
    """Who passed and has no certificate yet, in the roster's order."""
    query = candidates(run_id).where(
        Outcome.state == OutcomeState.PASSED,
        Certificate.id.is_(None),
        Person.erased_at.is_(None),
    )
    return [(enrolment, outcome) for enrolment, outcome, _none in db.session.execute(query)]


def runs_to_issue(viewer: Actor) -> list[tuple[CourseRun, int]]:
    """Closed runs in which somebody passed and has no certificate yet, with how many, the latest first."""
    waiting = (
        select(Enrolment.course_run_id, func.count().label("people"))
        .join(Outcome, Outcome.enrolment_id == Enrolment.id)
        .join(CourseRun, CourseRun.id == Enrolment.course_run_id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Certificate, _current())
        .where(
            Person.erased_at.is_(None),
            CourseRun.state == RunState.CLOSED,
            CourseRun.unit_id.in_(viewer.units_where(policy.ISSUE)),
            Outcome.state == OutcomeState.PASSED,
            Certificate.id.is_(None),
        )
        .group_by(Enrolment.course_run_id)
        .subquery()
    )
    query = (
        select(CourseRun, waiting.c.people)
        .join(waiting, waiting.c.course_run_id == CourseRun.id)
        .options(joinedload(CourseRun.course))
        .order_by(CourseRun.ends_on.desc().nulls_last(), CourseRun.id.desc())
    )
    return [(run, people) for run, people in db.session.execute(query)]


def without_file_in(run_id: int) -> list[Certificate]:
    """The certificates of a run whose files are still to be made."""
    query = (
        select(Certificate)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .where(Enrolment.course_run_id == run_id, Certificate.file_sha256.is_(None))
        .order_by(Certificate.id)
    )
    return list(db.session.scalars(query))


def not_passed(run_id: int, limit: int) -> list[tuple[Enrolment, Outcome]]:
    """Who did not qualify, in the roster's order."""
    query = candidates(run_id).where(Outcome.state != OutcomeState.PASSED).limit(limit)
    return [(enrolment, outcome) for enrolment, outcome, _none in db.session.execute(query)]


def readiness(run: CourseRun) -> Readiness:
    """The numbers of a run, and whether anything blocks issuing."""
    counts = (
        select(
            func.count().filter(Outcome.state == OutcomeState.PASSED),
            func.count().filter(Outcome.state != OutcomeState.PASSED),
            func.count(Certificate.id),
            func.count(Certificate.id).filter(Certificate.file_sha256.is_(None)),
            func.count().filter(
                Outcome.state == OutcomeState.PASSED,
                Certificate.id.is_(None),
                Person.erased_at.is_not(None),
            ),
        )
        .select_from(Enrolment)
        .join(Outcome, Outcome.enrolment_id == Enrolment.id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Certificate, _current())
        .where(Enrolment.course_run_id == run.id)
    )
    passed, not_passed, issued, without_file, erased = db.session.execute(counts).one()
    return Readiness(
        is_closed=run.state is RunState.CLOSED,
        delivery=delivery(run),
        body=body_for(run.unit_id),
        passed=passed,
        not_passed=not_passed,
        issued=issued,
        without_file=without_file,
        erased=erased,
    )


def _current() -> ColumnElement[bool]:
    return and_(
        Certificate.enrolment_id == Enrolment.id,
        Certificate.state != CertificateState.SUPERSEDED,
    )
