"""The centre adds somebody to a run directly: found by name among those it knows, or by a whole ID number."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from lms.enrolment import policy, queries, services
from lms.enrolment.errors import MissingPrerequisite
from lms.enrolment.forms import FindForm, WaiverForm
from lms.enrolment.models import EnrolmentState
from lms.enrolment.views.blueprint import bp
from lms.enrolment.views.checks import Checker
from lms.people.models import Person
from lms.people.queries import current_affiliations
from lms.people.rules import masked_id
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.errors import DomainError
from lms.platform.i18n import _
from lms.platform.i18n.lists import isolated
from lms.scheduling.models import CourseRun
from lms.scheduling.queries import run as run_by_code


@bp.get("/runs/<string:code>/roster/add")
@requires(policy.DECIDE)
def roster_add(code: str) -> ResponseReturnValue:
    return _page(_run_to_fill(code), FindForm())


@bp.post("/runs/<string:code>/roster/add")
@requires(policy.DECIDE)
def roster_add_now(code: str) -> ResponseReturnValue:
    """Look for the person; by POST, because an ID number has no business in an address."""
    run, form = _run_to_fill(code), FindForm()
    if not form.validate_on_submit():
        return _page(run, form)
    found = queries.people_to_add(form.who.value, run, current_actor())
    if "person" not in request.form:
        return _page(run, form, found)
    person = next((one for one in found if str(one.id) == request.form["person"]), None)
    if person is None:
        raise NotFound  # nobody whom this search finds for this actor
    return _add(run, form, found, person)


def _add(
    run: CourseRun, form: FindForm, found: list[Person], person: Person
) -> ResponseReturnValue:
    waiver = WaiverForm()
    if not waiver.validate_on_submit():
        return _page(run, form, found, person, waiver, waiver.status)
    try:
        enrolment = services.add_person(
            run, person, by=current_actor(), waiver_reason=waiver.reason.value
        )
    except DomainError as refusal:
        waiver.add_error(
            "reason" if isinstance(refusal, MissingPrerequisite) else None, refusal.text
        )
        return _page(run, form, found, person, waiver, refusal.status)
    name = isolated(person.full_name)
    if enrolment.state is EnrolmentState.WAITLISTED:
        flash(_("The run is full: %(name)s is on the waiting list.", name=name), "warning")
    else:
        flash(_("%(name)s has a seat.", name=name))
    return redirect(url_for(".roster", code=run.code))


def _page(
    run: CourseRun,
    form: FindForm,
    found: list[Person] | None = None,
    person: Person | None = None,
    waiver: WaiverForm | None = None,
    status: int | None = None,
) -> ResponseReturnValue:
    ids = {one.id for one in found or ()}
    eligibility = queries.eligibility([(run, person_id) for person_id in ids]) if ids else {}
    say = Checker()
    page = render_template(
        "enrolment/add.html",
        run=run,
        form=form,
        found=found,
        work=current_affiliations(ids) if ids else {},
        masked={one.id: masked_id(one) for one in found or ()},
        badges={one.id: say.badges(eligibility[run.id, one.id]) for one in found or ()},
        lacking={one.id for one in found or () if eligibility[run.id, one.id].missing},
        listed=queries.listed_in(run, ids) if ids else set(),
        chosen=person,
        waiver=waiver or WaiverForm(formdata=None),
    )
    return page, status or form.status


def _run_to_fill(code: str) -> CourseRun:
    actor = current_actor()
    run = one_or_404(run_by_code(code, actor))
    authorize(policy.can_decide(actor, run))
    return run
