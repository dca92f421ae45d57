"""One sign-in: where the browser is sent to, and what it comes back with.

State says that it is the same browser, the code challenge that it is the same request, the nonce that the token was
made for it. The token is believed only with a signature of the provider's by an algorithm of our list, from the
configured issuer, for us, within its time.
"""

from __future__ import annotations

import base64
import hmac
import logging
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    ExpiredTokenError,
    InvalidClaimError,
    InvalidKeyIdError,
    JoseError,
)
from joserfc.jws import JWSRegistry

from lms.platform import clock
from lms.platform.ids import random_token
from lms.platform.openid.errors import Cancelled, ClocksDiffer, ProviderOdd, Untrusted
from lms.platform.openid.provider import Provider

log = logging.getLogger(__name__)

ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "Ed25519", "EdDSA"),
)
"""Signatures with a key that the provider alone has, whatever it says it supports."""

SKEW = 120
"""Seconds by which its clock may differ from ours."""

LASTS = 900
"""Seconds within which the browser comes back; somebody may have to find their telephone."""

SUBJECT = re.compile(r"[\x20-\x7e]{1,255}")
TOKEN = re.compile(r"[\x21-\x7e]+")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")
NO_FAULT_OF_THE_PROVIDER = {
    "access_denied",
    "login_required",
    "interaction_required",
    "consent_required",
    "account_selection_required",
}


@dataclass(frozen=True)
class Flow:
    """What is remembered in the browser that was sent to the provider, until it comes back."""

    state: str
    nonce: str
    verifier: str
    began: int
    max_age: int
    """So many seconds ago at most somebody has to have shown at the provider who they are; 0: anew."""

    def is_over(self) -> bool:
        """Whether the browser took too long to come back."""
        return not -SKEW <= clock.now().timestamp() - self.began <= LASTS


@dataclass(frozen=True)
class Identity:
    """Somebody whom the provider knows: by the subject, since whatever else they are called there may change."""

    issuer: str
    subject: str
    claims: Mapping[str, Any]
    shown_at: datetime | None
    """When they showed who they are, where the provider says so."""

    @property
    def verified_email(self) -> str | None:
        """The email, where the provider says that it has made sure whose it is."""
        email = self.claims.get("email")
        if self.claims.get("email_verified") is not True or not isinstance(email, str):
            return None
        return email.lower() if EMAIL.fullmatch(email) and email.isprintable() else None

    @property
    def label(self) -> str:
        """How its owner knows it again."""
        for name in ("email", "preferred_username", "name"):
            if isinstance(found := self.claims.get(name), str) and found.strip():
                return found.strip()
        return self.subject

    def is_strong(self, accepted: Collection[str]) -> bool:
        """Whether the provider says that it asked for a second factor, by one of these values of acr or amr."""
        methods = self.claims.get("amr")
        said = [self.claims.get("acr"), *(methods if isinstance(methods, list) else [])]
        return any(isinstance(one, str) and one in accepted for one in said)


def begin(provider: Provider, *, language: str, max_age: int) -> tuple[str, Flow]:
    """The address that the browser is to be sent to, and what to remember until it comes back.

    Raises:
        ProviderSilent, ProviderOdd
    """
    client, flow = provider.client, _new_flow(max_age)
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": client.redirect_uri,
        "scope": " ".join(client.scopes),
        "state": flow.state,
        "nonce": flow.nonce,
        "code_challenge": create_s256_code_challenge(flow.verifier),
        "code_challenge_method": "S256",
        "max_age": str(max_age),
        "ui_locales": language,
    }
    if not max_age:
        asked["prompt"] = "login"
    return add_params_to_uri(provider.description().authorization, list(asked.items())), flow


def redeem(
    provider: Provider, flow: Flow, answer: Mapping[str, str], *, wanted: str | None = None
) -> Identity:
    """Who came back. What is wanted and not in the token is asked for: the email, and the claim with this name.

    Raises:
        Cancelled: at the provider.
        Untrusted, ClocksDiffer: what came back is not for this sign-in.
        ProviderSilent, ProviderOdd
    """
    description = provider.description()
    named = answer.get("iss")
    if (description.says_issuer or named is not None) and named != provider.client.issuer:
        raise _untrusted("the answer is another provider's")
    if "error" in answer:
        if answer["error"] in NO_FAULT_OF_THE_PROVIDER:
            raise Cancelled
        log.error("the provider of single sign-on says %r", answer["error"][:100])
        raise ProviderOdd
    if not answer.get("code"):
        raise _untrusted("no code")
    tokens = _exchange(provider, flow, answer["code"])
    claims = _claims(provider, flow, tokens)
    if description.user_info and not _has(claims, wanted):
        claims = _with_user_info(provider, description.user_info, tokens, claims)
    return Identity(
        provider.client.issuer, claims["sub"], claims, _shown_at(flow, claims.get("auth_time"))
    )


