"""Taking attendance: the sheet of one session."""

from __future__ import annotations

from collections.abc import Collection

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from lms.attendance import policy, queries, services
from lms.attendance.errors import MarkRefused, ReasonMissing, SheetChanged
from lms.attendance.forms import SheetForm
from lms.attendance.views.blueprint import bp
from lms.attendance.views.sessions import place_in_run, when_in_short
from lms.attendance.views.sheet_page import ANSWERS, SheetPage
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.i18n import _n
from lms.scheduling.models import TrainingSession


@bp.get("/runs/<string:code>/attendance/<int:number>")
@requires(policy.VIEW, policy.VIEW_OWN)
def sheet(code: str, number: int) -> ResponseReturnValue:
    session = one_or_404(queries.session(code, number, current_actor()))
    return _show(session, SheetForm(session))


@bp.post("/runs/<string:code>/attendance/<int:number>")
@requires(policy.TAKE, policy.TAKE_OWN)
def save_sheet(code: str, number: int) -> ResponseReturnValue:
    actor = current_actor()
    session = one_or_404(queries.session(code, number, actor))
    authorize(policy.can_take(actor, session))
    form = SheetForm(session)
    marks = form.marks()
    if not form.validate_on_submit() or form.row_errors:
        return _show(session, form)
    try:
        services.record(
            session, marks, by=actor, seen=form.seen_entry, reason=form.reason.value or None
        )
    except SheetChanged as refusal:
        form.refuse(refusal)
        return _show(session, form, conflicts=refusal.enrolment_ids)
    except MarkRefused as refusal:
        form.row_errors[refusal.enrolment_id] = refusal.text
        return _show(session, form)
    except ReasonMissing as refusal:
        form.refuse(refusal)
        return _show(session, form)
    return _saved(session, form, len(marks))


def _show(
    session: TrainingSession, form: SheetForm, conflicts: Collection[int] = ()
) -> ResponseReturnValue:
    page = SheetPage(session, form, conflicts)
    form.names = {line.id: line.name for line in page.lines}
    html = render_template(
        "attendance/sheet.html",
        page=page,
        session=session,
        form=form,
        answers=ANSWERS,
        place=place_in_run(session),
        when=when_in_short(session),
    )
    status = 409 if conflicts else 422 if form.problems else 200
    return html, status


def _saved(session: TrainingSession, form: SheetForm, count: int) -> ResponseReturnValue:
    """Say so, and lead on: to the next page of a long sheet once this one is filled in."""
    flash(
        _n(
            "Attendance saved for %(count)s trainee.",
            "Attendance saved for %(count)s trainees.",
            count,
        )
    )
    page, left = SheetPage(session, form), len(form.listed_ids) - count
    if left > 0:
        flash(
            _n("%(count)s person is still to mark.", "%(count)s people are still to mark.", left),
            "info",
        )
    pages = page.pages
    goes_on = left <= 0 and pages.current < pages.last
    return redirect(page.url(pages.current + 1 if goes_on else pages.current))
