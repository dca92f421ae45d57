"""One merge: what it was, what happened since, and undoing it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.merging import policy, queries, services
from lms.merging.forms import UndoForm
from lms.merging.models import PersonMerge
from lms.merging.views.blueprint import bp
from lms.merging.views.merging import kept_record
from lms.merging.wording import table_words
from lms.organisation.queries import zone_of
from lms.platform.access import current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import _
from lms.platform.i18n.numbers import number


@bp.get("/people/<int:person_id>/merges/<int:merge_id>")
@requires(policy.MERGE)
def merged(person_id: int, merge_id: int) -> ResponseReturnValue:
    return _page(_merge(person_id, merge_id), UndoForm())


@bp.post("/people/<int:person_id>/merges/<int:merge_id>")
@requires(policy.MERGE, fresh=True)
def undo(person_id: int, merge_id: int) -> ResponseReturnValue:
    found, form = _merge(person_id, merge_id), UndoForm()
    if not form.validate_on_submit():
        return _page(found, form)
    try:
        services.undo(found, form.reason.value, current_actor())
    except DomainError as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return _page(_merge(person_id, merge_id), form, refusal.status)
    flash(_("The two records are as they were before. What happened since stays with this one."))
    return redirect(url_for(".merged", person_id=person_id, merge_id=merge_id))


def _merge(person_id: int, merge_id: int) -> PersonMerge:
    person = kept_record(person_id)
    query = queries.merge(merge_id, current_actor())
    return one_or_404(query.where(PersonMerge.kept_id == person.id))


def _page(found: PersonMerge, form: UndoForm, status: int = 200) -> ResponseReturnValue:
    actor = current_actor()
    page = render_template(
        "merging/merged.html",
        merge=found,
        form=form,
        since=[
            (table_words(name), number(len(keys))) for name, keys in services.since(found).items()
        ],
        later=queries.later_than(found),
        is_own=policy.is_own(actor, found.kept, found.merged),
        zone=zone_of(actor),
    )
    return page, max(form.status, status)
