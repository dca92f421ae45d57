"""What is typed about places, venues and rooms."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from lms.organisation.models import OrgUnit, UnitKind
from lms.organisation.policy import MANAGE
from lms.organisation.queries import found
from lms.organisation.rules import KINDS, Hours, OtherDay, Stated
from lms.platform.access import current_actor
from lms.platform.db import db
from lms.platform.forms import (
    CalendarDateField,
    Candidate,
    CheckField,
    ChoiceField,
    ChoicesField,
    CodeField,
    Form,
    HiddenField,
    LongTextField,
    LookupField,
    NumberField,
    RadioField,
    TextField,
    TimeField,
    required,
)
from lms.platform.forms.field import InputField
from lms.platform.forms.lookup import MOST
from lms.platform.i18n import LANGUAGES, _, _l, language
from lms.platform.i18n.calendars import FiscalRule
from lms.platform.i18n.month_names import month_name, weekday_name

CODE = r"[A-Za-z0-9][A-Za-z0-9._-]*"
LONGEST_NAME = 200


def candidate(unit: OrgUnit) -> Candidate:
    """A place, with what tells it from others of its name."""
    kind = str(KINDS[unit.kind])
    above = unit.parent.name_in(language()) if unit.parent else ""
    note = _("%(kind)s in %(place)s", kind=kind, place=above) if above else kind
    return Candidate(unit, unit.code, unit.name_in(language()), note)


def manageable(text: str) -> list[Candidate]:
    """The places that the reader manages and that may be meant by a text."""
    query = found(text, current_actor(), MANAGE, MOST + 1)
    return [candidate(unit) for unit in db.session.scalars(query)]


class NamesForm(Form):
    """A name in each language; one is enough."""

    name_en = TextField(_l("Name in English"), max=LONGEST_NAME, attrs={"lang": "en"})
    name_ar = TextField(_l("Name in Arabic"), max=LONGEST_NAME, attrs={"lang": "ar"})
    name_fa = TextField(_l("Name in Persian"), max=LONGEST_NAME, attrs={"lang": "fa"})
    name_ka = TextField(_l("Name in Georgian"), max=LONGEST_NAME, attrs={"lang": "ka"})

    def names(self) -> Mapping[str, str | None]:
        """What was typed, by language."""
        return {code: self[f"name_{code}"].data or None for code in LANGUAGES}


class UnitForm(NamesForm):
    """What is recorded of a place."""

    kind = ChoiceField(
        _l("Kind"),
        [required()],
        choices=[(kind, label) for kind, label in KINDS.items() if kind is not UnitKind.COUNTRY],
    )
    opened_on = CalendarDateField(
        _l("Opened on"), hint=_l("Leave it empty when nobody knows the day.")
    )
    is_mobile = CheckField(_l("Mobile: a technology centre on wheels"))
    is_automated = CheckField(_l("Automated: its services run on the electronic system"))
    seen = HiddenField()


class NewUnitForm(UnitForm):
    """A place that is added below another."""

    parent = LookupField(
        _l("Place above"),
        [required()],
        find=manageable,
        describe=candidate,
        hint=_l("Its name in any language, or its code"),
    )
    code = CodeField(
        _l("Code"),
        [required()],
        pattern=CODE,
        message=_l("Use Latin letters, digits, dots and hyphens only."),
        hint=_l("Short and lasting; it stands in addresses and lists, and stays as it is."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """The code must not be a word that stands in addresses already."""
        valid = bool(super().validate(extra_validators))  # type: ignore[no-untyped-call]  # untyped
        if self.code.data.casefold() == "new":
            self.add_error("code", _("This code cannot be used."))
            return False
        return valid


class RenameForm(NamesForm):
    """New names from a day on."""

    on = CalendarDateField(
        _l("First day of the new name"),
        [required()],
        hint=_l("The present name stays on record up to the day before."),
    )


class Change(StrEnum):
    """Why a place gets another place above: figures of the past stay where they are, or are counted anew."""

    MOVE = "move"
    CORRECTION = "correction"


class MoveForm(Form):
    """The place below which another is to lie, since when, or why it did not lie there before."""

    parent = LookupField(
        _l("New place above"),
        [required()],
        find=manageable,
        describe=candidate,
        hint=_l("Its name in any language, or its code"),
    )

    change = RadioField(
        _l("Why does it change?"),
        [required()],
        choices=[
            (
                Change.MOVE,
                _l(
                    "It was moved: it belongs there from a day on. Figures up to the day before stay where they are."
                ),
            ),
            (
                Change.CORRECTION,
                _l(
                    "It was entered in the wrong place. Its figures are counted anew under the right one."
                ),
            ),
        ],
    )
    on = CalendarDateField(
        _l("First day in the new place"),
        [required()],
        hint=_l("For a move: today or an earlier day."),
    )
    reason = LongTextField(
        _l("Reason"),
        max=500,
        rows=3,
        hint=_l("Needed for a correction; for a move it may name the decree. It is recorded."),
    )


class CloseForm(Form):
    """The day after which a place is no more."""

    on = CalendarDateField(_l("Last day on which it is open"), [required()])


class OtherNameForm(Form):
    """A name that a place bears beside its official one, or bore once."""

    name = TextField(_l("Name"), [required()], max=LONGEST_NAME)
    language = ChoiceField(_l("Language"), [required()], choices=list(LANGUAGES.items()))
    starts_on = CalendarDateField(_l("From"), hint=_l("Empty: since it is there"))
    ends_on = CalendarDateField(_l("To"), hint=_l("Empty: still in use"))


class VenueForm(NamesForm):
    """A building."""

    address = TextField(_l("Address"), max=300)


class RoomForm(NamesForm):
    """A room."""

    capacity = NumberField(_l("People it holds"), [required()], min=1, max=10_000)


class WorkingTimeForm(Form):
    """What holds at a place from a day on; what is left empty holds as above it."""

    valid_from = CalendarDateField(_l("Holds from"), [required()])
    fiscal_day = NumberField(_l("Day"), min=1, max=28)
    fiscal_month = ChoiceField(_l("Month"), blank=_l("As above"))
    weekend = ChoicesField(_l("Weekend"))
    first_weekday = ChoiceField(_l("First day of the week"), blank=_l("As above"))
    opens_at = TimeField(_l("Begins"))
    closes_at = TimeField(_l("Ends"))
    other_weekday = ChoiceField(_l("Day of the week"), blank=_l("As above"))
    other_opens_at = TimeField(_l("Begins"))
    other_closes_at = TimeField(_l("Ends"))
    ramadan_opens_at = TimeField(_l("Begins"))
    ramadan_closes_at = TimeField(_l("Ends"))
    seen = HiddenField()

    def offer(self, calendar: str) -> None:
        """The months of the calendar in which the country counts fiscal years, and the days of the week."""
        self.fiscal_month.choices = [(month, month_name(month, calendar)) for month in range(1, 13)]
        week = [(day, weekday_name(day)) for day in (6, 7, 1, 2, 3, 4, 5)]
        self.weekend.choices = self.first_weekday.choices = self.other_weekday.choices = week

    def validate(self, extra_validators: Any = None) -> bool:
        """Both of a pair or neither; a working day that is one; a week with a working day."""
        valid = bool(super().validate(extra_validators))  # type: ignore[no-untyped-call]  # untyped
        self._want_whole(
            _("Fill in both of the two, or neither."), self.fiscal_day, self.fiscal_month
        )
        for opens, closes in self._hours[:2]:
            self._want_whole(_("Fill in both of the two, or neither."), opens, closes)
        self._want_whole(
            _("Fill in the day and both times, or none of the three."),
            self.other_weekday,
            *self._hours[-1],
        )
        for opens, closes in self._hours:
            if opens.data and closes.data and opens.data >= closes.data:
                self.add_error(closes.name, _("Enter a time after the beginning."))
        if len(self.weekend.data) > 6:
            self.add_error("weekend", _("Leave at least one working day."))
        return valid and not self.problems

    def _want_whole(self, reason: str, *together: InputField[Any]) -> None:
        empty = [one for one in together if one.is_empty()]
        if len(empty) < len(together):
            for one in empty:
                self.add_error(one.name, reason)

    def said(self, calendar: str) -> Stated:
        """What was filled in."""
        ordinary, ramadan, others = (
            Hours(opens.value, closes.value) if opens.data else None
            for opens, closes in self._hours
        )
        fiscal = None
        if self.fiscal_month.data:
            fiscal = FiscalRule(calendar, self.fiscal_month.data, self.fiscal_day.value)
        return Stated(
            valid_from=self.valid_from.value,
            fiscal=fiscal,
            weekend=frozenset(self.weekend.data) or None,
            first_weekday=self.first_weekday.data,
            hours=ordinary,
            ramadan=ramadan,
            other=OtherDay(self.other_weekday.value, others) if others else None,
        )

    @property
    def _hours(self) -> tuple[tuple[TimeField, TimeField], ...]:
        return (
            (self.opens_at, self.closes_at),
            (self.ramadan_opens_at, self.ramadan_closes_at),
            (self.other_opens_at, self.other_closes_at),
        )
