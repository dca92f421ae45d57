"""The second step of a sign-in, and signing in by a passkey alone."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user

from lms.accounts import queries, services
from lms.accounts.errors import SignInOver
from lms.accounts.forms import ProofForm
from lms.accounts.models import PendingSignIn
from lms.accounts.proof import site, ways_of
from lms.accounts.services import Asked
from lms.accounts.views.blueprint import bp
from lms.accounts.views.sign_in import PENDING, local_address, opened, sign_in_page, visitor
from lms.platform.access import PUBLIC, requires
from lms.platform.errors import DomainError
from lms.platform.i18n import _n


@bp.get("/sign-in/code")
@requires(PUBLIC)
def second_step() -> ResponseReturnValue:
    pending = _pending()
    return _show(ProofForm(), pending.user_id) if pending is not None else _begin_again()


@bp.post("/sign-in/code")
@requires(PUBLIC)
def take_second_step() -> ResponseReturnValue:
    pending, form = _pending(), ProofForm()
    if pending is None:
        return _begin_again()
    user_id, used_recovery_code = pending.user_id, bool(form.proof.recovery_code)
    if not form.validate_on_submit():
        return _show(form, user_id)
    try:
        token = services.complete(
            session[PENDING],
            form.proof,
            asked=_asked(),
            client=request.remote_addr or "",
            agent=request.user_agent.string,
        )
    except SignInOver as refusal:
        flash(refusal.text, "warning")
        return _begin_again()
    except DomainError as refusal:
        form.add_error(None, refusal.text)
        return _show(form, user_id, refusal.status)
    session.clear()
    login_user(opened(token))
    if used_recovery_code:
        _tell_how_many_are_left(user_id)
    return redirect(local_address(request.args.get("next")))


@bp.post("/sign-in/passkey")
@requires(PUBLIC)
def enter_by_passkey() -> ResponseReturnValue:
    form = ProofForm()
    try:
        token = services.enter_by_passkey(
            form.passkey.data,
            asked=Asked(site(), "sign-in", visitor()),
            client=request.remote_addr or "",
            agent=request.user_agent.string,
        )
    except DomainError as refusal:
        return sign_in_page(refusal=refusal)
    session.clear()
    login_user(opened(token))
    return redirect(local_address(request.args.get("next")))


def _pending() -> PendingSignIn | None:
    return queries.pending_sign_in(services.hash_token(session.get(PENDING, "")))


def _asked() -> Asked:
    return Asked(site(), "second-step", services.hash_token(session[PENDING]))


def _begin_again() -> ResponseReturnValue:
    session.pop(PENDING, None)
    return redirect(url_for(".sign_in", next=request.args.get("next")))


def _show(form: ProofForm, user_id: int, status: int | None = None) -> ResponseReturnValue:
    ways = ways_of(user_id, _asked())
    page = render_template("accounts/second_step.html", form=form, ways=ways)
    return page, status or form.status


def _tell_how_many_are_left(user_id: int) -> None:
    left = queries.recovery_codes_left(user_id)
    flash(
        _n(
            "You used a recovery code. %(count)s is left; make new ones in your account.",
            "You used a recovery code. %(count)s are left; make new ones in your account.",
            left,
        ),
        "warning",
    )
