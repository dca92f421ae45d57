"""Addresses that leave the house, on paper, in QR codes, in letters; and those that stand on every page."""

from __future__ import annotations

from flask import current_app, url_for

from lms.config import Settings


def absolute(path: str) -> str:
    """The path under the address that the settings give; never the host that a request names."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.base_url.rstrip("/") + path


def screen(endpoint: str) -> str | None:
    """The address of a screen that takes no parameters, made once; None where the application has no such screen."""
    known: dict[str, str | None] = current_app.extensions.setdefault("screens", {})
    if endpoint not in known:
        known[endpoint] = url_for(endpoint) if endpoint in current_app.view_functions else None
    return known[endpoint]
