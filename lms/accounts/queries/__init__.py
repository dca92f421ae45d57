"""Accounts as far as the viewer manages them, the roles they hold, and open sign-ins."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from lms.accounts.models import Authenticator, OutsideLook, RoleGrant, SignIn, UserAccount
from lms.accounts.policy import grants_manageable_by, in_force, visible_to
from lms.accounts.queries.identities import identity_of as identity_of
from lms.accounts.queries.identities import known_identity as known_identity
from lms.accounts.queries.identities import provided_grants as provided_grants
from lms.accounts.queries.links import invitation as invitation
from lms.accounts.queries.links import open_link as open_link
from lms.accounts.queries.lists import account_rows as account_rows
from lms.accounts.queries.lists import is_entered
from lms.accounts.queries.lists import last_sign_in as last_sign_in
from lms.accounts.queries.lists import last_sign_ins as last_sign_ins
from lms.accounts.queries.lists import lasting_roles as lasting_roles
from lms.accounts.queries.loans import colleagues as colleagues
from lms.accounts.queries.loans import loans as loans
from lms.accounts.queries.loans import overlapping as overlapping
from lms.accounts.queries.looks import looks as looks
from lms.accounts.queries.looks import open_look as open_look
from lms.accounts.queries.looks import places_outside as places_outside
from lms.accounts.queries.order import by_account_name
from lms.accounts.queries.second_step import PENDING_LIMIT as PENDING_LIMIT
from lms.accounts.queries.second_step import authenticators as authenticators
from lms.accounts.queries.second_step import has_authenticator as has_authenticator
from lms.accounts.queries.second_step import needs_second_factor as needs_second_factor
from lms.accounts.queries.second_step import pending_sign_in as pending_sign_in
from lms.accounts.queries.second_step import recovery_codes_left as recovery_codes_left
from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.audit.rules import identity
from lms.organisation.models import OrgUnit, UnitAncestor
from lms.people import queries as people
from lms.people.models import Affiliation, Person
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import UtcDateTime, db
from lms.platform.i18n import LANGUAGES, language
from lms.platform.localised import matches, shown_column
from lms.platform.remembered import rows
from lms.platform.statements import kept

IDLE_LIMIT = timedelta(hours=8)
ABSOLUTE_LIMIT = timedelta(hours=12)


def accounts(viewer: Actor) -> Select[UserAccount]:
    """The accounts that the viewer may see with the roles they hold, by name."""
    return (
        select(UserAccount)
        .options(selectinload(UserAccount.grants).joinedload(RoleGrant.unit))
        .where(visible_to(viewer))
        .order_by(*by_account_name(), UserAccount.id)
    )


def account(account_id: int, viewer: Actor) -> Select[UserAccount]:
    """One of them, with the person it belongs to."""
    query = accounts(viewer).options(joinedload(UserAccount.person))
    return query.where(UserAccount.id == account_id)


def grant(account: UserAccount, grant_id: int, viewer: Actor) -> Select[RoleGrant]:
    """A role of an account that the viewer may take back."""
    return (
        select(RoleGrant)
        .options(joinedload(RoleGrant.unit))
        .where(
            RoleGrant.id == grant_id,
            RoleGrant.user_id == account.id,
            grants_manageable_by(viewer),
        )
    )


def named(text: str) -> ColumnElement[bool]:
    """Whether an account is meant by a text: words of its name, or the beginning of its email."""
    address = text.strip().lower().replace("%", r"\%").replace("_", r"\_")
    return or_(
        matches(UserAccount.folded_names, text),
        UserAccount.email.like(f"{address}%", escape="\\"),
    )


def in_state(state: str) -> ColumnElement[bool]:
    """Whether an account is in this state: `active`, `invited` or `disabled`."""
    if state == "disabled":
        return UserAccount.is_disabled.is_(True)
    return and_(~UserAccount.is_disabled, is_entered() if state == "active" else ~is_entered())


def holding(role: Role) -> ColumnElement[bool]:
    """Whether an account holds the role today."""
    held = select(RoleGrant.user_id).where(RoleGrant.role == role, in_force())
    return UserAccount.id.in_(held)


def changes(account: UserAccount) -> Select[AuditEvent]:
    """What was done to the account, newest first."""
    table, key = identity(account)
    return (
        select(AuditEvent)
        .where(AuditEvent.subject_type == table, AuditEvent.subject_id == key)
        .order_by(AuditEvent.id.desc())
    )


def unit_names(unit_ids: Collection[int]) -> dict[int, str]:
    """The names of these places in the reader's language."""
    return dict(rows(kept("names of places", _unit_names), {"units": tuple(unit_ids)}))


