"""Marks as exact hundredths, who may sit again, and what a course has taught."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from lms.assessment.models import AssessmentKind
from lms.platform.i18n import _l
from lms.platform.i18n.digits import minus_sign
from lms.platform.i18n.numbers import decimal_text
from lms.scheduling.models import CourseRun, RunState

LABELS = {
    AssessmentKind.PRE_TEST: _l("Pre-test"),
    AssessmentKind.POST_TEST: _l("Post-test"),
    AssessmentKind.EXAM: _l("Exam"),
}

HUNDREDTHS = 100


@dataclass(frozen=True)
class ExamResult:
    """The attempt that counts: the best one, and of equal ones the earliest."""

    score: int | None  # hundredths of 100 points; None when the person never came
    attempt: int
    taken_on: date
    attempts: int


@dataclass(frozen=True)
class Gain:
    """What a group has learnt between two tests: sums of hundredths over those who took both."""

    people: int  # on the roster
    both: int  # of them, with a mark in both tests
    before: int
    after: int

    @property
    def average_before(self) -> Fraction | None:
        return Fraction(self.before, self.both) if self.both else None

    @property
    def average_after(self) -> Fraction | None:
        return Fraction(self.after, self.both) if self.both else None

    @property
    def average(self) -> Fraction | None:
        """The average of the gains, in hundredths of a point."""
        return Fraction(self.after - self.before, self.both) if self.both else None

    @property
    def change(self) -> Fraction | None:
        """The change relative to the first test; None where that is undefined."""
        return gain(self.before, self.after)[1]


def kinds(run: CourseRun) -> list[AssessmentKind]:
    """The tests that the run's rules name, in the order in which they are taken."""
    wanted = {
        AssessmentKind.PRE_TEST: run.has_pre_test,
        AssessmentKind.POST_TEST: run.has_post_test,
        AssessmentKind.EXAM: run.has_exam,
    }
    return [kind for kind, is_wanted in wanted.items() if is_wanted]


def attempts_allowed(run: CourseRun, kind: AssessmentKind) -> int:
    """S14: an exam may be sat again; the other tests are taken once."""
    return run.max_attempts if kind is AssessmentKind.EXAM else 1


def is_over(run: CourseRun) -> bool:
    """Whether the marks of the run stand."""
    return run.state in (RunState.CLOSED, RunState.CANCELLED)


def of_hundred(score: int, max_score: int) -> int:
    """A score as hundredths of 100 points, cut off and never rounded up."""
    return int(Fraction(score, max_score) * 100 * HUNDREDTHS)


def score_needed(pass_mark: int, max_score: int) -> int:
    """The least score that reaches the pass mark."""
    return -(-pass_mark * max_score // (100 * HUNDREDTHS))


def gain(pre: int, post: int) -> tuple[int, Fraction | None]:
    """Points gained between two tests, and the change relative to the first; None where that is undefined."""
    return post - pre, (Fraction(post - pre, pre) if pre else None)


def points(hundredths: int) -> str:
    """A mark with as many decimals as it has."""
    places = 0 if hundredths % 100 == 0 else 1 if hundredths % 10 == 0 else 2
    return decimal_text(Fraction(hundredths, HUNDREDTHS), places)


def signed(hundredths: Fraction | int, places: int | None = None) -> str:
    """A gain with its sign, in the reader's digits; with all its decimals, or cut off after so many."""
    exact = Fraction(hundredths)
    size = abs(exact)
    text = points(int(size)) if places is None else decimal_text(size / HUNDREDTHS, places)
    if not exact:
        return text
    return (minus_sign() if exact < 0 else minus_sign().translate(_PLUS)) + text


_PLUS = str.maketrans({"-": "+", "\u2212": "+"})
