"""Opening sheets again that have locked (S13)."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.attendance import policy, queries, services
from lms.attendance.forms import ReopenForm
from lms.attendance.rules import LONGEST_REOPENING
from lms.attendance.views.blueprint import bp
from lms.attendance.views.sessions import place_in_run
from lms.platform import clock
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.errors import DomainError
from lms.platform.i18n import _
from lms.scheduling.models import CourseRun, TrainingSession

USUAL = timedelta(days=2)
"""How long the form proposes."""


@bp.get("/runs/<string:code>/attendance/<int:number>/reopen")
@requires(policy.REOPEN)
def reopen_sheet(code: str, number: int) -> ResponseReturnValue:
    session = _session(code, number)
    return _page(_new_form(session.run), session.run, session)


@bp.post("/runs/<string:code>/attendance/<int:number>/reopen")
@requires(policy.REOPEN)
def save_reopened_sheet(code: str, number: int) -> ResponseReturnValue:
    session, form = _session(code, number), ReopenForm()
    if not form.validate_on_submit():
        return _page(form, session.run, session)
    try:
        services.reopen_sheet(
            session, until=form.until.value, reason=form.reason.value, by=current_actor()
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, session.run, session)
    flash(_("The sheet is open again. It locks by itself."))
    return redirect(url_for(".sheet", code=code, number=number))


@bp.get("/runs/<string:code>/attendance/reopen")
@requires(policy.REOPEN)
def reopen_run(code: str) -> ResponseReturnValue:
    run = _run(code)
    return _page(_new_form(run), run)


@bp.post("/runs/<string:code>/attendance/reopen")
@requires(policy.REOPEN)
def save_reopened_run(code: str) -> ResponseReturnValue:
    run, form = _run(code), ReopenForm()
    if not form.validate_on_submit():
        return _page(form, run)
    try:
        services.reopen_run(
            run, until=form.until.value, reason=form.reason.value, by=current_actor()
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, run)
    flash(_("The sheets are open again. They lock by themselves."))
    return redirect(url_for(".run_attendance", code=code))


def _session(code: str, number: int) -> TrainingSession:
    actor = current_actor()
    session = one_or_404(queries.session(code, number, actor))
    authorize(policy.can_reopen(actor, session.run))
    return session


def _run(code: str) -> CourseRun:
    actor = current_actor()
    run = one_or_404(queries.run(code, actor))
    authorize(policy.can_reopen(actor, run))
    return run


def _new_form(run: CourseRun) -> ReopenForm:
    return ReopenForm(data={"until": clock.today(run.unit.country.timezone) + USUAL})


def _page(
    form: ReopenForm, run: CourseRun, session: TrainingSession | None = None
) -> ResponseReturnValue:
    page = render_template(
        "attendance/reopen.html",
        form=form,
        run=run,
        session=session,
        place=place_in_run(session) if session else "",
        days=LONGEST_REOPENING,
    )
    return page, form.status
