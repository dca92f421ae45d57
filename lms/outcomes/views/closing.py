"""Closing a run, and waiving hours that were not given."""

from __future__ import annotations

from collections import Counter

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.outcomes import policy, queries, services
from lms.outcomes.forms import WaiverForm
from lms.outcomes.models import OutcomeState
from lms.outcomes.rules import words
from lms.outcomes.views.blueprint import bp
from lms.outcomes.views.results import STATES, gaps_of, screen
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.errors import DomainError
from lms.platform.i18n import _, _n
from lms.scheduling.models import CourseRun, RunState


@bp.get("/runs/<string:code>/close")
@requires(policy.CLOSE)
def confirm_close(code: str) -> ResponseReturnValue:
    """What closing would decide, before it does."""
    run = _fetched(code)
    if run.state is RunState.CLOSED:
        return redirect(url_for(".results", code=code))
    return _confirm_page(run)


@bp.post("/runs/<string:code>/close")
@requires(policy.CLOSE)
def close(code: str) -> ResponseReturnValue:
    run = _fetched(code)
    try:
        closed = services.close_run(run, by=current_actor())
    except DomainError as refusal:
        return _confirm_page(run, refusal)
    if closed:
        passed = queries.outcome_counts(run.id).get(OutcomeState.PASSED, 0)
        flash(
            _n(
                "The run is closed. %(count)s trainee passed.",
                "The run is closed. %(count)s trainees passed.",
                passed,
            )
        )
    else:
        flash(_("The run was closed already. Nothing changed."), "info")
    return redirect(url_for(".results", code=code))


@bp.get("/runs/<string:code>/hours")
@requires(policy.CLOSE)
def hours(code: str) -> ResponseReturnValue:
    return _hours_page(_fetched(code), WaiverForm())


@bp.post("/runs/<string:code>/hours")
@requires(policy.CLOSE)
def waive_hours(code: str) -> ResponseReturnValue:
    run, form = _fetched(code), WaiverForm()
    if not form.validate_on_submit():
        return _hours_page(run, form)
    try:
        services.waive_hours(run, form.reason.data, by=current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _hours_page(run, form)
    flash(_("The missing hours are waived. Certificates can be issued."))
    return redirect(url_for(".results", code=code))


def _fetched(code: str) -> CourseRun:
    actor = current_actor()
    run = one_or_404(queries.run(code, actor))
    authorize(policy.can_close(actor, run))
    return run


def _confirm_page(run: CourseRun, refusal: DomainError | None = None) -> ResponseReturnValue:
    decided = services.preview(run)
    counts = Counter(decision.state for _enrolment, decision in decided)
    page = render_template(
        "outcomes/close.html",
        run=run,
        refusal=refusal,
        counts=[(STATES[state], counts[state], state) for state in STATES if counts[state]],
        not_passed=[
            (enrolment, decision)
            for enrolment, decision in decided
            if decision.state not in (OutcomeState.PASSED, None)
        ],
        words=words,
        gaps=gaps_of(run),
        without_exam=[enrolment for enrolment, decision in decided if decision.lacks_exam],
        marks_url=screen("assessment.marks", code=run.code),
        delivery=queries.delivery(run),
        states=STATES,
    )
    return page, 422 if refusal else 200


def _hours_page(run: CourseRun, form: WaiverForm) -> ResponseReturnValue:
    page = render_template(
        "outcomes/hours.html", run=run, form=form, delivery=queries.delivery(run)
    )
    return page, form.status
