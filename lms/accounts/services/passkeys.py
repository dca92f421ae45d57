"""Passkeys (WebAuthn): what a browser is asked, and whether what it answers is right.

A challenge is sealed rather than kept: it opens only for what it was made for, while it is young, and its first right
answer is written down so that there is no second.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from lms.accounts.models import Authenticator, AuthenticatorKind, UsedChallenge, UserAccount
from lms.platform import clock
from lms.platform.crypto import CannotUnseal, cipher, lookup_hash

LIFE = timedelta(minutes=10)
"""How long a page may be open before its challenge is too old."""

LONGEST_ANSWER = 20_000
_RANDOM = 24
_MALFORMED = (
    WebAuthnException,
    CannotUnseal,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    RecursionError,
)
"""What the libraries raise for an answer that no browser gives."""


@dataclass(frozen=True)
class Site:
    """The one address that passkeys are made for and answer to."""

    base_url: str

    @property
    def origin(self) -> str:
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or ""

    @property
    def can_have_passkeys(self) -> bool:
        """Browsers give passkeys to secure pages alone, and never to a bare IP address."""
        try:
            ip_address(self.host)
        except ValueError:
            return self.origin.startswith("https:") or self.host == "localhost"
        return False


@dataclass(frozen=True)
class Asked:
    """What a passkey is asked for, and by which sign-in or visitor; the answer to another question is none."""

    site: Site
    purpose: str
    of: str

    @property
    def context(self) -> str:
        return f"passkey.{self.purpose}.{self.of}"


def options_to_use(asked: Asked, known: Iterable[Authenticator] = ()) -> str:
    """What `navigator.credentials.get` is told; any passkey of the site will do where none is known."""
    return options_to_json(
        generate_authentication_options(
            rp_id=asked.site.host,
            challenge=_challenge(asked),
            timeout=LIFE.seconds * 1000,
            allow_credentials=_described(known),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def options_to_make(asked: Asked, user: UserAccount, known: Iterable[Authenticator]) -> str:
    """What `navigator.credentials.create` is told: a key that knows its account and asks for PIN or finger."""
    return options_to_json(
        generate_registration_options(
            rp_id=asked.site.host,
            rp_name="Daftar",
            user_name=user.email,
            user_display_name=user.display_name,
            user_id=lookup_hash("passkey", str(user.id)),
            challenge=_challenge(asked),
            timeout=LIFE.seconds * 1000,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_described(known),
        )
    )


def made(answer: str, asked: Asked, session: Session) -> Authenticator | None:
    """The passkey that a browser made, not of any account yet; None where the answer is not right."""
    try:
        found = _parsed_registration(answer)
        challenge = _opened(found.response.client_data_json, asked)
        verified = verify_registration_response(
            credential=found,
            expected_challenge=challenge,
            expected_rp_id=asked.site.host,
            expected_origin=asked.site.origin,
            require_user_verification=True,
        )
    except _MALFORMED:
        return None
    if not _is_first(challenge, session):
        return None
    return Authenticator(
        kind=AuthenticatorKind.PASSKEY,
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=[one.value for one in found.response.transports or ()],
    )


def used(answer: str, asked: Asked, session: Session) -> Authenticator | None:
    """The passkey that answered, which has now been used; None where the answer is not right."""
    try:
        found = _parsed_use(answer)
        challenge = _opened(found.response.client_data_json, asked)
        passkey = session.scalar(select(Authenticator).filter_by(credential_id=found.raw_id))
        if passkey is None:
            return None
        verified = verify_authentication_response(
            credential=found,
            expected_challenge=challenge,
            expected_rp_id=asked.site.host,
            expected_origin=asked.site.origin,
            credential_public_key=passkey.public_key or b"",
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except _MALFORMED:
        return None
    if not _is_first(challenge, session) or not _count(passkey, verified.new_sign_count, session):
        return None
    return passkey


def _count(passkey: Authenticator, count: int, session: Session) -> bool:
    """Move the key's own count on; a copy of the key that counts for itself is noticed by this."""
    done = session.execute(
        update(Authenticator)
        .where(Authenticator.id == passkey.id, Authenticator.sign_count == passkey.sign_count)
        .values(sign_count=count, last_used_at=clock.now())
        .returning(Authenticator.id)
        .execution_options(synchronize_session=False)
    )
    return done.one_or_none() is not None


def _challenge(asked: Asked) -> bytes:
    plain = struct.pack(">d", clock.now().timestamp()) + os.urandom(_RANDOM)
    return cipher().seal_bytes(plain, asked.context)


def _opened(client_data: bytes, asked: Asked) -> bytes:
    """The challenge that was answered, if it was ours, for this, and not long ago."""
    challenge = parse_client_data_json(client_data).challenge
    plain = cipher().unseal_bytes(challenge, asked.context)
    (at,) = struct.unpack(">d", plain[:8])
    if not 0 <= clock.now().timestamp() - at <= LIFE.total_seconds():
        raise CannotUnseal("The challenge is too old.")
    return challenge


def _is_first(challenge: bytes, session: Session) -> bool:
    session.execute(delete(UsedChallenge).where(UsedChallenge.at < clock.now() - 2 * LIFE))
    try:
        with session.begin_nested():
            session.add(UsedChallenge(challenge_hash=hashlib.sha256(challenge).hexdigest()))
    except IntegrityError:
        return False
    return True


def _described(known: Iterable[Authenticator]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=one.credential_id,
            transports=[AuthenticatorTransport(name) for name in one.transports] or None,
        )
        for one in known
        if one.credential_id is not None
    ]


def _parsed_use(answer: str) -> AuthenticationCredential:
    return parse_authentication_credential_json(_short(answer))


def _parsed_registration(answer: str) -> RegistrationCredential:
    return parse_registration_credential_json(_short(answer))


def _short(answer: str) -> str:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("no browser answers as much")
    return answer
