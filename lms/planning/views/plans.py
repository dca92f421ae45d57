"""The list of plans, the page of one, and its approval."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, func

from lms.organisation.models import OrgUnit
from lms.organisation.queries import fiscal_years, fiscal_years_of
from lms.planning import policy, queries, rules, services
from lms.planning.forms import ReasonForm
from lms.planning.models import PlanItem, PlanState, StatedFigure, TrainingPlan
from lms.planning.views.blueprint import bp
from lms.planning.views.shared import url_where_allowed
from lms.platform.access import Actor, authorize, current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.i18n import _, _n, language
from lms.platform.i18n.numbers import number
from lms.platform.links import row_links
from lms.platform.listing import Column, Empty, Filter, Listing
from lms.platform.localised import sort_column
from lms.platform.statements import kept


@bp.get("/plans")
@requires(policy.VIEW)
def plans() -> ResponseReturnValue:
    viewer = current_actor()
    may_add = viewer.has(policy.MANAGE_PLAN)
    query = kept("plans", lambda: _query(viewer), viewer=viewer)
    listing = Listing(
        "plans",
        _("Training plans"),
        query,
        _columns(query.selected_columns),
        filters=(
            Filter(
                "state",
                _("State"),
                rules.PLAN_STATES.items(),
                apply=lambda q, v: q.where(TrainingPlan.state == v),
            ),
        ),
        default_sort="-year",
        prepare=_with_years,
        empty=_nothing_yet(may_add),
    )
    return listing.respond("planning/plans.html", may_add=may_add)


def _query(viewer: Actor) -> Select[*tuple[Any, ...]]:
    """The plans with what is in them."""
    totals = queries.plan_totals().order_by(None).subquery()
    return (
        queries.plans(viewer)
        .outerjoin(totals, totals.c.plan_id == TrainingPlan.id)
        .add_columns(totals.c["items"], totals.c.runs, totals.c.seats)
    )


def _with_years(rows: list[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows, each with its year in words."""
    years = fiscal_years_of([row[0].unit for row in rows])
    for row in rows:
        plan = row[0]
        yield (*row, rules.fiscal_year_text(plan.fiscal_year, years[plan.unit_id]))


def _columns(totals: Any) -> list[Column]:
    reader = language()
    return [
        Column(
            "name",
            _("Plan"),
            lambda row: row[0].name_in(reader),
            sort=sort_column(TrainingPlan, reader),
            url=row_links(".plan", plan_id=lambda row: row[0].id),
        ),
        Column(
            "unit",
            _("Unit"),
            lambda row: row[0].unit.name_in(reader),
            sort=sort_column(OrgUnit, reader),
        ),
        Column(
            "year",
            _("Fiscal year"),
            lambda row: row[4],
            sort=TrainingPlan.fiscal_year,
        ),
        Column(
            "items",
            _("Items"),
            lambda row: row[1],
            kind="number",
            sort=totals["items"],
            total=func.sum(totals["items"]),
        ),
        Column(
            "runs",
            _("Runs"),
            lambda row: row[2],
            kind="number",
            sort=totals.runs,
            total=func.sum(totals.runs),
        ),
        Column(
            "seats",
            _("Seats"),
            lambda row: row[3],
            kind="number",
            sort=totals.seats,
            total=func.sum(totals.seats),
        ),
        Column(
            "state",
            _("State"),
            lambda row: str(rules.PLAN_STATES[row[0].state]),
            kind="badge",
            badge=lambda row: row[0].state.value,
        ),
    ]


def _nothing_yet(may_add: bool) -> Empty:
    text = _("A plan says which courses a unit means to give in a fiscal year, and for how many.")
    if not may_add:
        return Empty(_("No plans yet"), text, icon="target")
    return Empty(_("No plans yet"), text, url_for(".plan_new"), _("New plan"), "target")


@dataclass(frozen=True)
class Line:
    """An item of the plan with what was announced of it."""

    item: PlanItem
    kind: str
    figures: list[StatedFigure]
    edit_url: str
    run_url: str


@dataclass(frozen=True)
class Sum:
    """The runs and seats of the items of one kind, or of all, and how much is not stated."""

    label: str
    runs: str
    runs_note: str
    seats: str
    seats_note: str


