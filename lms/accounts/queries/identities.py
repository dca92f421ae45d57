"""Who at the provider of single sign-on an account belongs to, and the roles that come from there."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from lms.accounts.models import ExternalIdentity, RoleGrant


def known_identity(issuer: str, subject: str) -> Select[ExternalIdentity]:
    """The identity with this lasting name at this provider, with its account."""
    query = select(ExternalIdentity).options(joinedload(ExternalIdentity.user))
    return query.where(ExternalIdentity.issuer == issuer, ExternalIdentity.subject == subject)


def identity_of(user_id: int, issuer: str) -> Select[ExternalIdentity]:
    """The identity at this provider that an account belongs to."""
    return select(ExternalIdentity).where(
        ExternalIdentity.user_id == user_id, ExternalIdentity.issuer == issuer
    )


def provided_grants(user_id: int) -> Select[RoleGrant]:
    """The roles of an account that the provider gave and nobody has ended, those that have run out included."""
    return (
        select(RoleGrant)
        .options(joinedload(RoleGrant.unit))
        .where(
            RoleGrant.user_id == user_id,
            RoleGrant.is_provided.is_(True),
            RoleGrant.ended_at.is_(None),
        )
        .order_by(RoleGrant.id)
    )
