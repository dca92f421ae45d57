"""What can be wrong with a translation without knowing the language."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from lms.platform.i18n import po_files
from lms.platform.i18n.catalogues import PLURALS, TRANSLATIONS
from lms.platform.i18n.extraction import ROOT, Extracted, Message, extract_slice, slices
from lms.platform.i18n.po_files import ENGLISH, TRANSLATED, Entry, PoFile

_PLACE = re.compile(r"%\((\w+)\)s")
_OTHER_PERCENT = re.compile(r"%(?!\(\w+\)s|%)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_OWN_SCRIPT = {
    "en": re.compile("[A-Za-z]"),
    "ar": re.compile("[\u0621-\u064a]"),
    "fa": re.compile("[\u0621-\u06cc]"),
    "ka": re.compile("[\u10d0-\u10ff]"),
}
_WRONG_LETTERS = {
    "ar": re.compile("[یکہھۀ\u10a0-\u10ff\u1c90-\u1cbf]"),
    "fa": re.compile("[يكىة\u10a0-\u10ff\u1c90-\u1cbf]"),
    "ka": re.compile("[\u0600-\u06ff\u10a0-\u10c5\u1c90-\u1cbf]"),
    "en": re.compile("[\u0600-\u06ff\u10a0-\u10ff\u1c90-\u1cbf]"),
}
# Forms that stand for one single number, which words may say: متدرب واحد, متدربان.
_FORMS_OF_ONE_NUMBER = {"ar": (0, 1, 2), "fa": (), "ka": (0,), "en": (0,)}


def problems(
    only: str | None = None, root: Path = ROOT, translations: Path = TRANSLATIONS
) -> Iterator[str]:
    """Everything that keeps the catalogues, or those of one slice, from being whole and right."""
    looked_at = [only] if only else slices(root)
    extracted = {name: extract_slice(name, root) for name in looked_at}
    for name, found in extracted.items():
        yield from found.broken
        yield from (f"{name}: {problem}" for problem in _in_source(found))
        english = po_files.read(ENGLISH, name, translations)
        yield from (f"en/{name}.po: {problem}" for problem in _in_english(english, found))
    for language in TRANSLATED:
        files = {name: po_files.read(language, name, translations) for name in slices(root)}
        for name, found in extracted.items():
            yield from (
                f"{language}/{name}.po: {problem}" for problem in _in_file(files[name], found)
            )
        yield from (
            problem
            for problem, names in _said_in_two_ways(language, files.values())
            if names & extracted.keys()
        )


def glossary_doubts(
    only: str | None = None, root: Path = ROOT, translations: Path = TRANSLATIONS
) -> Iterator[str]:
    """Messages that are a term of the glossary and are translated otherwise: worth a look."""
    with (root / "docs" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        terms = {row["en"].casefold(): row for row in csv.DictReader(file)}
    for language in TRANSLATED:
        for name in [only] if only else slices(root):
            for entry in po_files.read(language, name, translations).entries.values():
                term = terms.get(entry.message.id.casefold())
                if term is None or entry.message.context or not entry.is_complete:
                    continue
                if entry.texts[0] != term[language]:
                    yield (
                        f"{language}/{name}.po: “{entry.message.id}” is “{entry.texts[0]}”,"
                        f" in the glossary “{term[language]}”"
                    )


def _in_source(found: Extracted) -> Iterator[str]:
    plurals: dict[tuple[str, str], str] = {}
    for message in sorted(found.messages):
        for text in (message.id, message.plural):
            if _PLACE.search(text) and _OTHER_PERCENT.search(text):
                yield f"“{text}”: write %% for a percent sign beside placeholders"
        # A catalogue knows a message by its words and context alone.
        known = plurals.setdefault((message.context, message.id), message.plural)
        if known != message.plural:
            yield f"{_quoted(message)} is asked for with and without a plural, or with two"


def _in_file(po: PoFile, found: Extracted) -> Iterator[str]:
    if po.entries and po.plural_forms != PLURALS[po.language][0]:
        yield f"the header must say nplurals={PLURALS[po.language][0]}"
    for message in sorted(found.messages.keys() - po.entries.keys()):
        yield f"{_quoted(message)} is not in it: run lms catalogue update {po.slice}"
    for message in sorted(po.entries.keys() - found.messages.keys()):
        yield f"{_quoted(message)} is no longer used: run lms catalogue update {po.slice}"
    for entry in po.entries.values():
        for problem in _in_entry(entry, po.language):
            yield f"{_quoted(entry.message)}: {problem}"


def _in_english(po: PoFile, found: Extracted) -> Iterator[str]:
    """English stands in the code: its catalogue has what an institution sent in, and nothing has to be in it."""
    for message in sorted(po.entries.keys() - found.messages.keys()):
        yield f"{_quoted(message)} is no longer used: run lms catalogue update {po.slice}"
    for entry in po.entries.values():
        for problem in _in_entry(entry, ENGLISH):
            yield f"{_quoted(entry.message)}: {problem}"


def _in_entry(entry: Entry, language: str) -> Iterator[str]:
    if not entry.is_complete:
        yield "not translated"
        return
    if entry.fuzzy:
        yield "marked fuzzy"
    if entry.message.plural and len(entry.texts) != PLURALS[language][0]:
        yield f"has {len(entry.texts)} plural forms, needs {PLURALS[language][0]}"
    if entry.message.plural and len(entry.texts) == PLURALS[language][0]:
        yield from _in_counting(entry.texts, language)
    for index, text in enumerate(entry.texts):
        yield from _in_placeholders(entry.message, text, language, index)
        yield from _in_letters(entry.message, text, language)


_COUNTED = re.compile(r"%\(count\)s ([^\W\d_]+)")
"""What is counted: the word behind the number."""


def _in_counting(forms: tuple[str, ...], language: str) -> Iterator[str]:
    """A noun that is counted as no reader of the language would."""
    counted = [found[1] if (found := _COUNTED.search(form)) else "" for form in forms]
    if language == "ar":
        if counted[1] or counted[2]:
            yield "one and two are said by the noun itself (متدرب واحد, متدربان), without a number"
        if counted[3] and forms[3] == forms[4]:
            yield f"three to ten and eleven to 99 count differently; both say “{forms[3]}”"
    elif len(nouns := set(filter(None, counted))) > 1:
        yield f"the noun stays as it is behind a number; the forms say {', '.join(sorted(nouns))}"


class Places(NamedTuple):
    """What is wrong with the placeholders of a text: those that are none, and those it lacks; a percent sign alone."""

    unknown: set[str]
    lacking: set[str]
    percent: bool


def places(message: Message, text: str, language: str, index: int = 0) -> Places:
    """How a translation, or one form of a plural, uses the placeholders of its message."""
    asked = set(_PLACE.findall(message.id)) | set(_PLACE.findall(message.plural))
    given = set(_PLACE.findall(text))
    optional = set()
    if message.plural:
        asked.add("count")  # always there for a plural, used or not
        said = "count" in _PLACE.findall(message.plural)
        if index in _FORMS_OF_ONE_NUMBER[language] or not said:
            optional = {"count"}
    stray = bool(asked) and _OTHER_PERCENT.search(text) is not None
    return Places(given - asked, asked - given - optional, stray)


def foreign_letters(text: str, language: str) -> list[str]:
    """The letters that no text of the language has: Arabic ي in Persian, capitals of Georgian."""
    return sorted(set(_WRONG_LETTERS[language].findall(text)))


def _in_placeholders(message: Message, text: str, language: str, index: int) -> Iterator[str]:
    wrong = places(message, text, language, index)
    if wrong.unknown:
        yield f"unknown placeholders {_listed(wrong.unknown)} in “{text}”"
    if wrong.lacking:
        yield f"lacks {_listed(wrong.lacking)} in “{text}”"
    if wrong.percent:
        yield f"a stray percent sign in “{text}”"


def _in_letters(message: Message, text: str, language: str) -> Iterator[str]:
    if wrong := foreign_letters(text, language):
        letters = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in wrong)
        yield f"letters of another script or language: {letters}"
    if _has_words(message.id) and _has_words(text) and not _OWN_SCRIPT[language].search(text):
        yield f"“{text}” is not in the language's own script"


def _has_words(text: str) -> bool:
    """Whether there is anything to translate; PDF and CSV stay as they are."""
    return any(not word.isupper() for word in _WORD.findall(_PLACE.sub("", text)))


def _said_in_two_ways(language: str, files: Iterable[PoFile]) -> Iterator[tuple[str, set[str]]]:
    """Each such message, with the slices that have it."""
    said: dict[Message, dict[tuple[str, ...], list[str]]] = defaultdict(lambda: defaultdict(list))
    for po in files:
        for entry in po.entries.values():
            if entry.is_complete:
                said[entry.message][entry.texts].append(po.slice)
    for message, ways in said.items():
        if len(ways) > 1:
            variants = "; ".join(f"“{texts[0]}” in {', '.join(at)}" for texts, at in ways.items())
            names = {name for at in ways.values() for name in at}
            yield f"{language}: {_quoted(message)} is translated in two ways: {variants}", names


def _quoted(message: Message) -> str:
    return f"“{message.id}” ({message.context})" if message.context else f"“{message.id}”"


def _listed(names: set[str]) -> str:
    return ", ".join(f"%({name})s" for name in sorted(names))
