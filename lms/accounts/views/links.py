"""Choosing a password: by the link of an invitation, or by one that was asked for."""

from __future__ import annotations

from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from lms.accounts import services
from lms.accounts.errors import LinkOver, PasswordRefused, TooManyTries
from lms.accounts.forms import ForgottenForm, NewPasswordForm
from lms.accounts.models import LinkPurpose
from lms.accounts.roles import LABELS
from lms.accounts.rules import is_lasting
from lms.accounts.views.blueprint import bp
from lms.accounts.views.sign_in import entered
from lms.notifications.post import way
from lms.platform.access import PUBLIC, requires
from lms.platform.i18n import _

SECRET_PAGE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
"""The address of the page opens an account: no other page hears of it, and no cache keeps it."""


@bp.get("/forgotten")
@requires(PUBLIC)
def forgotten() -> ResponseReturnValue:
    return _forgotten(ForgottenForm())


@bp.post("/forgotten")
@requires(PUBLIC)
def ask_for_reset() -> ResponseReturnValue:
    """The same answer for every address, whether it is known or not (A17)."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        return _forgotten(form)
    try:
        services.ask_for_reset(form.email.value, client=request.remote_addr or "")
    except TooManyTries as refusal:
        form.refuse(refusal)
        return _forgotten(form, refusal.status)
    settings = current_app.config["SETTINGS"]
    return render_template(
        "accounts/forgotten_sent.html", mail=way(settings), folder=settings.mail_folder
    )


@bp.get("/invitation/<string:token>")
@requires(PUBLIC)
def invitation(token: str) -> ResponseReturnValue:
    return _choose(token, LinkPurpose.INVITATION, NewPasswordForm())


@bp.post("/invitation/<string:token>")
@requires(PUBLIC)
def accept_invitation(token: str) -> ResponseReturnValue:
    return _chosen(token, LinkPurpose.INVITATION, _("Welcome. You sign in with this password."))


@bp.get("/reset/<string:token>")
@requires(PUBLIC)
def reset(token: str) -> ResponseReturnValue:
    return _choose(token, LinkPurpose.RESET, NewPasswordForm())


@bp.post("/reset/<string:token>")
@requires(PUBLIC)
def choose_password(token: str) -> ResponseReturnValue:
    done = _("Your new password is set. Everywhere else you are signed out.")
    return _chosen(token, LinkPurpose.RESET, done)


@bp.record_once
def _check_the_token_of_the_form_alone(state: BlueprintSetupState) -> None:
    # Over HTTPS the general check also wants a Referer, which pages with a secret address do not send.
    # The forms check their own token all the same.
    for view in (accept_invitation, choose_password):
        state.app.extensions["csrf"].exempt(view)


def _chosen(token: str, purpose: LinkPurpose, done: str) -> ResponseReturnValue:
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return _choose(token, purpose, form)
    try:
        entry = services.choose_password(
            token, purpose, form.password.value, agent=request.user_agent.string
        )
    except LinkOver as refusal:
        return _over(purpose, refusal)
    except PasswordRefused as refusal:
        form.refuse(refusal)
        return _choose(token, purpose, form)
    if entry is None:
        session.clear()
        flash(done)
        return redirect(url_for(".sign_in"))
    answer = entered(entry)  # whoever was signed in here before is not the owner of the link
    flash(done)
    return answer


def _choose(token: str, purpose: LinkPurpose, form: NewPasswordForm) -> Response:
    try:
        account = services.owner_of(token, purpose)
    except LinkOver as refusal:
        return _over(purpose, refusal)
    page = render_template(
        "accounts/choose_password.html",
        form=form,
        account=account,
        is_invitation=purpose is LinkPurpose.INVITATION,
        grants=[grant for grant in account.grants if is_lasting(grant)],
        labels=LABELS,
    )
    return make_response(page, form.status, SECRET_PAGE)


def _over(purpose: LinkPurpose, refusal: LinkOver) -> Response:
    page = render_template(
        "accounts/link_over.html", is_invitation=purpose is LinkPurpose.INVITATION
    )
    return make_response(page, refusal.status, SECRET_PAGE)


def _forgotten(form: ForgottenForm, status: int | None = None) -> ResponseReturnValue:
    mail = way(current_app.config["SETTINGS"])
    return render_template("accounts/forgotten.html", form=form, mail=mail), status or form.status
