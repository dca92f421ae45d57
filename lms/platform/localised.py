"""Things that have a name in each language: the columns, the name to show, the key to sort by, the words to find by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, String, Text, and_, event, false, func
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Mapper, mapped_column
from sqlalchemy.orm.attributes import get_history

from lms.platform.i18n import LANGUAGES
from lms.platform.i18n.collation import sort_key
from lms.platform.search_words import query_words, search_tokens

FALLBACKS: dict[str, tuple[str, ...]] = {
    "en": ("en", "ar", "fa", "ka"),
    "ar": ("ar", "en", "fa", "ka"),
    "fa": ("fa", "en", "ar", "ka"),
    "ka": ("ka", "en", "ar", "fa"),
}


class LocalisedName:
    """A name in up to four languages, with their ICU sort keys and folded words written with the row."""

    name_en: Mapped[str | None] = mapped_column(String(300))
    name_ar: Mapped[str | None] = mapped_column(String(300))
    name_fa: Mapped[str | None] = mapped_column(String(300))
    name_ka: Mapped[str | None] = mapped_column(String(300))
    sort_en: Mapped[bytes] = mapped_column(LargeBinary)
    sort_ar: Mapped[bytes] = mapped_column(LargeBinary)
    sort_fa: Mapped[bytes] = mapped_column(LargeBinary)
    sort_ka: Mapped[bytes] = mapped_column(LargeBinary)
    folded_names: Mapped[str] = mapped_column(Text)

    def name_in(self, language: str) -> str:
        """The name in this language, or in the nearest that has one; empty when there is none."""
        return name_of(self, language)

    @property
    def names(self) -> dict[str, str]:
        """The names there are, by language."""
        found = {code: getattr(self, f"name_{code}") for code in LANGUAGES}
        return {code: name for code, name in found.items() if name}


def name_of(row: Any, language: str) -> str:
    """`name_in` for any row that has the four names."""
    for candidate in FALLBACKS[language]:
        name = getattr(row, f"name_{candidate}")
        if name:
            return str(name)
    return ""


def sort_column(model: type[LocalisedName], language: str) -> InstrumentedAttribute[bytes]:
    """The column that sorts this model's rows for a reader of this language."""
    column: InstrumentedAttribute[bytes] = getattr(model, f"sort_{language}")
    return column


def shown_column(model: type[LocalisedName], language: str) -> ColumnElement[str]:
    """The name for a reader of this language, worked out by the database: `name_in` for rows without the ORM."""
    names = [getattr(model, f"name_{candidate}") for candidate in FALLBACKS[language]]
    return func.coalesce(*names, "")


def folded_words(names: Iterable[str | None]) -> str:
    """Every word by whose beginning one of these names is found, each after a space."""
    words = dict.fromkeys(word for name in names if name for word in search_tokens(name))
    return "".join(f" {word}" for word in words)


def matches(column: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    """Whether each word typed begins a word of the folded ones in this column; nothing typed finds nothing."""
    # Folding leaves letters, digits and spaces, so nothing in a word means anything to LIKE.
    words = query_words(text)
    return and_(*(column.like(f"% {word}%") for word in words)) if words else false()


def name_keys(names: dict[str, str | None]) -> dict[str, bytes | str]:
    """What a row inserted without the ORM needs beside its names, which are keyed by language."""
    keys: dict[str, bytes | str] = {"folded_names": folded_words(names.values())}
    for code in LANGUAGES:
        name = next((names[c] for c in FALLBACKS[code] if names.get(c)), "") or ""
        keys[f"sort_{code}"] = sort_key(name, code)
    return keys


@event.listens_for(LocalisedName, "before_insert", propagate=True)
@event.listens_for(LocalisedName, "before_update", propagate=True)
def _write_keys(_mapper: Mapper[Any], _connection: object, row: LocalisedName) -> None:
    fresh = row.sort_en is None
    if fresh or any(get_history(row, f"name_{code}").has_changes() for code in LANGUAGES):
        for code in LANGUAGES:
            setattr(row, f"sort_{code}", sort_key(row.name_in(code), code))
        row.folded_names = folded_words(row.names.values())
