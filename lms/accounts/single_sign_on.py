"""The provider of single sign-on that is configured, if any."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app

from lms.accounts.mapping import Given, RoleMapping, read
from lms.config import Settings
from lms.platform.i18n import LANGUAGES, language
from lms.platform.openid import Client, Identity, Provider

_EXTENSION = "single_sign_on"
BACK = "/sign-in/provider/back"
"""Where the browser comes back to: under the configured address alone, as the provider knows it."""


@dataclass(frozen=True)
class SingleSignOn:
    """The provider, and what is believed of what it says."""

    provider: Provider
    mapping: RoleMapping | None
    strong: tuple[str, ...]
    links_invited: bool
    names: dict[str, str]

    @property
    def issuer(self) -> str:
        return self.provider.client.issuer

    @property
    def name(self) -> str:
        """What the provider is called in the reader's language; empty where it has no name."""
        return self.names[language()] or self.names["en"]

    @property
    def wanted(self) -> str | None:
        """The claim that roles follow from."""
        return self.mapping.claim if self.mapping is not None else None

    def given(self, identity: Identity) -> list[Given] | None:
        """The roles that the provider gives somebody; None where it gives none to anybody here."""
        return self.mapping.given(identity.claims) if self.mapping is not None else None


def current() -> SingleSignOn | None:
    """Single sign-on, where it is configured."""
    found: SingleSignOn | None = current_app.extensions.get(_EXTENSION)
    return found


def init_app(app: Flask, settings: Settings) -> None:
    """Make the provider known, where one is configured. It is not asked for anything yet.

    Raises:
        BadSettings: the file of roles cannot be used.
    """
    if not settings.has_single_sign_on:
        app.extensions.pop(_EXTENSION, None)
        return
    client = Client(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        redirect_uri=settings.base_url.rstrip("/") + BACK,
        scopes=settings.oidc_scopes,
        seconds=settings.oidc_timeout,
    )
    app.extensions[_EXTENSION] = SingleSignOn(
        provider=Provider(client),
        mapping=read(Path(settings.oidc_roles)) if settings.oidc_roles else None,
        strong=settings.oidc_second_factor,
        links_invited=settings.oidc_link_invited,
        names={code: getattr(settings, f"oidc_name_{code}") for code in LANGUAGES},
    )
