"""Making an account and inviting its owner; changing it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import policy, services
from lms.accounts.forms import AccountForm, NewAccountForm
from lms.accounts.models import UserAccount
from lms.accounts.views.blueprint import bp, changeable
from lms.accounts.views.invitations import invited
from lms.organisation.models import OrgUnit
from lms.platform.access import authorize, current_actor, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import Preferences, _, language


@bp.get("/accounts/new")
@requires(policy.MANAGE, fresh=True)
def new_user() -> ResponseReturnValue:
    return _new(NewAccountForm(data={"language": language()}))


@bp.post("/accounts/new")
@requires(policy.MANAGE, fresh=True)
def add_user() -> ResponseReturnValue:
    form = NewAccountForm()
    if not form.validate_on_submit():
        return _new(form)
    unit: OrgUnit = form.unit.value
    authorize(current_actor().may(policy.MANAGE, at_unit=unit.id))
    try:
        account = _make(form, unit)
    except DomainError as refusal:
        db.session.rollback()  # an account without its role would be nobody's to manage
        form.refuse(refusal)
        return _new(form)
    flash(invited(account))
    return redirect(url_for(".user", account_id=account.id))


def _make(form: NewAccountForm, unit: OrgUnit) -> UserAccount:
    account = services.create_account(
        email=form.email.value,
        display_name=form.display_name.value,
        preferences=Preferences(language=form.language.value),
        person=form.person.data,
        by=current_actor(),
    )
    services.grant_role(
        account,
        form.role.value,
        unit,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        by=current_actor(),
    )
    services.invite(account, by=current_actor())
    return account


@bp.get("/accounts/<int:account_id>/edit")
@requires(policy.MANAGE, fresh=True)
def edit_user(account_id: int) -> ResponseReturnValue:
    account = changeable(account_id)
    return _edit(AccountForm(obj=account), account)


@bp.post("/accounts/<int:account_id>/edit")
@requires(policy.MANAGE, fresh=True)
def update_user(account_id: int) -> ResponseReturnValue:
    account = changeable(account_id)
    form = AccountForm(obj=account)
    if not form.validate_on_submit():
        return _edit(form, account)
    try:
        services.update_account(
            account,
            email=form.email.value,
            display_name=form.display_name.value,
            person=form.person.data,
            by=current_actor(),
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return _edit(form, account)
    flash(_("The account of %(name)s is saved.", name=account.display_name))
    return redirect(url_for(".user", account_id=account_id))


def _new(form: NewAccountForm) -> ResponseReturnValue:
    return render_template("accounts/new.html", form=form), form.status


def _edit(form: AccountForm, account: UserAccount) -> ResponseReturnValue:
    return render_template("accounts/edit.html", form=form, account=account), form.status
