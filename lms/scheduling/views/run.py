"""The page of a run, and its steps from one state to the next."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.audit.policy import VIEW as VIEW_LOG
from lms.audit.queries import changes_of
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.i18n import _
from lms.platform.links import screen
from lms.scheduling import policy, queries, services
from lms.scheduling.forms import ReasonForm
from lms.scheduling.models import CourseRun, TrainingSession
from lms.scheduling.views.blueprint import bp
from lms.scheduling.views.header import run_header
from lms.scheduling.views.schedule import about, progress_of, schedule_of


@bp.get("/runs/<string:code>")
@requires(policy.VIEW, policy.VIEW_OWN)
def run(code: str) -> ResponseReturnValue:
    actor = current_actor()
    found = one_or_404(queries.run(code, actor))
    head = run_header(found)
    return render_template(
        "scheduling/run.html",
        run=found,
        schedule=schedule_of(found, head),
        progress=progress_of(found, head),
        about=about(found),
        late_sessions=_after_closing(found),
        # A trainer reads the run, not who in the office changed it.
        changes=changes_of(found, found.unit.country.timezone) if actor.has(policy.VIEW) else [],
        log=screen("home.audit_log") if actor.has(VIEW_LOG) else None,
    )


def _after_closing(found: CourseRun) -> list[TrainingSession]:
    """S21: what is still planned at a place after its last day is to be moved."""
    places = [found.unit, *([found.site_unit] if found.site_unit else [])]
    closing = [place.closed_on for place in places if place.closed_on is not None]
    if not closing:
        return []
    return [
        session
        for session in found.sessions
        if session.state == "scheduled" and session.held_on > min(closing)
    ]


@bp.post("/runs/<string:code>/open")
@requires(policy.MANAGE)
def open_run(code: str) -> ResponseReturnValue:
    found = managed(code)
    services.open_run(found, by=current_actor())
    flash(_("Nominations are open for %(run)s.", run=found.code))
    return redirect(url_for(".run", code=found.code))


@bp.post("/runs/<string:code>/confirm")
@requires(policy.MANAGE)
def confirm_run(code: str) -> ResponseReturnValue:
    found = managed(code)
    services.confirm_run(found, by=current_actor())
    flash(_("The roster of %(run)s is confirmed.", run=found.code))
    return redirect(url_for(".run", code=found.code))


@bp.get("/runs/<string:code>/postpone")
@requires(policy.MANAGE)
def postpone_run(code: str) -> ResponseReturnValue:
    return _ask_why(managed(code), ReasonForm(), "postpone")


@bp.post("/runs/<string:code>/postpone")
@requires(policy.MANAGE)
def do_postpone_run(code: str) -> ResponseReturnValue:
    found, form = managed(code), ReasonForm()
    if not form.validate_on_submit():
        return _ask_why(found, form, "postpone")
    services.postpone_run(found, form.reason.value, by=current_actor())
    flash(_("%(run)s is postponed. Its rooms and trainers are free.", run=found.code))
    return redirect(url_for(".run", code=found.code))


@bp.get("/runs/<string:code>/cancel")
@requires(policy.MANAGE)
def cancel_run(code: str) -> ResponseReturnValue:
    return _ask_why(managed(code), ReasonForm(), "cancel")


@bp.post("/runs/<string:code>/cancel")
@requires(policy.MANAGE)
def do_cancel_run(code: str) -> ResponseReturnValue:
    found, form = managed(code), ReasonForm()
    if not form.validate_on_submit():
        return _ask_why(found, form, "cancel")
    services.cancel_run(found, form.reason.value, by=current_actor())
    flash(_("%(run)s is cancelled.", run=found.code))
    return redirect(url_for(".run", code=found.code))


def _ask_why(found: CourseRun, form: ReasonForm, what: str) -> ResponseReturnValue:
    return render_template(f"scheduling/{what}.html", run=found, form=form), form.status


def managed(code: str) -> CourseRun:
    """A run that the actor may see and change; seen alone is 403, not seen is 404."""
    actor = current_actor()
    found = one_or_404(queries.run(code, actor))
    authorize(policy.can_manage(actor, found))
    return found
