"""Bringing catalogues up to date with the code."""

from dataclasses import dataclass
from pathlib import Path

from lms.platform.i18n import po_files
from lms.platform.i18n.catalogues import TRANSLATIONS
from lms.platform.i18n.extraction import ROOT, Extracted, Message, extract_slice, slices
from lms.platform.i18n.po_files import ENGLISH, TRANSLATED, Entry, PoFile


@dataclass(frozen=True, slots=True)
class Updated:
    """What became of one slice: how many messages it has, what each language still lacks."""

    slice: str
    messages: int
    missing: dict[str, int]
    broken: list[str]


def update(slice_name: str, root: Path = ROOT, translations: Path = TRANSLATIONS) -> Updated:
    """Add what the code now asks for, drop what it no longer asks for, keep translations."""
    extracted = extract_slice(slice_name, root)
    missing = {}
    for language in TRANSLATED:
        known = po_files.read(language, slice_name, translations)
        elsewhere = _memory(language, slice_name, root, translations)
        fresh = _brought_up_to_date(known, extracted, elsewhere)
        if not extracted.broken:  # what cannot be read may still use the old messages
            po_files.write(fresh, translations)
        missing[language] = sum(not entry.is_complete for entry in fresh.entries.values())
    if not extracted.broken:
        _update_english(slice_name, extracted, translations)
    return Updated(slice_name, len(extracted.messages), missing, extracted.broken)


def _update_english(slice_name: str, extracted: Extracted, translations: Path) -> None:
    """Keep of the English that differs from the code what the code still asks for."""
    known = po_files.read(ENGLISH, slice_name, translations)
    fresh = PoFile(ENGLISH, slice_name)
    for message in known.entries.keys() & extracted.messages.keys():
        entry, places = known.entries[message], tuple(sorted(extracted.messages[message]))
        fresh.entries[message] = Entry(message, entry.texts, entry.fuzzy, places)
    po_files.write(fresh, translations)


def drop_strays(root: Path = ROOT, translations: Path = TRANSLATIONS) -> list[str]:
    """Remove the catalogues of slices that are no more."""
    known = set(slices(root))
    strays = [path for path in sorted(translations.glob("*/*.po")) if path.stem not in known]
    for path in strays:
        path.unlink()
    return [path.relative_to(translations).as_posix() for path in strays]


def _brought_up_to_date(
    known: PoFile, extracted: Extracted, elsewhere: dict[Message, tuple[str, ...]]
) -> PoFile:
    fresh = PoFile(known.language, known.slice)
    for message in sorted(extracted.messages):
        places = tuple(sorted(extracted.messages[message]))
        entry = known.entries.get(message)
        if entry is None or not entry.is_complete:
            texts = elsewhere.get(message) or (entry.texts if entry else ())
            entry = Entry(message, texts)
        fresh.entries[message] = Entry(message, entry.texts, entry.fuzzy, places)
    return fresh


def _memory(
    language: str, but: str, root: Path, translations: Path
) -> dict[Message, tuple[str, ...]]:
    """What the other catalogues of the language already translate."""
    memory: dict[Message, tuple[str, ...]] = {}
    for name in slices(root):
        if name == but:
            continue
        for entry in po_files.read(language, name, translations).entries.values():
            if entry.is_complete and not entry.fuzzy:
                memory.setdefault(entry.message, entry.texts)
    return memory
