"""Asking who it is before what weighs."""

from __future__ import annotations

from flask import redirect, request
from flask.typing import ResponseReturnValue

from lms.accounts import proof
from lms.accounts.forms import ProofForm
from lms.accounts.views.blueprint import bp, me
from lms.accounts.views.sign_in import local_address
from lms.platform.access import SIGNED_IN, requires
from lms.platform.errors import DomainError


@bp.get("/confirm")
@requires(SIGNED_IN, settling=True)
def confirm() -> ResponseReturnValue:
    return proof.confirm_page(me(), ProofForm())


@bp.post("/confirm")
@requires(SIGNED_IN, settling=True)
def confirmed() -> ResponseReturnValue:
    user, form = me(), ProofForm()
    if not form.validate_on_submit():
        return proof.confirm_page(user, form), 422
    try:
        proof.confirm(user, form)
    except DomainError as refusal:
        form.add_error(None, refusal.text)
        return proof.confirm_page(user, form), refusal.status
    return redirect(local_address(request.args.get("next")))
