"""What a list can be narrowed by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import Select, SQLColumnExpression

from lms.platform.i18n import _, language, preferences
from lms.platform.i18n.calendars import NoSuchDate, UnreadableDate, parse_date
from lms.platform.text import RefusedCharacter, clean

AnySelect = Select[*tuple[Any, ...]]
Choices = Iterable[tuple[Any, str]]
LONGEST = 200
DAY = timedelta(days=1)


class BadValue(ValueError):
    """What was sent for a filter means nothing; the message says what does."""


@dataclass(frozen=True)
class Filter:
    """One of a list of values, or free text where there are no `choices`."""

    key: str
    label: str
    choices: Choices | Callable[[], Choices] | None = None
    _: KW_ONLY
    apply: Callable[[Any, Any], Any]
    """`apply(query, value)` gives the narrowed query; the value is as it stands in `choices`.

    Where the query is kept, what this gives is kept with it: it depends on the value and on what the query does.
    """
    default: str = ""
    """What the list is narrowed by when nothing was asked for."""
    all_label: str = ""
    """The words for "not narrowed"."""
    required: bool = False
    """Whether one of the choices always holds; the default is it where nothing was asked for."""

    kind: ClassVar[str] = "select"

    @property
    def control(self) -> str:
        return "text" if self.choices is None else "select"

    def offered(self) -> Sequence[tuple[str, Any, str]]:
        """What may be chosen: as sent, as meant, as read."""
        found = self.choices() if callable(self.choices) else self.choices or ()
        return [(str(value), value, str(label)) for value, label in found]

    def read(self, sent: str) -> tuple[Any, str]:
        """The value meant and its words; raises `BadValue`."""
        if self.choices is None:
            text = cleaned(sent)
            return text, text
        for known, value, label in self.offered():
            if known == sent:
                return value, label
        raise BadValue(_("Choose one of those listed."))


@dataclass(frozen=True)
class DateFilter(Filter):
    """A day, typed in the reader's calendar."""

    @property
    def control(self) -> str:
        return "date"

    def read(self, sent: str) -> tuple[date, str]:
        try:
            return parse_date(cleaned(sent), preferences().calendar, language()), sent
        except (NoSuchDate, UnreadableDate) as refusal:
            raise BadValue(str(refusal)) from None


def day_filters(at: SQLColumnExpression[datetime], zone: ZoneInfo) -> tuple[DateFilter, DateFilter]:
    """From a day on, and up to a day, whole days of a time zone both."""

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), zone).astimezone(UTC)

    return (
        DateFilter("from", _("From"), apply=lambda query, day: query.where(at >= midnight(day))),
        DateFilter("to", _("To"), apply=lambda query, day: query.where(at < midnight(day + DAY))),
    )


def cleaned(sent: str) -> str:
    """What a person typed to search by; raises `BadValue`."""
    if len(sent) > LONGEST:
        raise BadValue(_("This is too long."))
    try:
        return clean(sent)
    except RefusedCharacter as refusal:
        raise BadValue(str(refusal)) from None
