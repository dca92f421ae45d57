"""Catalogues as files: read, brought up to date, written so that they change only with their words."""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import generate_po, read_po

from lms.platform.i18n.catalogues import PLURALS, TRANSLATIONS
from lms.platform.i18n.extraction import Message

TRANSLATED = ("ar", "fa", "ka")
"""The languages that have whole catalogues."""

ENGLISH = "en"
"""Stands in the code; its catalogues hold what is worded otherwise than there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as a catalogue holds it; a plural has all its forms."""

    message: Message
    texts: tuple[str, ...] = ()
    fuzzy: bool = False
    places: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        return bool(self.texts) and all(self.texts)


@dataclass(slots=True)
class PoFile:
    """One slice in one language."""

    language: str
    slice: str
    entries: dict[Message, Entry] = field(default_factory=dict)
    plural_forms: int = 0
    """As many as the header of the file says."""


def path_of(language: str, slice_name: str, translations: Path = TRANSLATIONS) -> Path:
    return translations / language / f"{slice_name}.po"


def read(language: str, slice_name: str, translations: Path = TRANSLATIONS) -> PoFile:
    """The catalogue of a slice; empty if there is no file yet."""
    path = path_of(language, slice_name, translations)
    found = PoFile(language, slice_name, plural_forms=PLURALS[language][0])
    if not path.exists():
        return found
    catalog = read_po(BytesIO(path.read_bytes()), locale=language, abort_invalid=True)
    found.plural_forms = catalog.num_plurals
    for read_message in catalog:
        if not read_message.id:
            continue
        identity, string = read_message.id, read_message.string
        singular, plural = identity if isinstance(identity, tuple) else (identity, "")
        message = Message(str(singular), str(plural), read_message.context or "")
        texts = tuple(string) if isinstance(string, list | tuple) else (str(string),)
        places = tuple(sorted(place for place, _line in read_message.locations))
        found.entries[message] = Entry(message, texts, read_message.fuzzy, places)
    return found


def write(po: PoFile, translations: Path = TRANSLATIONS) -> None:
    """Sorted, without dates and line numbers; a slice without messages has no file."""
    path = path_of(po.language, po.slice, translations)
    if not po.entries:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written(po), encoding="utf-8")


def written(po: PoFile) -> str:
    """The text of the file."""
    header = _header(po.language)
    # Read back rather than made, because only a read header sets the number of plural forms.
    catalog = read_po(BytesIO(header.encode()), locale=po.language)
    for message in sorted(po.entries):
        _add(catalog, po.entries[message])
    lines = generate_po(catalog, width=100, omit_header=True, include_lineno=False)
    return header + "\n" + "".join(lines).rstrip("\n") + "\n"


def _add(catalog: Catalog, entry: Entry) -> None:
    message = entry.message
    catalog.add(
        (message.id, message.plural) if message.plural else message.id,
        entry.texts if message.plural else "".join(entry.texts),
        context=message.context or None,
        locations=[(place, 0) for place in entry.places],
        flags=["fuzzy"] if entry.fuzzy else [],
    )


def _header(language: str) -> str:
    count, rule = PLURALS[language]
    fields = (
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: nplurals={count}; plural=({rule});",
    )
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in fields)
