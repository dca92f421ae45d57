"""The second factors of one's own account."""

from __future__ import annotations

import base64

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import proof, queries, services
from lms.accounts.forms import AppForm, AuthenticatorNameForm, PasskeyForm
from lms.accounts.models import Authenticator, AuthenticatorKind, UserAccount
from lms.accounts.services import Asked
from lms.accounts.sessions import SignedInUser
from lms.accounts.views.blueprint import bp, me
from lms.platform.access import SIGNED_IN, current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import _
from lms.platform.ids import GROUP_LENGTH
from lms.platform.qr import qr_png

ISSUER = "Daftar"
NOT_KEPT = {"Cache-Control": "no-store"}
"""The page shows what lets in: no cache keeps it."""


@bp.get("/account/second-step")
@requires(SIGNED_IN, settling=True)
def second_steps() -> ResponseReturnValue:
    user = me()
    return render_template(
        "accounts/second_steps.html",
        must_settle=proof.must_settle(user),
        is_needed=_is_needed(user),
        known=db.session.scalars(queries.authenticators(user.actor.id)).all(),
        codes_left=queries.recovery_codes_left(user.actor.id),
        can_have_passkeys=proof.site().can_have_passkeys,
        zone=queries.active_grants(user.actor.id)[0].unit.country.timezone,
    )


@bp.get("/account/second-step/app")
@requires(SIGNED_IN, settling=True, fresh=True)
def new_app() -> ResponseReturnValue:
    account = _account()
    _secret, sealed = services.begin_app(account)
    return _app_page(AppForm(data={"secret": sealed, "name": _("My telephone")}), account)


@bp.post("/account/second-step/app")
@requires(SIGNED_IN, settling=True, fresh=True)
def add_app() -> ResponseReturnValue:
    account, form, user = _account(), AppForm(), me()
    if not form.validate_on_submit():
        return _app_page(form, account)
    try:
        codes = services.add_app(
            account,
            form.secret.data,
            form.code.data,
            form.name.data,
            token=user.token,
            by=user.actor,
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return _app_page(form, account)
    return _added(codes)


@bp.get("/account/second-step/passkey")
@requires(SIGNED_IN, settling=True, fresh=True)
def new_passkey() -> ResponseReturnValue:
    return _passkey_page(PasskeyForm(data={"name": _("This device")}))


@bp.post("/account/second-step/passkey")
@requires(SIGNED_IN, settling=True, fresh=True)
def add_passkey() -> ResponseReturnValue:
    account, form, user = _account(), PasskeyForm(), me()
    if not form.validate_on_submit():
        return _passkey_page(form)
    try:
        codes = services.add_passkey(
            account,
            form.passkey.data,
            form.name.data,
            asked=_asked(user),
            token=user.token,
            by=user.actor,
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return _passkey_page(form)
    return _added(codes)


@bp.get("/account/second-step/<int:authenticator_id>")
@requires(SIGNED_IN)
def authenticator(authenticator_id: int) -> ResponseReturnValue:
    one = _own(authenticator_id)
    return _authenticator_page(AuthenticatorNameForm(obj=one), one)


@bp.post("/account/second-step/<int:authenticator_id>")
@requires(SIGNED_IN)
def rename_authenticator(authenticator_id: int) -> ResponseReturnValue:
    one, form = _own(authenticator_id), AuthenticatorNameForm()
    if not form.validate_on_submit():
        return _authenticator_page(form, one)
    services.rename(one, form.name.data)
    flash(_("The name is saved."))
    return redirect(url_for(".second_steps"))


@bp.post("/account/second-step/<int:authenticator_id>/remove")
@requires(SIGNED_IN, fresh=True)
def remove_authenticator(authenticator_id: int) -> ResponseReturnValue:
    user, one = me(), _own(authenticator_id)
    services.remove(
        _account(), one, may_be_last=not _is_needed(user), token=user.token, by=user.actor
    )
    flash(_("%(name)s is removed. Everywhere else you are signed out.", name=one.name))
    return redirect(url_for(".second_steps"))


@bp.post("/account/second-step/recovery-codes")
@requires(SIGNED_IN, fresh=True)
def renew_recovery_codes() -> ResponseReturnValue:
    user = me()
    if not user.sign_in.has_authenticator:
        return redirect(url_for(".second_steps"))
    return _codes_page(services.renew_recovery_codes(_account(), token=user.token, by=user.actor))


def _added(codes: list[str]) -> ResponseReturnValue:
    """The recovery codes, where the account has just got them: the only page that shows them."""
    if codes:
        return _codes_page(codes)
    flash(_("Added. Everywhere else you are signed out."))
    return redirect(url_for(".second_steps"))


def _codes_page(codes: list[str]) -> ResponseReturnValue:
    return render_template("accounts/recovery_codes.html", codes=codes), NOT_KEPT


def _app_page(form: AppForm, account: UserAccount) -> ResponseReturnValue:
    try:
        secret = services.secret_in(form.secret.data, account)
    except (
        DomainError
    ):  # the page was open for too long: another secret, and what was typed of its code goes
        secret, form.secret.data = services.begin_app(account)
        form.code.data = ""
    image = qr_png(services.otpauth(secret, account.email, ISSUER), scale=5)
    page = render_template(
        "accounts/app.html",
        form=form,
        qr=base64.b64encode(image).decode(),
        secret=" ".join(
            secret[at : at + GROUP_LENGTH] for at in range(0, len(secret), GROUP_LENGTH)
        ),
        must_settle=proof.must_settle(me()),
    )
    return page, form.status, NOT_KEPT


def _passkey_page(form: PasskeyForm) -> ResponseReturnValue:
    user, account = me(), _account()
    known = db.session.scalars(queries.authenticators(account.id)).all()
    page = render_template(
        "accounts/passkey.html",
        form=form,
        options=services.options_to_make(_asked(user), account, known),
        must_settle=proof.must_settle(user),
    )
    return page, form.status


def _authenticator_page(form: AuthenticatorNameForm, one: Authenticator) -> ResponseReturnValue:
    page = render_template(
        "accounts/authenticator.html",
        form=form,
        one=one,
        is_app=one.kind is AuthenticatorKind.TOTP,
    )
    return page, form.status


def _asked(user: SignedInUser) -> Asked:
    return Asked(proof.site(), "set-up", services.hash_token(user.token))


def _own(authenticator_id: int) -> Authenticator:
    own = queries.authenticators(current_actor().id)
    return one_or_404(own.where(Authenticator.id == authenticator_id))


def _account() -> UserAccount:
    return db.session.get_one(UserAccount, current_actor().id)


def _is_needed(user: SignedInUser) -> bool:
    return proof.is_required() and queries.needs_second_factor(user.actor.id)
