"""Fields for days and times of day, typed in the reader's calendar and digits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any, ClassVar

from lms.platform import typed
from lms.platform.clock import today
from lms.platform.forms.field import InputField, Refused, Terse
from lms.platform.i18n import _, language, preferences
from lms.platform.i18n.calendars import NoSuchDate, UnreadableDate, parse_date
from lms.platform.i18n.calendars.browser import file_for_reader
from lms.platform.i18n.calendars.typed import as_kept, other_calendar
from lms.platform.i18n.dates import date_text, echo_text, time_text
from lms.platform.i18n.preferences import first_weekday
from lms.platform.links import asking, screen

TABLE = "calendars.table"
"""The screen that gives the tables to the script."""


def date_script() -> dict[str, str]:
    """What the script needs to know of the reader, and where it finds the tables; empty where no screen gives them."""
    if screen(TABLE) is None:
        return {}
    reader = preferences()
    whom = f"{reader.language}-{reader.country}" if reader.country else reader.language
    return {
        "data-date": asking(TABLE, v=file_for_reader().mark, **{"for": whom}),
        "data-calendar": reader.calendar,
        "data-second": reader.second_calendar or "",
        "data-other": other_calendar(reader.language) or "",
        "data-digits": reader.digits,
        "data-week": str(first_weekday()),
        "data-today": today().isoformat(),
    }


class CalendarDateField(InputField[date]):
    """A day; `data` is Gregorian, `typed` and `calendar` say how it was written."""

    kind = "date"
    width = "date"
    attrs: ClassVar[Mapping[str, str]] = {
        "dir": "auto",
        "inputmode": "numeric",
        "autocomplete": "off",
    }

    def __init__(
        self, *args: Any, min: date | None = None, max: date | None = None, **options: Any
    ) -> None:
        self.min, self.max = min, max
        super().__init__(*args, **options)

    @property
    def calendar(self) -> str:
        """The calendar in which the field is filled in."""
        return preferences().calendar

    @property
    def second(self) -> str:
        """The day with its weekday, and in the reader's second calendar; empty when there is none."""
        return echo_text(self.data) if self.data is not None else ""

    @property
    def echoes(self) -> bool:
        """Whether a script can say back what is typed, and offer days to choose from."""
        return screen(TABLE) is not None

    def aria(self, hint: str = "") -> dict[str, str]:
        return {**date_script(), **super().aria(hint)}

    def described(self, hint: str = "") -> str:
        described = super().described(hint)
        if self.echoes and not self.second:
            return f"{described} {self.id}-second".lstrip()
        return described

    def read(self, text: str) -> date:
        try:
            day = parse_date(text, self.calendar, language())
        except (NoSuchDate, UnreadableDate) as refusal:
            raise Refused(str(refusal)) from None
        if self.min is not None and day < self.min:
            raise Refused(Terse(_("Enter a date from %(first)s on.", first=date_text(self.min))))
        if self.max is not None and day > self.max:
            raise Refused(Terse(_("Enter a date up to %(last)s.", last=date_text(self.max))))
        return day

    def shown(self, value: date) -> str:
        return date_text(value, "typed")

    def as_typed(self, known: str | None) -> str | None:
        """How the day was written; what is known of that where the field was left untouched."""
        if self.data is None:
            return None
        text = self.normal(self.typed)
        untouched = self.data == self.object_data and text == self.shown(self.data)
        return known if untouched else as_kept(text)

    def ask(self) -> str:
        return _("Enter a date.")

    def usual_hint(self) -> str:
        return _("For example %(example)s", example=self.shown(today()))


class TimeField(InputField[time]):
    """A time of day by the 24-hour clock."""

    width = "number"
    attrs: ClassVar[Mapping[str, str]] = {
        "dir": "ltr",
        "inputmode": "numeric",
        "autocomplete": "off",
    }

    def read(self, text: str) -> time:
        try:
            return typed.clock_time(text)
        except typed.NotATime:
            raise Refused(
                Terse(_("Enter a time such as %(example)s.", example=time_text(time(14, 30))))
            ) from None

    def shown(self, value: time) -> str:
        return time_text(value)

    def ask(self) -> str:
        return _("Enter a time.")
