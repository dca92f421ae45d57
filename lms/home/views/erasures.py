"""Requests to erase somebody: asked for by people themselves or entered for them, and decided by somebody else."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from lms.accounts.models import UserAccount
from lms.home import policy, queries, services
from lms.home.forms import EraseForm, LetterForm, RefuseErasureForm
from lms.home.models import ErasureRequest, ErasureState
from lms.home.queries.kept import Subject
from lms.home.views.blueprint import bp
from lms.organisation.queries import zone_of
from lms.people import queries as people
from lms.people import services as people_services
from lms.people.models import Person
from lms.people.policy import VIEW as VIEW_PEOPLE
from lms.platform.access import (
    SIGNED_IN,
    account_names,
    authorize,
    current_actor,
    make_sure,
    one_or_404,
    requires,
)
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import _, _lp, language
from lms.platform.i18n.lists import isolated
from lms.platform.i18n.numbers import digits
from lms.platform.links import row_links
from lms.platform.listing import Column, Empty, Filter, Listing

STATES = {
    ErasureState.WAITING: _lp("erasure", "Waits for a decision"),
    ErasureState.ERASED: _lp("erasure", "Erased"),
    ErasureState.REFUSED: _lp("erasure", "Refused"),
}


@bp.get("/my-data/erasure")
@requires(SIGNED_IN)
def own_erasure() -> ResponseReturnValue:
    subject = _own()
    return render_template(
        "home/own_erasure.html",
        numbers=queries.numbers(subject),
        obstacles=queries.obstacles(subject),
        asked=(asked := queries.latest(subject)),
        state=asked and STATES[asked.state],
        waits=asked is not None and asked.state is ErasureState.WAITING,
    )


@bp.post("/my-data/erasure")
@requires(SIGNED_IN)
def ask_own_erasure() -> ResponseReturnValue:
    make_sure()
    services.ask(_own(), "", current_actor())
    flash(_("Your request waits for a decision. You find here what was decided."))
    return redirect(url_for(".own_erasure"))


@bp.get("/people/<int:person_id>/erasure")
@requires(policy.ENTER_ERASURE)
def enter_erasure(person_id: int) -> ResponseReturnValue:
    return _entry(_person(person_id), LetterForm())


@bp.post("/people/<int:person_id>/erasure")
@requires(policy.ENTER_ERASURE)
def ask_erasure(person_id: int) -> ResponseReturnValue:
    person, form = _person(person_id), LetterForm()
    if not form.validate_on_submit():
        return _entry(person, form)
    make_sure()
    subject = queries.whole(Subject(person, None))
    try:
        asked = services.ask(subject, form.reference.value, current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _entry(person, form)
    flash(_("The request waits for a decision by a system administrator."))
    return redirect(url_for(".erasure", request_id=asked.id))


@bp.get("/erasures")
@requires(policy.ENTER_ERASURE, policy.DECIDE_ERASURE)
def erasures() -> ResponseReturnValue:
    actor = current_actor()
    zone = ZoneInfo(zone_of(actor))
    listing = Listing(
        "erasures",
        _("Requests to erase"),
        queries.erasures(actor),
        _columns(zone),
        filters=(
            Filter(
                "state",
                _("State"),
                [(state.value, str(words)) for state, words in STATES.items()],
                apply=lambda query, value: query.where(ErasureRequest.state == ErasureState(value)),
            ),
        ),
        search=lambda query, text: query.where(queries.numbered(text)),
        search_label=_("Number of the request or of the letter"),
        default_sort="-number",
        empty=Empty(
            _("Nobody asked to be erased"),
            _("People ask under “My data”; for others it is entered on the page of the person."),
            icon="users",
        ),
    )
    return listing.respond("home/erasures.html")


@bp.get("/erasures/<int:request_id>")
@requires(policy.ENTER_ERASURE, policy.DECIDE_ERASURE)
def erasure(request_id: int) -> ResponseReturnValue:
    return _page(_request(request_id), EraseForm(), RefuseErasureForm())


@bp.post("/erasures/<int:request_id>/erase")
@requires(policy.DECIDE_ERASURE, fresh=True)
def erase(request_id: int) -> ResponseReturnValue:
    asked, form = _decidable(request_id), EraseForm()
    if not form.validate_on_submit():
        return _page(asked, form, RefuseErasureForm(None))
    try:
        services.erase(asked, form.number.value, form.reason.value, current_actor())
    except DomainError as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return _page(_decidable(request_id), form, RefuseErasureForm(None))
    flash(_("The person is erased. Certificates and figures stay as they were."))
    return redirect(url_for(".erasure", request_id=request_id))


@bp.post("/erasures/<int:request_id>/refuse")
@requires(policy.DECIDE_ERASURE, fresh=True)
def refuse_erasure(request_id: int) -> ResponseReturnValue:
    asked, form = _decidable(request_id), RefuseErasureForm()
    if not form.validate_on_submit():
        return _page(asked, EraseForm(None), form)
    try:
        services.refuse(asked, form.refusal.value, current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(asked, EraseForm(None), form)
    flash(_("The request is refused. Nothing was erased."))
    return redirect(url_for(".erasure", request_id=request_id))


def _own() -> Subject:
    account = db.session.get(UserAccount, current_actor().id)
    if account is None:
        raise NotFound
    return Subject(account.person, account)


def _person(person_id: int) -> Person:
    actor = current_actor()
    person = one_or_404(people.person(person_id, viewer=actor))
    authorize(policy.can_enter_erasure(actor, person))
    return person


def _request(request_id: int) -> ErasureRequest:
    return one_or_404(queries.erasure(request_id, current_actor()))


def _decidable(request_id: int) -> ErasureRequest:
    asked = _request(request_id)
    authorize(policy.can_decide_erasure(current_actor(), asked))
    return asked


def _entry(person: Person, form: LetterForm) -> ResponseReturnValue:
    subject = queries.whole(Subject(person, None))
    page = render_template(
        "home/enter_erasure.html",
        person=person,
        form=form,
        numbers=queries.numbers(subject),
        obstacles=queries.obstacles(subject),
    )
    return page, form.status


def _page(
    asked: ErasureRequest, form: EraseForm, refusal: RefuseErasureForm
) -> ResponseReturnValue:
    actor, subject = current_actor(), queries.subject_of(asked)
    waits = asked.state is ErasureState.WAITING
    decides = waits and policy.can_decide_erasure(actor, asked)
    names = account_names({one for one in (asked.entered_by_id, asked.decided_by_id) if one})
    page = render_template(
        "home/erasure.html",
        asked=asked,
        name=_name(asked),
        state=STATES[asked.state],
        waits=waits,
        numbers=queries.numbers(subject),
        obstacles=_obstacles(subject) if waits else [],
        entered_by=names.get(asked.entered_by_id or 0, ""),
        decided_by=names.get(asked.decided_by_id or 0, ""),
        decides=decides and services.may_decide(asked, actor),
        is_own=decides and not services.may_decide(asked, actor),
        sees_person=asked.person is not None and actor.has(VIEW_PEOPLE),
        zone=zone_of(actor),
        form=form,
        refusal=refusal,
    )
    return page, max(form.status, refusal.status)


def _obstacles(subject: Subject) -> list[str]:
    lists = people_services.lists_naming(queries.marks(subject))
    named = [
        _("A staff list that was not loaded yet: %(file)s", file=isolated(roster.file_name))
        for roster in lists
    ]
    return queries.obstacles(subject) + named


def _name(asked: ErasureRequest) -> str:
    if asked.person is not None:
        return asked.person.full_name
    return asked.account.display_name if asked.account is not None else ""


def _columns(zone: ZoneInfo) -> tuple[Column, ...]:
    def local(at: datetime | None) -> datetime | None:
        return at.astimezone(zone) if at else None

    return (
        Column(
            "number",
            _("Number"),
            lambda asked: digits(asked.id),
            sort=ErasureRequest.id,
            url=row_links(".erasure", request_id=lambda asked: asked.id),
            head=True,
        ),
        Column("who", _("Who"), _name),
        Column("place", _("Place"), lambda asked: _place(asked)),
        Column("reference", _("Letter"), lambda asked: asked.reference),
        Column(
            "entered",
            _("Entered"),
            lambda asked: local(asked.entered_at),
            kind="datetime",
            sort=ErasureRequest.entered_at,
        ),
        Column(
            "state",
            _("State"),
            lambda asked: str(STATES[asked.state]),
            kind="badge",
            badge=lambda asked: asked.state.value,
        ),
    )


def _place(asked: Any) -> str:
    return asked.unit.name_in(language()) if asked.unit is not None else ""
