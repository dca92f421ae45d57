"""Rows that resemble somebody on record: the same person, or another one of the same name."""

from __future__ import annotations

from typing import NamedTuple

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from lms.people import policy
from lms.people.models import ImportState, Person, RosterImport, RosterRow
from lms.people.queries import rosters as found
from lms.people.rules.headings import LABELS
from lms.people.rules.resemblance import bearer, bearer_in, resemblance
from lms.people.services import kept_rows
from lms.people.services import review as services
from lms.people.views.blueprint import bp
from lms.people.views.likeness import Reason, reasons
from lms.people.views.likeness import known as known_fields
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import _
from lms.platform.i18n.digits import digits

AT_ONCE = 20


class Pair(NamedTuple):
    """A row beside the person it resembles: for each field what it is, what the file says, what is on record."""

    row: RosterRow
    known: Person | None
    lines: list[tuple[str, str, str]]
    reasons: list[Reason]


@bp.get("/imports/<int:roster_id>/review")
@requires(policy.IMPORT)
def review(roster_id: int) -> ResponseReturnValue:
    return _page(_roster(roster_id))


@bp.post("/imports/<int:roster_id>/review/<int:row_id>/same")
@requires(policy.IMPORT)
def is_same(roster_id: int, row_id: int) -> ResponseReturnValue:
    row = _row(roster_id, row_id)
    try:
        person = services.is_same(row, current_actor())
    except DomainError as refusal:
        return _refused(roster_id, refusal)
    flash(_("Row %(row)s is %(name)s.", row=digits(row.row_number), name=person.full_name))
    return redirect(url_for(".review", roster_id=roster_id))


@bp.post("/imports/<int:roster_id>/review/<int:row_id>/new")
@requires(policy.IMPORT)
def is_new(roster_id: int, row_id: int) -> ResponseReturnValue:
    row = _row(roster_id, row_id)
    try:
        person = services.is_new(row, current_actor())
    except DomainError as refusal:
        return _refused(roster_id, refusal)
    if person is not None:
        flash(_("%(name)s is on record.", name=person.full_name))
    return redirect(url_for(".review", roster_id=roster_id))


def _page(roster: RosterImport, refusal: str = "") -> str:
    waiting = found.rows_to_review(roster)
    count = select(func.count()).select_from(waiting.order_by(None).options().subquery())
    return render_template(
        "people/review.html",
        roster=roster,
        rows=[_side_by_side(row) for row in db.session.scalars(waiting.limit(AT_ONCE))],
        count=db.session.scalar(count),
        can_decide=roster.state is ImportState.DONE,
        refusal=refusal,
    )


def _refused(roster_id: int, refusal: DomainError) -> ResponseReturnValue:
    """The page again; the row still waits."""
    db.session.rollback()
    return _page(_roster(roster_id), refusal.text), refusal.status


def _roster(roster_id: int) -> RosterImport:
    return one_or_404(found.roster(roster_id, viewer=current_actor()))


def _row(roster_id: int, row_id: int) -> RosterRow:
    roster = _roster(roster_id)
    authorize(roster.state is ImportState.DONE)
    return one_or_404(found.row(roster, row_id))


def _side_by_side(row: RosterRow) -> Pair:
    typed = kept_rows.open_values(row)
    known = _similar(row)
    if number := typed.get("national_id"):
        typed["national_id"] = f"••••{number[-4:]}"
    shown = known_fields(known) if known is not None else {}
    names = [name for name in LABELS if typed.get(name) or shown.get(name)]
    lines = [(str(LABELS[name]), typed.get(name, ""), shown.get(name, "")) for name in names]
    return Pair(row, known, lines, _reasons(row, known))


def _reasons(row: RosterRow, known: Person | None) -> list[Reason]:
    typed = services.person_in(row)
    if typed is None or known is None:
        return []
    return reasons(resemblance(bearer_in(typed), bearer(known)))


def _similar(row: RosterRow) -> Person | None:
    """Whom the row resembles, unless that person has left the reader's places meanwhile."""
    person = row.similar
    return person if person is not None and policy.can_manage(current_actor(), person) else None
