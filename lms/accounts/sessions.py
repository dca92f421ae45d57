"""Who is signed in, for this request: Flask-Login over the sign-ins kept in the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app, request
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.actor import AccountActor, actor_for
from lms.accounts.models import UserAccount
from lms.accounts.queries import OpenSignIn, active_grants, display_names, open_sign_in
from lms.accounts.services import hash_token, note_use
from lms.platform import clock
from lms.platform.access import NOBODY, Actor
from lms.platform.db import SAFE_METHODS, aside, db, is_writing
from lms.platform.i18n import LANGUAGES, Preferences, set_preferences
from lms.platform.web import cookie_name

NOTED_AFTER = timedelta(minutes=5)
"""How long a sign-in is in use before that is written down again."""

LANGUAGE_COOKIE = "daftar_language"


class SignedInUser(UserMixin):
    """What Flask-Login carries: the token, what its sign-in says, and the actor behind it."""

    def __init__(self, token: str, found: OpenSignIn) -> None:
        self.token = token
        self.sign_in = found
        self.actor = AccountActor(
            id=found.account_id,
            person_id=found.person_id,
            role=found.role,
            name=found.display_name,
            unit_id=found.unit_id,
            is_at_top=found.parent_id is None,
            acting_for=found.lender_id,
            # Whatever writes is asked without it: a look opens nothing but reading.
            looks_at=found.look_unit_id if request.method in SAFE_METHODS else None,
        )

    def get_id(self) -> str:
        return self.token


def load_user(token: str) -> SignedInUser | None:
    """The user of an open sign-in."""
    found = open_sign_in(hash_token(token))
    if found is None:
        return None
    if clock.now() - found.last_seen_at > NOTED_AFTER:
        _note_use(token)
    return SignedInUser(token, found)


def _note_use(token: str) -> None:
    if is_writing():
        note_use(token, db.session())  # SQLite has one writer, and that is this request
        return
    with aside() as apart:
        note_use(token, apart)


def signed_in() -> SignedInUser | None:
    """Who is signed in; None for a visitor."""
    user: Any = current_user._get_current_object()
    return user if isinstance(user, SignedInUser) else None


def load_actor() -> Actor:
    """Whoever makes this request."""
    user = signed_in()
    return user.actor if user else NOBODY


def load_actors(user_id: int, role: str) -> list[Actor]:
    """As whom the account may act today in the role: once for each place it holds it at."""
    user = db.session.get(UserAccount, user_id)
    if user is None or user.is_disabled:
        return []
    return [actor_for(user, grant) for grant in active_grants(user_id) if grant.role == role]


def remember_language(response: BaseResponse, code: str) -> None:
    """Let this browser go on in the language; it holds until another is chosen."""
    response.set_cookie(
        _language_cookie(),
        code,
        max_age=31_536_000,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def _language_cookie() -> str:
    return cookie_name(LANGUAGE_COOKIE, current_app.config["SETTINGS"])


def _chosen_language() -> str | None:
    """The language chosen by a link of the language menu, now or before in this browser."""
    for wished in (request.args.get("lang"), request.cookies.get(_language_cookie())):
        if wished in LANGUAGES:
            return wished
    return None


def _of_browser() -> Preferences:
    """How whoever uses this browser reads, as far as it says so itself."""
    best = _chosen_language() or request.accept_languages.best_match(list(LANGUAGES)) or "en"
    return Preferences(language=best)


def _preferences() -> Preferences:
    user, chosen = signed_in(), _chosen_language()
    if user is None:
        return _of_browser()
    account = user.sign_in
    if chosen is None or chosen == account.language:
        return Preferences(
            language=account.language,
            digits=account.digits,
            calendar=account.calendar,
            second_calendar=account.second_calendar,
            theme=account.theme,
        )
    return Preferences(
        language=chosen, second_calendar=account.second_calendar, theme=account.theme
    )


def _set_preferences() -> None:
    if request.endpoint == "static":
        return
    try:
        set_preferences(_preferences())
    except Exception:  # the page that says what is wrong is read too
        set_preferences(_of_browser())
        raise


def _keep_chosen_language(response: Response) -> Response:
    chosen = request.args.get("lang")
    if chosen in LANGUAGES and request.endpoint != "static":
        remember_language(response, chosen)
    return response


def init_app(app: Flask) -> None:
    """Let Flask-Login read our sign-ins, and let each request be read in its reader's way."""
    # Its own context processor would ask the database for every page, those about a failure too.
    manager: Any = LoginManager(app, add_context_processor=False)
    manager.session_protection = None  # the token is random, hashed and revocable
    manager.user_loader(load_user)
    app.extensions["actor_loader"] = load_actor
    app.extensions["account_names"] = display_names
    app.extensions["actors_of"] = load_actors
    app.before_request(_set_preferences)
    app.after_request(_keep_chosen_language)
