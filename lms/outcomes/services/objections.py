"""Deciding on objections to marks: by somebody else, once, with what follows for minutes, outcome and completion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from lms.attendance import queries as attendance
from lms.attendance import services as attending
from lms.attendance.errors import MarkChanged
from lms.attendance.models import AttendanceEntry
from lms.attendance.rules import MarkInput
from lms.audit.services import record
from lms.enrolment.models import Enrolment
from lms.objections import policy
from lms.objections import services as objections
from lms.objections.errors import OwnCase
from lms.objections.models import Objection
from lms.outcomes import events, queries
from lms.outcomes.errors import SameMark, WorseThanBefore
from lms.outcomes.models import Completion, Outcome, OutcomeState
from lms.outcomes.rules import Decision, Presence, decide
from lms.outcomes.services.closing import completion_of, years_of
from lms.outcomes.services.letters import tell_of_decision
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.scheduling.models import CourseRun, RunState
from lms.scheduling.services.locks import lock_run


@dataclass(frozen=True)
class Consequence:
    """What an accepted objection changed: the measure before and after, and the outcome of a run that was closed."""

    before: Decision
    after: Decision
    outcome_before: OutcomeState | None = None
    outcome_after: OutcomeState | None = None

    @property
    def has_passed(self) -> bool:
        """Whether somebody who had not passed now has, so that a certificate can be issued."""
        return self.outcome_after is OutcomeState.PASSED is not self.outcome_before


def accept_objection(
    objection: Objection, mark: MarkInput, answer: str, *, seen: int, by: Actor
) -> Consequence:
    """Correct the mark as a new version, and decide anew where the run was closed; `seen` is the mark looked at.

    Raises:
        Settled, OwnCase: it was decided meanwhile, or is not for the actor to decide.
        MarkChanged: the mark is another one than the actor has seen.
        SameMark, WorseThanBefore, TooManyMinutes, MinutesMissing: the new mark cannot be so.
    """
    entry = attendance.entry_of(objection)
    run = entry.session.run
    current = _begin(objection, entry, run, by)
    if current.id != seen:
        raise MarkChanged
    if attending.repeats(mark, entry):
        raise SameMark
    consequence = _judge(entry.enrolment, current, mark)
    if not attending.repeats(mark, current):
        attending.correct(current, mark, reason=answer, by=by)
    objections.accept(objection, answer, by)
    if run.state is RunState.CLOSED:
        consequence = _decide_anew(entry.enrolment, consequence, answer, by)
    tell_of_decision(objection, entry, consequence.after)
    return consequence


def refuse_objection(objection: Objection, answer: str, *, by: Actor) -> None:
    """Let the mark stand, and say why.

    Raises:
        Settled, OwnCase: it was decided meanwhile, or is not for the actor to decide.
    """
    entry = attendance.entry_of(objection)
    _begin(objection, entry, entry.session.run, by)
    objections.refuse(objection, answer, by)
    tell_of_decision(objection, entry, None)


def recorders_of(entry: AttendanceEntry, current: AttendanceEntry) -> set[int | None]:
    """The accounts behind the mark that is objected to and the one in force."""
    return {
        account for one in (entry, current) for account in (one.recorded_by_id, one.recorded_for_id)
    }


def _begin(
    objection: Objection, entry: AttendanceEntry, run: CourseRun, by: Actor
) -> AttendanceEntry:
    """Take turns with everybody else who decides here, and find the mark in force."""
    lock_run(run)
    objections.hold(objection)
    current = attendance.now_in_force(entry)
    if not policy.can_decide(by, objection, recorded_by=recorders_of(entry, current)):
        raise OwnCase
    return current


def _judge(enrolment: Enrolment, current: AttendanceEntry, mark: MarkInput) -> Consequence:
    """How the enrolment stands, and would with the new mark; an objection leaves nobody worse off."""
    session = current.session
    known = queries.facts([enrolment])[enrolment.id]
    minutes = attending.minutes_of(mark, session, enrolment)
    marks: Mapping[int, Presence] = {**known.marks, session.number: Presence(mark.mark, minutes)}
    before, after = decide(known), decide(replace(known, marks=marks))
    if (after.rate or 0) < (before.rate or 0):
        raise WorseThanBefore
    return Consequence(before, after)


def _decide_anew(
    enrolment: Enrolment, consequence: Consequence, reason: str, by: Actor
) -> Consequence:
    outcome = db.session.get(Outcome, enrolment.id)
    decision = consequence.after
    if outcome is None or decision.state is None:  # not among those who come to an outcome
        return consequence
    before = outcome.state
    outcome.state = decision.state
    outcome.minutes_present, outcome.minutes_held = decision.minutes_present, decision.minutes_held
    outcome.minutes_needed, outcome.score = decision.minutes_needed, decision.score
    outcome.met_on, outcome.reasoning = decision.met_on, decision.reasoning
    outcome.decided_by_id, outcome.decided_at = by.id or None, clock.now()
    if decision.state is OutcomeState.PASSED:
        _complete(enrolment, decision)
    record(
        "outcomes.decide_anew",
        actor=by,
        subject=enrolment,
        details={"before": {"state": before.value}, "after": {"state": decision.state.value}},
        reason=reason,
        unit_id=enrolment.run.unit_id,
    )
    db.session.flush()
    events.outcome_changed.send(events.OutcomeChanged(enrolment.course_run_id))
    return replace(consequence, outcome_before=before, outcome_after=decision.state)


def _complete(enrolment: Enrolment, decision: Decision) -> None:
    """Write the completion, or move it to the day on which the last requirement was met now."""
    facts = completion_of(enrolment.run, enrolment, decision, years_of(enrolment.run))
    known = db.session.scalar(select(Completion).filter_by(enrolment_id=enrolment.id))
    if known is None:
        db.session.add(Completion(**facts))
    else:
        known.completed_on, known.fiscal_year = facts["completed_on"], facts["fiscal_year"]
