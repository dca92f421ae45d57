"""Loading staff from a file: send it, look at what was read, correct the columns, take it in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lms.jobs import queries as job_queries
from lms.jobs import services as jobs
from lms.organisation.models import OrgUnit
from lms.people import policy
from lms.people.forms import ColumnsForm, RosterForm, columns_form
from lms.people.models import ImportState, RosterImport
from lms.people.queries import rosters as found
from lms.people.rules.columns import NAME_COLUMNS
from lms.people.services import rosters
from lms.people.services.kept_rows import REMARKS_KEPT
from lms.people.views.blueprint import bp
from lms.people.views.roster_rows import rows_of
from lms.people.views.units import chosen_unit, offer_units, units_to_choose
from lms.platform import storage
from lms.platform.access import Actor, current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import _, _l, _n, language
from lms.platform.i18n.numbers import number
from lms.platform.links import row_links
from lms.platform.listing import Column, Empty, Listing
from lms.platform.sheets.errors import UnreadableSheet

STATES = {
    ImportState.READING: (_l("Being read"), "running"),
    ImportState.PREVIEW: (_l("To be confirmed"), "pending"),
    ImportState.LOADING: (_l("Being loaded"), "running"),
    ImportState.DONE: (_l("Loaded"), "done"),
}
JOBS = {ImportState.READING: rosters.READ, ImportState.LOADING: rosters.LOAD}
"""What is done to a file in these states."""


@bp.get("/imports")
@requires(policy.IMPORT)
def imports() -> ResponseReturnValue:
    actor = current_actor()
    return _listing(actor).respond("people/imports.html", form=_roster_form(actor))


@bp.post("/imports")
@requires(policy.IMPORT)
def send_roster() -> ResponseReturnValue:
    actor = current_actor()
    form = _roster_form(actor)
    if form.validate_on_submit():
        unit = chosen_unit(form.unit)
        content = form.file.value.stream.read()
        roster = rosters.receive(content, form.file.typed, unit, actor)
        stored = roster.file_sha256
        try:
            return _read(roster, content, actor)
        except UnreadableSheet as refusal:
            form.add_error("file", refusal.text)
            db.session.rollback()
            storage.remove(stored)
    page = _listing(actor).page()
    return render_template("people/imports.html", listing=page, form=form), 422


@bp.get("/imports/<int:roster_id>")
@requires(policy.IMPORT)
def roster(roster_id: int) -> ResponseReturnValue:
    viewed = _roster(roster_id)
    return _page(viewed, _columns_form(viewed))


@bp.post("/imports/<int:roster_id>/columns")
@requires(policy.IMPORT)
def set_columns(roster_id: int) -> ResponseReturnValue:
    changed = _roster(roster_id)
    if changed.state is not ImportState.PREVIEW:
        return redirect(url_for(".roster", roster_id=roster_id))
    form = _columns_form(changed)
    if not form.validate_on_submit():
        return _page(changed, form)
    try:
        rosters.set_columns(changed, form.chosen, form.first_row.value)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(changed, form)
    return _read(changed, rosters.content_of(changed), current_actor())


@bp.post("/imports/<int:roster_id>/confirm")
@requires(policy.IMPORT)
def confirm_roster(roster_id: int) -> ResponseReturnValue:
    actor = current_actor()
    confirmed = _roster(roster_id)
    count = confirmed.rows
    if not rosters.claim(confirmed):
        return redirect(url_for(".roster", roster_id=roster_id))
    if count > rosters.BATCH:
        return _by_job(rosters.LOAD, confirmed, actor, total=count)
    stored = confirmed.file_sha256
    rosters.take_in(roster_id, rosters.content_of(confirmed), actor)
    flash(_n("%(count)s person added.", "%(count)s people added.", confirmed.rows_added))
    return _without_file(url_for(".roster", roster_id=roster_id), stored)


@bp.post("/imports/<int:roster_id>/go-on")
@requires(policy.IMPORT)
def go_on(roster_id: int) -> ResponseReturnValue:
    interrupted = _roster(roster_id)
    kind = JOBS.get(interrupted.state)
    if kind is None or found.is_worked_on(interrupted):
        return redirect(url_for(".roster", roster_id=roster_id))
    return _by_job(kind, interrupted, current_actor())


@bp.post("/imports/<int:roster_id>/discard")
@requires(policy.IMPORT)
def discard_roster(roster_id: int) -> ResponseReturnValue:
    discarded = _roster(roster_id)
    stored = rosters.discard(discarded, current_actor())
    flash(_("The file and its rows are deleted. People who were added stay."))
    return _without_file(url_for(".imports"), stored)


def _roster(roster_id: int) -> RosterImport:
    return one_or_404(found.roster(roster_id, viewer=current_actor()))


def _roster_form(actor: Actor) -> RosterForm:
    form = RosterForm()
    units = units_to_choose(actor, policy.IMPORT)
    offer_units(form.unit, units)
    if request.method == "GET":
        form.unit.data = _highest(units)
    return form


def _highest(units: Sequence[OrgUnit]) -> int | None:
    """The one that all others lie below; a staff list is mostly that of a whole institution."""
    ids = {unit.id for unit in units}
    highest = [unit.id for unit in units if unit.parent_id not in ids]
    return highest[0] if len(highest) == 1 else None


def _columns_form(roster: RosterImport) -> ColumnsForm:
    return columns_form(roster, rosters.samples_of(roster))


def _read(roster: RosterImport, content: bytes, actor: Actor) -> ResponseReturnValue:
    """Read it while the reader waits, or in the background."""
    if not rosters.is_small(content, roster.file_name):
        return _by_job(rosters.READ, roster, actor)
    rosters.preview(roster.id, content)
    return redirect(url_for(".roster", roster_id=roster.id))


def _by_job(
    kind: str, roster: RosterImport, actor: Actor, total: int | None = None
) -> ResponseReturnValue:
    leads_to = url_for(".roster", roster_id=roster.id)
    job = jobs.request(kind, {"roster": roster.id}, actor, total=total, leads_to=leads_to)
    roster.job_id = job.id
    db.session.flush()
    return redirect(url_for("jobs.job", job_id=job.id))


def _without_file(address: str, stored: str) -> Response:
    """Lead on; the file goes when the answer is out, and so after the commit."""
    answer = make_response(redirect(address))
    if stored:
        answer.call_on_close(_removing(stored))
    return answer


def _removing(stored: str) -> Callable[[], None]:
    files = storage.storage()  # there is no application any more when it is called
    return lambda: files.remove(stored)


def _page(viewed: RosterImport, form: ColumnsForm) -> ResponseReturnValue:
    listing = rows_of(viewed)
    if listing.asked.format:
        return listing.respond("people/roster.html")
    page = listing.page()
    html = render_template(
        "people/roster.html",
        listing=page,
        roster=viewed,
        state=STATES[viewed.state],
        progress=_progress(viewed),
        is_interrupted=_is_interrupted(viewed),
        form=form,
        earlier=db.session.scalar(found.loaded_before(viewed).limit(1)),
        to_review=found.waiting(current_actor()).get(viewed.id, 0),
        tiles=_tiles(viewed),
        batch=rosters.BATCH,
        remarks_kept=REMARKS_KEPT,
        by_job=viewed.rows > rosters.BATCH,
        why_not=_why_nobody(viewed),
    )
    return html, form.status if form.errors else listing.status


def _progress(viewed: RosterImport) -> str:
    """Where the reader sees how far it got; empty for somebody else's work."""
    mine = job_queries.job(viewed.job_id or 0, viewer=current_actor())
    job = db.session.scalar(mine)
    return url_for("jobs.job", job_id=job.id) if job is not None and job.is_open else ""


