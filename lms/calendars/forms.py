"""What is typed about calendars."""

from __future__ import annotations

from lms.calendars.rules import CALENDARS
from lms.calendars.services import HolidayData
from lms.platform.forms import FileField, Form, NumberField, RadioField, TextField, required
from lms.platform.i18n import LANGUAGES, _l


class MonthForm(Form):
    """When a Hijri month begins, and who said so."""

    starts_on = RadioField(_l("First day"), [required()])
    source = TextField(
        _l("Source"),
        [required()],
        max=300,
        hint=_l("Who announced it, when, and where it can be read."),
    )


class HolidayForm(Form):
    """A public holiday: on which date of which calendar, how long, and what it is called."""

    calendar = RadioField(
        _l("Calendar of the date"),
        [required()],
        choices=list(CALENDARS.items()),
        default="gregorian",
    )
    day = NumberField(_l("Day"), [required()], min=1, max=31)
    month = NumberField(
        _l("Month"), [required()], min=1, max=12, hint=_l("Its number; Shawwal is the tenth.")
    )
    days = NumberField(_l("Number of days"), [required()], min=1, max=30, default=1)
    year = NumberField(
        _l("Year"),
        min=1300,
        max=2300,
        hint=_l("Empty: every year. Otherwise the year in the same calendar."),
    )
    name_en = TextField(_l("Name in English"), max=300, attrs={"lang": "en"})
    name_ar = TextField(_l("Name in Arabic"), max=300, attrs={"lang": "ar"})
    name_fa = TextField(_l("Name in Persian"), max=300, attrs={"lang": "fa"})
    name_ka = TextField(_l("Name in Georgian"), max=300, attrs={"lang": "ka"})
    source = TextField(_l("Source"), max=300, hint=_l("The law or announcement"))

    @property
    def holiday(self) -> HolidayData:
        """What was filled in."""
        return HolidayData(
            calendar=self.calendar.value,
            year=self.year.data,
            month=self.month.value,
            day=self.day.value,
            days=self.days.value,
            names={code: self[f"name_{code}"].data or None for code in LANGUAGES},
            source=self.source.data or None,
        )


class HolidaysFileForm(Form):
    """A table of public holidays."""

    file = FileField(_l("File"), [required()], accept=(".xlsx", ".csv"), max_bytes=1_000_000)
