"""The page that shows a job while it runs, and lets its requester stop it."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.jobs import queries, rules, services
from lms.platform import clock
from lms.platform.access import SIGNED_IN, current_actor, one_or_404, requires
from lms.platform.i18n import _

bp = Blueprint("jobs", __name__)


@bp.get("/jobs/<int:job_id>")
@requires(SIGNED_IN)
def job(job_id: int) -> ResponseReturnValue:
    """The whole page, or the progress alone when the page asks for it every two seconds."""
    found = one_or_404(queries.job(job_id, viewer=current_actor()))
    template = "jobs/_progress.html" if "HX-Request" in request.headers else "jobs/job.html"
    answer = make_response(
        render_template(
            template,
            job=found,
            title=services.title_of(found.kind),
            progress_text=rules.progress(found),
            seconds_left=rules.seconds_left(found, clock.now()),
            failure=rules.failure(found),
        )
    )
    answer.vary.add("HX-Request")
    return answer


@bp.post("/jobs/<int:job_id>/stop")
@requires(SIGNED_IN)
def stop(job_id: int) -> ResponseReturnValue:
    found = one_or_404(queries.job(job_id, viewer=current_actor()))
    services.request_stop(found)
    flash(_("The work stops after the step under way. What was done before is kept."))
    return redirect(url_for(".job", job_id=job_id))
