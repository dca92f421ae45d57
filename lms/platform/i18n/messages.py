"""Looking up translated text: `_`, `_l`, `_n`, `_p`, `_lp`."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, cast

from markupsafe import Markup

from lms.platform.i18n.catalogues import catalogue
from lms.platform.i18n.digits import number
from lms.platform.i18n.preferences import direction, language

_FROM_THE_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
# What runs against a direction. Behind Arabic letters 2026-11-22 would be read from its end, +20 with its sign last.
_AGAINST = {
    "ltr": re.compile(f"[{_FROM_THE_RIGHT}]"),
    "rtl": re.compile(rf"[^\W\d_{_FROM_THE_RIGHT}]|[0-9۰-۹][-+][0-9۰-۹]|\+[0-9۰-۹]"),
}
_ISOLATES = ("\u2066", "\u2067", "\u2068")


def runs_against(value: str, way: Literal["ltr", "rtl"]) -> bool:
    """Whether a text would turn a sentence of this direction around it, or be turned by it."""
    return _AGAINST[way].search(value) is not None


def set_apart(values: Mapping[str, object]) -> dict[str, object]:
    """The values of a message, with those that run the other way kept from turning the words around them.

    Whatever a message says by name comes through here: a course of Arabic title in an English sentence, on pages, in
    mails and in refusals. Addresses stay as they are, because programs take marks at their ends for a part of them.
    """
    way = direction()
    return {
        name: f"\u2068{value}\u2069"
        if isinstance(value, str)
        and not isinstance(value, Markup)
        and runs_against(value, way)
        and not value.startswith(_ISOLATES)
        and "://" not in value
        else value
        for name, value in values.items()
    }


def _filled(text: str, values: dict[str, object]) -> str:
    return text % set_apart(values) if values else text


def lookup(message: str) -> str:
    """The reader's translation with its placeholders still open."""
    return catalogue(language()).singular.get(message, message)


def lookup_in_context(context: str, message: str) -> str:
    return catalogue(language()).singular.get((context, message), message)


def lookup_plural(singular: str, plural: str, n: int) -> str:
    texts = catalogue(language())
    forms = texts.plural.get(singular)
    if forms is None:
        return singular if abs(n) == 1 else plural
    return forms[texts.plural_index(abs(n))]


def _(message: str, /, **values: object) -> str:
    """The message in the reader's language, with the values put in by name."""
    return _filled(lookup(message), values)


def _p(context: str, message: str, /, **values: object) -> str:
    """Like `_`, for words that mean several things: `_p("month", "May")`."""
    return _filled(lookup_in_context(context, message), values)


def _n(singular: str, plural: str, n: int, /, **values: object) -> str:
    """The plural form for n; `%(count)s` is n in the reader's digits."""
    return lookup_plural(singular, plural, n) % {"count": number(n), **set_apart(values)}


class LazyText:
    """Text that is translated each time it is read, so that modules may keep it."""

    __slots__ = ("_read",)

    def __init__(self, read: Callable[[], str]) -> None:
        self._read = read

    def __str__(self) -> str:
        return self._read()

    def __repr__(self) -> str:
        return f"LazyText({self._read()!r})"

    def __getattr__(self, name: str) -> object:
        # Not for private names: copying and pickling ask for those before there is any text.
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._read(), name)

    def __eq__(self, other: object) -> bool:
        return self._read() == str(other) if isinstance(other, str | LazyText) else NotImplemented

    def __lt__(self, other: object) -> bool:
        return self._read() < str(other)

    def __hash__(self) -> int:
        return hash(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __contains__(self, part: object) -> bool:
        return str(part) in self._read()

    def __getitem__(self, index: int | slice) -> str:
        return self._read()[index]

    def __add__(self, other: object) -> str:
        return self._read() + str(other)

    def __radd__(self, other: object) -> str:
        return str(other) + self._read()

    def __mod__(self, values: object) -> str:
        return self._read() % values

    def __format__(self, spec: str) -> str:
        return format(self._read(), spec)


def _l(message: str, /, **values: object) -> str:
    """Like `_`, translated only when it is read; typed `str` because it serves as one."""
    return cast(str, LazyText(lambda: _(message, **values)))


def _lp(context: str, message: str, /, **values: object) -> str:
    """Like `_p`, translated only when it is read."""
    return cast(str, LazyText(lambda: _p(context, message, **values)))
