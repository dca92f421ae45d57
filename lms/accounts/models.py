"""User accounts, the roles they hold at a unit, and the sign-ins that are open."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    select,
    text,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from lms.accounts.roles import Role
from lms.organisation.models import OrgUnit
from lms.people.models import Person
from lms.platform.clock import now
from lms.platform.db import Base, Demonstrable
from lms.platform.i18n.collation import key_among_languages
from lms.platform.localised import folded_words


def _folded(context: Any) -> str:  # SQLAlchemy's context is untyped
    return folded_words([context.get_current_parameters()["display_name"]])


def _sorted(context: Any) -> bytes:
    written = context.get_current_parameters()
    return key_among_languages(written["display_name"], written["language"])


class ExternalIdentity(Base):
    """Somebody at the provider of single sign-on who is the owner of an account: by its lasting name for them alone."""

    __tablename__ = "external_identity"
    __table_args__ = (
        UniqueConstraint("issuer", "subject", name="uq_external_identity_subject"),
        UniqueConstraint("user_id", "issuer", name="uq_external_identity_account"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    label: Mapped[str] = mapped_column(String(254))  # how its owner knows it again
    linked_at: Mapped[datetime] = mapped_column(default=now)
    last_used_at: Mapped[datetime | None]

    user: Mapped[UserAccount] = relationship()


class UserAccount(Demonstrable, Base):
    """A way to sign in. Many trainees have none; a person has at most one."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # lower case
    display_name: Mapped[str] = mapped_column(String(200))
    folded_names: Mapped[str] = mapped_column(Text, default=_folded)
    sort_key: Mapped[bytes] = mapped_column(LargeBinary, default=_sorted, server_default="")
    password_hash: Mapped[str | None] = mapped_column(String(200))  # none until its owner chose one
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), unique=True)
    language: Mapped[str] = mapped_column(String(2))
    digits: Mapped[str] = mapped_column(String(8))
    calendar: Mapped[str] = mapped_column(String(10))
    second_calendar: Mapped[str | None] = mapped_column(String(10))
    theme: Mapped[str] = mapped_column(String(6), default="system")
    is_disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    erased_at: Mapped[datetime | None]  # closed for good, and nobody's any more

    person: Mapped[Person | None] = relationship()

    @property
    def owner_id(self) -> int | None:
        """Whose account it is: of a record that was merged, the one it went into."""
        merged_into = self.person.merged_into_id if self.person is not None else None
        return merged_into or self.person_id

    is_linked: Mapped[bool] = column_property(
        select(ExternalIdentity.id)
        .where(ExternalIdentity.user_id == id)
        .correlate_except(ExternalIdentity)
        .exists()
    )
    """Whether it can be entered by single sign-on."""
    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="user", order_by="RoleGrant.id", foreign_keys="RoleGrant.user_id"
    )


class RoleGrant(Base):
    """A role held at a unit between two dates; it reaches the unit's whole subtree.

    A lent one is held only while the lender holds theirs.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", "dates"),
        Index(
            "uq_role_grant_lasting",
            "user_id",
            "role",
            "unit_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL AND ended_at IS NULL"),
            postgresql_where=text("ends_on IS NULL AND ended_at IS NULL"),
        ),
        CheckConstraint(
            "lent_from_id IS NULL OR (starts_on IS NOT NULL AND ends_on IS NOT NULL)", "loan_dates"
        ),
        Index(
            "uq_role_grant_loan",
            "lent_from_id",
            "user_id",
            "starts_on",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("NOT is_provided OR ends_on IS NOT NULL", "provided_dates"),
        Index(
            "uq_role_grant_provided",
            "user_id",
            "role",
            "unit_id",
            unique=True,
            sqlite_where=text("is_provided AND ended_at IS NULL"),
            postgresql_where=text("is_provided AND ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[Role]
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]  # the last day on which it is held
    ended_at: Mapped[datetime | None]  # when it was taken back at once
    granted_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )

    lent_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("role_grant.id", ondelete="CASCADE")
    )
    is_provided: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Given and taken back by the provider of single sign-on alone."""

    user: Mapped[UserAccount] = relationship(back_populates="grants", foreign_keys=[user_id])
    unit: Mapped[OrgUnit] = relationship()
    lent_from: Mapped[RoleGrant | None] = relationship(remote_side="RoleGrant.id")


class OutsideLook(Base):
    """A look at a place outside the scope of a role: for a reason, for a few hours, for all concerned to see."""

    __tablename__ = "outside_look"
    __table_args__ = (
        Index(
            "uq_outside_look_open",
            "grant_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    grant_id: Mapped[int] = mapped_column(ForeignKey("role_grant.id", ondelete="CASCADE"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), index=True)
    reason: Mapped[str] = mapped_column(String(1000))
    opened_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime]  # by itself
    ended_at: Mapped[datetime | None]  # by hand, or by the next one

    user: Mapped[UserAccount] = relationship()
    grant: Mapped[RoleGrant] = relationship()
    unit: Mapped[OrgUnit] = relationship()


class SignIn(Base):
    """One open sign-in. The cookie carries a random token; only its hash is kept here."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("role_grant.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    agent: Mapped[str] = mapped_column(String(300), default="")  # what the browser says of itself
    proved_at: Mapped[datetime | None]  # when its owner was made sure of last
    is_provided: Mapped[bool] = mapped_column(default=False, server_default=false())
    """By single sign-on."""
    is_strong: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The provider of single sign-on asked for a second factor."""

    user: Mapped[UserAccount] = relationship()


class PendingSignIn(Base):
    """The first step was right and the second is still to come: a token of its own, which opens nothing."""

    __tablename__ = "pending_sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(default=now)
    is_provided: Mapped[bool] = mapped_column(default=False, server_default=false())

    user: Mapped[UserAccount] = relationship()


class AuthenticatorKind(StrEnum):
    """What shows besides the password that it is the owner: codes of an app, or a key of the device."""

    TOTP = "totp"
    PASSKEY = "passkey"


class Authenticator(Base):
    """A second factor of an account."""

    __tablename__ = "authenticator"
    __table_args__ = (
        CheckConstraint(
            "CASE kind WHEN 'totp' THEN sealed_secret IS NOT NULL"
            " ELSE credential_id IS NOT NULL AND public_key IS NOT NULL END",
            "key",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[AuthenticatorKind]
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_used_at: Mapped[datetime | None]
    sealed_secret: Mapped[bytes | None]
    last_step: Mapped[int | None]  # the half minute whose code was taken last: each is taken once
    credential_id: Mapped[bytes | None] = mapped_column(unique=True)
    public_key: Mapped[bytes | None]
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    transports: Mapped[list[Any]] = mapped_column(default=list)


class RecoveryCode(Base):
    """A code for the day when the telephone is lost; it was shown once, and is good once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]


class UsedChallenge(Base):
    """What a passkey has answered to, kept until it would be refused for its age: each is answered once."""

    __tablename__ = "used_challenge"

    challenge_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)


class LinkPurpose(StrEnum):
    INVITATION = "invitation"
    RESET = "reset"


class AccountLink(Base):
    """A way to choose the password of an account, once and for a short while. Only the hash of its token is kept."""

    __tablename__ = "account_link"
    __table_args__ = (
        # The newest alone works.
        Index(
            "uq_account_link_open",
            "user_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[LinkPurpose]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # used, withdrawn, or followed by a newer one

    user: Mapped[UserAccount] = relationship()
