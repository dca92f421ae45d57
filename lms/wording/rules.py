"""Messages as a reviewer meets them: found by any of their words, and what their texts have to keep."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from lms.platform.i18n.catalogues import PLURALS, TRANSLATIONS, catalogue_of_product
from lms.platform.i18n.checking import foreign_letters, places
from lms.platform.i18n.extraction import Message, slices
from lms.platform.i18n.po_files import ENGLISH, TRANSLATED, Entry, path_of, read, written
from lms.platform.text import fold
from lms.wording.errors import ForeignLetters, PercentAlone, PlaceholderMissing, PlaceholderUnknown

MOST_EXAMPLES = 4


@cache
def entries(language: str) -> Mapping[str, Entry]:
    """Every message that the product translates, by its key; its texts as the product has them."""
    if language == ENGLISH:
        return _in_english()
    found: dict[str, Entry] = {}
    for name in slices():
        for entry in read(language, name).entries.values():
            known = found.get(key_of(entry.message))
            used = {*entry.places, *(known.places if known else ())}
            found[key_of(entry.message)] = Entry(
                entry.message, entry.texts, places=tuple(sorted(used))
            )
    return found


def _in_english() -> dict[str, Entry]:
    """What the code says, and what a catalogue of English says instead."""
    said = {
        key_of(entry.message): entry.texts
        for name in slices()
        for entry in read(ENGLISH, name).entries.values()
    }
    return {
        key: Entry(entry.message, said.get(key) or _of_code(entry.message), places=entry.places)
        for key, entry in entries(TRANSLATED[0]).items()
    }


def _of_code(message: Message) -> tuple[str, ...]:
    return (message.id, message.plural) if message.plural else (message.id,)


def key_of(message: Message) -> str:
    """A short name for a message, for addresses."""
    return hashlib.sha256(f"{message.context}\0{message.id}".encode()).hexdigest()[:12]


def found(language: str, asked: str, own: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The keys of the messages that hold what was asked, in English or in the language: the shortest first.

    All of them, in the order of the English, where nothing was asked.
    """
    wanted = fold(asked)
    known = entries(language)
    messages = {key: entry.message for key, entry in known.items()}
    length = 1 if wanted else 0
    for key in sorted(known, key=lambda key: (length * len(messages[key].id), messages[key])):
        entry = known[key]
        words = (entry.message.id, entry.message.plural, *entry.texts, *own.get(key, ()))
        if wanted in fold(" ".join(words)):
            yield key


def numbers_of(language: str, form: int) -> list[int]:
    """The first whole numbers for which a form of the plural stands."""
    index = catalogue_of_product(language).plural_index
    return [n for n in range(1_000) if index(n) == form][:MOST_EXAMPLES]


def forms(message: Message, language: str) -> int:
    """How many texts a message has in a language."""
    return PLURALS[language][0] if message.plural else 1


def require_whole(message: Message, language: str, texts: Sequence[str]) -> None:
    """Refuse texts that would break a page, or that are in the letters of another language.

    Raises:
        PlaceholderMissing, PlaceholderUnknown, PercentAlone, ForeignLetters: naming what and in which text.
    """
    for form, text in enumerate(texts):
        wrong = places(message, text, language, form)
        if wrong.unknown:
            raise PlaceholderUnknown(form, places=_named(wrong.unknown))
        if wrong.lacking:
            raise PlaceholderMissing(form, places=_named(wrong.lacking))
        if wrong.percent:
            raise PercentAlone(form)
        if letters := foreign_letters(text, language):
            raise ForeignLetters(form, letters=" ".join(letters))


def patch(language: str, own: Mapping[str, Sequence[str]]) -> str:
    """What would bring the product's catalogues of a language to the institution's words, as a unified diff."""
    return "".join(line for name in slices() for line in _changed(language, name, own))


def _changed(language: str, name: str, own: Mapping[str, Sequence[str]]) -> Iterable[str]:
    po = read(language, name)
    known = read(TRANSLATED[0], name).entries if language == ENGLISH else po.entries
    for message, entry in known.items():
        if (texts := own.get(key_of(message))) is not None:
            po.entries[message] = Entry(message, tuple(texts), places=entry.places)
    path = path_of(language, name)
    before = path.read_text("utf-8").splitlines(keepends=True) if path.exists() else []
    shown = path.relative_to(TRANSLATIONS.parents[1]).as_posix()
    was = f"a/{shown}" if path.exists() else "/dev/null"
    after = written(po).splitlines(keepends=True) if po.entries else []
    return difflib.unified_diff(before, after, was, f"b/{shown}")


def _named(names: Iterable[str]) -> str:
    return " ".join(f"%({name})s" for name in sorted(names))
