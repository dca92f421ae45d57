"""The rules of a course, the state of a plan and what was announced, in words."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from lms.organisation.rules import FiscalYears
from lms.planning.models import (
    Course,
    ExcusedRule,
    JoiningRule,
    PlanItemKind,
    PlanState,
    Qualifier,
    StatedFigure,
)
from lms.platform.i18n import _, _l, _lp, _n
from lms.platform.i18n.digits import digits
from lms.platform.i18n.numbers import number, percent

PLAN_STATES = {
    PlanState.DRAFT: _lp("plan", "Draft"),
    PlanState.APPROVED: _lp("plan", "Approved"),
    PlanState.CLOSED: _lp("plan", "Closed"),
}
KINDS = {
    PlanItemKind.COURSE: _l("Course"),
    PlanItemKind.WORKSHOP: _l("Workshop"),
    PlanItemKind.FORUM: _l("Forum"),
}
EXCUSED = {
    ExcusedRule.COUNT: _l("Excused minutes count as present."),
    ExcusedRule.EXCLUDE: _l("Excused minutes are left out of the count."),
    ExcusedRule.ABSENT: _l("Excused minutes count as absent."),
}
JOINING = {
    JoiningRule.WHOLE_RUN: _l("Who joins late is measured against the whole run."),
    JoiningRule.SINCE_JOINING: _l("Who joins late is measured against the sessions since joining."),
}


def attendance_rule(course: Course) -> str:
    """How much of a run has to be attended, and how excused minutes and late joiners are counted."""
    share = percent(Fraction(course.attendance_basis_points, 10_000))
    needed = _("At least %(share)s of the minutes held.", share=share)
    return f"{needed} {EXCUSED[course.excused_rule]} {JOINING[course.joining_rule]}"


def tests(course: Course) -> str:
    """Which tests a run has, and what it takes to pass."""
    said = []
    if course.has_exam:
        attempts = _n("%(count)s attempt", "%(count)s attempts", course.max_attempts)
        said.append(
            _(
                "Exam, pass mark %(mark)s of %(most)s, at most %(attempts)s.",
                mark=mark_text(course.pass_mark),
                most=number(100),
                attempts=attempts,
            )
        )
    if course.has_pre_test and course.has_post_test:
        said.append(_("A test before and a test after show what was learnt."))
    elif course.has_pre_test:
        said.append(_("A test before."))
    elif course.has_post_test:
        said.append(_("A test after."))
    return " ".join(said) or _("No test.")


def mark_text(hundredths: int) -> str:
    """A mark kept in hundredths, without a fraction where there is none."""
    whole, rest = divmod(hundredths, 100)
    return number(whole) if not rest else digits(f"{whole}.{rest:02}")


def validity(course: Course) -> str:
    """For how long its certificates hold."""
    if course.validity_months is None:
        return _("Certificates do not expire.")
    return _n(
        "Certificates are valid for %(count)s month.",
        "Certificates are valid for %(count)s months.",
        course.validity_months,
    )


def stated(figure: StatedFigure) -> str:
    """The number as it was announced, with how exactly it was."""
    if figure.value is None:
        return _("not stated")
    value = number(figure.value)
    match figure.qualifier:
        case Qualifier.UP_TO:
            return _("up to %(value)s", value=value)
        case Qualifier.AVERAGE:
            return _("%(value)s on average", value=value)
        case Qualifier.TOTAL_NOT_SPLIT:
            return _("%(value)s in all, not split", value=value)
        case Qualifier.DERIVED:
            return _("%(value)s, calculated from stated figures", value=value)
    return value


def fiscal_year_text(year: int, years: FiscalYears) -> str:
    """A fiscal year as officials name it, in the reader's digits."""
    return digits(years.name(year))


def total(values: Iterable[int | None]) -> tuple[int, int]:
    """The sum of what is stated, and how often nothing is."""
    known = list(values)
    return sum(value for value in known if value is not None), known.count(None)


def asks_for(course: Course, wanted: Course) -> bool:
    """Whether a course needs another one, directly or through those it needs."""
    open_, seen = [course], set()
    while open_:
        one = open_.pop()
        if one is wanted:
            return True
        if id(one) not in seen:
            seen.add(id(one))
            open_ += one.prerequisites
    return False
