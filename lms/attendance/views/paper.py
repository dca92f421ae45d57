"""From the signed sheet: the rows of those absent are typed, everybody else was there (S12)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.attendance import policy, queries, services
from lms.attendance.errors import ReasonMissing, SheetChanged
from lms.attendance.forms import PaperForm
from lms.attendance.rules import in_words
from lms.attendance.views.blueprint import bp
from lms.attendance.views.sessions import place_in_run, when
from lms.enrolment.models import Enrolment
from lms.platform import clock
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.i18n import _, _n
from lms.scheduling.models import TrainingSession


@bp.get("/runs/<string:code>/attendance/<int:number>/paper")
@requires(policy.TAKE, policy.TAKE_OWN)
def paper(code: str, number: int) -> ResponseReturnValue:
    return _ask(_fetched(code, number), PaperForm())


@bp.post("/runs/<string:code>/attendance/<int:number>/paper")
@requires(policy.TAKE, policy.TAKE_OWN)
def enter_paper(code: str, number: int) -> ResponseReturnValue:
    """Show who the rows are; write them once they have been compared with the paper."""
    session, form = _fetched(code, number), PaperForm()
    people = list(db.session.scalars(queries.roster_on(session)))
    valid = form.validate_on_submit()
    rows = form.rows(len(people)) if valid else []
    if form.problems:
        return _ask(session, form)
    absent = [people[row - 1] for row in rows]
    if "save" not in request.form:
        return _compare(session, form, people, rows)
    if form.people.data != _fingerprint(people):
        form.add_error(None, _("The roster changed in the meantime. Compare the rows once more."))
        return _compare(session, form, people, rows)
    return _write(session, form, absent)


def _fetched(code: str, number: int) -> TrainingSession:
    actor = current_actor()
    session = one_or_404(queries.session(code, number, actor))
    authorize(policy.can_take(actor, session))
    return session


def _write(
    session: TrainingSession, form: PaperForm, absent: list[Enrolment]
) -> ResponseReturnValue:
    try:
        count = services.record_from_paper(
            session,
            [one.id for one in absent],
            by=current_actor(),
            seen=form.seen_entry,
            reason=form.reason.value or None,
        )
    except (ReasonMissing, SheetChanged) as refusal:
        form.refuse(refusal)
        people = list(db.session.scalars(queries.roster_on(session)))
        rows = [people.index(one) + 1 for one in absent]
        return _compare(session, form, people, rows)
    flash(
        _n(
            "Attendance saved for %(count)s trainee.",
            "Attendance saved for %(count)s trainees.",
            count,
        )
    )
    code, number = session.run.code, session.number
    return redirect(url_for("attendance.sheet", code=code, number=number))


def _ask(session: TrainingSession, form: PaperForm) -> ResponseReturnValue:
    page = render_template(
        "attendance/paper.html",
        session=session,
        form=form,
        people=queries.people_on(session),
        place=place_in_run(session),
        when=when(session),
    )
    return page, form.status


def _compare(
    session: TrainingSession, form: PaperForm, people: list[Enrolment], rows: list[int]
) -> ResponseReturnValue:
    """What would be written, by name."""
    marked = queries.sheet(session)
    absent = [(row, people[row - 1], marked.get(people[row - 1].id)) for row in rows]
    absent_ids = {one.id for _row, one, _entry in absent}
    rest = [one for one in people if one.id not in absent_ids]
    html = render_template(
        "attendance/paper_check.html",
        session=session,
        form=form,
        absent=[(row, one, in_words(entry) if entry else "") for row, one, entry in absent],
        present=sum(one.id not in marked for one in rest),
        kept=sum(one.id in marked for one in rest),
        needs_reason=_is_over(session) and any(entry for _row, _one, entry in absent),
        people=_fingerprint(people),
        seen=queries.last_entry(session),
        place=place_in_run(session),
        when=when(session),
    )
    return html, 422 if form.problems else 200


def _is_over(session: TrainingSession) -> bool:
    return session.held_on < clock.today(session.timezone)


def _fingerprint(people: Iterable[Enrolment]) -> str:
    """Which people, in which order: the rows were compared for exactly these."""
    ids = ",".join(str(one.id) for one in people)
    return hashlib.sha256(ids.encode()).hexdigest()
