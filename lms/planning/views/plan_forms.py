"""Making, copying and changing a plan and its items."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from lms.organisation.models import OrgUnit
from lms.organisation.queries import fiscal_years, present_fiscal_year
from lms.planning import policy, queries, services
from lms.planning.forms import ItemForm, PlanForm
from lms.planning.models import Course, PlanItem, PlanItemKind, TrainingPlan
from lms.planning.rules import fiscal_year_text
from lms.planning.services import ItemFacts
from lms.planning.views.blueprint import bp
from lms.planning.views.plans import managed
from lms.planning.views.shared import is_overtaken, keepers, named, put_refusal
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.forms import fingerprint
from lms.platform.i18n import _, language
from lms.platform.i18n.numbers import number

YEARS_BACK, YEARS_AHEAD = 5, 3


@bp.get("/plans/new")
@requires(policy.MANAGE_PLAN)
def plan_new() -> ResponseReturnValue:
    units = _units()
    form = PlanForm(None, unit_id=units[0].id, fiscal_year=_this_year(units[0]))
    return _show_plan(form, units, _("New plan"), url_for(".plans"))


@bp.post("/plans/new")
@requires(policy.MANAGE_PLAN)
def plan_create() -> ResponseReturnValue:
    form, units = PlanForm(), _units()
    _offer(form, units)
    if not form.validate_on_submit():
        return _show_plan(form, units, _("New plan"), url_for(".plans"))
    unit = next(one for one in units if one.id == form.unit_id.data)
    try:
        plan = services.create_plan(
            unit,
            fiscal_year=form.fiscal_year.value,
            names=form.names,
            source=form.source.data or None,
            by=current_actor(),
        )
    except DomainError as refusal:
        put_refusal(form, refusal, {"name": f"name_{language()}"})
        return _show_plan(form, units, _("New plan"), url_for(".plans"), 422)
    flash(_("The plan is begun. Add what it contains."))
    return redirect(url_for(".plan", plan_id=plan.id))


@bp.get("/plans/<int:plan_id>/copy")
@requires(policy.MANAGE_PLAN)
def plan_copy(plan_id: int) -> ResponseReturnValue:
    plan = managed(plan_id)
    form = PlanForm(None, unit_id=plan.unit_id, fiscal_year=plan.fiscal_year + 1)
    return _show_copy(form, plan)


@bp.post("/plans/<int:plan_id>/copy")
@requires(policy.MANAGE_PLAN)
def plan_do_copy(plan_id: int) -> ResponseReturnValue:
    plan, form = managed(plan_id), PlanForm()
    _offer(form, [plan.unit], plan.fiscal_year)
    if not form.validate_on_submit():
        return _show_copy(form, plan)
    try:
        copy = services.copy_plan(
            plan, fiscal_year=form.fiscal_year.value, names=form.names, by=current_actor()
        )
    except DomainError as refusal:
        put_refusal(form, refusal, {"name": f"name_{language()}"})
        return _show_copy(form, plan, 422)
    flash(_("The plan is copied, item by item. Change what is different this time."))
    return redirect(url_for(".plan", plan_id=copy.id))


@bp.get("/plans/<int:plan_id>/edit")
@requires(policy.MANAGE_PLAN)
def plan_edit(plan_id: int) -> ResponseReturnValue:
    plan = managed(plan_id)
    form = PlanForm(None, obj=plan, seen=_seen_plan(plan))
    return _show_edit(form, plan)


@bp.post("/plans/<int:plan_id>/edit")
@requires(policy.MANAGE_PLAN)
def plan_save(plan_id: int) -> ResponseReturnValue:
    plan, form = managed(plan_id), PlanForm()
    _offer(form, [plan.unit], plan.fiscal_year)
    if not form.validate_on_submit() or is_overtaken(form, form.seen, _seen_plan(plan)):
        return _show_edit(form, plan)
    services.update_plan(
        plan, names=form.names, source=form.source.data or None, by=current_actor()
    )
    flash(_("The plan is saved."))
    return redirect(url_for(".plan", plan_id=plan_id))


def _seen_plan(plan: TrainingPlan) -> str:
    return fingerprint(plan.names, plan.source)


def _units() -> list[OrgUnit]:
    units = keepers(policy.MANAGE_PLAN)
    if not units:
        raise Forbidden
    return units


def _this_year(unit: OrgUnit) -> int:
    return present_fiscal_year(unit)


def _offer(form: PlanForm, units: list[OrgUnit], known: int | None = None) -> None:
    """The units and the years around now, named as their country names them."""
    form.unit_id.choices = named(units)
    known_years = fiscal_years(units[0])
    now = _this_year(units[0])
    years = {*range(now - YEARS_BACK, now + YEARS_AHEAD + 1), *([known] if known else [])}
    form.fiscal_year.choices = [
        (year, fiscal_year_text(year, known_years)) for year in sorted(years, reverse=True)
    ]


def _show_copy(
    form: PlanForm, plan: TrainingPlan, status: int | None = None
) -> ResponseReturnValue:
    return _show_plan(
        form,
        [plan.unit],
        _("Copy the plan"),
        url_for(".plan", plan_id=plan.id),
        status,
        copied=plan,
    )


def _show_edit(form: PlanForm, plan: TrainingPlan) -> ResponseReturnValue:
    back = url_for(".plan", plan_id=plan.id)
    return _show_plan(form, [plan.unit], _("Edit plan"), back, edited=plan)


def _show_plan(
    form: PlanForm,
    units: list[OrgUnit],
    heading: str,
    back: str,
    status: int | None = None,
    *,
    copied: TrainingPlan | None = None,
    edited: TrainingPlan | None = None,
) -> ResponseReturnValue:
    known = edited or copied
    _offer(form, units, known.fiscal_year if known else None)
    page = render_template(
        "planning/plan_form.html",
        form=form,
        heading=heading,
        back=back,
        one_unit=len(units) == 1,
        copied=copied,
        edited=edited,
    )
    return page, form.status if status is None else status


@bp.get("/plans/<int:plan_id>/items/new")
@requires(policy.MANAGE_PLAN)
def plan_item_new(plan_id: int) -> ResponseReturnValue:
    plan = managed(plan_id)
    return _show_item(ItemForm(None, kind=PlanItemKind.COURSE), plan, None, _courses())


@bp.post("/plans/<int:plan_id>/items/new")
@requires(policy.MANAGE_PLAN)
def plan_item_add(plan_id: int) -> ResponseReturnValue:
    plan, form, courses = managed(plan_id), ItemForm(), _courses()
    _offer_item(form, courses)
    if not form.validate_on_submit():
        return _show_item(form, plan, None, courses)
    facts = _facts(form, courses)
    services.add_item(plan, names=_names(form, facts), facts=facts, by=current_actor())
    flash(_("The item is in the plan."))
    return redirect(url_for(".plan", plan_id=plan_id))


@bp.get("/plans/<int:plan_id>/items/<int:item_id>")
@requires(policy.MANAGE_PLAN)
def plan_item_edit(plan_id: int, item_id: int) -> ResponseReturnValue:
    item = _managed_item(plan_id, item_id)
    form = ItemForm(None, obj=item, seen=_seen_item(item))
    return _show_item(form, item.plan, item, _courses(item))


@bp.post("/plans/<int:plan_id>/items/<int:item_id>")
@requires(policy.MANAGE_PLAN)
def plan_item_save(plan_id: int, item_id: int) -> ResponseReturnValue:
    item, form = _managed_item(plan_id, item_id), ItemForm()
    courses = _courses(item)
    _offer_item(form, courses)
    if not form.validate_on_submit() or is_overtaken(form, form.seen, _seen_item(item)):
        return _show_item(form, item.plan, item, courses)
    facts = _facts(form, courses)
    services.update_item(item, names=_names(form, facts), facts=facts, by=current_actor())
    flash(_("The item is saved."))
    return redirect(url_for(".plan", plan_id=plan_id))


@bp.post("/plans/<int:plan_id>/items/<int:item_id>/remove")
@requires(policy.MANAGE_PLAN)
def plan_item_remove(plan_id: int, item_id: int) -> ResponseReturnValue:
    item = _managed_item(plan_id, item_id)
    services.remove_item(item, by=current_actor())
    flash(_("The item is no longer in the plan."))
    return redirect(url_for(".plan", plan_id=plan_id))


def _managed_item(plan_id: int, item_id: int) -> PlanItem:
    actor = current_actor()
    item = one_or_404(queries.item(plan_id, item_id, actor))
    authorize(policy.can_manage_plan(actor, item.plan))
    return item


def _courses(item: PlanItem | None = None) -> list[Course]:
    """The courses in use, and the one that the item has."""
    found = db.session.scalars(queries.courses(current_actor()))
    kept = item.course if item else None
    return [course for course in found if not course.is_archived or course is kept]


def _offer_item(form: ItemForm, courses: list[Course]) -> None:
    form.course_id.choices = named(courses)
    form.quarter.choices = [
        (quarter, _("Quarter %(quarter)s", quarter=number(quarter))) for quarter in range(1, 5)
    ]


def _facts(form: ItemForm, courses: list[Course]) -> ItemFacts:
    return ItemFacts(
        kind=form.kind.value,
        course=next((one for one in courses if one.id == form.course_id.data), None),
        runs_planned=form.runs_planned.data,
        seats_planned=form.seats_planned.data,
        quarter=form.quarter.data,
        audience=form.audience.data or None,
        supervisors=form.supervisors.data or None,
        source=form.source.data or None,
    )


def _names(form: ItemForm, facts: ItemFacts) -> dict[str, str | None]:
    """An item without a name of its own is called as its course."""
    if facts.course is not None and not any(form.names.values()):
        return dict(facts.course.names)
    return form.names


def _seen_item(item: PlanItem) -> str:
    facts: dict[str, Any] = {
        name: getattr(item, name) for name in ItemFacts.__dataclass_fields__ if name != "course"
    }
    return fingerprint(item.names, item.course_id, facts)


def _show_item(
    form: ItemForm, plan: TrainingPlan, item: PlanItem | None, courses: list[Course]
) -> ResponseReturnValue:
    _offer_item(form, courses)
    page = render_template("planning/item_form.html", form=form, plan=plan, item=item)
    return page, form.status
