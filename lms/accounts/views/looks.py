"""Looks outside one's scope: opening one, ending it, and who looked where."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Unauthorized

from lms.accounts import policy, queries, services
from lms.accounts.forms import LookForm
from lms.accounts.models import OutsideLook
from lms.accounts.queries.order import by_account_name
from lms.accounts.roles import LABELS
from lms.accounts.sessions import signed_in
from lms.accounts.views.blueprint import bp
from lms.organisation.models import OrgUnit
from lms.organisation.queries import named, zone_of
from lms.platform import clock
from lms.platform.access import current_actor, one_or_404, requires
from lms.platform.errors import DomainError
from lms.platform.i18n import _, _p, language
from lms.platform.listing import Column, Empty, Filter, Listing
from lms.platform.localised import sort_column


@bp.get("/looks")
@requires(policy.LOOK, policy.VIEW_LOOKS)
def looks() -> ResponseReturnValue:
    actor = current_actor()
    listing = Listing(
        "looks",
        _("Looks outside"),
        queries.looks(actor),
        _columns(ZoneInfo(zone_of(actor))),
        filters=(
            Filter(
                "whose",
                _("Whose"),
                (("own", _("My own")), ("others", _("Others’"))),
                apply=lambda q, v: q.where((OutsideLook.user_id == actor.id) == (v == "own")),
            ),
        ),
        search=lambda query, text: query.where(queries.named(text) | named(text)),
        search_label=_("Name or place"),
        default_sort="-when",
        empty=Empty(_("Nobody looked in from outside"), icon="eye"),
    )
    return listing.respond("accounts/looks.html", may_look=actor.has(policy.LOOK))


@bp.get("/looks/new")
@requires(policy.LOOK)
def new_look() -> ResponseReturnValue:
    return _page(LookForm())


@bp.post("/looks/new")
@requires(policy.LOOK)
def look_outside() -> ResponseReturnValue:
    form, user = LookForm(), signed_in()
    if user is None:
        raise Unauthorized
    if not form.validate_on_submit():
        return _page(form)
    unit: OrgUnit = form.unit.value
    try:
        services.look_outside(user.sign_in.grant_id, unit, form.reason.value, by=user.actor)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form)
    flash(_("For three hours you read at %(place)s.", place=unit.name_in(language())))
    return redirect(url_for("organisation.unit", code=unit.code))


@bp.post("/looks/<int:look_id>/end")
@requires(policy.LOOK)
def end_look(look_id: int) -> ResponseReturnValue:
    actor = current_actor()
    own = queries.looks(actor).where(OutsideLook.user_id == actor.id, OutsideLook.id == look_id)
    services.end_look(one_or_404(own), by=actor)
    flash(_("The look has ended."))
    return redirect(url_for(".looks"))


def _page(form: LookForm) -> ResponseReturnValue:
    return render_template("accounts/look.html", form=form), form.status


def _columns(zone: ZoneInfo) -> tuple[Column, ...]:
    def local(at: datetime) -> datetime:
        return at.astimezone(zone)

    return (
        Column(
            "when",
            _("When"),
            lambda look: local(look.opened_at),
            kind="datetime",
            sort=OutsideLook.id,
        ),
        Column(
            "until",
            _("Until"),
            lambda look: local(look.ended_at or look.ends_at),
            kind="datetime",
        ),
        Column(
            "who",
            _("Who"),
            lambda look: look.user.display_name,
            sort=by_account_name(),
            note=_as_whom,
            head=True,
        ),
        Column("role", _("Role"), _as_whom, screen=False),
        Column(
            "place",
            _("Place"),
            lambda look: look.unit.name_in(language()),
            sort=sort_column(OrgUnit, language()),
        ),
        Column("reason", _("Reason"), lambda look: look.reason),
        Column("state", _("State"), _state, kind="badge", badge=_badge),
    )


def _as_whom(look: OutsideLook) -> str:
    role, place = LABELS[look.grant.role], look.grant.unit.name_in(language())
    return _("%(role)s (%(place)s)", role=role, place=place)


def _lasts(look: OutsideLook) -> bool:
    return look.ended_at is None and look.ends_at > clock.now()


def _state(look: Any) -> str:
    return _p("look", "Lasts") if _lasts(look) else _p("look", "Ended")


def _badge(look: Any) -> str:
    return "active" if _lasts(look) else "ended"
