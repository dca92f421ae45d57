"""The page that shows a job while it runs, and lets its requester stop it."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.jobs import exports, queries, rules, services
from lms.jobs.forms import ExportForm
from lms.platform import clock
from lms.platform.access import SIGNED_IN, current_actor, make_sure, one_or_404, requires
from lms.platform.i18n import _
from lms.platform.listing.export import TYPES

bp = Blueprint("jobs", __name__)


@bp.get("/exports/new")
@requires(SIGNED_IN)
def ask_export() -> ResponseReturnValue:
    """What a large list of people is needed for; the list itself leads here."""
    wanted = request.args.get("list", "")
    exports.refuse_closed(wanted, current_actor())
    return _ask_page(ExportForm(data={"list": wanted}), wanted)


@bp.post("/exports/new")
@requires(SIGNED_IN)
def export() -> ResponseReturnValue:
    form = ExportForm()
    wanted = form.list.data or ""
    exports.refuse_closed(wanted, current_actor())
    if not form.validate_on_submit():
        return _ask_page(form, wanted)
    make_sure()
    job = exports.ask(wanted, form.reason.value, current_actor())
    return redirect(url_for(".job", job_id=job.id))


@bp.get("/jobs/<int:job_id>/file")
@requires(SIGNED_IN)
def export_file(job_id: int) -> ResponseReturnValue:
    """The file of a list, for whoever asked for it and may still see the list."""
    actor = current_actor()
    found = one_or_404(queries.job(job_id, viewer=actor))
    content, name = exports.file_of(found, actor)
    answer = make_response(content)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.content_type = TYPES[name.rpartition(".")[2]]
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _ask_page(form: ExportForm, wanted: str) -> ResponseReturnValue:
    page = render_template("jobs/ask_export.html", form=form, back=exports.screen_of(wanted))
    return page, form.status


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
