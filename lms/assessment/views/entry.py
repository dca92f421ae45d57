"""Entering the marks of one attempt: typed one by one, or pasted from a spreadsheet."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from lms.assessment import policy, queries, services
from lms.assessment.errors import (
    DayAhead,
    DayBeforeRun,
    MarkRefused,
    ReasonMissing,
    ScoresChanged,
)
from lms.assessment.forms import MarksForm, PasteForm, listed_ids, marks_form
from lms.assessment.models import AssessmentKind
from lms.assessment.rules import attempts_allowed, is_over, kinds, points
from lms.assessment.views.blueprint import bp
from lms.assessment.views.lines import form_of, lines_of
from lms.assessment.views.sitting import Sitting
from lms.enrolment.models import Enrolment
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.i18n import _, _n
from lms.scheduling.models import CourseRun


@bp.get("/runs/<string:code>/marks/<string:kind>/<int:attempt>")
@requires(policy.VIEW, policy.VIEW_OWN)
def enter(code: str, kind: str, attempt: int) -> ResponseReturnValue:
    run = one_or_404(queries.run(code, current_actor()))
    sitting = _sitting(run, kind, attempt)
    some = sitting.on_page()
    return _show(sitting, some, form_of(sitting, some))


@bp.post("/runs/<string:code>/marks/<string:kind>/<int:attempt>")
@requires(policy.MARK, policy.MARK_OWN)
def save_marks(code: str, kind: str, attempt: int) -> ResponseReturnValue:
    run = _to_be_marked(code)
    sitting = _sitting(run, kind, attempt)
    some = sitting.among(listed_ids(request.form.get("listed", "")))
    known = sitting.attempts(some)
    entered = {one for one in known if sitting.entry(known[one])}
    form = marks_form(some, entered, sitting.max_score)
    if not form.validate_on_submit():
        return _show(sitting, some, form)
    scores = form.scores()
    try:
        assessment = next(one for one in services.ensure_assessments(run) if one.kind == kind)
        services.set_scores(
            assessment,
            attempt,
            scores,
            taken_on=form.taken_on.value,
            by=current_actor(),
            seen=form.seen_entry,
            reason=form.reason.value or None,
            redate=form.redate.data,
        )
    except ScoresChanged as refusal:
        form.refuse(refusal)
        return _show(sitting, some, form, conflicts=refusal.enrolment_ids)
    except MarkRefused as refusal:
        form.add_error(f"mark_{refusal.enrolment_id}", refusal.text)
        return _show(sitting, some, form)
    except (DayAhead, DayBeforeRun, ReasonMissing) as refusal:
        form.refuse(refusal)
        return _show(sitting, some, form)
    return _saved(sitting, len(scores), len(some))


@bp.post("/runs/<string:code>/marks/<string:kind>/<int:attempt>/paste")
@requires(policy.MARK, policy.MARK_OWN)
def paste(code: str, kind: str, attempt: int) -> ResponseReturnValue:
    """Put pasted marks into the list, to be looked at; nothing is saved."""
    sitting = _sitting(_to_be_marked(code), kind, attempt)
    listed, pasted = sitting.on_page(), PasteForm()
    everybody = sitting.everybody()
    marks = pasted.read(listed, everybody) if pasted.validate_on_submit() else {}
    if pasted.errors:
        return _show(sitting, listed, form_of(sitting, listed), paste_form=pasted)
    some = [one for one in everybody if one.id in marks] or listed
    form = form_of(sitting, some, marks)
    form.validate_on_submit()
    return _show(sitting, some, form, is_pasted=True)


def _to_be_marked(code: str) -> CourseRun:
    actor = current_actor()
    run = one_or_404(queries.run(code, actor))
    authorize(policy.can_mark(actor, run))
    return run


def _sitting(run: CourseRun, kind: str, attempt: int) -> Sitting:
    """The attempt that the address names, where the run has such a test."""
    if kind not in kinds(run):
        raise NotFound
    test = AssessmentKind(kind)
    if not 1 <= attempt <= attempts_allowed(run, test):
        raise NotFound
    known = {one.kind: one for one in queries.assessments(run)}
    return Sitting(run, test, attempt, known.get(test))


def _show(
    sitting: Sitting,
    some: Sequence[Enrolment],
    form: MarksForm,
    *,
    conflicts: Collection[int] = (),
    paste_form: PasteForm | None = None,
    is_pasted: bool = False,
) -> ResponseReturnValue:
    paste_form = paste_form or PasteForm(formdata=None)
    html = render_template(
        "assessment/enter.html",
        sitting=sitting,
        run=sitting.run,
        form=form,
        paste_form=paste_form,
        lines=lines_of(sitting, some, form, conflicts),
        seen=sitting.seen if conflicts else form.seen_entry,
        most=points(sitting.max_score),
        can_mark=policy.can_mark(current_actor(), sitting.run) and not is_over(sitting.run),
        is_pasted=is_pasted,
    )
    refused = bool(form.problems or paste_form.problems)
    return html, 409 if conflicts else 422 if refused else 200


def _saved(sitting: Sitting, count: int, listed: int) -> ResponseReturnValue:
    """Say so, and lead on: to the next page of a long list once this one is filled in."""
    if not count:
        flash(_("No marks were typed, so nothing was saved."), "info")
        return redirect(sitting.url())
    flash(
        _n(
            "The mark of %(count)s trainee is saved.",
            "The marks of %(count)s trainees are saved.",
            count,
        )
    )
    pages = sitting.pages
    if count == listed and pages.current < pages.last:
        return redirect(sitting.url(pages.current + 1))
    return redirect(url_for("assessment.marks", code=sitting.run.code))