def _is_interrupted(viewed: RosterImport) -> bool:
    """Whether it can go on; a file that was read on the command line is not kept here."""
    return viewed.state in JOBS and viewed.file_sha256 != "" and not found.is_worked_on(viewed)


def _why_nobody(viewed: RosterImport) -> str:
    if any(name in viewed.columns.values() for name in NAME_COLUMNS):
        return _("There is nobody in this file.")
    return _("Say below which column holds the names.")


def _tiles(viewed: RosterImport) -> list[tuple[str, str, str]]:
    done = viewed.state is ImportState.DONE
    return [
        (_("New"), number(viewed.rows_new), _("added") if done else _("to be added")),
        (_("Known"), number(viewed.rows_match), _("the same ID number is on record")),
        (_("To review"), number(viewed.rows_review), _("the same name without a number to tell")),
        (_("Refused"), number(viewed.rows_invalid), _("each with its reason")),
    ]


def _listing(actor: Actor) -> Listing:
    reader, waiting = language(), found.waiting(actor)

    def review(roster: RosterImport) -> int | None:
        return waiting.get(roster.id)

    return Listing(
        "imports",
        _("Files loaded"),
        found.imports(viewer=actor),
        [
            Column(
                "file",
                _("File"),
                lambda roster: roster.file_name,
                url=row_links(".roster", roster_id=lambda roster: roster.id),
            ),
            Column("unit", _("Place"), lambda roster: roster.unit.name_in(reader)),
            Column(
                "sent",
                _("Sent"),
                lambda roster: roster.created_at,
                kind="datetime",
                sort=RosterImport.id,
            ),
            Column(
                "state",
                _("State"),
                lambda roster: STATES[roster.state][0],
                kind="badge",
                badge=lambda roster: STATES[roster.state][1],
            ),
            Column("rows", _("Rows"), lambda roster: roster.rows, kind="number"),
            Column("added", _("Added"), lambda roster: roster.rows_added, kind="number"),
            Column("refused", _("Refused"), lambda roster: roster.rows_invalid, kind="number"),
            Column(
                "review",
                _("To review"),
                review,
                kind="number",
                url=row_links(".review", roster_id=lambda roster: roster.id),
            ),
        ],
        default_sort="-sent",
        empty=Empty(_("No file has been loaded yet"), icon="file-spreadsheet"),
        exports=False,
    )
