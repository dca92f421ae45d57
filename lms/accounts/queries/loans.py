"""Roles that were lent, and to whom one's own can be."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from lms.accounts.models import RoleGrant, UserAccount
from lms.accounts.policy import in_force, lasting
from lms.accounts.queries.order import by_account_name
from lms.accounts.roles import Role
from lms.organisation.queries import subtree_ids


def overlapping(
    user: UserAccount, role: Role, unit_id: int, starts_on: date | None, ends_on: date | None
) -> Select[RoleGrant]:
    """The same role of an account at the same place, in a time that overlaps with this one."""
    query = select(RoleGrant).where(
        RoleGrant.user_id == user.id,
        RoleGrant.role == role,
        RoleGrant.unit_id == unit_id,
        lasting(),
    )
    if starts_on is not None:
        query = query.where(or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= starts_on))
    if ends_on is not None:
        query = query.where(or_(RoleGrant.starts_on.is_(None), RoleGrant.starts_on <= ends_on))
    return query.order_by(RoleGrant.id)


def colleagues(held: RoleGrant) -> Select[UserAccount]:
    """Whoever else holds a role of their own today at the place of this one or in what lies there, by name."""
    there = select(RoleGrant.user_id).where(
        RoleGrant.unit_id.in_(subtree_ids(held.unit_id)),
        RoleGrant.lent_from_id.is_(None),
        in_force(),
    )
    return (
        select(UserAccount)
        .options(selectinload(UserAccount.grants).joinedload(RoleGrant.unit))
        .where(
            UserAccount.id.in_(there),
            UserAccount.id != held.user_id,
            UserAccount.is_disabled.is_(False),
        )
        .order_by(*by_account_name(), UserAccount.id)
    )


def loans(user_id: int) -> Select[RoleGrant]:
    """The roles that an account has lent, and those that were lent to it, which last; the earliest first."""
    lender = aliased(RoleGrant)
    return (
        select(RoleGrant)
        .join(lender, RoleGrant.lent_from_id == lender.id)
        .options(
            joinedload(RoleGrant.unit),
            joinedload(RoleGrant.user),
            joinedload(RoleGrant.lent_from).joinedload(RoleGrant.user),
        )
        .where(lasting(), or_(RoleGrant.user_id == user_id, lender.user_id == user_id))
        .order_by(RoleGrant.starts_on, RoleGrant.id)
    )
