"""A list of people with a mark, or the word that they were absent, for each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from lms.assessment.rules import HUNDREDTHS
from lms.enrolment.models import Enrolment
from lms.platform.forms import (
    CalendarDateField,
    CheckField,
    DecimalField,
    Form,
    HiddenField,
    LongTextField,
    required,
)
from lms.platform.i18n import _, _l, _lp

LONGEST_LIST = 2_000
_ID = re.compile(r"\b\d{1,9}\b")


class MarksForm(Form):
    """The marks of one attempt; `marks_form` adds two fields for each person."""

    seen = HiddenField(max=12)
    listed = HiddenField(max=LONGEST_LIST)
    taken_on = CalendarDateField(_l("Day of the test"), [required()])
    redate = CheckField(_l("Give this day to the marks that are already here, too"))
    reason = LongTextField(
        _lp("of a test", "Why the marks are changed"),
        max=500,
        rows=2,
        hint=_l("Needed only for marks that were entered before today."),
    )

    entered: Mapping[int, bool] = {}
    """For each person whether they have a mark already."""

    @property
    def seen_entry(self) -> int:
        """The last entry when the list was opened; what is not a number saw nothing."""
        text = self.seen.data
        return int(text) if text.isdecimal() else 0

    def mark(self, enrolment_id: int) -> DecimalField:
        field: DecimalField = self[f"mark_{enrolment_id}"]
        return field

    def absent(self, enrolment_id: int) -> CheckField:
        field: CheckField = self[f"absent_{enrolment_id}"]
        return field

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Also whether each person has a mark or was absent, and nothing that was entered is emptied."""
        valid = super().validate_on_submit(extra_validators)
        for enrolment_id, is_entered in self.entered.items():
            if problem := self._problem(enrolment_id, is_entered=is_entered):
                self.add_error(f"mark_{enrolment_id}", problem)
                valid = False
        return valid

    def _problem(self, enrolment_id: int, *, is_entered: bool) -> str:
        mark, absent = self.mark(enrolment_id), self.absent(enrolment_id)
        if mark.errors:
            return ""
        if absent.data and not mark.is_empty():
            return _("Enter a mark, or tick that the person was absent; not both.")
        if is_entered and mark.is_empty() and not absent.data:
            return _("A mark that was entered is not emptied. Correct it, or tick absent.")
        return ""

    def scores(self) -> dict[int, int | None]:
        """The marks in hundredths, by enrolment; None for who was absent, nothing for who has no mark."""
        found: dict[int, int | None] = {}
        for enrolment_id in self.entered:
            mark = self.mark(enrolment_id)
            if mark.data is not None:
                found[enrolment_id] = int(mark.data * HUNDREDTHS)
            elif self.absent(enrolment_id).data:
                found[enrolment_id] = None
        return found


def listed_ids(text: str) -> set[int]:
    """Those who stood on the page that was sent."""
    return {int(one) for one in _ID.findall(text[:LONGEST_LIST])}


def marks_form(
    people: Iterable[Enrolment], entered: Collection[int], max_score: int, **how: Any
) -> MarksForm:
    """The form for these people, made like any other; `entered` are those who have a mark already."""
    most = Decimal(max_score) / HUNDREDTHS
    fields: dict[str, Any] = {"entered": {}}
    for one in people:
        name = one.person.full_name
        fields[f"mark_{one.id}"] = DecimalField(name, places=2, min=0, max=most)
        fields[f"absent_{one.id}"] = CheckField(name)
        fields["entered"][one.id] = one.id in entered
    made: MarksForm = type("MarksOfPeople", (MarksForm,), fields)(**how)
    return made
