"""What the address of a report asks for, and the same said in words and links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Protocol

from flask import abort, current_app, request
from sqlalchemy import select

from lms.figures import policy
from lms.figures.models import ALL_COURSES, ALL_YEARS, Basis
from lms.figures.queries import moved, places
from lms.figures.queries.strip import Strip
from lms.figures.rules import BASES, SEXES, Count, Level, Question, level_below
from lms.figures.veil import veiled
from lms.organisation.models import OrgUnit
from lms.organisation.queries import fiscal_years
from lms.planning.models import TrainingPlan
from lms.platform.access import PERMISSIONS, Actor, current_actor, one_or_404
from lms.platform.i18n import _, language
from lms.platform.i18n.lists import isolated
from lms.platform.i18n.numbers import digits
from lms.platform.links import asking, quoted
from lms.platform.listing import Filter, Listing

ANY_PLACE = "ANY-PLACE"
"""Stands for the code of a place in the pattern of an address."""

KEPT = ("unit", "by", "of", "plan", "item")
"""What the address carries along beside the filters."""

OF_PARTS = frozenset({"figures.rows", "figures.people", "figures.seats"})
"""The screens that answer for a part of a place, too."""


class Coded(Protocol):
    """A place, or a row that has its code."""

    @property
    def code(self) -> str: ...


@dataclass(frozen=True)
class Report:
    """A question with what its screens say around the numbers."""

    question: Question
    years: list[tuple[int, str]]
    usual_year: int
    filters: tuple[Filter, ...]
    opens_rows: bool
    is_exact: bool
    part: OrgUnit | None = None

    def counted(self, what: str, count: int, *, unit_id: int | None = None, **changes: Any) -> int:
        """A number of people as the reader sees it: of the question, or of one that is changed a little."""
        if self.is_exact:
            return count
        unit, *kind = replace(self.question, **changes).cell
        return veiled(count, what, unit_id or unit, *kind)

    def total(self, found: Count) -> Count:
        """The same of all numbers of a place."""
        if self.is_exact:
            return found
        return Count(
            completions={
                sex: self.counted("completions", count, sex=sex)
                for sex, count in found.completions.items()
            },
            people={
                sex: self.counted("people", count, sex=sex) for sex, count in found.people.items()
            },
            whole=(
                self.counted("completions", found.all_completions),
                self.counted("people", found.all_people),
            ),
        )

    def strip(self, found: Strip) -> Strip:
        """The same of the way from seats to people; who was counted without a name can be nobody's record."""
        if self.is_exact:
            return found
        return replace(
            found,
            enrolled=self.counted("seats", found.enrolled),
            named=self.counted("took part", found.named),
            completions=self.counted("completions", found.completions),
            people=self.counted("people", found.people),
            is_exact=False,
        )

    @cached_property
    def meta(self) -> tuple[tuple[str, str], ...]:
        """Which place, which period, which basis: what every figure has to say of itself."""
        question = self.question
        meta = [("map-pin", self._place)]
        if question.plan_id is None:
            meta.append(("calendar", year_name(question.year, question.unit)))
            meta.append(("users", str(BASES[question.basis])))
        return tuple(meta)

    @property
    def _place(self) -> str:
        name = self.question.unit.name_in(language())
        if self.part is None:
            return name
        part = self.part.name_in(language())
        return _(
            "%(part)s, as long as it lay in %(place)s", part=isolated(part), place=isolated(name)
        )

    def url(self, endpoint: str, **changes: Any) -> str:
        """Another screen for the same question, or for one that is changed a little."""
        if self.part is not None and endpoint in OF_PARTS:
            changes["part"] = self.part.code
        known = {field.name for field in fields(Question)}
        changed = {key: value for key, value in changes.items() if key in known}
        more = {key: value for key, value in changes.items() if key not in known}
        return question_url(endpoint, replace(self.question, **changed), **more)

    def rows_url(self, endpoint: str, count: int | None = 1, **changes: Any) -> str | None:
        """The rows behind a number, where there are any and the reader may open them."""
        return self.url(endpoint, **changes) if self.opens_rows and count else None

    def urls_of_places(self, endpoint: str, **changes: Any) -> Callable[[Coded], str]:
        """The same for many places: put together once, because a list has a hundred of them."""
        return urls_of_places(endpoint, replace(self.question, **changes))

    def urls_of_parts(self, endpoint: str, **changes: Any) -> Callable[[Coded], str]:
        """The same for places that came or left: what happened in them while they lay in this one."""
        url = question_url(endpoint, replace(self.question, **changes), part=ANY_PLACE)
        return _filled_in(url)


