"""What was recorded for one person in one test: by whom, when, and what it replaced."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from lms.assessment import policy, queries
from lms.assessment.models import AssessmentKind
from lms.assessment.rules import LABELS, kinds
from lms.assessment.views.blueprint import bp
from lms.assessment.views.lines import in_words
from lms.platform.access import current_actor, one_or_404, requires
from lms.platform.db import db


@bp.get("/runs/<string:code>/marks/<string:kind>/history/<int:enrolment_id>")
@requires(policy.VIEW, policy.VIEW_OWN)
def history(code: str, kind: str, enrolment_id: int) -> ResponseReturnValue:
    run = one_or_404(queries.run(code, current_actor()))
    if kind not in kinds(run):
        raise NotFound
    enrolment = one_or_404(queries.enrolment(run, enrolment_id))
    test = AssessmentKind(kind)
    entries = list(db.session.scalars(queries.history(run, test, enrolment_id)))
    replaced = {entry.replaces_id for entry in entries}
    return render_template(
        "assessment/history.html",
        run=run,
        enrolment=enrolment,
        test=LABELS[test],
        entries=[(one, in_words(one), one.id in replaced) for one in reversed(entries)],
        recorders=queries.recorders(entries),
    )
