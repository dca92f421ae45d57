"""What can be tried with the demonstration data."""

from __future__ import annotations

from sqlalchemy import select

from lms.accounts.models import RoleGrant, UserAccount
from lms.accounts.roles import Role
from lms.organisation.models import OrgUnit
from lms.platform.db import db


def demonstration_accounts() -> list[tuple[str, Role, str]]:
    """The email, the role and the English name of the place of each demonstration account."""
    query = (
        select(UserAccount.email, RoleGrant.role, OrgUnit.name_en)
        .join(RoleGrant, RoleGrant.user_id == UserAccount.id)
        .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
        .where(UserAccount.is_demo)
        .order_by(RoleGrant.id)
    )
    return [(email, role, name or "") for email, role, name in db.session.execute(query)]
