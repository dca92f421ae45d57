"""How a number comes about: from the seats that were planned to the people who are trained."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.figures import policy
from lms.figures.models import Basis
from lms.figures.queries.strip import Strip, strip
from lms.figures.views.asked import Report, report
from lms.figures.views.blueprint import bp
from lms.platform.access import current_actor, requires
from lms.platform.i18n import _, _l
from lms.platform.i18n.numbers import number

RULES = {
    Basis.HOME: _l(
        "Each completion counts where the person worked when they enrolled, and for everything above that place."
    ),
    Basis.NOW: _l(
        "Each completion counts where the person works today, and for everything above that place."
        " Who works nowhere now is not counted."
    ),
    Basis.DELIVERING: _l(
        "Each completion counts at the centre that gave the course, and for everything above it."
    ),
}


@dataclass(frozen=True)
class Step:
    """One of the five numbers: what it is called, what it means, and where its rows are."""

    label: str
    count: int | None
    meaning: str
    url: str | None


@bp.get("/figures/explain")
@requires(policy.VIEW)
def explain() -> ResponseReturnValue:
    asked = report(current_actor(), with_plan=True)
    found = asked.strip(strip(asked.question))
    return render_template(
        "figures/explain.html",
        report=asked,
        strip=found,
        steps=steps(asked, found),
        rule=str(RULES[asked.question.basis]),
    )


def steps(asked: Report, found: Strip) -> list[Step]:
    """The strip, in its order."""
    return [
        Step(_("Seats planned"), found.planned, _("In the courses of the plan"), None),
        Step(
            _("Enrolled"),
            found.enrolled,
            _("Hold a seat in a run"),
            asked.rows_url("figures.seats", found.enrolled),
        ),
        Step(
            _("Took part"),
            found.took_part,
            _(
                "With names: %(named)s. Without: %(unnamed)s.",
                named=number(found.named),
                unnamed=number(found.unnamed.all),
            )
            if found.unnamed.all
            else _("Attended at least one minute"),
            asked.rows_url("figures.seats", found.named, took_part=1),
        ),
        Step(
            _("Completions"),
            found.completions,
            _("Passed by attendance and marks"),
            asked.rows_url("figures.rows", found.completions),
        ),
        Step(
            _("People"),
            found.people,
            _("Different people, each once"),
            asked.rows_url("figures.people", found.people),
        ),
    ]
