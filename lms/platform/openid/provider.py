"""The provider as it describes itself, and the keys it signs with."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from lms.platform import clock
from lms.platform.openid.errors import ProviderOdd
from lms.platform.openid.fetching import Fetcher

log = logging.getLogger(__name__)

KEPT = timedelta(hours=1)
"""How long what the provider says of itself is believed without asking again."""

KINDS_OF_KEYS = {"RSA", "EC", "OKP"}
DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Client:
    """What we are to the provider."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    scopes: tuple[str, ...]
    seconds: int


@dataclass(frozen=True)
class Description:
    """Where the provider is asked for what."""

    authorization: str
    token: str
    keys: str
    user_info: str | None
    end_session: str | None
    says_issuer: bool  # names itself in what the browser comes back with (RFC 9207)
    wants_secret_in_form: bool


class Provider:
    """One provider, by its settings. What it says of itself is kept for a while, by each process."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.fetcher = Fetcher(client.seconds)
        self._lock = Lock()
        self._described: tuple[datetime, Description] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    def description(self) -> Description:
        """Where it is asked for what.

        Raises:
            ProviderSilent, ProviderOdd: also where it calls itself by another name than ours for it.
        """
        kept = self._described
        if kept is None or _is_old(kept[0]):
            found = self.fetcher.get(self.client.issuer.rstrip("/") + DISCOVERY)
            kept = clock.now(), self._read(found)
            with self._lock:
                self._described = kept
        return kept[1]

    def keys(self, *, anew: bool = False) -> KeySet:
        """The public keys that it signs with now.

        Raises:
            ProviderSilent, ProviderOdd
        """
        kept = self._keys
        if anew or kept is None or _is_old(kept[0]):
            found = self.fetcher.get(self.description().keys)
            kept = clock.now(), _key_set(found)
            with self._lock:
                self._keys = kept
        return kept[1]

    def _read(self, found: Mapping[str, Any]) -> Description:
        if found.get("issuer") != self.client.issuer:
            log.error("the provider of single sign-on calls itself %r", found.get("issuer"))
            raise ProviderOdd
        methods = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return Description(
            authorization=self._address(found, "authorization_endpoint"),
            token=self._address(found, "token_endpoint"),
            keys=self._address(found, "jwks_uri"),
            user_info=self._optional(found, "userinfo_endpoint"),
            end_session=self._optional(found, "end_session_endpoint"),
            says_issuer=found.get("authorization_response_iss_parameter_supported") is True,
            wants_secret_in_form="client_secret_basic" not in methods,
        )

    def _optional(self, found: Mapping[str, Any], name: str) -> str | None:
        return self._address(found, name) if found.get(name) else None

    def _address(self, found: Mapping[str, Any], name: str) -> str:
        """An address of the provider: over HTTPS, or in clear on this machine where it is there itself."""
        url = found.get(name)
        issuer, parts = urlsplit(self.client.issuer), urlsplit(url if isinstance(url, str) else "")
        in_clear = parts.scheme == "http" and (issuer.scheme, issuer.hostname) == (
            "http",
            parts.hostname,
        )
        if not parts.hostname or not (parts.scheme == "https" or in_clear):
            log.error("the provider of single sign-on has no safe %s", name)
            raise ProviderOdd
        return str(url)


def _key_set(found: Mapping[str, Any]) -> KeySet:
    """The keys for signatures; those of kinds that we do not know do not stand in the way of the others."""
    keys = found.get("keys")
    usable = [
        key
        for key in (keys if isinstance(keys, list) else [])
        if isinstance(key, dict)
        and key.get("kty") in KINDS_OF_KEYS
        and key.get("use", "sig") == "sig"
    ]
    try:
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError) as error:
        log.error("the keys of the provider of single sign-on cannot be read")
        raise ProviderOdd from error


def _is_old(at: datetime) -> bool:
    return not timedelta(0) <= clock.now() - at < KEPT
