"""Single sign-on: the account that somebody comes to from the provider, and the roles that they are given from there.

An identity is known by the provider and its lasting name for somebody, never by an email, which others may get one day.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts.errors import (
    IdentityTaken,
    LastWayIn,
    LinkedAlready,
    UnknownIdentity,
    WrongProof,
)
from lms.accounts.mapping import Given
from lms.accounts.models import ExternalIdentity, RoleGrant, SignIn, UserAccount
from lms.accounts.queries import (
    by_email,
    has_authenticator,
    identity_of,
    known_identity,
    provided_grants,
)
from lms.accounts.roles import Role
from lms.accounts.rules import is_in_force
from lms.accounts.services.accounts import create_account, end_links, end_sign_ins
from lms.accounts.services.grants import record_grant
from lms.accounts.services.notices import tell
from lms.accounts.services.signing_in import (
    GUESSES_OF_CLIENT,
    Arrival,
    Entry,
    end_other_sign_ins,
    go_on,
    hash_token,
    log_proof,
)
from lms.audit.services import record
from lms.organisation.models import OrgUnit
from lms.platform import clock, throttle
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import Preferences
from lms.platform.openid import Identity
from lms.platform.text import RefusedCharacter, clean

log = logging.getLogger(__name__)

PROVIDED_FOR = timedelta(days=14)
"""How long a role that the provider gave is held without its saying so again, by whoever signs in in another way."""

KIND = "single sign-on"
LONGEST_NAME, LONGEST_LABEL = 200, 254


def recognise(
    identity: Identity,
    given: Sequence[Given] | None,
    *,
    links_invited: bool,
    reader: Preferences,
) -> int:
    """The account of whoever comes from the provider, with the roles that it gives them now; returns its id.

    Args:
        given: the roles; None where the provider gives none here, so that those of the account stay as they are.
        links_invited: whether a verified email leads to an account that its owner has not entered yet.

    Raises:
        UnknownIdentity: nobody's account, or one that may not be used.
    """
    query = known_identity(identity.issuer, identity.subject)
    known = db.session.scalars(query).one_or_none()
    if known is not None:
        user, known.last_used_at = known.user, clock.now()
    else:
        user = _newcomer(identity, given or (), links_invited=links_invited, reader=reader)
    if user.is_disabled:
        raise UnknownIdentity
    if given is not None:
        provide(user, given)
    db.session.flush()
    return user.id


def enter(user_id: int, arrival: Arrival, *, client: str, agent: str = "") -> Entry:
    """Open a sign-in for whoever was recognised, or begin one where a second step is to come.

    Raises:
        NoRole: when the account holds no role today.
    """
    entry = go_on(db.session.get_one(UserAccount, user_id), agent=agent, arrival=arrival)
    log_proof(KIND, user_id, client, taken=True)
    return entry


def count_guess(client: str) -> None:
    """Count that somebody of this client comes back from the provider, before it is known whether they are believed.

    Raises:
        TooManyTries: too many were not, within the last minutes.
    """
    throttle.take(GUESSES_OF_CLIENT.of(client))


def give_guess_back(client: str) -> None:
    """Count it no more: they were believed, or it was no fault of theirs."""
    throttle.give_back(GUESSES_OF_CLIENT.of(client))


def log_refusal(client: str, account_id: int | None) -> None:
    """Say in the log that somebody was not let in."""
    log_proof(KIND, account_id, client, taken=False)


def provide(user: UserAccount, given: Sequence[Given]) -> None:
    """Let the account hold these roles of the provider and no others of it; what was given by hand stays untouched.

    What is held by hand is not given a second time.
    """
    wanted, today = _not_by_hand(user, given), clock.today()
    until, kept = today + PROVIDED_FOR, set()
    for grant in db.session.scalars(provided_grants(user.id)).all():
        held = (grant.role, grant.unit_id)
        if held in wanted and grant.ends_on is not None and grant.ends_on >= today:
            grant.ends_on = until
            kept.add(held)
        else:
            _end_provided(grant)
    for role, unit_id in wanted:
        if (role, unit_id) not in kept:
            grant = RoleGrant(
                user_id=user.id,
                role=role,
                unit_id=unit_id,
                starts_on=today,
                ends_on=until,
                is_provided=True,
            )
            db.session.add(grant)
            db.session.flush()
            record_grant("accounts.provide_grant", grant, None)
    db.session.expire(user, ["grants"])


def link(
    user: UserAccount, issuer: str, subject: str, label: str, *, token: str, by: Actor
) -> None:
    """Let the owner of an account come to it from the provider; everywhere else they are signed out.

    Raises:
        IdentityTaken: it leads to another account.
        LinkedAlready: the account has another one there.
    """
    known = db.session.scalars(known_identity(issuer, subject)).one_or_none()
    if known is not None:
        if known.user_id != user.id:
            raise IdentityTaken
        return
    if db.session.scalars(identity_of(user.id, issuer)).one_or_none() is not None:
        raise LinkedAlready
    _add(user, issuer, subject, label, by)
    end_other_sign_ins(user.id, token)
    tell(user, "single_sign_on", is_linked=True)


def unlink(user: UserAccount, issuer: str, *, token: str, by: Actor) -> None:
    """Let nobody come to one's account from the provider any more; the roles that it gave end with that.

    Raises:
        LastWayIn: the account has no password.
    """
    if user.password_hash is None:
        raise LastWayIn
    if _remove(user, issuer, by):
        end_other_sign_ins(user.id, token)
        here = SignIn.token_hash == hash_token(token)
        db.session.execute(update(SignIn).where(here).values(is_provided=False, is_strong=False))


def unlink_by_operator(user: UserAccount, issuer: str) -> bool:
    """The same by whoever runs the server; returns whether there was anything to unlink."""
    removed = _remove(user, issuer, None)
    if removed:
        end_sign_ins(user)
    return removed


def prove_by_provider(token: str, identity: Identity, *, is_strong: bool, by: Actor) -> str:
    """Make sure once more of whoever is signed in, by the provider; returns the token under which the sign-in goes on.

    Raises:
        WrongProof: it is somebody else who came back, or the provider asked for less than the account does.
    """
    known = db.session.scalars(known_identity(identity.issuer, identity.subject)).one_or_none()
    here = db.session.scalars(select(SignIn).filter_by(token_hash=hash_token(token))).one()
    needs_strong = here.is_strong or has_authenticator(by.id)
    if known is None or known.user_id != by.id or (needs_strong and not is_strong):
        raise WrongProof
    new = secrets.token_urlsafe(32)
    here.token_hash, here.proved_at = hash_token(new), identity.shown_at
    db.session.flush()
    return new


def _newcomer(
    identity: Identity, given: Sequence[Given], *, links_invited: bool, reader: Preferences
) -> UserAccount:
    """The account of somebody who comes for the first time.

    Raises:
        UnknownIdentity: there is none for them, and none is made.
    """
    email = identity.verified_email
    if email is None:
        raise UnknownIdentity
    user = db.session.scalars(by_email(email)).one_or_none()
    if user is not None:
        is_waiting = user.password_hash is None and not user.is_linked and not user.is_disabled
        if not (links_invited and is_waiting):
            raise UnknownIdentity
        end_links(user)
    elif _places(given):
        name = _readable(identity.claims.get("name"), LONGEST_NAME) or email
        user = create_account(email=email, display_name=name, preferences=reader)
    else:
        raise UnknownIdentity
    _add(user, identity.issuer, identity.subject, identity.label, None)
    return user


def _readable(text: object, most: int) -> str:
    """What the provider calls somebody as it is kept; nothing where that hides letters."""
    try:
        return clean(text)[:most] if isinstance(text, str) else ""
    except RefusedCharacter:
        return ""


def _add(user: UserAccount, issuer: str, subject: str, label: str, by: Actor | None) -> None:
    identity = ExternalIdentity(
        user_id=user.id,
        issuer=issuer,
        subject=subject,
        label=_readable(label, LONGEST_LABEL) or subject,
        last_used_at=None if by is not None else clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(identity)
    except IntegrityError as error:  # the same from two windows at once
        raise IdentityTaken from error
    db.session.expire(user, ["is_linked"])
    record("accounts.link_identity", actor=by, subject=user)


def _remove(user: UserAccount, issuer: str, by: Actor | None) -> bool:
    known = db.session.scalars(identity_of(user.id, issuer)).one_or_none()
    if known is None:
        return False
    for grant in db.session.scalars(provided_grants(user.id)).all():
        _end_provided(grant)
    db.session.delete(known)
    db.session.flush()
    db.session.expire(user, ["is_linked", "grants"])
    record("accounts.unlink_identity", actor=by, subject=user)
    tell(user, "single_sign_on", is_linked=False)
    return True


def _end_provided(grant: RoleGrant) -> None:
    """At once; whoever acts in it is signed out."""
    grant.ended_at = clock.now()
    end_sign_ins(grant.user, grant_id=grant.id)
    record_grant("accounts.end_provided_grant", grant, None)
    db.session.flush()


def _not_by_hand(user: UserAccount, given: Sequence[Given]) -> list[tuple[Role, int]]:
    places = _places(given)
    by_hand = {
        (grant.role, grant.unit_id)
        for grant in user.grants
        if not grant.is_provided and grant.lent_from_id is None and is_in_force(grant)
    }
    wanted = [(one.role, places[one.unit]) for one in given if one.unit in places]
    return [one for one in dict.fromkeys(wanted) if one not in by_hand]


def _places(given: Collection[Given]) -> dict[str, int]:
    """The ids of the places by their codes; a code that there is not gives nobody anything."""
    codes = {one.unit for one in given}
    query = select(OrgUnit.code, OrgUnit.id).where(OrgUnit.code.in_(codes))
    found = dict(db.session.execute(query).all())
    for code in sorted(codes - found.keys()):
        log.error("single sign-on gives a role at %r, and there is no such place", code)
    return found
