"""The list of accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask.typing import ResponseReturnValue

from lms.accounts import policy, queries
from lms.accounts.models import UserAccount
from lms.accounts.queries.order import by_account_name
from lms.accounts.roles import LABELS, Role
from lms.accounts.rules import state_of
from lms.accounts.views.blueprint import bp
from lms.audit.policy import VIEW as VIEW_LOG
from lms.organisation.queries import zone_of
from lms.platform.access import current_actor, requires
from lms.platform.i18n import _, _l
from lms.platform.i18n.lists import comma
from lms.platform.links import row_links, screen
from lms.platform.listing import Column, Empty, Filter, Listing
from lms.platform.statements import kept

STATES = {"active": _l("Can sign in"), "invited": _l("Invited"), "disabled": _l("Disabled")}
BADGES = {"active": "active", "invited": "planned", "disabled": "stopped"}


class Row(NamedTuple):
    """An account as the list shows it."""

    account: Any
    roles: str
    signed_in_at: datetime | None
    state: str


@bp.get("/accounts")
@requires(policy.MANAGE)
def users() -> ResponseReturnValue:
    viewer = current_actor()
    listing = Listing(
        "accounts",
        _("Accounts and roles"),
        kept("accounts", lambda: queries.account_rows(viewer), viewer=viewer),
        _columns(),
        filters=(
            Filter(
                "role", _("Role"), LABELS.items(), apply=lambda q, v: q.where(queries.holding(v))
            ),
            Filter(
                "state",
                _("State"),
                STATES.items(),
                apply=lambda q, v: q.where(queries.in_state(v)),
            ),
        ),
        search=lambda query, text: query.where(queries.named(text)),
        search_label=_("Name or email"),
        default_sort="name",
        exporting=policy.MANAGE,
        empty=Empty(_("No accounts yet"), icon="users"),
        prepare=_rows,
    )
    log = screen("home.audit_log") if current_actor().has(VIEW_LOG) else None
    return listing.respond("accounts/accounts.html", log=log)


def _rows(accounts: list[Any]) -> Iterator[Row]:
    ids = [account.id for account in accounts]
    latest, roles = queries.last_sign_ins(ids), queries.lasting_roles(ids)
    zone, in_words = ZoneInfo(zone_of(current_actor())), _in_words()
    for account in accounts:
        at = latest.get(account.id)
        yield Row(
            account,
            in_words(roles.get(account.id, ())),
            at.astimezone(zone) if at is not None else None,
            state_of(account.is_entered, account.is_disabled),
        )


def _columns() -> tuple[Column, ...]:
    return (
        Column(
            "name",
            _("Name"),
            lambda row: row.account.display_name,
            sort=by_account_name(),
            url=row_links(".user", account_id=lambda row: row.account.id),
        ),
        Column(
            "email", _("Email"), lambda row: row.account.email, kind="code", sort=UserAccount.email
        ),
        Column("roles", _("Roles"), lambda row: row.roles),
        Column(
            "signed_in",
            _("Last sign-in"),
            lambda row: row.signed_in_at,
            kind="datetime",
            sort=queries.last_sign_in(),
        ),
        Column(
            "state",
            _("State"),
            lambda row: STATES[row.state],
            kind="badge",
            badge=lambda row: BADGES[row.state],
        ),
    )


def _in_words() -> Callable[[Iterable[tuple[Role, str]]], str]:
    """How the roles that are held or will be are said, each with its place; looked up once, for many rows."""
    words, between = _("%(role)s (%(place)s)"), comma()
    labels = {role: str(label) for role, label in LABELS.items()}
    return lambda roles: between.join(
        words % {"role": labels[role], "place": place} for role, place in roles
    )
