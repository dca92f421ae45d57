"""The decision: whether attendance and exam are enough, since when, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from lms.attendance.rules import Tally
from lms.outcomes.models import OutcomeState
from lms.outcomes.rules.facts import Attempt, Facts, RunRules
from lms.outcomes.rules.forecast import Forecast, forecast
from lms.outcomes.rules.tally import tally

Reason = dict[str, Any]
"""One statement of the reasoning: a code and its numbers, which JSON can keep."""


@dataclass(frozen=True)
class Decision:
    """What came of an enrolment, or what is known so far: no state while something is open."""

    state: OutcomeState | None
    minutes_present: int
    minutes_held: int
    minutes_needed: int
    score: int | None  # of the best attempt, in hundredths of 100 points
    met_on: date | None
    reasoning: list[Reason]
    forecast: Forecast
    unmarked_sessions: tuple[int, ...] = ()
    coming_sessions: tuple[int, ...] = ()
    lacks_exam: bool = False  # nobody has said how the exam went

    @property
    def rate(self) -> Fraction | None:
        """The exact share of the minutes held; nothing where none were."""
        return Fraction(self.minutes_present, self.minutes_held) if self.minutes_held else None


def decide(facts: Facts) -> Decision:
    """Judge one enrolment by the rules of its run. Nothing is rounded, and unmarked is not absent."""
    sums = tally(facts)
    ahead = forecast(sums, facts.rules)
    attended = _is_attended(sums, ahead, facts.rules)
    best = _best(facts.attempts)
    passing = _first_passing(facts)
    lacks_exam = facts.rules.has_exam and not facts.attempts and attended and not sums.is_open
    state = _state(facts, attended, passing, is_open=sums.is_open or lacks_exam)
    return Decision(
        state=state,
        minutes_present=sums.present,
        minutes_held=sums.held,
        minutes_needed=ahead.needed,
        score=best.of_hundred if best else None,
        met_on=_met_on(sums, passing) if state is OutcomeState.PASSED else None,
        reasoning=_reasoning(facts, sums, ahead, best, passing),
        forecast=ahead,
        unmarked_sessions=() if facts.is_withdrawn else sums.unmarked_sessions,
        coming_sessions=() if facts.is_withdrawn else sums.coming_sessions,
        lacks_exam=lacks_exam and not facts.is_withdrawn,
    )


def _is_attended(sums: Tally, ahead: Forecast, rules: RunRules) -> bool:
    # Somebody who was excused from everything has attended nothing, whatever 80 % of nothing is.
    if not sums.planned:
        return rules.attendance_basis_points == 0
    return sums.present >= ahead.needed


def _best(attempts: tuple[Attempt, ...]) -> Attempt | None:
    """The attempt with the highest score; of equal ones the first."""
    scored = [one for one in attempts if one.score is not None]
    return max(scored, key=lambda one: (one.of_hundred or 0, -one.number), default=None)


def _first_passing(facts: Facts) -> Attempt | None:
    passing = [one for one in facts.attempts if (one.of_hundred or 0) >= facts.rules.pass_mark]
    passing = [one for one in passing if one.score is not None]
    return min(passing, key=lambda one: one.taken_on, default=None)


def _state(
    facts: Facts, attended: bool, passing: Attempt | None, *, is_open: bool
) -> OutcomeState | None:
    if facts.is_withdrawn:
        return OutcomeState.WITHDRAWN
    if is_open:
        return None
    if not attended:
        return OutcomeState.FAILED_ATTENDANCE
    if facts.rules.has_exam and passing is None:
        return OutcomeState.FAILED_ASSESSMENT
    return OutcomeState.PASSED


def _met_on(sums: Tally, passing: Attempt | None) -> date | None:
    """The day of the last requirement: the last session attended, or the exam that was passed."""
    days = [sums.last_attended, passing.taken_on if passing else None]
    return max(filter(None, days), default=sums.last_held)


def _reasoning(
    facts: Facts, sums: Tally, ahead: Forecast, best: Attempt | None, passing: Attempt | None
) -> list[Reason]:
    if facts.is_withdrawn:
        on = facts.withdrawn_on.isoformat() if facts.withdrawn_on else None
        return [{"code": "withdrawn", "on": on}]
    reasons = [*_attendance_reasons(facts.rules, sums, ahead), *_special_minutes(facts, sums)]
    if facts.rules.has_exam:
        reasons.append(_exam_reason(facts, best, passing))
    return reasons


def _attendance_reasons(rules: RunRules, sums: Tally, ahead: Forecast) -> list[Reason]:
    if not sums.planned:
        return [{"code": "nothing_to_attend"}]
    minutes = {"present": sums.present, "needed": ahead.needed}
    if sums.is_open:
        open_sessions = {"unmarked": sums.unmarked_sessions, "to_come": sums.coming_sessions}
        reasons: list[Reason] = [{"code": "attendance_so_far", **minutes}]
        reasons += [
            {"code": code, "sessions": list(numbers)}
            for code, numbers in open_sessions.items()
            if numbers
        ]
    elif sums.present >= ahead.needed:
        reasons = [{"code": "attendance_enough", **minutes}]
    else:
        reasons = [
            {"code": "attendance_short", **minutes, "short": ahead.needed - sums.present},
        ]
    if sums.held:
        share = {"present": sums.present, "held": sums.held}
        reasons.append(
            {"code": "rate", **share, "basis_points": rules.attendance_basis_points},
        )
    return reasons


def _special_minutes(facts: Facts, sums: Tally) -> list[Reason]:
    """What the rules made of excuses, of joining late, and of sessions that fell out."""
    reasons: list[Reason] = []
    if sums.excused:
        reasons.append({"code": f"excused_{facts.rules.excused_rule}", "minutes": sums.excused})
    if sums.missed_sessions and facts.joined_on:
        reasons.append(
            {
                "code": f"joined_{facts.rules.joining_rule}",
                "on": facts.joined_on.isoformat(),
                "minutes": sums.before_joining,
            }
        )
    if sums.cancelled_sessions:
        cancelled = {"sessions": list(sums.cancelled_sessions), "minutes": sums.cancelled}
        reasons.append({"code": "cancelled", **cancelled})
    return reasons


def _exam_reason(facts: Facts, best: Attempt | None, passing: Attempt | None) -> Reason:
    rules = facts.rules
    if passing is not None and best is not None:
        return {
            "code": "exam_passed",
            "score": best.of_hundred,
            "pass_mark": rules.pass_mark,
            "attempt": passing.number,
            "on": passing.taken_on.isoformat(),
        }
    if best is not None:
        attempts = {"attempts": len(facts.attempts), "max_attempts": rules.max_attempts}
        marks = {"score": best.of_hundred, "pass_mark": rules.pass_mark}
        return {"code": "exam_below", **marks, **attempts}
    return {"code": "exam_missed" if facts.attempts else "exam_open", "pass_mark": rules.pass_mark}
