"""What follows from the days of a role."""

from __future__ import annotations

from lms.accounts.models import RoleGrant
from lms.platform import clock


def is_in_force(grant: RoleGrant) -> bool:
    """Whether the role is held today; `policy.in_force` says the same of rows."""
    return is_lasting(grant) and (grant.starts_on is None or grant.starts_on <= clock.today())


def is_lasting(grant: RoleGrant) -> bool:
    """Whether it is held today or will be; `policy.lasting` says the same of rows."""
    return grant.ended_at is None and (grant.ends_on is None or grant.ends_on >= clock.today())