def _has(claims: Mapping[str, Any], wanted: str | None) -> bool:
    """Whether the email is there and, where a claim is wanted, that claim or what its dots lead through."""
    is_there = wanted is None or wanted in claims or wanted.partition(".")[0] in claims
    return is_there and "email" in claims


def _new_flow(max_age: int) -> Flow:
    began = int(clock.now().timestamp())
    return Flow(random_token(), random_token(), random_token(), began, max_age)


def _exchange(provider: Provider, flow: Flow, code: str) -> dict[str, Any]:
    client, description = provider.client, provider.description()
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.redirect_uri,
        "code_verifier": flow.verifier,
    }
    headers = {}
    if description.wants_secret_in_form:
        fields |= {"client_id": client.client_id, "client_secret": client.client_secret}
    else:
        pair = ":".join(quote(one, safe="") for one in (client.client_id, client.client_secret))
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    status, found = provider.fetcher.post(description.token, fields, headers)
    if found.get("error") == "invalid_grant":
        raise _untrusted("the code is not good, or was used before")
    tokens = found.get("id_token"), found.get("access_token")
    if status != 200 or not all(isinstance(one, str) and TOKEN.fullmatch(one) for one in tokens):
        why = str(found.get("error"))[:100]
        log.error("the provider of single sign-on gives no tokens: %s %r", status, why)
        raise ProviderOdd
    return found


def _claims(provider: Provider, flow: Flow, tokens: Mapping[str, Any]) -> dict[str, Any]:
    """What the token says, once it is known to be the provider's, for us and for this sign-in."""
    client = provider.client
    try:
        token = _verified(provider, tokens["id_token"])
        claims = CodeIDToken(
            token.claims,
            token.header,
            {
                "iss": {"essential": True, "value": client.issuer},
                "aud": {"essential": True, "value": client.client_id},
                "sub": {"essential": True},
                "nonce": {"essential": True, "value": flow.nonce},
            },
            {
                "client_id": client.client_id,
                "nonce": flow.nonce,
                "access_token": tokens["access_token"],
            },
        )
        claims.validate(now=int(clock.now().timestamp()), leeway=SKEW)
    except ExpiredTokenError as error:
        raise _clocks("the token is too old") from error
    except InvalidClaimError as error:
        if error.claim in {"iat", "nbf"}:
            raise _clocks("the token is of the future") from error
        raise _untrusted(f"claim {error.claim}") from error
    except (JoseError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise _untrusted(type(error).__name__) from error
    subject = claims["sub"]
    if not (isinstance(subject, str) and SUBJECT.fullmatch(subject)):
        raise _untrusted("claim sub")
    return dict(claims)


def _verified(provider: Provider, token: str) -> jwt.Token:
    """The token with a signature of one of the provider's keys; keys that it has changed are fetched anew."""
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        return jwt.decode(token, provider.keys(), registry=registry)
    except (InvalidKeyIdError, BadSignatureError):
        return jwt.decode(token, provider.keys(anew=True), registry=registry)


def _with_user_info(
    provider: Provider, address: str, tokens: Mapping[str, Any], claims: dict[str, Any]
) -> dict[str, Any]:
    """The claims with what the provider tells about the same subject besides; the token's own go first.

    Whether an email is verified is believed from where the email itself comes from.
    """
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    more = provider.fetcher.get(address, bearer)
    if not hmac.compare_digest(str(more.get("sub", "")).encode(), claims["sub"].encode()):
        raise _untrusted("the claims are somebody else's")
    of_email = claims if "email" in claims else more
    return {**more, **claims, "email_verified": of_email.get("email_verified")}


def _shown_at(flow: Flow, auth_time: object) -> datetime | None:
    """When they showed who they are; refused where that was longer ago than was asked."""
    if not isinstance(auth_time, int | float) or isinstance(auth_time, bool):
        if not flow.max_age:
            raise _untrusted("no time of authentication")
        return None
    earliest = flow.began - flow.max_age - SKEW
    if not earliest <= auth_time <= clock.now().timestamp() + SKEW:
        raise _untrusted("the time of authentication")
    return min(datetime.fromtimestamp(auth_time, UTC), clock.now())


def _untrusted(why: str) -> Untrusted:
    log.warning("single sign-on refused: %s", why)
    return Untrusted()


def _clocks(why: str) -> ClocksDiffer:
    log.error("single sign-on refused: %s; do the clocks agree?", why)
    return ClocksDiffer()
