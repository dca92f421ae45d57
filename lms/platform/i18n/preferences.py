"""How one reader wants to read: language, digits, calendars, country."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

LANGUAGES: dict[str, str] = {
    "en": "English",
    "ar": "العربية",
    "fa": "فارسی",
    "ka": "ქართული",
}
"""Every language of the screens, by code, each under its own name."""

THEMES = ("system", "light", "dark")


class Calendar(StrEnum):
    GREGORIAN = "gregorian"
    HIJRI = "hijri"
    JALALI = "jalali"


class Digits(StrEnum):
    """Digit sets, by their CLDR names."""

    LATIN = "latn"
    ARABIC = "arab"
    PERSIAN = "arabext"


@dataclass(frozen=True, slots=True)
class _Custom:
    digits: Digits
    calendar: Calendar
    country: str


# Why these: locale data gives Latin digits for bare Arabic, which no ministry of ours writes.
_CUSTOMS = {
    "en": _Custom(Digits.LATIN, Calendar.GREGORIAN, ""),
    "ar": _Custom(Digits.ARABIC, Calendar.GREGORIAN, "EG"),
    "fa": _Custom(Digits.PERSIAN, Calendar.JALALI, "IR"),
    "ka": _Custom(Digits.LATIN, Calendar.GREGORIAN, "GE"),
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """A reader's choices; whatever is left empty follows the custom of the language."""

    language: str = "en"
    digits: str = ""
    calendar: str = ""
    second_calendar: str | None = None
    theme: str = "system"
    country: str = ""

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ValueError(f"No such language: {self.language!r}")
        if self.theme not in THEMES:
            raise ValueError(f"No such theme: {self.theme!r}")
        custom = _CUSTOMS[self.language]
        second = Calendar(self.second_calendar) if self.second_calendar else None
        object.__setattr__(self, "digits", Digits(self.digits or custom.digits))
        object.__setattr__(self, "calendar", Calendar(self.calendar or custom.calendar))
        object.__setattr__(self, "second_calendar", second)
        object.__setattr__(self, "country", self.country or custom.country)


_DEFAULT = Preferences()
_current: ContextVar[Preferences] = ContextVar("preferences", default=_DEFAULT)


def preferences() -> Preferences:
    """The choices of whoever reads now; English outside any request or command."""
    return _current.get()


def set_preferences(chosen: Preferences) -> Token[Preferences]:
    """Make the choices current until `reset_preferences` is called with the token."""
    return _current.set(chosen)


def reset_preferences(token: Token[Preferences]) -> None:
    _current.reset(token)


@contextmanager
def use_preferences(chosen: Preferences) -> Iterator[Preferences]:
    """Read as somebody else for a while: a letter, a certificate, a job, a test."""
    token = _current.set(chosen)
    try:
        yield chosen
    finally:
        _current.reset(token)


def language() -> str:
    return _current.get().language


def direction(code: str | None = None) -> Literal["ltr", "rtl"]:
    """The direction of a language, by default of the reader's."""
    return "rtl" if (code or language()) in ("ar", "fa") else "ltr"


def first_weekday(country: str | None = None) -> int:
    """ISO number of the day on which a calendar's week begins in a country."""
    code = preferences().country if country is None else country
    return {"EG": 6, "IR": 6, "PS": 6, "SA": 7}.get(code, 1)
