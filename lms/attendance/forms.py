"""Sheets as they are sent, rows read off paper, and counts without names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from lms.attendance.models import Mark
from lms.attendance.rules import PARTLY, MarkInput, NotRowNumbers, row_numbers
from lms.platform import typed
from lms.platform.forms import (
    CalendarDateField,
    Form,
    HiddenField,
    LongTextField,
    NumberField,
    TextField,
    required,
)
from lms.platform.forms.field import Terse
from lms.platform.forms.form import Problem
from lms.platform.i18n import _, _l
from lms.platform.i18n.dates import time_range_text
from lms.platform.i18n.numbers import digits
from lms.platform.text import fold_digits
from lms.scheduling.models import TrainingSession
from lms.scheduling.rules import instants

_MARK = re.compile(r"mark-(\d{1,9})")
_ID = re.compile(r"\b\d{1,9}\b")


class BadMinutes(ValueError):
    """What was typed is neither minutes nor a time of the session; the message says what would be."""


@dataclass(frozen=True)
class Sent:
    """What was chosen and typed for one person."""

    mark: str
    minutes: str


class SheetForm(Form):
    """The marks of one sheet. Those of each person are read by themselves, so that a mistake stands where it is."""

    seen = HiddenField(max=12)
    listed = HiddenField(max=1_000)
    reason = LongTextField(
        _l("Why the marks are changed"),
        max=500,
        rows=2,
        hint=_l("The session is over: a mark that was saved is changed only with a reason."),
    )

    def __init__(self, session: TrainingSession) -> None:
        super().__init__()
        self.session = session
        self.sent = _sent()
        self.row_errors: dict[int, str] = {}
        self.names: Mapping[int, str] = {}

    @property
    def is_sent(self) -> bool:
        return bool(self.is_submitted())  # type: ignore[no-untyped-call]  # Flask-WTF is untyped

    @property
    def seen_entry(self) -> int:
        """The last entry when the sheet was opened; what is not a number saw nothing."""
        return entry_number(self.seen.data)

    @property
    def listed_ids(self) -> set[int]:
        """Those who stood on the page that was sent."""
        return {int(one) for one in _ID.findall(self.listed.data)}

    def marks(self) -> dict[int, MarkInput]:
        """What is to be recorded, by enrolment; what cannot be is in `row_errors`."""
        found = {}
        for enrolment_id, sent in self.sent.items():
            try:
                mark = Mark(sent.mark)
                found[enrolment_id] = MarkInput(mark, _minutes(sent.minutes, mark, self.session))
            except BadMinutes as refusal:
                self.row_errors[enrolment_id] = Terse(refusal)
            except ValueError:
                self.row_errors[enrolment_id] = Terse(_("Choose one of those listed."))
        if request.form.get("rest") == Mark.PRESENT:
            rest = self.listed_ids - self.sent.keys()
            found |= dict.fromkeys(rest, MarkInput(Mark.PRESENT))
        return found

    @property
    def problems(self) -> list[Problem]:
        rows = [
            Problem(
                f"person-{one}",
                self.names.get(one, "") if isinstance(message, Terse) else "",
                message,
            )
            for one, message in self.row_errors.items()
        ]
        return [*super().problems, *rows]


def entry_number(text: str) -> int:
    """A number that travelled with a form; anything else is the beginning, before all entries."""
    return int(text) if text.isdecimal() else 0


def _sent() -> dict[int, Sent]:
    found = {}
    for name, value in request.form.items():
        if named := _MARK.fullmatch(name):
            minutes = request.form.get(f"minutes-{named[1]}", "")
            found[int(named[1])] = Sent(value, minutes.strip())
    return found


def _minutes(text: str, mark: Mark, session: TrainingSession) -> int | None:
    """Minutes as typed: so many, or by the time of coming or leaving; None where nothing is typed."""
    if mark not in PARTLY or not text:
        return None
    minutes = _by_the_time(text, mark, session) if ":" in text else _whole(text)
    if not 1 <= minutes <= session.minutes:
        raise BadMinutes(
            _(
                "Enter from %(least)s to %(most)s minutes, or a time from %(times)s.",
                least=digits(1),
                most=digits(session.minutes),
                times=time_range_text(session.start_time, session.end_time),
            )
        )
    return minutes


def _whole(text: str) -> int:
    try:
        return typed.whole_number(text)
    except typed.NotANumber:
        raise BadMinutes(
            _("Enter the minutes in digits, or a time such as %(time)s.", time=digits("9:20"))
        ) from None


def _by_the_time(text: str, mark: Mark, session: TrainingSession) -> int:
    try:
        at = typed.clock_time(text)
    except typed.NotATime:
        return _whole(text)
    start, end = (at, session.end_time) if mark is Mark.LATE else (session.start_time, at)
    return instants(session.held_on, start, end, session.timezone)[2]


class PaperForm(Form):
    """Who was absent, as read off the signed sheet."""

    seen = HiddenField(max=12)
    people = HiddenField(max=64)
    absent = TextField(
        _l("Rows of those absent"),
        max=1_000,
        hint=_l(
            "The numbers at the start of the rows, such as 4, 17 or 20-22. Leave it empty when nobody was absent."
        ),
        attrs={"inputmode": "text", "dir": "auto"},
    )
    reason = LongTextField(
        _l("Why the marks are changed"),
        max=500,
        rows=2,
        hint=_l("The session is over: a mark that was saved is changed only with a reason."),
    )

    @property
    def seen_entry(self) -> int:
        """The last entry when the form was opened."""
        return entry_number(self.seen.data)

    def rows(self, last: int) -> list[int]:
        """The rows named; a mistake is put at the field, and no rows are given."""
        try:
            return row_numbers(self.absent.data, last)
        except NotRowNumbers as refusal:
            message = _(
                "“%(text)s” is no row of this sheet; its rows are numbered from %(first)s to %(last)s.",
                text=fold_digits(refusal.part),
                first=digits(1),
                last=digits(last),
            )
            self.add_error("absent", message)
            return []


class HeadcountForm(Form):
    """People who took part and are not known by name."""

    women = NumberField(_l("Women"), max=100_000)
    men = NumberField(_l("Men"), max=100_000)
    unknown = NumberField(_l("Not known"), max=100_000)
    source = TextField(
        _l("Where the count is from"),
        max=300,
        hint=_l("For example the signed list, or the report of the workshop."),
    )

    def validate_on_submit(self, extra_validators: object = None) -> bool:
        """Also whether anybody was counted."""
        if not super().validate_on_submit(extra_validators):
            return False
        if not any(field.data for field in (self.women, self.men, self.unknown)):
            self.add_error("women", _("Enter at least one person."))
            return False
        return True


class ObjectionForm(Form):
    """What is wrong with a mark of one's own."""

    seen = HiddenField(max=12)
    text = LongTextField(
        _l("What is wrong"),
        [required(_l("Say what is wrong, so that somebody can look into it."))],
        max=1_000,
        rows=4,
        hint=_l("For example when you came and left, and who can confirm it."),
    )

    @property
    def seen_entry(self) -> int:
        """The mark as it was when the form was opened."""
        return entry_number(self.seen.data)


class ReopenForm(Form):
    """Until when what has locked can be written again, and why."""

    until = CalendarDateField(_l("Open until the end of"), [required()])
    reason = LongTextField(
        _l("Reason"),
        [required(_l("Say why; it stands beside each mark that is changed then."))],
        max=500,
        rows=3,
    )
