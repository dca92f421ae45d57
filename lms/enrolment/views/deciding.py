"""The page of one nomination, and what is done with one or several: confirm, refuse, take back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from lms.enrolment import policy, queries, services
from lms.enrolment.errors import MissingPrerequisite
from lms.enrolment.forms import RefuseForm, WaiverForm
from lms.enrolment.models import Nomination
from lms.enrolment.rules import Standing, listed
from lms.enrolment.services import Decided
from lms.enrolment.views.blueprint import bp
from lms.enrolment.views.checks import Checker
from lms.people.queries import current_affiliations
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import _, _n
from lms.platform.i18n.lists import isolated
from lms.scheduling.models import CourseRun
from lms.scheduling.queries import run as run_by_code

NAMED = 5


@bp.get("/nominations/<int:nomination_id>")
@requires(policy.VIEW)
def nomination(nomination_id: int) -> ResponseReturnValue:
    found = one_or_404(queries.nomination(nomination_id, current_actor()))
    return _page(found, WaiverForm())


def _page(found: Nomination, form: WaiverForm, status: int = 200) -> ResponseReturnValue:
    actor = current_actor()
    standing, enrolment = queries.standing(found)
    eligibility = queries.eligibility([(found.run, found.person_id)])
    known = eligibility[found.course_run_id, found.person_id]
    open_ = standing is Standing.PROPOSED
    page = render_template(
        "enrolment/nomination.html",
        nomination=found,
        standing=standing,
        enrolment=enrolment,
        checks=Checker().checks(known),
        lacks=bool(known.missing),
        waivers=[
            waiver
            for waiver in db.session.scalars(queries.waivers(found.run))
            if waiver.person_id == found.person_id
        ],
        work=current_affiliations([found.person_id]).get(found.person_id),
        may_decide=open_ and policy.can_decide_on(actor, found),
        may_withdraw=open_ and policy.can_withdraw(actor, found),
        form=form,
    )
    return page, status


@bp.post("/nominations/<int:nomination_id>/confirm")
@requires(policy.DECIDE)
def confirm_nomination(nomination_id: int) -> ResponseReturnValue:
    found = _to_decide(nomination_id)
    form = WaiverForm()
    if not form.validate_on_submit():
        return _page(found, form, form.status)
    try:
        enrolment = services.accept(found, by=current_actor(), waiver_reason=form.reason.value)
    except DomainError as refusal:
        at = "reason" if isinstance(refusal, MissingPrerequisite) else None
        form.add_error(at, refusal.text)
        return _page(found, form, refusal.status)
    name = isolated(found.person.full_name)
    if Standing(enrolment.state.value) is Standing.WAITLISTED:
        flash(_("The run is full: %(name)s is on the waiting list.", name=name), "warning")
    else:
        flash(_("%(name)s has a seat.", name=name))
    return redirect(url_for(".nominations", run=found.run.code))


@bp.post("/nominations/confirm")
@requires(policy.DECIDE)
def confirm_nominations() -> ResponseReturnValue:
    chosen = _chosen()
    decided = services.accept_all(chosen, by=current_actor())
    _say(decided)
    return redirect(url_for(".nominations", **_same_run(chosen)))


def _say(decided: Decided) -> None:
    """Tell what came of it: who has a seat, who waits because the run was full, who was left out and why."""
    seated, waiting = len(decided.enrolled), len(decided.waiting)
    if seated:
        flash(_n("%(count)s nomination confirmed.", "%(count)s nominations confirmed.", seated))
    if waiting:
        flash(
            _n(
                "The run is full: %(count)s nominee is on the waiting list.",
                "The run is full: %(count)s nominees are on the waiting list.",
                waiting,
            ),
            "warning",
        )
    for _nomination, refusal in decided.refused[:NAMED]:
        flash(_("Not confirmed: %(why)s", why=refusal.text), "error")
    more = len(decided.refused) - NAMED
    if more > 0:
        flash(
            _n(
                "%(count)s more was not confirmed; the check in the list says why.",
                "%(count)s more were not confirmed; the checks in the list say why.",
                more,
            ),
            "error",
        )
    if not (seated or waiting or decided.refused):
        flash(_("Choose at least one."), "error")


@bp.get("/nominations/<int:nomination_id>/refuse")
@requires(policy.DECIDE)
def refuse_nomination(nomination_id: int) -> ResponseReturnValue:
    return _ask_why([_to_decide(nomination_id)], RefuseForm())


@bp.post("/nominations/refuse")
@requires(policy.DECIDE)
def refuse_nominations() -> ResponseReturnValue:
    """Ask for the reason at first; with it, refuse."""
    chosen, form = _chosen(), RefuseForm()
    if not chosen:
        flash(_("Choose at least one."), "error")
        return redirect(url_for(".nominations"))
    if not request.form.get("asked"):
        return _ask_why(chosen, RefuseForm(formdata=None))
    if not form.validate_on_submit():
        return _ask_why(chosen, form)
    late = services.refuse_all(chosen, form.reason.value, by=current_actor())
    refused = len(chosen) - len(late)
    if refused:
        flash(_n("%(count)s nomination refused.", "%(count)s nominations refused.", refused))
    for nomination, refusal in late[:NAMED]:
        flash(f"{isolated(nomination.person.full_name)}: {refusal.text}", "error")
    return redirect(url_for(".nominations", **_same_run(chosen)))


def _ask_why(chosen: Sequence[Nomination], form: RefuseForm) -> ResponseReturnValue:
    page = render_template(
        "enrolment/refuse.html",
        chosen=chosen,
        names=listed(nomination.person.full_name for nomination in chosen),
        form=form,
    )
    return page, form.status


@bp.post("/nominations/<int:nomination_id>/withdraw")
@requires(policy.NOMINATE)
def withdraw_nomination(nomination_id: int) -> ResponseReturnValue:
    actor = current_actor()
    found = one_or_404(queries.nomination(nomination_id, actor))
    authorize(policy.can_withdraw(actor, found))
    services.withdraw_nomination(found, by=actor)
    flash(
        _(
            "The nomination of %(name)s is withdrawn. You can send it again while the run is open.",
            name=isolated(found.person.full_name),
        )
    )
    return redirect(url_for(".nominations", run=found.run.code))


def _to_decide(nomination_id: int) -> Nomination:
    """A nomination that the actor decides on; one that is only seen is 403, one that is not seen 404."""
    actor = current_actor()
    found = one_or_404(queries.nomination(nomination_id, actor))
    authorize(policy.can_decide_on(actor, found))
    return found


def _chosen() -> list[Nomination]:
    """The nominations that were ticked, or all of a run; one that is not the actor's to decide refuses all (A4)."""
    actor = current_actor()
    sent = set(request.form.getlist("pick"))
    if not all(one.isascii() and one.isdecimal() and len(one) < 10 for one in sent):
        raise NotFound
    ids = {int(one) for one in sent}
    if request.form.get("everything"):
        ids |= _everything()
    found = list(db.session.scalars(queries.to_decide(ids, actor)))
    if len(found) != len(ids):
        raise NotFound
    return found


def _everything() -> set[int]:
    until = request.form.get("until", "")
    if not (until.isascii() and until.isdecimal() and len(until) < 10):
        raise NotFound
    actor = current_actor()
    run = one_or_404(run_by_code(request.form.get("run", ""), actor))
    return set(db.session.scalars(queries.everything_to_decide(run, actor, int(until))))


def _same_run(chosen: Sequence[Nomination]) -> dict[str, Any]:
    """Back to the run that all of them are for."""
    runs: set[CourseRun] = {nomination.run for nomination in chosen}
    return {"run": runs.pop().code} if len(runs) == 1 else {}