def _unit_names() -> Select[int, str]:
    asked = OrgUnit.id.in_(bindparam("units", expanding=True))
    return select(OrgUnit.id, shown_column(OrgUnit, language())).where(asked)


def people_without_account(text: str, viewer: Actor, most: int) -> list[Person]:
    """Those in sight who may be meant by a text and have no account yet, with where they work."""
    taken = select(UserAccount.person_id).where(UserAccount.person_id.is_not(None))
    query = (
        people.people(viewer)
        .options(selectinload(Person.affiliations).joinedload(Affiliation.unit))
        .where(Person.id.in_(people.search(text, viewer)), Person.id.not_in(taken))
        .limit(most)
    )
    return list(db.session.scalars(query))


def by_email(email: str) -> Select[UserAccount]:
    """The account with this email, whoever may see it."""
    return select(UserAccount).where(UserAccount.email == email.strip().lower())


def everybody() -> Select[UserAccount]:
    """Every account, for whoever runs the server."""
    return (
        select(UserAccount)
        .options(selectinload(UserAccount.grants).joinedload(RoleGrant.unit))
        .order_by(UserAccount.email)
    )


def holders_of(roles: Collection[Role], unit_id: int) -> Select[UserAccount]:
    """Accounts in use that hold one of these roles today at a place or above it."""
    above = select(UnitAncestor.ancestor_id).where(UnitAncestor.unit_id == unit_id)
    held = select(RoleGrant.user_id).where(
        RoleGrant.role.in_(roles), RoleGrant.unit_id.in_(above), in_force()
    )
    return (
        select(UserAccount)
        .where(UserAccount.id.in_(held), UserAccount.is_disabled.is_(False))
        .order_by(UserAccount.id)
    )


def active_grants(user_id: int) -> list[RoleGrant]:
    """The roles that the account holds today, oldest first."""
    query = (
        select(RoleGrant)
        .options(joinedload(RoleGrant.unit))
        .where(RoleGrant.user_id == user_id, in_force())
        .order_by(RoleGrant.lent_from_id.is_not(None), RoleGrant.id)
    )
    return list(db.session.scalars(query))


def display_names(account_ids: Collection[int]) -> dict[int, str]:
    """The names shown for these accounts."""
    asked = {"accounts": tuple(account_ids)}
    return dict(rows(kept("names of accounts", _display_names), asked)) if account_ids else {}


def _display_names() -> Select[int, str]:
    asked = UserAccount.id.in_(bindparam("accounts", expanding=True))
    return select(UserAccount.id, UserAccount.display_name).where(asked)


def has_demonstration() -> ColumnElement[bool]:
    """Whether there is demonstration data."""
    unit = aliased(OrgUnit)
    return select(unit.id).where(unit.is_demo).exists()


class OpenSignIn(NamedTuple):
    """What every request asks of its sign-in: who acts, in which role and where, and how they read."""

    account_id: int
    person_id: int | None
    display_name: str
    language: str
    digits: str
    calendar: str
    second_calendar: str | None
    theme: str
    grant_id: int
    role: Role
    unit_id: int
    lender_id: int | None
    lender_name: str | None
    """Who lent the role, where it is one's own only for a time."""
    ends_on: date | None
    parent_id: int | None
    look_id: int | None
    look_unit_id: int | None
    """The place outside the scope that is being looked at."""
    look_ends_at: datetime | None
    last_seen_at: datetime
    name_en: str | None
    name_ar: str | None
    name_fa: str | None
    name_ka: str | None
    roles: int
    """How many roles the account holds today."""
    has_demonstration: bool
    """Whether there is demonstration data, which every page says."""
    proved_at: datetime | None
    """When its owner was made sure of last."""
    has_authenticator: bool
    """Whether the account has a second factor."""
    is_provided: bool
    """Whether it was entered by single sign-on."""
    is_strong: bool
    """Whether the provider of single sign-on asked for a second factor."""