def report(viewer: Actor, *, with_plan: bool = False, with_part: bool = False) -> Report:
    """The question that this request asks, within what the viewer may see; 404 for a place that is not."""
    unit = one_or_404(places.scope(viewer, request.args.get("unit")))
    known = places.years(unit)
    usual = places.usual_year(unit, known)
    years = [(year, year_name(year, unit)) for year in _with_asked_year(known, unit)]
    filters = _filters(unit, years, usual)
    asked = Listing("question", "", select(OrgUnit), (), filters=filters).asked
    values = {key: value for key, (value, _words) in asked.values.items()}
    question = Question(
        unit=unit,
        level=_level(unit),
        basis=values.get("basis", Basis.HOME),
        year=values.get("year", ALL_YEARS),
        course_id=values.get("course", ALL_COURSES),
        sex=values.get("sex"),
    )
    plan_id = number_asked("plan") if with_plan else None
    if plan_id is not None:
        plan = one_or_404(places.plan(plan_id, viewer))
        question = replace(
            question,
            unit=plan.unit,
            year=ALL_YEARS,
            plan_id=plan.id,
            item_id=number_asked("item"),
        )
        filters = tuple(one for one in filters if one.key in {"course", "sex"})
    part = _part(question) if with_part else None
    if part is not None:
        question = replace(question, part_id=part.id)
    rows, exact = viewer.has(policy.VIEW_ROWS), viewer.has(policy.EXACT)
    return Report(question, years, usual, filters, rows, exact, part)


def _part(question: Question) -> OrgUnit | None:
    """The row of a report whose numbers are asked for; today's workplaces and plans have none that came or left."""
    code = request.args.get("of")
    if not code or question.plan_id is not None or question.basis is Basis.NOW:
        return None
    return one_or_404(moved.part(question, code))


def _with_asked_year(known: list[int], unit: OrgUnit) -> list[int]:
    """The years to choose from: a link from another place may name one in which nothing happened here."""
    sent = request.args.get("year", "")
    year = int(sent) if sent.isdecimal() and len(sent) == 4 else ALL_YEARS
    if year in (*known, ALL_YEARS) or not places.is_year_of_country(year, unit):
        return known
    return sorted([*known, year], reverse=True)


def plan_report(plan: TrainingPlan, viewer: Actor) -> Report:
    """The question what came of a plan."""
    question = Question(unit=plan.unit, plan_id=plan.id)
    rows, exact = viewer.has(policy.VIEW_ROWS), viewer.has(policy.EXACT)
    return Report(question, [], plan.fiscal_year, (), rows, exact)


def urls_of_places(endpoint: str, question: Question) -> Callable[[Coded], str]:
    """Where the same question is answered for any place."""
    return _filled_in(question_url(endpoint, question, place=ANY_PLACE))


def _filled_in(pattern: str) -> Callable[[Coded], str]:
    start, end = pattern.split(ANY_PLACE)
    return lambda place: f"{start}{quoted(place.code)}{end}"


def rows_addresses(
    asked: Report, endpoint: str, came_or_left: moved.Moved, **changes: Any
) -> Callable[[Any], str]:
    """Where the numbers of the rows lead; those of places that came or left to what happened while they were rows."""
    address = asked.urls_of_places(endpoint, **changes)
    if not came_or_left:
        return address
    of_part = asked.urls_of_parts(endpoint, **changes)
    return lambda row: of_part(row) if row.id in came_or_left else address(row)


def question_url(
    endpoint: str,
    question: Question,
    *,
    place: str | None = None,
    part: str | None = None,
    **more: Any,
) -> str:
    """The address of a screen that answers the question, for its place or for another one, or for a part of it."""
    return asking(
        endpoint,
        unit=place or question.unit.code,
        by=question.level if endpoint == "figures.trained" or part else None,
        of=part,
        plan=question.plan_id,
        item=question.item_id,
        # An empty year is all years; the present one is what an address without a year means.
        year=None if question.plan_id is not None else question.year or "",
        basis=None if question.basis is Basis.HOME else question.basis,
        course=question.course_id or None,
        sex=question.sex,
        **more,
    )


def can_open(endpoint: str, *permissions: str) -> bool:
    """Whether a screen of another slice is there, and the reader may see what it shows."""
    actor = current_actor()
    return endpoint in current_app.view_functions and any(
        key in PERMISSIONS and actor.has(PERMISSIONS[key]) for key in permissions
    )


def number_asked(key: str) -> int | None:
    """A number in the address; 404 where it is none."""
    sent = request.args.get(key)
    if sent is None:
        return None
    if not sent.isdecimal() or len(sent) > 9:
        abort(404)
    return int(sent)


def year_name(year: int, unit: OrgUnit) -> str:
    """A fiscal year as officials of the unit call it."""
    if year == ALL_YEARS:
        return _("All years")
    return digits(fiscal_years(unit).name(year))


def unchanged(query: Any, _value: Any) -> Any:
    """The filters of a report change its question, not the query that was made of it."""
    return query


def _filters(unit: OrgUnit, years: list[tuple[int, str]], usual: int) -> tuple[Filter, ...]:
    return (
        Filter(
            "year",
            _("Fiscal year"),
            years,
            apply=unchanged,
            default=str(usual),
            all_label=_("All years"),
        ),
        Filter(
            "basis",
            _("Counted at"),
            BASES.items(),
            apply=unchanged,
            default=Basis.HOME,
            required=True,
        ),
        Filter(
            "course", _("Course"), places.courses(unit), apply=unchanged, all_label=_("All courses")
        ),
        Filter("sex", _("Sex"), SEXES.items(), apply=unchanged, all_label=_("Women and men")),
    )


def _level(unit: OrgUnit) -> Level:
    asked = request.args.get("by")
    if asked is None:
        return level_below(unit.kind)
    if asked not in set(Level):
        abort(404)
    return Level(asked)
