"""What the list of accounts shows, as plain values."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, func, or_, select

from lms.accounts.models import RoleGrant, SignIn, UserAccount
from lms.accounts.policy import lasting, visible_to
from lms.accounts.queries.order import by_account_name
from lms.accounts.roles import Role
from lms.organisation.models import OrgUnit
from lms.platform.access import Actor
from lms.platform.i18n import language
from lms.platform.localised import shown_column
from lms.platform.remembered import rows
from lms.platform.statements import kept


def is_entered() -> ColumnElement[bool]:
    """Whether there is a way into an account."""
    return or_(UserAccount.password_hash.is_not(None), UserAccount.is_linked)


def account_rows(viewer: Actor) -> Select[*tuple[Any, ...]]:
    """What a list shows of the accounts that the viewer may see, as plain values, by name."""
    return (
        select(
            UserAccount.id,
            UserAccount.display_name,
            UserAccount.email,
            is_entered().label("is_entered"),
            UserAccount.is_disabled,
        )
        .where(visible_to(viewer))
        .order_by(*by_account_name(), UserAccount.id)
    )


def last_sign_in() -> ScalarSelect[datetime]:
    """When an account signed in last."""
    return (
        select(func.max(SignIn.created_at))
        .where(SignIn.user_id == UserAccount.id)
        .correlate(UserAccount)
        .scalar_subquery()
    )


def last_sign_ins(account_ids: Collection[int]) -> dict[int, datetime]:
    """The same for these accounts; one query."""
    asked = {"accounts": tuple(account_ids)}
    return dict(rows(kept("last sign-ins", _last_sign_ins), asked)) if account_ids else {}


def _last_sign_ins() -> Select[int, datetime]:
    return (
        select(SignIn.user_id, func.max(SignIn.created_at))
        .where(SignIn.user_id.in_(bindparam("accounts", expanding=True)))
        .group_by(SignIn.user_id)
    )


def lasting_roles(account_ids: Collection[int]) -> dict[int, list[tuple[Role, str]]]:
    """The roles that these accounts hold or will, each with the name of its place; one query."""
    found: dict[int, list[tuple[Role, str]]] = {}
    asked = {"accounts": tuple(account_ids)}
    for account_id, role, place in rows(kept("lasting roles", _lasting_roles), asked):
        found.setdefault(account_id, []).append((role, place))
    return found


def _lasting_roles() -> Select[int, Role, str]:
    return (
        select(RoleGrant.user_id, RoleGrant.role, shown_column(OrgUnit, language()))
        .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
        .where(RoleGrant.user_id.in_(bindparam("accounts", expanding=True)), lasting())
        .order_by(RoleGrant.id)
    )
