"""Inviting the owner of an account again, or not any more, and sending a link for a new password."""

from __future__ import annotations

from flask import current_app, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import policy, services
from lms.accounts.models import UserAccount
from lms.accounts.views.blueprint import bp, changeable
from lms.accounts.views.links import SECRET_PAGE
from lms.notifications.post import Way, way
from lms.organisation.queries import zone_of
from lms.platform.access import current_actor, requires
from lms.platform.i18n import _


@bp.post("/accounts/<int:account_id>/invitation")
@requires(policy.MANAGE, fresh=True)
def invite(account_id: int) -> ResponseReturnValue:
    account = changeable(account_id)
    services.invite(account, by=current_actor())
    flash(invited(account))
    return redirect(url_for(".user", account_id=account_id))


@bp.post("/accounts/<int:account_id>/invitation/show")
@requires(policy.MANAGE, fresh=True)
def show_invitation(account_id: int) -> ResponseReturnValue:
    """The link, once, to be handed over where there is no mail; it is recorded who saw it."""
    account = changeable(account_id)
    link = services.link_to_hand_over(account, by=current_actor())
    page = render_template(
        "accounts/hand_over.html", account=account, link=link, zone=zone_of(current_actor())
    )
    return make_response(page, 200, SECRET_PAGE)


@bp.post("/accounts/<int:account_id>/invitation/withdraw")
@requires(policy.MANAGE, fresh=True)
def withdraw_invitation(account_id: int) -> ResponseReturnValue:
    account = changeable(account_id)
    services.withdraw_invitation(account, by=current_actor())
    flash(_("The invitation is withdrawn: its link opens nothing any more."))
    return redirect(url_for(".user", account_id=account_id))


@bp.post("/accounts/<int:account_id>/reset")
@requires(policy.MANAGE, fresh=True)
def send_reset(account_id: int) -> ResponseReturnValue:
    account = changeable(account_id)
    services.send_reset(account, by=current_actor())
    flash(_("A link for a new password is on its way to %(email)s.", email=account.email))
    return redirect(url_for(".user", account_id=account_id))


def invited(account: UserAccount) -> str:
    """What is said once an invitation is written."""
    if way(current_app.config["SETTINGS"]) is Way.NONE:
        return _(
            "%(name)s has an account. No mail is sent here: hand the link over yourself.",
            name=account.display_name,
        )
    return _("An invitation is on its way to %(email)s.", email=account.email)
