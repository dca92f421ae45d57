"""Templates of documents. They have the translations, and know of no request and no application."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from lms.config import ROOT
from lms.platform.i18n import _, _n, _p, direction, language
from lms.platform.i18n.numbers import digits


def _reader_dependent(shows: Callable[[object], str]) -> Callable[[Context, object], str]:
    # Taking the context keeps the template compiler from working it out once for everybody.
    @pass_context
    def filtered(_context: Context, value: object) -> str:
        return shows(value)

    return filtered


def direction_of(text: str) -> str:
    """The direction of a name by its first letter that has one: WeasyPrint knows no `dir=auto`."""
    for letter in text:
        match unicodedata.bidirectional(letter):
            case "L":
                return "ltr"
            case "R" | "AL":
                return "rtl"
    return "ltr"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        {"_": _, "_n": _n, "_p": _p, "direction": direction, "language": language}
    )
    environment.filters["digits"] = _reader_dependent(digits)
    environment.filters["direction_of"] = direction_of
    return environment


_documents = _environment()


def filled(template: str, **values: object) -> str:
    """The template with these values, in the language of the current preferences."""
    return _documents.get_template(template).render(values)
