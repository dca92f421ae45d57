"""One's own account: its password, its roles, and where it is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user

from lms.accounts import queries, services, single_sign_on
from lms.accounts.forms import OwnPasswordForm
from lms.accounts.models import SignIn, UserAccount
from lms.accounts.roles import LABELS, LENDABLE
from lms.accounts.rules import device_text
from lms.accounts.views.blueprint import bp, me
from lms.accounts.views.sign_in import opened
from lms.platform.access import SIGNED_IN, one_or_404, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import _, _n
from lms.platform.i18n.dates import datetime_text


@dataclass(frozen=True)
class Place:
    """A browser in which the account is signed in."""

    id: int
    name: str
    since: str
    last_used: str
    is_here: bool


@bp.get("/account")
@requires(SIGNED_IN, settling=True)
def own_account() -> ResponseReturnValue:
    return _show(OwnPasswordForm())


@bp.post("/account")
@requires(SIGNED_IN, settling=True)
def change_password() -> ResponseReturnValue:
    user, form = me(), OwnPasswordForm()
    if not form.validate_on_submit():
        return _show(form)
    account = db.session.get_one(UserAccount, user.actor.id)
    try:
        token = services.change_password(
            account,
            form.current.data or "",
            form.password.data or "",
            token=user.token,
            by=user.actor,
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return _show(form, refusal.status)
    session.clear()  # the form token goes with the sign-in that ended
    login_user(opened(token))
    flash(_("Your password is changed. Everywhere else you are signed out."))
    return redirect(url_for(".own_account"))


@bp.post("/account/sign-ins/<int:sign_in_id>/end")
@requires(SIGNED_IN, settling=True, fresh=True)
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    own = queries.own_sign_ins(me().actor.id)
    services.end_sign_in(one_or_404(own.where(SignIn.id == sign_in_id)))
    flash(_("Signed out there."))
    return redirect(url_for(".own_account"))


@bp.post("/account/sign-ins/end-others")
@requires(SIGNED_IN, settling=True, fresh=True)
def end_other_sign_ins() -> ResponseReturnValue:
    user = me()
    count = services.end_other_sign_ins(user.actor.id, user.token)
    flash(
        _n("Signed out in %(count)s other place.", "Signed out in %(count)s other places.", count)
    )
    return redirect(url_for(".own_account"))


def _show(form: OwnPasswordForm, status: int | None = None) -> ResponseReturnValue:
    user = me()
    here = services.hash_token(user.token)
    account = db.session.get_one(UserAccount, user.actor.id)
    grants = queries.active_grants(account.id)
    zone = grants[0].unit.country.timezone
    provider = single_sign_on.current()
    identity = (
        db.session.scalar(queries.identity_of(account.id, provider.issuer))
        if provider is not None
        else None
    )
    page = render_template(
        "accounts/own.html",
        form=form,
        account=account,
        grants=grants,
        labels=LABELS,
        lendable={one.id for one in grants if one.role in LENDABLE and one.lent_from_id is None},
        loans=db.session.scalars(queries.loans(account.id)).all(),
        authenticators=db.session.scalars(queries.authenticators(account.id)).all(),
        provider=provider,
        identity=identity,
        zone=zone,
        places=[
            _place(row, here, zone) for row in db.session.scalars(queries.own_sign_ins(account.id))
        ],
    )
    return page, status or form.status


def _place(row: SignIn, here: str, zone: str) -> Place:
    since, last_used = datetime_text(row.created_at, zone), datetime_text(row.last_seen_at, zone)
    return Place(row.id, device_text(row.agent), since, last_used, row.token_hash == here)
