"""The roster of a run: who has a seat, who waits for one, who left; and letting somebody go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lms.enrolment import policy, queries, services
from lms.enrolment.forms import ReasonForm
from lms.enrolment.models import Enrolment, EnrolmentState
from lms.enrolment.views.blueprint import bp
from lms.organisation.models import OrgUnit
from lms.people.models import Person
from lms.people.policy import EXPORT
from lms.people.queries import by_name, search
from lms.people.rules import SEXES
from lms.platform.access import authorize, current_actor, found_or_404, one_or_404, requires
from lms.platform.errors import DomainError
from lms.platform.i18n import _, _lp, _p, language
from lms.platform.i18n.lists import isolated
from lms.platform.i18n.numbers import number
from lms.platform.links import addresses
from lms.platform.listing import Column, Empty, Listing, row_link
from lms.platform.localised import sort_column
from lms.platform.remembered import rows
from lms.platform.statements import kept
from lms.scheduling.queries import shown_run
from lms.scheduling.rules import OVER, ShownRun

PARTS = {
    EnrolmentState.ENROLLED: _lp("roster", "Enrolled"),
    EnrolmentState.WAITLISTED: _lp("roster", "Waiting list"),
    EnrolmentState.WITHDRAWN: _lp("roster", "Withdrawn"),
    EnrolmentState.CANCELLED: _lp("roster", "Cancelled with the run"),
}
ALWAYS = (EnrolmentState.ENROLLED, EnrolmentState.WAITLISTED)


@bp.get("/runs/<string:code>/roster")
@requires(policy.VIEW, policy.VIEW_OWN)
def roster(code: str) -> ResponseReturnValue:
    actor = current_actor()
    run = found_or_404(shown_run(code, actor))
    asked = request.args.get("part", "")
    part = EnrolmentState(asked) if asked in set(PARTS) else EnrolmentState.ENROLLED
    may_change = policy.can_decide(actor, run) and run.state not in OVER
    counts = queries.seats(run, actor)
    waivers = kept("waivers", lambda: queries.waivers_seen_by(run, actor), run.id, viewer=actor)
    return _listing(run, part, counts.get(part, 0), may_change=may_change).respond(
        "enrolment/roster.html",
        run=run,
        may_change=may_change,
        may_write=policy.can_write(actor, run),
        parts=[
            {
                "label": label,
                "url": url_for(".roster", code=run.code, part=state.value),
                "current": state is part,
                "count": number(counts.get(state, 0)),
            }
            for state, label in PARTS.items()
            if state in ALWAYS or state is part or counts.get(state)
        ],
        waivers=rows(waivers),
    )


def _listing(run: ShownRun, part: EnrolmentState, count: int, *, may_change: bool) -> Listing:
    actor = current_actor()
    return Listing(
        "roster",
        _("Roster of %(run)s", run=run.code),
        kept("roster", lambda: queries.roster_rows(run, part, actor), run.id, part, viewer=actor),
        list(_columns(run, part, may_change=may_change)),
        search=lambda query, text: query.where(Person.id.in_(search(text, actor))),
        search_label=_("Name or ID number"),
        default_sort="place" if part is EnrolmentState.WAITLISTED else "name",
        exporting=EXPORT,
        keep=("part",),
        count=count,
        prepare=partial(_numbered, run) if part is EnrolmentState.ENROLLED else _unnumbered,
        empty=_empty(part),
    )


class Numbered(NamedTuple):
    """Somebody with a seat, and their number on the sign-in sheet."""

    row: Any
    place: int


def _numbered(run: ShownRun, batch: list[Any]) -> Iterator[Numbered]:
    numbers = queries.sheet_numbers(run, [row.id for row in batch])
    for row in batch:
        yield Numbered(row, numbers[row.id])


def _unnumbered(batch: list[Any]) -> Iterator[Numbered]:
    return (Numbered(row, row.place) for row in batch)


def _empty(part: EnrolmentState) -> Empty:
    if part is EnrolmentState.WAITLISTED:
        return Empty(_("Nobody is waiting for a seat"), icon="users")
    return Empty(
        _("Nobody is enrolled yet"),
        _("Units nominate their staff, and the centre confirms them."),
        icon="users",
    )


def _columns(run: ShownRun, part: EnrolmentState, *, may_change: bool) -> Iterator[Column]:
    sexes = {sex: str(word) for sex, word in SEXES.items()}
    zone = ZoneInfo(run.timezone)
    yield _place(part)
    yield Column(
        "name",
        _("Name"),
        lambda each: each.row.name,
        head=True,
        sort=by_name(),
        note=lambda each: each.row.second_name,
    )
    yield Column(
        "unit",
        _("Place of work"),
        lambda each: each.row.unit,
        sort=sort_column(OrgUnit, language()),
    )
    yield Column("job", _("Job title"), lambda each: each.row.job_title)
    yield Column("sex", _("Sex"), lambda each: sexes[each.row.sex])
    yield Column(
        "since",
        _("Since"),
        lambda each: _day(each.row.enrolled_at, zone),
        kind="date",
        sort=Enrolment.enrolled_at,
        note=lambda each: _("joined late") if each.row.joined_on else None,
    )
    if part in ALWAYS:
        if may_change:
            yield Column("act", _("Change"), _leave_button(run), kind="html")
        return
    yield Column("until", _("Until"), lambda each: _day(each.row.ended_at, zone), kind="date")
    yield Column("reason", _("Reason"), lambda each: each.row.end_reason)


def _place(part: EnrolmentState) -> Column:
    """The number on the sign-in sheet, or the place in the line; those who left have neither."""
    label = _("Place in line") if part is EnrolmentState.WAITLISTED else _("No.")
    sort = queries.place_in_line() if part is EnrolmentState.WAITLISTED else None
    return Column("place", label, lambda each: each.place, kind="number", sort=sort)


def _day(at: datetime | None, zone: ZoneInfo) -> date | None:
    return at.astimezone(zone).date() if at else None


def _leave_button(run: ShownRun) -> Callable[[Any], Markup]:
    address = addresses(".roster_withdraw", "enrolment_id", code=run.code)
    word = _p("enrolment", "Withdraw…")
    return row_link(word, lambda each: address(each.row.id), lambda each: each.row.name)


@bp.get("/runs/<string:code>/roster/<int:enrolment_id>/withdraw")
@requires(policy.DECIDE)
def roster_withdraw(code: str, enrolment_id: int) -> ResponseReturnValue:
    return _ask_why(_changeable(code, enrolment_id), ReasonForm())


@bp.post("/runs/<string:code>/roster/<int:enrolment_id>/withdraw")
@requires(policy.DECIDE)
def roster_withdraw_now(code: str, enrolment_id: int) -> ResponseReturnValue:
    enrolment, form = _changeable(code, enrolment_id), ReasonForm()
    if not form.validate_on_submit():
        return _ask_why(enrolment, form)
    try:
        moved_up = services.withdraw(enrolment, form.reason.value, by=current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _ask_why(enrolment, form, refusal.status)
    flash(_("%(name)s is no longer in the run.", name=isolated(enrolment.person.full_name)))
    for lucky in moved_up:
        flash(
            _(
                "The seat goes to %(name)s from the waiting list.",
                name=isolated(lucky.person.full_name),
            )
        )
    return redirect(url_for(".roster", code=code))


def _changeable(code: str, enrolment_id: int) -> Enrolment:
    actor = current_actor()
    found = one_or_404(queries.enrolment(enrolment_id, actor).where(Enrolment.run.has(code=code)))
    authorize(policy.can_decide(actor, found.run))
    return found


def _ask_why(
    enrolment: Enrolment, form: ReasonForm, status: int | None = None
) -> ResponseReturnValue:
    page = render_template("enrolment/withdraw.html", enrolment=enrolment, form=form)
    return page, status or form.status
