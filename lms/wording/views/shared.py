"""What the screens of wording share: the language that is looked at, tabs of languages, lines of messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from flask import current_app, request, url_for
from werkzeug.exceptions import NotFound

from lms.platform.i18n import LANGUAGES, language
from lms.platform.i18n.po_files import Entry
from lms.wording import pictures
from lms.wording.pictures import Screen


class Line(NamedTuple):
    """A message as the lists show it."""

    entry: Entry
    own: tuple[str, ...]
    url: str


@dataclass(frozen=True)
class Tab:
    """A language, as the macro of tabs takes it."""

    label: str
    url: str
    current: bool


def language_asked() -> str:
    """The language that is meant; the reader's own where none is named."""
    asked = request.args.get("language") or language()
    if asked not in LANGUAGES:
        raise NotFound
    return asked


def language_tabs(code: str, url: Callable[[str], str]) -> list[Tab]:
    return [Tab(name, url(one), one == code) for one, name in LANGUAGES.items()]


def known_screens(code: str) -> dict[str, Screen]:
    """The screens of a language that the tour has brought, by their names."""
    return pictures.screens(Path(current_app.instance_path), code)


def line_of(
    code: str, key: str, entry: Entry, own: tuple[str, ...], screen: str | None = None
) -> Line:
    """`screen` is where the reader comes back to after wording the message."""
    return Line(entry, own, url_for(".message", language=code, key=key, screen=screen))
