"""Deciding on a run: once, for everybody in it, with the completions that figures count."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from lms.audit.services import record
from lms.enrolment.models import Enrolment
from lms.organisation.queries import fiscal_years
from lms.organisation.rules import FiscalYears
from lms.organisation.services import take_turns
from lms.outcomes import events, queries
from lms.outcomes.errors import (
    ExamMarksMissing,
    HoursComplete,
    NothingHeld,
    NotUnderWay,
    SessionsToCome,
    Unmarked,
)
from lms.outcomes.models import Completion, HoursWaiver, Outcome, OutcomeState
from lms.outcomes.rules import Decision, decide
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n.lists import listed
from lms.platform.i18n.numbers import number
from lms.scheduling.models import CourseRun, RunState
from lms.scheduling.services.locks import lock_run

UNDER_WAY = (RunState.OPEN, RunState.CONFIRMED, RunState.IN_PROGRESS, RunState.ENDED)
NAMES_SHOWN = 5


def preview(run: CourseRun) -> list[tuple[Enrolment, Decision]]:
    """What closing the run now would decide, in the order of the roster."""
    return [(enrolment, decide(known)) for enrolment, known in queries.facts_of_run(run)]


def close_run(run: CourseRun, by: Actor) -> bool:
    """Decide on everybody, write the completions and close; False where it was closed already.

    Raises:
        NotUnderWay: there is nothing to close.
        SessionsToCome, Unmarked, NothingHeld, ExamMarksMissing: something is open, and it says what.
    """
    # Two who press the button at once take turns here, and the second finds it done.
    lock_run(run)
    db.session.expire(run, ["sessions"])
    if run.state is RunState.CLOSED:
        return False
    if run.state not in UNDER_WAY:
        raise NotUnderWay
    decided = preview(run)
    _refuse_what_is_open(run, [one for _enrolment, one in decided])
    _refuse_missing_marks(decided)
    _write(run, decided, by)
    run.state = RunState.CLOSED
    passed = sum(one.state is OutcomeState.PASSED for _enrolment, one in decided)
    record(
        "outcomes.close_run",
        actor=by,
        subject=run,
        details={"enrolments": len(decided), "passed": passed},
        unit_id=run.unit_id,
    )
    db.session.flush()
    events.run_closed.send(events.RunClosed(run.id))
    return True


def waive_hours(run: CourseRun, reason: str, by: Actor) -> HoursWaiver:
    """Let certificates be issued although fewer hours were given than the course has (S8)."""
    delivery = queries.delivery(run)
    if not delivery.is_short:
        raise HoursComplete
    waiver = delivery.waiver or HoursWaiver(course_run_id=run.id)
    waiver.minutes_given = delivery.minutes_given
    waiver.reason = reason
    waiver.waived_by_id = by.id or None
    waiver.waived_at = clock.now()
    db.session.add(waiver)
    minutes = {"given": delivery.minutes_given, "due": delivery.minutes_due}
    record(
        "outcomes.waive_hours",
        actor=by,
        subject=run,
        details=minutes,
        reason=reason,
        unit_id=run.unit_id,
    )
    return waiver


def _refuse_what_is_open(run: CourseRun, decisions: list[Decision]) -> None:
    coming = sorted({one for decision in decisions for one in decision.coming_sessions})
    if coming:
        raise SessionsToCome(coming, _listed(coming))
    unmarked = sorted({one for decision in decisions for one in decision.unmarked_sessions})
    if unmarked:
        raise Unmarked(unmarked, _listed(unmarked))
    given = any(decision.forecast.planned for decision in decisions)
    if decisions and not given and run.attendance_basis_points:
        raise NothingHeld


def _refuse_missing_marks(decided: list[tuple[Enrolment, Decision]]) -> None:
    names = [enrolment.person.full_name for enrolment, one in decided if one.lacks_exam]
    if names:
        more = ["…"] if len(names) > NAMES_SHOWN else []
        raise ExamMarksMissing(names=listed([*names[:NAMES_SHOWN], *more]))


def _listed(numbers: list[int]) -> str:
    return listed(number(one) for one in numbers)


def _write(run: CourseRun, decided: list[tuple[Enrolment, Decision]], by: Actor) -> None:
    if not decided:
        return
    stamp = {"decided_by_id": by.id or None, "decided_at": clock.now()}
    db.session.execute(
        insert(Outcome),
        [
            {
                "enrolment_id": enrolment.id,
                "state": decision.state,
                "minutes_present": decision.minutes_present,
                "minutes_held": decision.minutes_held,
                "minutes_needed": decision.minutes_needed,
                "score": decision.score,
                "met_on": decision.met_on,
                "reasoning": decision.reasoning,
                **stamp,
            }
            for enrolment, decision in decided
        ],
    )
    completions = _completions(run, decided)
    if completions:
        db.session.execute(insert(Completion), completions)


def _completions(run: CourseRun, decided: list[tuple[Enrolment, Decision]]) -> list[dict[str, Any]]:
    years = years_of(run)
    return [
        completion_of(run, enrolment, decision, years)
        for enrolment, decision in decided
        if decision.state is OutcomeState.PASSED
    ]


def years_of(run: CourseRun) -> FiscalYears:
    """The fiscal years in which completions of the run count; nobody says otherwise until this transaction is over."""
    take_turns()
    db.session.expire(run.unit.country, ["something_said"])
    return fiscal_years(run.unit)


def completion_of(
    run: CourseRun, enrolment: Enrolment, decision: Decision, years: FiscalYears
) -> dict[str, Any]:
    """The facts that figures count, as things stood at enrolment."""
    # A run without dated sessions, such as an old one, was completed when it ended.
    completed_on = decision.met_on or run.ends_on or clock.today(run.unit.country.timezone)
    return {
        "enrolment_id": enrolment.id,
        "person_id": enrolment.person_id,
        "course_id": run.course_id,
        "course_run_id": run.id,
        "unit_id": enrolment.unit_id,
        "delivering_unit_id": run.unit_id,
        "completed_on": completed_on,
        "fiscal_year": years.of(completed_on),
        "sex": enrolment.sex,
        "age_band": enrolment.age_band,
        "job_title": enrolment.job_title,
        "recorded_at": clock.now(),
    }
