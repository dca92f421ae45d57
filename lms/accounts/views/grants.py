"""Giving an account a role, and taking it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import policy, queries, services
from lms.accounts.errors import OwnAccount
from lms.accounts.forms import GrantForm
from lms.accounts.models import UserAccount
from lms.accounts.roles import LABELS
from lms.accounts.views.blueprint import bp, fetch
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.errors import DomainError
from lms.platform.i18n import _, language


@bp.get("/accounts/<int:account_id>/roles/new")
@requires(policy.MANAGE, fresh=True)
def new_grant(account_id: int) -> ResponseReturnValue:
    return _page(GrantForm(), _of_another(account_id))


@bp.post("/accounts/<int:account_id>/roles/new")
@requires(policy.MANAGE, fresh=True)
def add_grant(account_id: int) -> ResponseReturnValue:
    account = _of_another(account_id)
    form = GrantForm()
    if not form.validate_on_submit():
        return _page(form, account)
    unit = form.unit.value
    authorize(policy.can_grant(current_actor(), account, unit, form.role.value))
    try:
        services.grant_role(
            account,
            form.role.value,
            unit,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            by=current_actor(),
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, account)
    flash(
        _(
            "%(name)s: %(role)s (%(place)s).",
            name=account.display_name,
            role=LABELS[form.role.value],
            place=unit.name_in(language()),
        )
    )
    return redirect(url_for(".user", account_id=account_id))


@bp.post("/accounts/<int:account_id>/roles/<int:grant_id>/end")
@requires(policy.MANAGE, fresh=True)
def end_grant(account_id: int, grant_id: int) -> ResponseReturnValue:
    account = _of_another(account_id)
    grant = one_or_404(queries.grant(account, grant_id, viewer=current_actor()))
    services.end_grant(grant, by=current_actor())
    flash(_("The role is taken back."))
    return redirect(url_for(".user", account_id=account_id))


def _of_another(account_id: int) -> UserAccount:
    account = fetch(account_id)
    if account.id == current_actor().id:
        raise OwnAccount
    return account


def _page(form: GrantForm, account: UserAccount) -> ResponseReturnValue:
    return render_template("accounts/grant.html", form=form, account=account), form.status
