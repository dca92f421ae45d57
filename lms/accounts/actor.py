"""The signed-in account as everything else sees it: one account in one role at one unit."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Select, bindparam, false, select

from lms.accounts.models import RoleGrant, UserAccount
from lms.accounts.roles import NOT_LENT, OUTSIDE, WHILE_LOOKING, Role, holds
from lms.organisation.models import UnitAncestor
from lms.platform.access import Permission
from lms.platform.db import db

_ABOVE = select(UnitAncestor.ancestor_id).where(
    UnitAncestor.unit_id == bindparam("unit"),
    UnitAncestor.ancestor_id.in_(bindparam("roots", expanding=True)),
)
"""Which of some units a unit lies in; put together once."""


@dataclass(frozen=True)
class AccountActor:
    """An account acting in the one role it has chosen; roles are never mixed."""

    id: int
    person_id: int | None
    role: Role
    name: str
    unit_id: int
    is_at_top: bool = False
    is_signed_in: bool = True
    acting_for: int | None = None
    looks_at: int | None = None
    """The unit outside the scope that is being looked at."""
    # An actor lives for one request, which asks about the same few units again and again.
    _reaches: dict[int, frozenset[int]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def has(self, permission: Permission) -> bool:
        if self.acting_for is not None and permission.key in NOT_LENT:
            return False
        if self.looks_at is not None and permission.key not in WHILE_LOOKING:
            return False
        if permission.is_at_top and not self.is_at_top:
            return False
        return holds(self.role, permission.key)

    def may(self, permission: Permission, *, at_unit: int) -> bool:
        if not self.has(permission):
            return False
        if at_unit not in self._reaches:
            asked = {"unit": at_unit, "roots": [self.unit_id, self.looks_at]}
            self._reaches[at_unit] = frozenset(db.session.scalars(_ABOVE, asked))
        return not self._reaches[at_unit].isdisjoint(self._roots(permission))

    def units_where(self, permission: Permission) -> Select[int]:
        reach = select(UnitAncestor.unit_id)
        if not self.has(permission):
            return reach.where(false())
        roots = self._roots(permission)
        if len(roots) == 1:
            return reach.where(UnitAncestor.ancestor_id == self.unit_id)
        return reach.where(UnitAncestor.ancestor_id.in_(roots))

    def _roots(self, permission: Permission) -> list[int]:
        """The units from which the right reaches downwards."""
        if self.looks_at is not None and permission.key in OUTSIDE:
            return [self.unit_id, self.looks_at]
        return [self.unit_id]


def actor_for(user: UserAccount, grant: RoleGrant) -> AccountActor:
    """The account acting under this grant."""
    return AccountActor(
        id=user.id,
        person_id=user.owner_id,
        role=grant.role,
        name=user.display_name,
        unit_id=grant.unit_id,
        is_at_top=grant.unit.parent_id is None,
        acting_for=grant.lent_from.user_id if grant.lent_from is not None else None,
    )
