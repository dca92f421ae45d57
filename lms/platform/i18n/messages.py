"""Looking up translated text: `_`, `_l`, `_n`, `_p`, `_lp`."""

from collections.abc import Callable, Iterator
from typing import cast

from lms.platform.i18n.catalogues import catalogue
from lms.platform.i18n.digits import number
from lms.platform.i18n.preferences import language


def _filled(text: str, values: dict[str, object]) -> str:
    return text % values if values else text


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
    return lookup_plural(singular, plural, n) % {"count": number(n), **values}


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
