"""The certificates of a run: who gets one, who does not and why, issuing, and all files at once."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from lms.certificates import policy, queries, services
from lms.certificates.forms import ReturnForm
from lms.certificates.models import Certificate, IssueList
from lms.certificates.rules import STANDINGS, Standing, standing
from lms.certificates.views.blueprint import bp
from lms.enrolment.models import Enrolment
from lms.jobs import queries as jobs
from lms.jobs.models import Job
from lms.jobs.rules import failure, progress, seconds_left
from lms.jobs.services import title_of
from lms.outcomes.models import Outcome, OutcomeState
from lms.outcomes.rules import words
from lms.people import queries as people
from lms.people.models import Person
from lms.people.policy import EXPORT
from lms.platform import clock
from lms.platform.access import account_names, authorize, current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import _, _l, _lp, _n
from lms.platform.links import addresses
from lms.platform.listing import Column, Empty, Filter, Listing
from lms.scheduling.models import CourseRun

NOT_PASSED_SHOWN = 200


@bp.get("/runs/<string:code>/certificates")
@requires(policy.VIEW)
def run_certificates(code: str) -> ResponseReturnValue:
    actor = current_actor()
    run = one_or_404(queries.run(code, actor))
    readiness = queries.readiness(run)
    return run_list(run).respond(
        "certificates/run.html",
        run=run,
        readiness=readiness,
        # The run was fetched within the scope of the role, which is that of each of its rights.
        can_issue=actor.has(policy.ISSUE),
        waiting=(waiting := queries.waiting_list(run.id)),
        prepared_by=_prepared_by(waiting),
        may_approve=waiting is not None and services.is_for_another(waiting, actor),
        asks_approval=_asks_approval(run, readiness),
        **(_progress(run) if readiness.without_file else {"job": None}),
    )


def _progress(run: CourseRun) -> dict[str, Any]:
    """How far the files are, for whoever asked for them."""
    query = jobs.jobs(current_actor()).where(
        Job.kind == services.PREPARE,
        Job.leads_to == url_for(".run_certificates", code=run.code),
    )
    job = db.session.scalars(query.limit(1)).one_or_none()
    if job is None:
        return {"job": None}
    return {
        "job": job,
        "title": title_of(job.kind),
        "progress_text": progress(job),
        "seconds_left": seconds_left(job, clock.now()),
        "failure": failure(job),
    }


@bp.post("/runs/<string:code>/certificates/files")
@requires(policy.ISSUE)
def prepare_files(code: str) -> ResponseReturnValue:
    """Make the files that are missing, after a fault."""
    run = _fetched(code)
    missing = queries.without_file_in(run.id)
    if missing:
        services.request_files(missing, by=current_actor())
    return redirect(url_for(".run_certificates", code=code))


@bp.get("/runs/<string:code>/certificates/issue")
@requires(policy.ISSUE, fresh=True)
def confirm_issue(code: str) -> ResponseReturnValue:
    """What issuing would do, and who is left out; the tab where nothing is left to do."""
    run = _fetched(code)
    readiness = queries.readiness(run)
    if readiness.is_ready and (not readiness.to_issue or queries.waiting_list(run.id)):
        return redirect(url_for(".run_certificates", code=code))
    return _confirm_page(run)


@bp.post("/runs/<string:code>/certificates/issue")
@requires(policy.ISSUE, fresh=True)
def issue(code: str) -> ResponseReturnValue:
    """Issue, or prepare the list for another officer where that is asked."""
    run, actor = _fetched(code), current_actor()
    try:
        if _asks_approval(run, queries.readiness(run)):
            services.prepare(run, by=actor)
            flash(_("The list waits for another officer to approve it."))
            return redirect(url_for(".run_certificates", code=code))
        issued = services.issue_for_run(run, by=actor)
    except DomainError as refusal:
        return _confirm_page(run, refusal)
    if issued:
        flash(_n("%(count)s certificate issued.", "%(count)s certificates issued.", len(issued)))
    else:
        flash(_("Everybody who passed has a certificate already."), "info")
    return redirect(url_for(".run_certificates", code=code))


@bp.post("/runs/<string:code>/certificates/approve")
@requires(policy.ISSUE, fresh=True)
def approve_list(code: str) -> ResponseReturnValue:
    issued = services.approve(_waiting(_fetched(code)), by=current_actor())
    flash(_n("%(count)s certificate issued.", "%(count)s certificates issued.", len(issued)))
    return redirect(url_for(".run_certificates", code=code))


@bp.get("/runs/<string:code>/certificates/return")
@requires(policy.ISSUE)
def confirm_return(code: str) -> ResponseReturnValue:
    run = _fetched(code)
    return _return_page(ReturnForm(), run, _waiting(run))


@bp.post("/runs/<string:code>/certificates/return")
@requires(policy.ISSUE)
def return_list(code: str) -> ResponseReturnValue:
    run, form = _fetched(code), ReturnForm()
    prepared = _waiting(run)
    if not form.validate_on_submit():
        return _return_page(form, run, prepared)
    services.return_list(prepared, form.reason.value, by=current_actor())
    flash(_("The list is returned. No certificate was issued."))
    return redirect(url_for(".run_certificates", code=code))


@bp.get("/runs/<string:code>/certificates.zip")
@requires(policy.VIEW)
def run_archive(code: str) -> Response:
    """All files of the run, each under its serial."""
    actor = current_actor()
    run = one_or_404(queries.run(code, actor))
    file = services.archive(db.session.scalars(queries.of_run(run.id, actor)))
    response = send_file(
        file,
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"certificates-{run.code}.zip",
        max_age=0,
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.call_on_close(file.close)
    return response


def _fetched(code: str) -> CourseRun:
    actor = current_actor()
    run = one_or_404(queries.run(code, actor))
    authorize(policy.can_issue(actor, run))
    return run


def _waiting(run: CourseRun) -> IssueList:
    prepared = queries.waiting_list(run.id)
    if prepared is None:
        raise NotFound
    return prepared


def _asks_approval(run: CourseRun, readiness: queries.Readiness) -> bool:
    body = readiness.body
    return body is not None and queries.needs_approval(
        run, body, readiness.to_issue, current_actor()
    )


def _prepared_by(prepared: IssueList | None) -> str:
    """Who prepared the list."""
    if prepared is None or prepared.prepared_by_id is None:
        return ""
    return account_names({prepared.prepared_by_id}).get(prepared.prepared_by_id, "")


def _return_page(form: ReturnForm, run: CourseRun, prepared: IssueList) -> ResponseReturnValue:
    page = render_template("certificates/return.html", form=form, run=run, prepared=prepared)
    return page, form.status


def _confirm_page(run: CourseRun, refusal: DomainError | None = None) -> ResponseReturnValue:
    readiness = queries.readiness(run)
    page = render_template(
        "certificates/issue.html",
        run=run,
        refusal=refusal,
        readiness=readiness,
        asks_approval=_asks_approval(run, readiness),
        not_passed=queries.not_passed(run.id, NOT_PASSED_SHOWN),
        words=words,
    )
    return page, 422 if refusal else 200


def run_list(run: CourseRun) -> Listing:
    """Everybody who came to an outcome, with the certificate or the reason why there is none."""
    today = clock.today(run.unit.country.timezone)

    def worth(row: tuple[Enrolment, Outcome, Certificate | None]) -> str:
        issued, outcome = row[2], row[1]
        if issued is not None:
            return standing(issued, today).value
        if row[0].person.erased_at is not None:
            return "erased"
        return "eligible" if outcome.state is OutcomeState.PASSED else "failed"

    certificate = addresses(".certificate", "serial")
    return Listing(
        "certificates",
        _l("Certificates"),
        queries.candidates(run.id),
        [
            Column(
                "name",
                _l("Name"),
                lambda row: row[0].person.full_name,
                sort=(*people.by_name(), Person.id),
                note=lambda row: None if row[2] else _without(row[1]),
            ),
            Column(
                "serial",
                _l("Serial number"),
                lambda row: row[2] and row[2].serial,
                kind="code",
                sort=Certificate.serial,
                url=lambda row: certificate(row[2].serial) if row[2] else None,
            ),
            Column(
                "issued_on",
                _l("Issued on"),
                lambda row: row[2] and row[2].issued_on,
                kind="date",
                sort=Certificate.issued_on,
            ),
            Column(
                "state",
                _l("State"),
                lambda row: LABELS[worth(row)],
                kind="badge",
                badge=worth,
            ),
        ],
        filters=[_by_presence()],
        default_sort="name",
        exporting=EXPORT,
        search=lambda query, text: query.where(
            Enrolment.person_id.in_(people.search(text, current_actor()))
        ),
        search_label=_l("Name or ID number"),
        empty=Empty(
            _("No certificates yet"),
            _("They can be issued once the run is closed and its results are decided."),
            url=url_for("outcomes.results", code=run.code),
            label=_("Go to the results"),
            icon="certificate",
        ),
    )


LABELS: dict[str, str] = {
    "eligible": _lp("certificate", "To be issued"),
    "failed": _lp("certificate", "Not qualified"),
    "erased": _lp("certificate", "Person erased"),
    **{one.value: STANDINGS[one] for one in Standing},
}


def _without(outcome: Outcome) -> str | None:
    """Why somebody has none."""
    if outcome.state is OutcomeState.PASSED:
        return None
    return " ".join(words(outcome.reasoning))


def _by_presence() -> Filter:
    has = Certificate.id.is_not(None)
    passed = Outcome.state == OutcomeState.PASSED
    ways = {
        "issued": has,
        "eligible": passed & ~has & Person.erased_at.is_(None),
        "failed": ~passed,
    }
    return Filter(
        "certificate",
        _l("Certificate"),
        [
            ("issued", _lp("certificate", "Issued")),
            ("eligible", LABELS["eligible"]),
            ("failed", LABELS["failed"]),
        ],
        apply=lambda query, value: query.where(ways[value]),
    )
