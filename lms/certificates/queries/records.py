"""The training record of a person, as far as the viewer may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from lms.assessment.models import Assessment, AssessmentKind, ScoreEntry
from lms.certificates import policy
from lms.certificates.models import Certificate, CertificateState
from lms.enrolment.models import Enrolment, EnrolmentState
from lms.organisation.models import OrgUnit, Room
from lms.outcomes.models import Completion, Outcome
from lms.outcomes.queries import facts
from lms.outcomes.rules import Decision, decide
from lms.people.models import Affiliation, Person
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.scheduling.models import CourseRun, RunState, SessionState, TrainingSession

SHOWN = (EnrolmentState.ENROLLED, EnrolmentState.WAITLISTED, EnrolmentState.WITHDRAWN)
OVER = (RunState.CLOSED, RunState.CANCELLED)


@dataclass(frozen=True)
class Line:
    """One enrolment of a record: decided with its outcome, or under way with what is known so far."""

    enrolment: Enrolment
    outcome: Outcome | None
    certificate: Certificate | None
    completed_on: date | None
    decision: Decision | None
    scores: dict[AssessmentKind, int | None]

    @property
    def run(self) -> CourseRun:
        return self.enrolment.run

    @property
    def is_under_way(self) -> bool:
        return self.decision is not None


def person(person_id: int, viewer: Actor) -> Select[Person]:
    """The person, if the viewer may read at least a part of their record."""
    return select(Person).where(Person.id == person_id, policy.person_visible_to(viewer))


def workplace(person_id: int) -> Affiliation | None:
    """Where somebody works now."""
    today = clock.today()
    query = (
        select(Affiliation)
        .options(joinedload(Affiliation.unit).joinedload(OrgUnit.parent))
        .where(
            Affiliation.person_id == person_id,
            or_(Affiliation.ends_on.is_(None), Affiliation.ends_on >= today),
        )
        .order_by(Affiliation.is_primary.desc(), Affiliation.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def lines(person_id: int, viewer: Actor) -> list[Line]:
    """The enrolments that the viewer may read, the latest run first."""
    query = (
        select(Enrolment, Outcome, Certificate, Completion.completed_on)
        .join(CourseRun, CourseRun.id == Enrolment.course_run_id)
        .outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
        .outerjoin(Completion, Completion.enrolment_id == Enrolment.id)
        .outerjoin(
            Certificate,
            and_(
                Certificate.enrolment_id == Enrolment.id,
                Certificate.state != CertificateState.SUPERSEDED,
            ),
        )
        .options(*_with_run(), joinedload(Enrolment.unit))
        .where(
            Enrolment.person_id == person_id,
            Enrolment.state.in_(SHOWN),
            policy.enrolment_visible_to(viewer),
        )
        .order_by(CourseRun.starts_on.desc().nulls_last(), Enrolment.id.desc())
    )
    found = db.session.execute(query).all()
    under_way = [row[0] for row in found if row[1] is None and _is_under_way(row[0])]
    known = facts(under_way) if under_way else {}
    scores = _scores([row[0].id for row in found])
    return [
        Line(
            enrolment=enrolment,
            outcome=outcome,
            certificate=certificate,
            completed_on=completed_on,
            decision=decide(known[enrolment.id]) if enrolment.id in known else None,
            scores=scores.get(enrolment.id, {}),
        )
        for enrolment, outcome, certificate, completed_on in found
    ]


def coming_sessions(person_id: int) -> list[TrainingSession]:
    """The sessions that somebody has a seat in and that are not over, the next one first."""
    query = (
        select(TrainingSession)
        .join(Enrolment, Enrolment.course_run_id == TrainingSession.course_run_id)
        .join(CourseRun, CourseRun.id == TrainingSession.course_run_id)
        .options(
            joinedload(TrainingSession.run).joinedload(CourseRun.course),
            joinedload(TrainingSession.run).joinedload(CourseRun.unit),
            joinedload(TrainingSession.run).joinedload(CourseRun.site_unit),
            joinedload(TrainingSession.room).joinedload(Room.venue),
        )
        .where(
            Enrolment.person_id == person_id,
            Enrolment.state == EnrolmentState.ENROLLED,
            TrainingSession.state == SessionState.SCHEDULED,
            TrainingSession.ends_at > clock.now(),
            CourseRun.state.not_in([*OVER, RunState.POSTPONED]),
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return list(db.session.scalars(query))


def _with_run() -> list[Any]:
    run = joinedload(Enrolment.run)
    return [
        run.joinedload(CourseRun.course),
        run.joinedload(CourseRun.unit).joinedload(OrgUnit.country),
        run.selectinload(CourseRun.sessions),
    ]


def _is_under_way(enrolment: Enrolment) -> bool:
    return enrolment.state is EnrolmentState.ENROLLED and enrolment.run.state not in OVER


def _scores(enrolment_ids: list[int]) -> dict[int, dict[AssessmentKind, int | None]]:
    """The best score of each assessment, in hundredths of 100 points; None for who did not come."""
    replaced = select(ScoreEntry.replaces_id).where(ScoreEntry.replaces_id.is_not(None))
    query = (
        select(ScoreEntry.enrolment_id, Assessment.kind, ScoreEntry.score, Assessment.max_score)
        .join(Assessment, Assessment.id == ScoreEntry.assessment_id)
        .where(ScoreEntry.enrolment_id.in_(enrolment_ids), ScoreEntry.id.not_in(replaced))
        .order_by(ScoreEntry.enrolment_id, ScoreEntry.attempt)
    )
    found: dict[int, dict[AssessmentKind, int | None]] = {}
    for enrolment_id, kind, score, max_score in db.session.execute(query):
        best = found.setdefault(enrolment_id, {}).setdefault(kind, None)
        if score is not None:
            found[enrolment_id][kind] = max(best or 0, score * 10_000 // max_score)
    return found
