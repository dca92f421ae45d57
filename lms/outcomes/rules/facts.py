"""What is known of one enrolment: everything that a decision rests on, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from lms.attendance.rules import Meeting, Presence
from lms.planning.models import ExcusedRule, JoiningRule
from lms.scheduling.models import CourseRun


@dataclass(frozen=True)
class RunRules:
    """What a run asks for, as it was fixed when the run opened."""

    attendance_basis_points: int = 8000
    excused_rule: ExcusedRule = ExcusedRule.EXCLUDE
    joining_rule: JoiningRule = JoiningRule.WHOLE_RUN
    has_exam: bool = False
    pass_mark: int = 6000
    max_attempts: int = 2

    @classmethod
    def of(cls, run: CourseRun) -> RunRules:
        return cls(
            attendance_basis_points=run.attendance_basis_points,
            excused_rule=run.excused_rule,
            joining_rule=run.joining_rule,
            has_exam=run.has_exam,
            pass_mark=run.pass_mark,
            max_attempts=run.max_attempts,
        )


@dataclass(frozen=True)
class Attempt:
    """One sitting of the exam; no score means that the person did not come."""

    number: int
    score: int | None
    taken_on: date
    max_score: int = 10_000

    @property
    def of_hundred(self) -> int | None:
        """Hundredths of 100 points, cut off, so that it never reaches a mark that was missed."""
        return None if self.score is None else self.score * 10_000 // self.max_score


@dataclass(frozen=True)
class Facts:
    """One enrolment; marks are keyed by the number of the session."""

    rules: RunRules
    meetings: tuple[Meeting, ...] = ()
    marks: Mapping[int, Presence] = field(default_factory=dict)
    attempts: tuple[Attempt, ...] = ()
    joined_on: date | None = None
    is_withdrawn: bool = False
    withdrawn_on: date | None = None
