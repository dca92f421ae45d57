"""The reasoning in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from lms.assessment.rules import points
from lms.outcomes.rules.forecast import Forecast
from lms.platform.i18n import _, _n
from lms.platform.i18n.dates import date_text
from lms.platform.i18n.lists import listed
from lms.platform.i18n.numbers import number, percent

Reason = Mapping[str, Any]


def words(reasoning: Iterable[Reason]) -> list[str]:
    """Each statement as a sentence; the shortfall reads "1,439 of 1,440 minutes needed: 1 minute short"."""
    return [_SENTENCES[reason["code"]](reason) for reason in reasoning]


def forecast_words(ahead: Forecast) -> str:
    """Whether the attendance can still be reached, and how much may be missed; empty when all is decided."""
    if not ahead.is_open or not ahead.needed:
        return ""
    if ahead.may_miss > 0:
        return _n(
            "Best still possible: %(rate)s. %(count)s more minute may be missed.",
            "Best still possible: %(rate)s. %(count)s more minutes may be missed.",
            ahead.may_miss,
            rate=percent(ahead.best_rate),
        )
    if ahead.may_miss == 0:
        return _(
            "Best still possible: %(rate)s. No more minutes may be missed.",
            rate=percent(ahead.best_rate),
        )
    return _n(
        "Best still possible: %(rate)s, %(count)s minute too few.",
        "Best still possible: %(rate)s, %(count)s minutes too few.",
        -ahead.may_miss,
        rate=percent(ahead.best_rate),
    )


def _present_and_needed(reason: Reason) -> dict[str, object]:
    return {"present": number(reason["present"]), "needed": number(reason["needed"])}


def _enough(reason: Reason) -> str:
    return _(
        "%(present)s minutes present, %(needed)s needed: enough.", **_present_and_needed(reason)
    )


def _short(reason: Reason) -> str:
    return _n(
        "%(present)s of %(needed)s minutes needed: %(count)s minute short.",
        "%(present)s of %(needed)s minutes needed: %(count)s minutes short.",
        reason["short"],
        **_present_and_needed(reason),
    )


def _so_far(reason: Reason) -> str:
    return _(
        "%(present)s minutes present so far, %(needed)s needed at the end.",
        **_present_and_needed(reason),
    )


def _nothing(_reason: Reason) -> str:
    return _("No session counts for this person, so there is no attendance to measure.")


def _rate(reason: Reason) -> str:
    return _(
        "Present for %(rate)s of the %(held)s minutes held; the course asks for %(asked)s.",
        rate=percent(Fraction(reason["present"], reason["held"])),
        held=number(reason["held"]),
        asked=percent(Fraction(reason["basis_points"], 10_000)),
    )


def _numbers(reason: Reason) -> str:
    return listed(number(one) for one in reason["sessions"])


def _unmarked(reason: Reason) -> str:
    return _("Sessions without a mark: %(numbers)s.", numbers=_numbers(reason))


def _to_come(reason: Reason) -> str:
    return _("Sessions still to come: %(numbers)s.", numbers=_numbers(reason))


def _cancelled(reason: Reason) -> str:
    return _n(
        "Cancelled sessions do not count: %(numbers)s (%(count)s minute).",
        "Cancelled sessions do not count: %(numbers)s (%(count)s minutes).",
        reason["minutes"],
        numbers=_numbers(reason),
    )


def _excused_out(reason: Reason) -> str:
    return _n(
        "%(count)s excused minute is left out of the measure.",
        "%(count)s excused minutes are left out of the measure.",
        reason["minutes"],
    )


def _excused_in(reason: Reason) -> str:
    return _n(
        "%(count)s excused minute counts as present.",
        "%(count)s excused minutes count as present.",
        reason["minutes"],
    )


def _excused_absent(reason: Reason) -> str:
    return _n(
        "%(count)s excused minute counts as absent.",
        "%(count)s excused minutes count as absent.",
        reason["minutes"],
    )


def _joined_whole(reason: Reason) -> str:
    return _n(
        "Joined on %(date)s; the course is measured as a whole, with the %(count)s minute before.",
        "Joined on %(date)s; the course is measured as a whole, with the %(count)s minutes before.",
        reason["minutes"],
        date=_day(reason),
    )


def _joined_since(reason: Reason) -> str:
    return _("Joined on %(date)s; only sessions from that day count.", date=_day(reason))


def _exam_passed(reason: Reason) -> str:
    return _(
        "Exam: %(score)s points, pass mark %(pass_mark)s; passed on %(date)s, attempt %(attempt)s.",
        score=points(reason["score"]),
        pass_mark=points(reason["pass_mark"]),
        date=_day(reason),
        attempt=number(reason["attempt"]),
    )


def _exam_below(reason: Reason) -> str:
    return _(
        "Exam: %(score)s points, pass mark %(pass_mark)s; %(attempts)s of %(allowed)s attempts used.",
        score=points(reason["score"]),
        pass_mark=points(reason["pass_mark"]),
        attempts=number(reason["attempts"]),
        allowed=number(reason["max_attempts"]),
    )


def _exam_missed(reason: Reason) -> str:
    return _(
        "Did not come to the exam; its pass mark is %(pass_mark)s.",
        pass_mark=points(reason["pass_mark"]),
    )


def _exam_open(reason: Reason) -> str:
    return _(
        "No exam mark yet; the pass mark is %(pass_mark)s.", pass_mark=points(reason["pass_mark"])
    )


def _withdrawn(reason: Reason) -> str:
    if reason["on"] is None:
        return _("Withdrew from the course run.")
    return _("Withdrew from the course run on %(date)s.", date=_day(reason))


def _day(reason: Reason) -> str:
    return date_text(date.fromisoformat(reason["on"]))


_SENTENCES: Mapping[str, Callable[[Reason], str]] = {
    "attendance_enough": _enough,
    "attendance_short": _short,
    "attendance_so_far": _so_far,
    "nothing_to_attend": _nothing,
    "rate": _rate,
    "unmarked": _unmarked,
    "to_come": _to_come,
    "cancelled": _cancelled,
    "excused_exclude": _excused_out,
    "excused_count": _excused_in,
    "excused_absent": _excused_absent,
    "joined_whole_run": _joined_whole,
    "joined_since_joining": _joined_since,
    "exam_passed": _exam_passed,
    "exam_below": _exam_below,
    "exam_missed": _exam_missed,
    "exam_open": _exam_open,
    "withdrawn": _withdrawn,
}