@bp.get("/plans/<int:plan_id>")
@requires(policy.VIEW)
def plan(plan_id: int) -> ResponseReturnValue:
    actor = current_actor()
    found = one_or_404(queries.plan(plan_id, actor))
    if "format" in request.args:
        return _as_file(found)
    figures = list(db.session.scalars(queries.figures_of_plan(found)))
    may_manage = policy.can_manage_plan(actor, found)
    may_change = may_manage and found.state is PlanState.DRAFT
    return render_template(
        "planning/plan.html",
        plan=found,
        year=rules.fiscal_year_text(found.fiscal_year, fiscal_years(found.unit)),
        lines=[_line(item, figures, may_change) for item in found.items],
        sums=_sums(found.items),
        figures=figures,
        may_manage=may_manage,
        may_change=may_change,
        actual_url=url_where_allowed(
            "figures.plan", "figures.view", at_unit=found.unit_id, plan_id=found.id
        ),
        states=rules.PLAN_STATES,
    )


def _line(item: PlanItem, figures: list[StatedFigure], may_change: bool) -> Line:
    run_url = ""
    if item.course is not None and not item.course.is_archived:
        run_url = url_where_allowed(
            "scheduling.new_run", "scheduling.manage", course=item.course.id, item=item.id
        )
    edit_url = url_for(".plan_item_edit", plan_id=item.plan_id, item_id=item.id)
    return Line(
        item,
        str(rules.KINDS[item.kind]),
        [figure for figure in figures if figure.plan_item_id == item.id],
        edit_url if may_change else "",
        run_url,
    )


def _sums(items: list[PlanItem]) -> list[Sum]:
    """A line for each kind there is, and for all of them where there are several."""
    kinds = dict.fromkeys(item.kind for item in items)
    sums = []
    if len(kinds) > 1:
        sums = [
            _sum(str(rules.KINDS[kind]), [item for item in items if item.kind is kind])
            for kind in kinds
        ]
    return [*sums, _sum(_("Total"), items)] if items else []


def _sum(label: str, items: list[PlanItem]) -> Sum:
    runs, no_runs = rules.total(item.runs_planned for item in items)
    seats, no_seats = rules.total(item.seats_planned for item in items)
    return Sum(
        label,
        number(runs) if no_runs < len(items) else "",
        _missing(no_runs),
        number(seats) if no_seats < len(items) else "",
        _missing(no_seats),
    )


def _missing(count: int) -> str:
    return _n("%(count)s not stated", "%(count)s not stated", count) if count else ""


def _as_file(plan: TrainingPlan) -> ResponseReturnValue:
    """The items as CSV or XLSX; what is not stated is an empty cell."""
    reader = language()
    query = db.select(PlanItem).where(PlanItem.plan_id == plan.id)
    columns = [
        Column(
            "position", _("No."), lambda item: item.position, kind="number", sort=PlanItem.position
        ),
        Column("name", _("Item"), lambda item: item.name_in(reader)),
        Column("kind", _("Kind"), lambda item: str(rules.KINDS[item.kind])),
        Column("quarter", _("Quarter"), lambda item: item.quarter, kind="number"),
        Column("runs", _("Runs"), lambda item: item.runs_planned, kind="number"),
        Column("seats", _("Seats"), lambda item: item.seats_planned, kind="number"),
        Column("audience", _("Audience"), lambda item: item.audience),
        Column("supervisors", _("Supervised by"), lambda item: item.supervisors),
        Column("source", _("Source"), lambda item: item.source),
    ]
    listing = Listing("plan", plan.name_in(reader), query, columns, default_sort="position")
    return listing.respond("planning/plan_list.html", plan=plan)


@bp.post("/plans/<int:plan_id>/approve")
@requires(policy.MANAGE_PLAN)
def plan_approve(plan_id: int) -> ResponseReturnValue:
    found = managed(plan_id)
    services.approve_plan(found, by=current_actor())
    flash(_("The plan is approved."))
    return redirect(url_for(".plan", plan_id=plan_id))


@bp.get("/plans/<int:plan_id>/reopen")
@requires(policy.MANAGE_PLAN)
def plan_reopen(plan_id: int) -> ResponseReturnValue:
    return _ask_why(managed(plan_id), ReasonForm())


@bp.post("/plans/<int:plan_id>/reopen")
@requires(policy.MANAGE_PLAN)
def plan_do_reopen(plan_id: int) -> ResponseReturnValue:
    found, form = managed(plan_id), ReasonForm()
    if not form.validate_on_submit():
        return _ask_why(found, form)
    services.reopen_plan(found, form.reason.value, by=current_actor())
    flash(_("The plan can be changed again."))
    return redirect(url_for(".plan", plan_id=plan_id))


def _ask_why(plan: TrainingPlan, form: ReasonForm) -> ResponseReturnValue:
    return render_template("planning/reopen.html", plan=plan, form=form), form.status


def managed(plan_id: int) -> TrainingPlan:
    """A plan that the actor may see and change; seen alone is 403, not seen is 404."""
    actor = current_actor()
    found = one_or_404(queries.plan(plan_id, actor))
    authorize(policy.can_manage_plan(actor, found))
    return found
