"""The overview of a place and a year: is the plan on course, and where is it not."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from lms.figures import policy
from lms.figures.queries import overview as queries
from lms.figures.queries.moved import Spell, has_left, moved
from lms.figures.queries.trained import total, trained
from lms.figures.rules import LEVELS, Progress, Question, level_below
from lms.figures.views.asked import Report, can_open, report, rows_addresses
from lms.figures.views.attention import attention
from lms.figures.views.blueprint import bp
from lms.figures.views.heat import Grid, grid
from lms.figures.views.line import running_totals
from lms.figures.views.spells import in_words
from lms.organisation.models import OrgUnit
from lms.people.models import Sex
from lms.platform import clock
from lms.platform.access import Actor, current_actor, requires
from lms.platform.db import db
from lms.platform.i18n import _, _n, language
from lms.platform.i18n.lists import isolated
from lms.platform.i18n.numbers import number
from lms.scheduling.models import CourseRun, RunState
from lms.scheduling.rules import STATES, state_on, strip

MOST_PLACES = 30
MOST_COURSES = 8
MOST_RUNS = 12


@dataclass(frozen=True)
class Place:
    """One place of the level, with what was planned for it where anybody did."""

    unit: OrgUnit
    spells: str
    """When it was here, if not always."""
    completions: int
    women: int
    men: int
    people: int
    target: int | None
    url: str | None
    rows_url: str | None
    women_url: str | None

    def name_in(self, reader: str) -> str:
        """Its name, and when it was here, if not always."""
        name = self.unit.name_in(reader)
        if not self.spells:
            return name
        return _("%(place)s (%(days)s)", place=isolated(name), days=self.spells)


@dataclass(frozen=True)
class RunLine:
    """A run of the year in one row."""

    run: CourseRun
    seats: int
    completions: int | None
    state: str
    state_label: str
    cells: list[str]
    cells_label: str
    url: str | None


@bp.get("/overview")
@requires(policy.VIEW)
def overview() -> ResponseReturnValue:
    viewer = current_actor()
    asked = _asked(viewer)
    question = asked.question
    today = clock.today(question.unit.country.timezone)
    whole, plan = asked.total(total(question)), queries.plan(question)
    progress = Progress(whole.all_completions, plan.seats, plan.by(today))
    found = _places(asked)
    return render_template(
        "figures/overview.html",
        report=asked,
        today=today,
        total=whole,
        progress=progress,
        plan=plan,
        states=queries.runs_by_state(question, today),
        centres=queries.centres_reached(question),
        chart=running_totals(question, plan, _by_day(asked, whole.all_completions, today), today),
        attention=attention(asked, today, behind=progress if progress.is_behind else None),
        level=str(LEVELS[question.level]),
        places=found,
        most=max((place.completions for place in found), default=0),
        heat=_heat(asked, found),
        runs=_runs(asked, today),
        runs_url=url_for("scheduling.runs")
        if can_open("scheduling.runs", "scheduling.view")
        else None,
    )


def _asked(viewer: Actor) -> Report:
    """The usual year unless another is named; the places are those in the place."""
    asked = report(viewer)
    unit = asked.question.unit
    year = asked.question.year or asked.usual_year
    return replace(asked, question=Question(unit=unit, level=level_below(unit.kind), year=year))


def _by_day(asked: Report, reached: int, today: date) -> queries.Points:
    """How many completed on which day; by months, up to the total that is shown, where a day would tell too much."""
    days = queries.completions_by_day(asked.question)
    if asked.is_exact:
        return days
    starts = queries.month_starts(asked.question)
    counts = Counter[int]()
    for day, count in days:
        counts[bisect_right(starts, day)] += count
    ends = [*(start - timedelta(days=1) for start in starts[1:]), today]
    points: list[tuple[date, int]] = []
    before = until = 0
    for month, count in sorted(counts.items()):
        until += count
        is_last = until == counts.total()
        shown = reached if is_last else asked.counted(f"completions until month {month}", until)
        after = max(before, min(shown, reached))
        points.append((min(ends[month - 1], today), after - before))
        before = after
    return points


def _places(asked: Report) -> list[Place]:
    """Those with the most completions first, as far as the reader sees how many they have."""
    query = trained(asked.question)
    if asked.is_exact:
        order = query.selected_columns["completions"].desc()
        query = query.order_by(None).order_by(order, OrgUnit.id).limit(MOST_PLACES)
    targets, came_or_left = queries.planned_by_place(asked.question), moved(asked.question)
    found = [
        _place(asked, row, targets.get(row.OrgUnit.id), came_or_left.get(row.OrgUnit.id, ()))
        for row in db.session.execute(query)
    ]
    if asked.is_exact:
        return found
    return sorted(found, key=lambda place: -place.completions)[:MOST_PLACES]


def _place(asked: Report, row: Any, target: int | None, spells: Sequence[Spell]) -> Place:
    unit = row.OrgUnit
    shown = partial(asked.counted, unit_id=unit.id)
    # What happened in a place that came or left is a part of what happened here.
    asks = {"part": unit.code} if spells else {"unit": unit}
    return Place(
        unit=unit,
        spells=in_words(spells),
        completions=shown("completions", row.completions),
        women=shown("people", row.women, sex=Sex.FEMALE),
        men=shown("people", row.men, sex=Sex.MALE),
        people=shown("people", row.people),
        target=target,
        url=None
        if has_left(spells)
        else asked.url("figures.trained", unit=unit, level=level_below(unit.kind)),
        rows_url=asked.rows_url("figures.rows", row.completions, **asks),
        women_url=asked.rows_url("figures.people", row.women, sex=Sex.FEMALE, **asks),
    )


def _heat(asked: Report, found: Sequence[Place]) -> Grid:
    counts, reader = queries.by_course(asked.question), language()
    came_or_left = moved(asked.question)
    counts = {
        (unit_id, course_id): asked.counted(
            "completions", count, unit_id=unit_id, course_id=course_id
        )
        for (unit_id, course_id), count in counts.items()
    }
    courses = queries.courses(asked.question, {course_id for _unit, course_id in counts})
    return grid(
        [(place.unit, place.name_in(reader)) for place in found if place.completions],
        [(course.id, course.name_in(reader)) for course in courses[:MOST_COURSES]],
        counts,
        (lambda course_id: rows_addresses(asked, "figures.rows", came_or_left, course_id=course_id))
        if asked.opens_rows
        else None,
        adds_up=asked.is_exact,
    )


def _runs(asked: Report, today: date) -> list[RunLine]:
    rows = db.session.execute(queries.runs(asked.question).limit(MOST_RUNS)).all()
    opens = can_open("scheduling.run", "scheduling.view")
    return [_run(asked, row.CourseRun, row.completions, today, opens=opens) for row in rows]


def _run(asked: Report, run: CourseRun, completions: int, today: date, *, opens: bool) -> RunLine:
    state = state_on(run, today)
    cells = strip(run.sessions, clock.now())
    return RunLine(
        run=run,
        seats=min(asked.counted(f"seats of {run.code}", run.seats_taken), run.capacity),
        completions=asked.counted(f"completions of {run.code}", completions)
        if state is RunState.CLOSED
        else None,
        state=state.value,
        state_label=str(STATES[state]),
        cells=cells,
        cells_label=_(
            "%(sessions)s, held: %(held)s",
            sessions=_n("%(count)s session", "%(count)s sessions", len(cells)),
            held=number(cells.count("held")),
        ),
        url=url_for("scheduling.run", code=run.code) if opens else None,
    )