_held = aliased(RoleGrant)
_lent_from = aliased(RoleGrant)
_lender = aliased(UserAccount)
_OPEN_SIGN_IN = (
    select(
        UserAccount.id,
        # A login of a record that was merged leads to the one it went into.
        func.coalesce(
            select(Person.merged_into_id)
            .where(Person.id == UserAccount.person_id)
            .correlate(UserAccount)
            .scalar_subquery(),
            UserAccount.person_id,
        ),
        UserAccount.display_name,
        UserAccount.language,
        UserAccount.digits,
        UserAccount.calendar,
        UserAccount.second_calendar,
        UserAccount.theme,
        RoleGrant.id,
        RoleGrant.role,
        RoleGrant.unit_id,
        _lender.id,
        _lender.display_name,
        RoleGrant.ends_on,
        OrgUnit.parent_id,
        OutsideLook.id,
        OutsideLook.unit_id,
        OutsideLook.ends_at,
        SignIn.last_seen_at,
        *(getattr(OrgUnit, f"name_{code}") for code in LANGUAGES),
        select(func.count())
        .where(_held.user_id == UserAccount.id, in_force(bindparam("today", type_=Date), _held))
        .correlate(UserAccount)
        .scalar_subquery(),
        has_demonstration(),
        SignIn.proved_at,
        select(Authenticator.id)
        .where(Authenticator.user_id == UserAccount.id)
        .correlate(UserAccount)
        .exists(),
        SignIn.is_provided,
        SignIn.is_strong,
    )
    .select_from(SignIn)
    .join(UserAccount, UserAccount.id == SignIn.user_id)
    .join(RoleGrant, RoleGrant.id == SignIn.grant_id)
    .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
    .outerjoin(_lent_from, _lent_from.id == RoleGrant.lent_from_id)
    .outerjoin(_lender, _lender.id == _lent_from.user_id)
    .outerjoin(
        OutsideLook,
        and_(
            OutsideLook.grant_id == RoleGrant.id,
            OutsideLook.ended_at.is_(None),
            OutsideLook.ends_at > bindparam("now", type_=UtcDateTime),
        ),
    )
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.ended_at.is_(None),
        SignIn.created_at > bindparam("oldest"),
        SignIn.last_seen_at > bindparam("longest_idle"),
        UserAccount.is_disabled.is_(False),
        in_force(bindparam("today", type_=Date)),
    )
)
"""Put together once: every request sends it."""


def open_sign_in(token_hash: str) -> OpenSignIn | None:
    """The sign-in with this token, unless it ended, grew too old, or its role ended; one query."""
    now = clock.now()
    values = {
        "token_hash": token_hash,
        "now": now,
        "oldest": now - ABSOLUTE_LIMIT,
        "longest_idle": now - IDLE_LIMIT,
        "today": clock.today(),
    }
    row = db.session.connection().execute(_OPEN_SIGN_IN, values).one_or_none()
    return None if row is None else OpenSignIn._make(row)


def own_sign_ins(user_id: int) -> Select[SignIn]:
    """Where an account is signed in now, the one used last first."""
    now = clock.now()
    return (
        select(SignIn)
        .where(
            SignIn.user_id == user_id,
            SignIn.ended_at.is_(None),
            SignIn.created_at > now - ABSOLUTE_LIMIT,
            SignIn.last_seen_at > now - IDLE_LIMIT,
        )
        .order_by(SignIn.last_seen_at.desc(), SignIn.id)
    )


class RoleHeld(NamedTuple):
    """A role that an account may act in, with the names of its place."""

    grant_id: int
    role: Role
    lender_name: str | None
    name_en: str | None
    name_ar: str | None
    name_fa: str | None
    name_ka: str | None


_ROLES_HELD = (
    select(
        RoleGrant.id,
        RoleGrant.role,
        _lender.display_name,
        *(getattr(OrgUnit, f"name_{code}") for code in LANGUAGES),
    )
    .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
    .outerjoin(_lent_from, _lent_from.id == RoleGrant.lent_from_id)
    .outerjoin(_lender, _lender.id == _lent_from.user_id)
    .where(RoleGrant.user_id == bindparam("user_id"), in_force(bindparam("today", type_=Date)))
    .order_by(RoleGrant.lent_from_id.is_not(None), RoleGrant.id)
)


def roles_held(user_id: int) -> list[RoleHeld]:
    """The roles that the account holds today, oldest first: to choose from, not to decide by."""
    values = {"user_id": user_id, "today": clock.today()}
    return [RoleHeld._make(row) for row in db.session.execute(_ROLES_HELD, values)]
