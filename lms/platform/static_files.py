"""The static files as pages name them: addresses with a mark of the content, and icons, which come from one sprite."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

MIRRORED = frozenset(
    (
        "arrow-back-up",
        "chevron-left",
        "chevron-right",
        "list-details",
        "login",
        "logout",
        "send",
        "trending-up",
    )
)
"""Icons that point somewhere: they turn round in right-to-left pages."""


class StaticFiles:
    """Addresses of the static files, so that browsers fetch each anew exactly when it changed.

    A file is looked at once a process, as a template is; with `watched`, for whoever writes them, each time.
    """

    def __init__(self, folder: Path, *, watched: bool = False) -> None:
        self.folder = folder
        self.version = self._version if watched else cache(self._version)
        self.icon = self._icon if watched else cache(self._icon)

    def url(self, name: str) -> str:
        """The address of a file."""
        version = self.version(name)
        return f"/static/{name}" + (f"?v={version}" if version else "")

    def add_version(self, endpoint: str, values: dict[str, Any]) -> None:
        """Put the mark into an address that Flask is making."""
        if endpoint == "static" and "v" not in values:
            version = self.version(values.get("filename", ""))
            if version is not None:
                values["v"] = version

    def _version(self, name: str) -> str | None:
        """The mark of this file; None where there is no such file."""
        path = self.folder / name
        if not path.is_file():
            return None
        return hashlib.sha256(path.read_bytes()).hexdigest()[:10]

    def _icon(self, name: str, dir: bool = False, size: str = "") -> Markup:  # as in templates
        """An icon of the sprite; a page has dozens, of the same few."""
        large = " icon-lg" if size == "lg" else ""
        turns = " icon-dir" if dir or name in MIRRORED else ""
        return Markup(
            '<svg class="icon{}{}" aria-hidden="true"><use href="{}#i-{}"></use></svg>'
        ).format(large, turns, self.url("icons.svg"), name)
