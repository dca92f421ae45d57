"""Finding the messages that code and templates ask for, slice by slice."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.extract import extract
from jinja2 import TemplateSyntaxError

from lms.platform.i18n.command_help import messages_in

ROOT = Path(__file__).parents[3]

_KEYWORDS = {
    "_": None,
    "_l": None,
    "_n": (1, 2),
    "_p": ((1, "c"), 2),
    "_lp": ((1, "c"), 2),
    # What the compiler makes of {% trans %}.
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
_TEMPLATE_OPTIONS = {
    "newstyle_gettext": "true",
    "trimmed": "true",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "silent": "false",
}
PLATFORM, SCREENS = "platform", "screens"


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """What a call asks for: its words, its plural, its context."""

    id: str
    plural: str = ""
    context: str = ""


@dataclass(slots=True)
class Extracted:
    """The messages of one slice, each with the files that use it."""

    messages: dict[Message, set[str]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


def slices(root: Path = ROOT) -> list[str]:
    """Every catalogue there is to be: platform, screens, and one for each slice."""
    folders = (path for path in (root / "lms").iterdir() if (path / "__init__.py").exists())
    return sorted({PLATFORM, SCREENS, *(path.name for path in folders)})


def extract_slice(name: str, root: Path = ROOT) -> Extracted:
    """What the code and templates of a slice ask for."""
    found = Extracted()
    for path in _code(name, root):
        _extract_file("python", path, root, found)
    for path in _templates(name, root):
        _extract_file("template", path, root, found)
    return found


def _code(name: str, root: Path) -> Iterator[Path]:
    if name == SCREENS:
        return
    if name == PLATFORM:
        yield from sorted((root / "lms").glob("*.py"))
    yield from sorted((root / "lms" / name).rglob("*.py"))


def _templates(name: str, root: Path) -> Iterator[Path]:
    known = set(slices(root)) - {PLATFORM, SCREENS}
    for path in sorted((root / "templates").rglob("*")):
        owner = path.relative_to(root / "templates").parts[0]
        if path.is_file() and name == (owner if owner in known else SCREENS):
            yield path


def _extract_file(kind: str, path: Path, root: Path, found: Extracted) -> None:
    place = path.relative_to(root).as_posix()
    try:
        with path.open("rb") as file:
            if kind == "python":
                results = list(extract("python", file, _KEYWORDS))
            else:
                results = list(extract("jinja2", file, _KEYWORDS, options=_TEMPLATE_OPTIONS))
    except (SyntaxError, TemplateSyntaxError, UnicodeDecodeError) as error:
        found.broken.append(f"{place}: {error}")
        return
    for _line, words, _comments, context in results:
        singular, plural = words if isinstance(words, tuple) else (words, "")
        message = Message(singular, plural, context or "")
        found.messages.setdefault(message, set()).add(place)
    if kind == "python":
        for text in messages_in(path.read_text("utf-8")):
            found.messages.setdefault(Message(text), set()).add(place)
