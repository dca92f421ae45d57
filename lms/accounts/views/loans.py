"""Letting a colleague stand in for oneself, for the time of a leave."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from lms.accounts import queries, services
from lms.accounts.forms import LoanForm, loan_form
from lms.accounts.models import RoleGrant
from lms.accounts.roles import LABELS, LENDABLE
from lms.accounts.rules import LONGEST_LOAN
from lms.accounts.views.blueprint import bp
from lms.platform import clock
from lms.platform.access import SIGNED_IN, current_actor, one_or_404, requires
from lms.platform.errors import DomainError
from lms.platform.i18n import _


@bp.get("/account/roles/<int:grant_id>/lend")
@requires(SIGNED_IN, fresh=True)
def new_loan(grant_id: int) -> ResponseReturnValue:
    held = _lendable(grant_id)
    return _page(loan_form(held, {"starts_on": clock.today()}), held)


@bp.post("/account/roles/<int:grant_id>/lend")
@requires(SIGNED_IN, fresh=True)
def lend(grant_id: int) -> ResponseReturnValue:
    held = _lendable(grant_id)
    form = loan_form(held)
    if not form.validate_on_submit():
        return _page(form, held)
    colleague = form.colleague.value
    try:
        services.lend(
            held,
            colleague,
            starts_on=form.starts_on.value,
            ends_on=form.ends_on.value,
            by=current_actor(),
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, held)
    flash(_("%(name)s can stand in for you.", name=colleague.display_name))
    return redirect(url_for(".own_account"))


@bp.post("/account/loans/<int:loan_id>/end")
@requires(SIGNED_IN)
def end_loan(loan_id: int) -> ResponseReturnValue:
    """By the lender or by whom it was lent to."""
    actor = current_actor()
    loan = one_or_404(queries.loans(actor.id).where(RoleGrant.id == loan_id))
    services.end_loan(loan, by=actor)
    if loan.user_id == actor.id:
        flash(_("You no longer stand in there."))
    else:
        flash(_("%(name)s no longer stands in for you.", name=loan.user.display_name))
    return redirect(url_for(".own_account"))


def _lendable(grant_id: int) -> RoleGrant:
    """A role of one's own; whoever holds it by a loan cannot lend it on."""
    held = {grant.id: grant for grant in queries.active_grants(current_actor().id)}
    grant = held.get(grant_id)
    if grant is None or grant.lent_from_id is not None or grant.role not in LENDABLE:
        raise NotFound
    return grant


def _page(form: LoanForm, held: RoleGrant) -> ResponseReturnValue:
    page = render_template(
        "accounts/lend.html", form=form, held=held, label=LABELS[held.role], days=LONGEST_LOAN
    )
    return page, form.status
