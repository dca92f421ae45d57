"""Who manages accounts.

An account is seen by whoever manages accounts at a place where it holds, or held, a role. It is changed only by
somebody who gives every role that it holds, at every place where it holds one, and never by its own holder; roles are
given and taken back place by place. A role at a place that was closed opens nothing, but a trainee's own record.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import OutsideLook, RoleGrant, UserAccount
from lms.accounts.roles import Role, grantable
from lms.organisation.models import OrgUnit, UnitAncestor
from lms.platform import clock
from lms.platform.access import Actor, Permission
from lms.platform.db import db
from lms.platform.i18n import _l

MANAGE = Permission("accounts.manage", _l("Manage accounts and roles"))
LOOK = Permission(
    "accounts.look_outside", _l("Look at a place outside their own for three hours, with a reason")
)
VIEW_LOOKS = Permission("accounts.view_looks", _l("See who looked at their places from outside"))


def in_force(today: Any = None, grant: type[RoleGrant] = RoleGrant) -> ColumnElement[bool]:
    """Whether a role is held today; a statement that is kept gives the place where it is told the day."""
    today = clock.today() if today is None else today
    return and_(
        or_(grant.starts_on.is_(None), grant.starts_on <= today),
        _not_over(today, grant),
        or_(grant.role == Role.TRAINEE, ~_closed(today, grant)),
        or_(grant.lent_from_id.is_(None), _lender_holds(today, grant)),
    )


def lasting() -> ColumnElement[bool]:
    """Whether a role is held today or will be."""
    today = clock.today()
    return and_(
        _not_over(today, RoleGrant),
        or_(RoleGrant.lent_from_id.is_(None), _lender_holds(today, RoleGrant)),
    )


def visible_to(actor: Actor) -> ColumnElement[bool]:
    scope = actor.units_where(MANAGE)
    return UserAccount.id.in_(select(RoleGrant.user_id).where(RoleGrant.unit_id.in_(scope)))


def can_view(actor: Actor, account: UserAccount) -> bool:
    return any(actor.may(MANAGE, at_unit=unit_id) for unit_id in _places(account))


def manageable_by(actor: Actor) -> ColumnElement[bool]:
    outside = or_(
        RoleGrant.unit_id.not_in(actor.units_where(MANAGE)),
        RoleGrant.role.not_in(grantable(actor.role)),
    )
    elsewhere = select(RoleGrant.user_id).where(outside, lasting())
    return and_(
        visible_to(actor),
        UserAccount.id.not_in(elsewhere),
        UserAccount.id != actor.id,
        UserAccount.erased_at.is_(None),
    )


def can_manage(actor: Actor, account: UserAccount) -> bool:
    """Whether the actor may change the account itself: its name, its password, whether it can be used."""
    query = select(RoleGrant.unit_id, RoleGrant.role).where(
        RoleGrant.user_id == account.id, lasting()
    )
    given = grantable(actor.role)
    return (
        account.id != actor.id
        and account.erased_at is None
        and can_view(actor, account)
        and all(
            role in given and actor.may(MANAGE, at_unit=unit_id)
            for unit_id, role in db.session.execute(query)
        )
    )


def can_grant(actor: Actor, account: UserAccount, unit: OrgUnit, role: Role) -> bool:
    """Whether the actor may give the account the role at the place, or take it back."""
    return (
        account.id not in (actor.id, actor.acting_for)
        and account.erased_at is None
        and role in grantable(actor.role)
        and actor.may(MANAGE, at_unit=unit.id)
    )


def grants_manageable_by(actor: Actor) -> ColumnElement[bool]:
    return and_(
        RoleGrant.unit_id.in_(actor.units_where(MANAGE)),
        RoleGrant.role.in_(grantable(actor.role)),
        RoleGrant.user_id != actor.id,
        RoleGrant.user_id.not_in(select(UserAccount.id).where(UserAccount.erased_at.is_not(None))),
    )


def looks_visible_to(actor: Actor) -> ColumnElement[bool]:
    """One's own looks, and those at a place of one's own or at one in which it lies."""
    own = OutsideLook.user_id == actor.id
    if not actor.has(VIEW_LOOKS):
        return own
    return or_(own, OutsideLook.unit_id.in_(_above(actor.units_where(VIEW_LOOKS))))


def can_view_look(actor: Actor, look: OutsideLook) -> bool:
    if look.user_id == actor.id:
        return True
    looked_at = select(UnitAncestor.unit_id).filter_by(ancestor_id=look.unit_id)
    return any(actor.may(VIEW_LOOKS, at_unit=unit) for unit in db.session.scalars(looked_at))


def outside(actor: Actor) -> ColumnElement[bool]:
    """Whether a place lies outside the scope of the role, and does not contain it."""
    scope = actor.units_where(LOOK)
    own, other = aliased(OrgUnit), OrgUnit
    countries = select(own.country_code).where(own.id.in_(scope))
    return and_(other.id.not_in(_above(scope)), other.country_code.in_(countries))


def _above(scope: Select[int]) -> Select[int]:
    """These units and all in which they lie."""
    return select(UnitAncestor.ancestor_id).where(UnitAncestor.unit_id.in_(scope))


def _places(account: UserAccount) -> set[int]:
    query = select(RoleGrant.unit_id).where(RoleGrant.user_id == account.id)
    return set(db.session.scalars(query))


def _not_over(today: Any, grant: type[RoleGrant]) -> ColumnElement[bool]:
    return and_(grant.ended_at.is_(None), or_(grant.ends_on.is_(None), grant.ends_on >= today))


def _lender_holds(today: Any, grant: type[RoleGrant]) -> ColumnElement[bool]:
    lender, account = aliased(RoleGrant), aliased(UserAccount)
    query = (
        select(lender.id)
        .join(account, account.id == lender.user_id)
        .where(
            lender.id == grant.lent_from_id,
            account.is_disabled.is_(False),
            _not_over(today, lender),
        )
    )
    return query.correlate(grant).exists()


def _closed(today: Any, grant: type[RoleGrant]) -> ColumnElement[bool]:
    place = aliased(OrgUnit)
    query = select(place.id).where(place.id == grant.unit_id, place.closed_on < today)
    return query.correlate(grant).exists()


def is_somebody_else(actor: Actor, account_ids: Collection[int | None]) -> bool:
    """The rule of two people: whether nobody behind the actor is behind these accounts, too.

    Whoever stands in for somebody counts as both. Two accounts of one person are one, and so are two of one name:
    an account need not say whose it is.
    """
    mine = _people_behind({actor.id, actor.acting_for})
    return bool(mine) and mine.isdisjoint(_people_behind(account_ids))


def _people_behind(account_ids: Collection[int | None]) -> set[tuple[str, int | str]]:
    query = select(UserAccount).where(UserAccount.id.in_([one for one in account_ids if one]))
    found: set[tuple[str, int | str]] = set()
    for account in db.session.scalars(query):
        found |= {("account", account.id), ("name", account.folded_names)}
        if account.owner_id is not None:
            found.add(("person", account.owner_id))
    return found
