"""Names in several languages, and lists of named things."""

from __future__ import annotations

from collections.abc import Mapping

from lms.planning.errors import NameMissing
from lms.platform.i18n import LANGUAGES
from lms.platform.localised import LocalisedName

Names = Mapping[str, str | None]
"""A name by language; one is enough."""


def set_names(row: LocalisedName, names: Names) -> None:
    """Give it these names; a language that is not mentioned keeps its own."""
    for language in LANGUAGES:
        if language in names:
            setattr(row, f"name_{language}", names[language] or None)
    if not row.names:
        raise NameMissing


def same_names(row: LocalisedName, names: Names) -> bool:
    """Whether it bears exactly these names."""
    return row.names == {language: name for language, name in names.items() if name}
