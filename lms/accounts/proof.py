"""Whether it is still the owner who acts: second factors that have to be set up, and actions that ask for one again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NoReturn
from urllib.parse import urlsplit

from flask import (
    Flask,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
)
from flask import url_for as address_of
from flask_login import login_user
from werkzeug.exceptions import RequestEntityTooLarge, Unauthorized

from lms.accounts import queries, services, single_sign_on
from lms.accounts.forms import ProofForm
from lms.accounts.models import AuthenticatorKind, UserAccount
from lms.accounts.roles import Role
from lms.accounts.services import Asked, Site
from lms.accounts.sessions import SignedInUser, load_user, signed_in
from lms.config import Settings
from lms.platform import clock
from lms.platform.db import SAFE_METHODS, db
from lms.platform.errors import DomainError
from lms.platform.i18n import _

MOST_CARRIED = 100_000
"""How many letters of a form are kept while its sender is asked who they are."""

OWN_FIELDS = "proof-"


@dataclass(frozen=True)
class Ways:
    """How an account can show that it is its owner."""

    app: bool
    passkey: str  # what the browser is told, empty where there is none
    recovery: bool
    password: bool = False
    provider: str = (
        ""  # the address where single sign-on is asked, empty where the account has none
    )


def site() -> Site:
    """The address that passkeys are made for: the configured one, whatever the request says."""
    settings: Settings = current_app.config["SETTINGS"]
    return Site(settings.base_url)


def is_required() -> bool:
    """Whether roles need a second factor here."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.requires_second_factor


def must_settle(user: SignedInUser) -> bool:
    """Whether a role of the account needs a second factor and there is none yet."""
    found = user.sign_in
    if found.has_authenticator or found.is_strong or not is_required():
        return False
    if found.role is not Role.TRAINEE:
        return True
    return found.roles > 1 and queries.needs_second_factor(found.account_id)


def is_fresh(user: SignedInUser) -> bool:
    """Whether the owner was made sure of within the last minutes."""
    proved_at = user.sign_in.proved_at
    return proved_at is not None and clock.now() - proved_at <= services.FRESH


def ways_of(user_id: int, asked: Asked) -> Ways:
    """What the account may be asked for; its password where it has nothing else."""
    known = db.session.scalars(queries.authenticators(user_id)).all()
    passkeys = [one for one in known if one.kind is AuthenticatorKind.PASSKEY]
    return Ways(
        app=len(passkeys) < len(known),
        passkey=services.options_to_use(asked, passkeys) if passkeys else "",
        recovery=bool(known) and queries.recovery_codes_left(user_id) > 0,
        password=not known,
    )


def ways_to_confirm(user: SignedInUser) -> Ways:
    """What whoever is signed in may be asked for again; single sign-on where their account is linked to it."""
    ways = ways_of(user.actor.id, _asked(user))
    account = db.session.get_one(UserAccount, user.actor.id)
    has_password = account.password_hash is not None and not user.sign_in.is_strong
    provider = ""
    if account.is_linked and single_sign_on.current() is not None:
        provider = address_of("accounts.leave_to_confirm", next=_next_page())
    return replace(ways, password=ways.password and has_password, provider=provider)


def _next_page() -> str | None:
    """Where to go on after confirming elsewhere: the page that is wanted, or the one with the form that was sent."""
    if "next" in request.args:
        return request.args["next"]
    parts = urlsplit(request.referrer or "")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or None


def confirm(user: SignedInUser, form: ProofForm) -> None:
    """Take what was shown; the sign-in goes on under another token, whatever becomes of the rest of the request.

    Raises:
        TooManyTries, WrongProof: about what was shown.
    """
    token = services.prove(
        user.token,
        form.proof,
        by=user.actor,
        asked=_asked(user),
        client=request.remote_addr or "",
    )
    db.session.commit()
    again = load_user(token)
    if again is None:
        raise Unauthorized
    login_user(again)


def confirm_page(
    user: SignedInUser, form: ProofForm, carried: Sequence[tuple[str, str]] = ()
) -> str:
    """Asks who it is; the fields of the form that waits for the answer are carried along."""
    ways = ways_to_confirm(user)
    provider = single_sign_on.current()
    return render_template(
        "accounts/confirm.html",
        form=form,
        ways=ways,
        carried=carried,
        provider_name=provider.name if provider is not None else "",
    )


def make_sure(*, fresh: bool, settling: bool, back: str = "") -> None:
    """Before a view: lead to what has to be set up first, or ask who it is where that was too long ago."""
    user = signed_in()
    if user is None:
        return
    if not settling and must_settle(user):
        abort(redirect(address_of("accounts.second_steps")))
    if fresh and not is_fresh(user):
        _ask(user, back)


def _ask(user: SignedInUser, back: str) -> None:
    """Return once it is sure. A form that was sent waits in the page that asks, and is sent on by its button alone."""
    if request.method in SAFE_METHODS:
        if back:
            flash(
                _("This file holds very many rows. Confirm that it is you, then take it again."),
                "info",
            )
        wished = back or request.full_path.rstrip("?")
        abort(redirect(address_of("accounts.confirm", next=wished)))
    form = ProofForm()
    if not any(name.startswith(OWN_FIELDS) for name in request.form):
        _show(user, form, 403)
    try:
        if not form.validate_on_submit():
            _show(user, form, 422)
        confirm(user, form)
    except DomainError as refusal:
        form.add_error(None, refusal.text)
        _show(user, form, refusal.status)


def _show(user: SignedInUser, form: ProofForm, status: int) -> NoReturn:
    db.session.rollback()
    abort(make_response(confirm_page(user, form, _carried()), status))


def _carried() -> list[tuple[str, str]]:
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != "csrf_token" and not name.startswith(OWN_FIELDS)
    ]
    if sum(len(name) + len(value) for name, value in fields) > MOST_CARRIED:
        raise RequestEntityTooLarge(_("Confirm that it is you first, then send this again."))
    return fields


def _asked(user: SignedInUser) -> Asked:
    return Asked(site(), "confirm", services.hash_token(user.token))


def init_app(app: Flask) -> None:
    """Let routes ask who it is."""
    app.extensions["make_sure"] = make_sure
