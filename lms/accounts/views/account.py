"""One account: whose it is, what it may do, what was done to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import policy, queries, services
from lms.accounts.models import RoleGrant
from lms.accounts.roles import LABELS, Role
from lms.accounts.rules import account_state, is_at_closed_place, is_in_force, is_lasting
from lms.accounts.views.blueprint import bp, changeable, fetch
from lms.accounts.views.rights import in_words
from lms.audit.models import AuditEvent
from lms.audit.policy import VIEW as VIEW_LOG
from lms.audit.queries import CHANGES_SHOWN, Change, names_in, who_and_when
from lms.audit.rules import ACTIONS
from lms.notifications.models import MessageState, OutgoingMessage
from lms.notifications.post import way
from lms.notifications.queries import to_address
from lms.organisation.queries import zone_of
from lms.platform.access import current_actor, requires
from lms.platform.db import db
from lms.platform.i18n import _
from lms.platform.i18n.dates import datetime_text
from lms.platform.links import screen

MAILS_SHOWN = 5
PERSONAL_ROLES = frozenset({Role.TRAINER, Role.TRAINEE})


@dataclass(frozen=True)
class Mail:
    """A message to the owner of the account, and what became of it."""

    subject: str
    created: str
    said: str
    is_stuck: bool = False


@bp.get("/accounts/<int:account_id>")
@requires(policy.MANAGE)
def user(account_id: int) -> ResponseReturnValue:
    account, actor = fetch(account_id), current_actor()
    zone, settings = zone_of(actor), current_app.config["SETTINGS"]
    messages = to_address(account.email)
    events = db.session.scalars(queries.changes(account).limit(CHANGES_SHOWN)).all()
    return render_template(
        "accounts/account.html",
        account=account,
        grants=sorted(account.grants, key=lambda grant: (not is_lasting(grant), grant.id)),
        labels=LABELS,
        state_of=state_of,
        rights=[
            (grant, in_words(grant.role, at_top=grant.unit.parent_id is None))
            for grant in account.grants
            if is_in_force(grant)
        ],
        last_sign_in=queries.last_sign_ins([account.id]).get(account.id),
        sees_nothing=account.person_id is None
        and any(is_lasting(grant) and grant.role in PERSONAL_ROLES for grant in account.grants),
        loans=db.session.scalars(queries.loans(account.id)).all(),
        changes=_changes(events, zone),
        log=screen("home.audit_log") if actor.has(VIEW_LOG) else None,
        has_second_step=queries.has_authenticator(account.id),
        zone=zone,
        may_manage=policy.can_manage(actor, account),
        endable={
            grant.id
            for grant in account.grants
            if is_lasting(grant) and policy.can_grant(actor, account, grant.unit, grant.role)
        },
        is_own=actor.id == account.id,
        state=account_state(account),
        invitation=db.session.scalar(queries.invitation(account)),
        mails=[_mail(one, zone) for one in db.session.scalars(messages.limit(MAILS_SHOWN))],
        mail=way(settings),
        folder=settings.mail_folder,
    )


def state_of(grant: RoleGrant) -> tuple[str, str]:
    """The state of a role and its word."""
    if is_in_force(grant):
        return "active", _("Held")
    if is_lasting(grant) and is_at_closed_place(grant):
        return "stopped", _("Place closed")
    return ("planned", _("To come")) if is_lasting(grant) else ("ended", _("Ended"))


@bp.post("/accounts/<int:account_id>/disable")
@requires(policy.MANAGE, fresh=True)
def disable(account_id: int) -> ResponseReturnValue:
    account = changeable(account_id)
    services.disable(account, by=current_actor())
    flash(_("%(name)s cannot sign in any more.", name=account.display_name))
    return redirect(url_for(".user", account_id=account_id))


@bp.post("/accounts/<int:account_id>/enable")
@requires(policy.MANAGE, fresh=True)
def enable(account_id: int) -> ResponseReturnValue:
    account = changeable(account_id)
    services.enable(account, by=current_actor())
    flash(_("%(name)s can sign in again.", name=account.display_name))
    return redirect(url_for(".user", account_id=account_id))


@bp.post("/accounts/<int:account_id>/reset-second-step")
@requires(policy.MANAGE, fresh=True)
def reset_factors(account_id: int) -> ResponseReturnValue:
    account = changeable(account_id)
    services.reset_factors(account, by=current_actor())
    flash(
        _(
            "%(name)s has no second step any more and is signed out everywhere.",
            name=account.display_name,
        )
    )
    return redirect(url_for(".user", account_id=account_id))


def _mail(message: OutgoingMessage, zone: str) -> Mail:
    created = datetime_text(message.created_at, zone)
    if message.state is MessageState.SENT and message.sent_at is not None:
        said = _("Sent on %(when)s", when=datetime_text(message.sent_at, zone))
        return Mail(message.subject, created, said)
    why = f" ({message.last_error})" if message.last_error else ""
    if message.state is MessageState.DEAD:
        return Mail(message.subject, created, _("Could not be sent") + why, is_stuck=True)
    if not message.tries:
        return Mail(message.subject, created, _("On its way"))
    again = _("Sent later, next on %(when)s", when=datetime_text(message.next_try_at, zone))
    return Mail(message.subject, created, again + why, is_stuck=True)


def _changes(events: Sequence[AuditEvent], zone: str) -> list[Change]:
    names = names_in(events)
    places = queries.unit_names({event.unit_id for event in events if event.unit_id})
    return [
        Change(
            title=str(ACTIONS.get(event.action, event.action)),
            time=who_and_when(event, names, zone),
            datetime=event.at.isoformat(timespec="minutes"),
            text=_role(event, places),
        )
        for event in events
    ]


def _role(event: AuditEvent, places: dict[int, str]) -> str:
    if "role" not in event.details:
        return ""
    label = LABELS[Role(event.details["role"])]
    return _("%(role)s (%(place)s)", role=label, place=places.get(event.unit_id or 0, "–"))
