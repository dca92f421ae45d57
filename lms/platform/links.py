"""Addresses that leave the house: on paper, in QR codes, in letters."""

from __future__ import annotations

from flask import current_app

from lms.config import Settings


def absolute(path: str) -> str:
    """The path under the address that the settings give; never the host that a request names."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.base_url.rstrip("/") + path
