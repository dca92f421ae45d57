"""Single sign-on: to the provider and back, to sign in, to link one's account, or to confirm that it is oneself.

The browser comes back by an address that is opened, not by a form, since cookies do not travel with a form from another
site. So what belongs to one sign-in is looked for in the session under its state, which works once; and what is written
is written in a transaction of its own after the provider was asked, so that nobody waits for it with the database held.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, NamedTuple

from authlib.common.urls import add_params_to_uri
from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user
from werkzeug.exceptions import NotFound

from lms.accounts import services, single_sign_on
from lms.accounts.errors import SignInOver, TooManyTries, UnknownIdentity, WrongProof
from lms.accounts.models import UserAccount
from lms.accounts.queries import ABSOLUTE_LIMIT
from lms.accounts.services import Arrival
from lms.accounts.sessions import signed_in
from lms.accounts.single_sign_on import BACK, SingleSignOn
from lms.accounts.views.blueprint import bp, me
from lms.accounts.views.sign_in import entered, local_address, opened
from lms.platform import clock
from lms.platform.access import PUBLIC, SIGNED_IN, current_actor, requires
from lms.platform.db import db, transaction
from lms.platform.errors import DomainError
from lms.platform.i18n import _, language, preferences
from lms.platform.links import absolute
from lms.platform.openid import Flow, Identity, ProviderError, Untrusted, begin, redeem

FLOWS, LINKING = "flows", "linking"
"""Where the session keeps what was begun, and who came back to be linked."""

MOST_FLOWS = 3  # windows in which somebody begins at once; the cookie holds no more
LONGEST_NEXT = 400
LINKING_LASTS = 900  # seconds

SIGN_IN, LINK, CONFIRM = "sign-in", "link", "confirm"
STARTS = {
    SIGN_IN: "accounts.leave_to_sign_in",
    LINK: "accounts.leave_to_link",
    CONFIRM: "accounts.leave_to_confirm",
}
FROM_OTHERS = {"cross-site", "same-site"}
"""What a browser says of a link or picture on another site: no sign-in begins there."""


class Begun(NamedTuple):
    """What the browser was sent to the provider for, and where it wants to go afterwards."""

    flow: Flow
    purpose: str
    wished: str


@bp.get("/sign-in/provider")
@requires(PUBLIC)
def leave_to_sign_in() -> ResponseReturnValue:
    provider, wished = _configured(), request.args.get("next")
    if current_actor().is_signed_in:
        return redirect(local_address(wished))
    if request.headers.get("Sec-Fetch-Site") in FROM_OTHERS:
        return redirect(url_for(".sign_in", next=wished))
    return _leave(provider, SIGN_IN, int(ABSOLUTE_LIMIT.total_seconds()))


@bp.get("/account/single-sign-on/begin")
@requires(SIGNED_IN, fresh=True)
def leave_to_link() -> ResponseReturnValue:
    return _leave(_configured(), LINK, 0)


@bp.get("/confirm/provider")
@requires(SIGNED_IN, settling=True)
def leave_to_confirm() -> ResponseReturnValue:
    return _leave(_configured(), CONFIRM, 0)


@bp.get(BACK)
@requires(PUBLIC)
def come_back() -> ResponseReturnValue:
    provider, begun = _configured(), _begun(request.args.get("state", ""))
    if begun is None:
        if current_actor().is_signed_in:
            return redirect(url_for("home.start"))
        return _refused(SignInOver(), SIGN_IN, "")
    client, user = request.remote_addr or "", signed_in()
    if begun.purpose != SIGN_IN and user is None:
        return redirect(url_for(".sign_in", next=url_for(".own_account")))
    try:
        services.count_guess(client)
    except TooManyTries as refusal:
        return _refused(refusal, begun.purpose, begun.wished)
    try:
        answer = _arrived(provider, begun)
    except DomainError as refusal:
        db.session.rollback()
        answer = _refused(refusal, begun.purpose, begun.wished)
        if isinstance(refusal, Untrusted | UnknownIdentity | WrongProof):
            services.log_refusal(client, user.actor.id if user is not None else None)
            return answer
    with transaction():
        services.give_guess_back(client)
    return answer


@bp.get("/account/single-sign-on")
@requires(SIGNED_IN)
def ask_link() -> ResponseReturnValue:
    found, provider = _linking(), _configured()
    if found is None:
        return redirect(url_for(".own_account"))
    return render_template(
        "accounts/link_identity.html",
        label=found["label"],
        provider=provider,
        email=_account().email,
    )


@bp.post("/account/single-sign-on")
@requires(SIGNED_IN, fresh=True)
def link_identity() -> ResponseReturnValue:
    found, provider, user = _linking(), _configured(), me()
    if found is None:
        raise SignInOver
    services.link(
        _account(),
        provider.issuer,
        found["subject"],
        found["label"],
        token=user.token,
        by=user.actor,
    )
    session.pop(LINKING, None)
    flash(_("Linked. Everywhere else you are signed out."))
    return redirect(url_for(".own_account"))


@bp.post("/account/single-sign-on/unlink")
@requires(SIGNED_IN, fresh=True)
def unlink_identity() -> ResponseReturnValue:
    provider, user = _configured(), me()
    services.unlink(_account(), provider.issuer, token=user.token, by=user.actor)
    flash(_("Unlinked. Everywhere else you are signed out."))
    return redirect(url_for(".own_account"))


@bp.get("/signed-out")
@requires(PUBLIC)
def signed_out() -> ResponseReturnValue:
    provider = _configured()
    if current_actor().is_signed_in:
        return redirect(url_for("home.start"))
    try:
        end = provider.provider.description().end_session
    except ProviderError:  # here they are signed out all the same
        end = None
    if end is None:
        return redirect(url_for(".sign_in"))
    asked = [
        ("client_id", provider.provider.client.client_id),
        ("post_logout_redirect_uri", absolute(url_for(".sign_in"))),
        ("ui_locales", language()),
    ]
    return render_template(
        "accounts/signed_out.html", provider=provider, end=add_params_to_uri(end, asked)
    )


def _configured() -> SingleSignOn:
    found = single_sign_on.current()
    if found is None:
        raise NotFound
    return found


def _leave(provider: SingleSignOn, purpose: str, max_age: int) -> ResponseReturnValue:
    wished = request.args.get("next", "")
    wished = wished if len(wished) <= LONGEST_NEXT else ""
    try:
        address, flow = begin(provider.provider, language=language(), max_age=max_age)
    except ProviderError as refusal:
        return _refused(refusal, purpose, wished)
    kept = {"flow": asdict(flow), "purpose": purpose, "wished": wished}
    flows = [*session.get(FLOWS, {}).items(), (flow.state, kept)]
    session[FLOWS] = dict(flows[-MOST_FLOWS:])
    return redirect(address)


def _begun(state: str) -> Begun | None:
    """What was begun in this browser under this state; once, and not for long."""
    flows = dict(session.get(FLOWS, {}))
    kept = flows.pop(state, None)
    session[FLOWS] = flows
    if kept is None:
        return None
    begun = Begun(Flow(**kept["flow"]), kept["purpose"], kept["wished"])
    return None if begun.flow.is_over() else begun


def _arrived(provider: SingleSignOn, begun: Begun) -> ResponseReturnValue:
    db.session.rollback()  # the provider may take its time
    identity = redeem(provider.provider, begun.flow, request.args, wanted=provider.wanted)
    if begun.purpose == LINK:
        return _to_be_linked(identity)
    if begun.purpose == CONFIRM:
        return _confirmed(provider, identity, begun.wished)
    return _enter(provider, identity, begun.wished)


def _enter(provider: SingleSignOn, identity: Identity, wished: str) -> ResponseReturnValue:
    with (
        transaction()
    ):  # what the provider says of their roles holds even for whoever is not let in
        user_id = services.recognise(
            identity,
            provider.given(identity),
            links_invited=provider.links_invited,
            reader=preferences(),
        )
    arrival = Arrival(identity.is_strong(provider.strong), identity.shown_at)
    with transaction():
        entry = services.enter(
            user_id,
            arrival,
            client=request.remote_addr or "",
            agent=request.user_agent.string,
        )
    return entered(entry, wished)


def _confirmed(provider: SingleSignOn, identity: Identity, wished: str) -> ResponseReturnValue:
    user = me()
    with transaction():
        token = services.prove_by_provider(
            user.token, identity, is_strong=identity.is_strong(provider.strong), by=user.actor
        )
    login_user(opened(token))
    return redirect(local_address(wished))


def _to_be_linked(identity: Identity) -> ResponseReturnValue:
    """Nothing is linked by coming back: a link on another site could have sent the browser there."""
    session[LINKING] = {
        "subject": identity.subject,
        "label": identity.label[:LONGEST_NEXT],
        "user": me().actor.id,
        "at": int(clock.now().timestamp()),
    }
    return redirect(url_for(".ask_link"))


def _linking() -> dict[str, Any] | None:
    """Who came back to be linked to the account that is signed in."""
    found: dict[str, Any] | None = session.get(LINKING)
    if found is None or found["user"] != me().actor.id:
        return None
    age = clock.now().timestamp() - found["at"]
    return found if age <= LINKING_LASTS else None


def _account() -> UserAccount:
    return db.session.get_one(UserAccount, me().actor.id)


def _refused(refusal: DomainError, purpose: str, wished: str) -> ResponseReturnValue:
    """Says what became of it, with a way to try again and another one."""
    page = render_template(
        "accounts/provider_refused.html",
        title=_title(refusal),
        refusal=refusal,
        again=url_for(STARTS[purpose], next=wished or None),
        is_signing_in=purpose == SIGN_IN,
        wished=wished or None,
    )
    return page, refusal.status


def _title(refusal: DomainError) -> str:
    if isinstance(refusal, ProviderError | UnknownIdentity):
        return str(refusal.title)
    return _("You were not signed in")
