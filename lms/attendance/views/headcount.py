"""Counting people who took part and are not known by name (S2)."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.attendance import policy, queries, services
from lms.attendance.forms import HeadcountForm
from lms.attendance.views.blueprint import bp
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.i18n import _n
from lms.scheduling.models import CourseRun


@bp.get("/runs/<string:code>/headcount")
@requires(policy.TAKE, policy.TAKE_OWN)
def headcount(code: str) -> ResponseReturnValue:
    run = _fetched(code)
    return _show(run, HeadcountForm(obj=queries.headcount(run)))


@bp.post("/runs/<string:code>/headcount")
@requires(policy.TAKE, policy.TAKE_OWN)
def save_headcount(code: str) -> ResponseReturnValue:
    run, form = _fetched(code), HeadcountForm()
    if not form.validate_on_submit():
        return _show(run, form)
    women, men, unknown = form.women.data or 0, form.men.data or 0, form.unknown.data or 0
    services.record_headcount(
        run,
        women=women,
        men=men,
        unknown=unknown,
        source=form.source.value or None,
        by=current_actor(),
    )
    flash(
        _n(
            "%(count)s participant is counted without a name.",
            "%(count)s participants are counted without names.",
            women + men + unknown,
        )
    )
    return redirect(url_for("attendance.run_attendance", code=run.code))


def _fetched(code: str) -> CourseRun:
    actor = current_actor()
    run = one_or_404(queries.run(code, actor))
    authorize(policy.can_count(actor, run))
    return run


def _show(run: CourseRun, form: HeadcountForm) -> ResponseReturnValue:
    return render_template("attendance/headcount.html", run=run, form=form), form.status
