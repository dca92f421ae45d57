"""A plan against what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from lms.figures import policy
from lms.figures.queries import places, runs
from lms.figures.queries.plan import Line, lines
from lms.figures.queries.strip import strip
from lms.figures.rules import percent_of_target
from lms.figures.views.asked import Report, can_open, plan_report, year_name
from lms.figures.views.blueprint import bp
from lms.figures.views.explain import steps
from lms.planning.models import PlanItemKind
from lms.planning.queries import figures_of_plan
from lms.planning.rules import KINDS, stated
from lms.platform.access import current_actor, one_or_404, requires
from lms.platform.db import db


@dataclass(frozen=True)
class PlanLine:
    """A line as the page prints it."""

    line: Line
    kind: str
    share: Fraction | None
    rows_url: str | None
    people_url: str | None


@bp.get("/plans/<int:plan_id>/actual")
@requires(policy.VIEW)
def plan(plan_id: int) -> ResponseReturnValue:
    viewer = current_actor()
    found = one_or_404(places.plan(plan_id, viewer))
    asked = plan_report(found, viewer)
    numbers = asked.strip(strip(asked.question))
    return render_template(
        "figures/plan.html",
        report=asked,
        plan=found,
        year=year_name(found.fiscal_year, found.unit),
        strip=numbers,
        steps=steps(asked, numbers),
        share=percent_of_target(numbers.completions, numbers.planned),
        lines=[_line(asked, line) for line in lines(found)],
        unnamed=db.session.scalars(runs.unnamed_runs(asked.question)).all(),
        stated=[(one, stated(one)) for one in db.session.scalars(figures_of_plan(found))],
        plan_url=url_for("planning.plan", plan_id=found.id)
        if can_open("planning.plan", "planning.view")
        else None,
    )


def _line(asked: Report, line: Line) -> PlanLine:
    of_line = replace(asked, question=replace(asked.question, item_id=line.item.id))
    line = replace(
        line,
        seats_taken=of_line.counted("seats", line.seats_taken),
        completions=of_line.counted("completions", line.completions),
        people=of_line.counted("people", line.people),
    )
    return PlanLine(
        line=line,
        kind=str(KINDS[line.item.kind]),
        share=percent_of_target(line.completions, line.item.seats_planned)
        if line.item.kind is PlanItemKind.COURSE
        else None,
        rows_url=of_line.rows_url("figures.rows", line.completions),
        people_url=of_line.rows_url("figures.people", line.people),
    )
