"""Marks as exact hundredths, and which attempt decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from lms.assessment.models import AssessmentKind
from lms.platform.i18n import _l

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


def of_hundred(score: int, max_score: int) -> int:
    """A score as hundredths of 100 points, cut off and never rounded up."""
    return int(Fraction(score, max_score) * 100 * HUNDREDTHS)


def gain(pre: int, post: int) -> tuple[int, Fraction | None]:
    """Points gained between two tests, and the change relative to the first; None where that is undefined."""
    return post - pre, (Fraction(post - pre, pre) if pre else None)
