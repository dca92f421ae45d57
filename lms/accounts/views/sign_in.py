"""Signing in and out, and going on in another role."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user
from werkzeug.exceptions import NotFound, Unauthorized

from lms.accounts import queries, services, single_sign_on
from lms.accounts.errors import NoRole, TooManyTries, WrongCredentials
from lms.accounts.forms import SignInForm
from lms.accounts.proof import site
from lms.accounts.services import Asked, options_to_use
from lms.accounts.sessions import SignedInUser, load_user, signed_in
from lms.accounts.views.blueprint import bp
from lms.platform.access import PUBLIC, SIGNED_IN, current_actor, requires
from lms.platform.errors import DomainError
from lms.platform.ids import random_token

PENDING = "pending"
"""Where the session keeps the token of a sign-in that waits for its second step."""


@bp.get("/sign-in")
@requires(PUBLIC)
def sign_in() -> ResponseReturnValue:
    if current_actor().is_signed_in:
        return redirect(local_address(request.args.get("next")))
    return sign_in_page()


@bp.post("/sign-in")
@requires(PUBLIC)
def enter() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate_on_submit():
        return sign_in_page(form)
    try:
        entry = services.sign_in(
            form.email.data or "",
            form.password.data or "",
            client=request.remote_addr or "",
            agent=request.user_agent.string,
        )
    except (WrongCredentials, TooManyTries, NoRole) as refusal:
        return sign_in_page(form, refusal)
    return entered(entry)


@bp.post("/sign-out")
@requires(SIGNED_IN, settling=True)
def sign_out() -> ResponseReturnValue:
    user = signed_in()
    if user is not None:
        services.sign_out(user.token)
    logout_user()
    session.clear()
    came_by_provider = user is not None and user.sign_in.is_provided
    return redirect(url_for(".signed_out" if came_by_provider else ".sign_in"))


@bp.post("/switch-role")
@requires(SIGNED_IN)
def switch_role() -> ResponseReturnValue:
    user = signed_in()
    if user is None:
        raise Unauthorized
    wished = request.form.get("role", "")
    grants = {str(grant.id): grant for grant in queries.active_grants(user.actor.id)}
    if wished not in grants:
        raise NotFound
    services.switch_role(user.token, grants[wished])
    return redirect(url_for("home.start"))


def sign_in_page(
    form: SignInForm | None = None, refusal: DomainError | None = None
) -> ResponseReturnValue:
    """Asks for email and password, or for a passkey."""
    form = form or SignInForm(None)
    if refusal is not None:
        form.add_error(None, refusal.text)
    here = site()
    passkey = options_to_use(Asked(here, "sign-in", visitor())) if here.can_have_passkeys else ""
    page = render_template(
        "accounts/sign_in.html", form=form, passkey=passkey, provider=single_sign_on.current()
    )
    return page, refusal.status if refusal is not None else form.status


def visitor() -> str:
    """What tells this browser from others before anybody has signed in."""
    known: str = session.setdefault("visitor", random_token())
    return known


def entered(entry: services.Entry, wished: str | None = None) -> ResponseReturnValue:
    """Into the register, or to the second step; whoever showed the first factor comes by here."""
    session.clear()  # nothing of the visitor before goes on, the form token included
    wished = wished or request.args.get("next")
    if entry.is_complete:
        login_user(opened(entry.token))
        return redirect(local_address(wished))
    session[PENDING] = entry.token
    return redirect(url_for(".second_step", next=wished))


def opened(token: str) -> SignedInUser:
    """The user of a sign-in that was opened just now."""
    user = load_user(token)
    if user is None:
        raise Unauthorized
    return user


def local_address(wished: str | None) -> str:
    """The page to go to: an address of ours rebuilt from its parts, never another site's."""
    parts = urlsplit(wished or "")
    path = parts.path
    foreign = parts.scheme or parts.netloc or not path.startswith("/") or path.startswith("//")
    if foreign or "\\" in path:
        return url_for("home.start")
    return f"{path}?{parts.query}" if parts.query else path
