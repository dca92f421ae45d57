"""What is pasted, chosen and typed about nominations and rosters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from werkzeug.datastructures import MultiDict

from lms.enrolment.rules import MOST_ROWS
from lms.enrolment.rules.messages import LONGEST
from lms.enrolment.rules.sheet import LONGEST_ROW
from lms.platform.forms import (
    Form,
    HiddenField,
    LongTextField,
    RadioField,
    TextField,
    required,
)
from lms.platform.i18n import _, _l
from lms.platform.text import RefusedCharacter, clean
from lms.platform.web import LARGEST_KEY

REASON = 500


class SheetField(LongTextField):
    """Rows as they were pasted: each is cleaned by itself, so that one bad letter spoils one row."""

    def cleaned(self, typed: str) -> str:
        return typed.strip("\r\n")


class SheetForm(Form):
    """The paste box."""

    rows = SheetField(
        _l("Names or ID numbers"),
        [required(_l("Paste or type at least one row."))],
        max=MOST_ROWS * LONGEST_ROW,
        rows=12,
        hint=_l(
            "One person a row. Copy the rows from your sheet as they are: columns in any order,"
            " with or without headings, digits in any script."
        ),
    )


class SendForm(Form):
    """What goes along with all nominations of one sheet."""

    justification = LongTextField(
        _l("What the centre should know about these nominations"), max=1_000, rows=2
    )


class ReasonForm(Form):
    """Why somebody is refused, or leaves."""

    reason = LongTextField(
        _l("Reason"),
        [required(_l("Give the reason; whoever is concerned will read it."))],
        max=REASON,
        rows=3,
    )


class RefuseForm(ReasonForm):
    """The same for several at once; `asked` tells the first look from an empty answer."""

    asked = HiddenField()


class NeededWhereShown:
    """Marks a field as one to fill in; whether it is needed, the service decides."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: object, field: object) -> None:
        """Refuse nothing."""


class WaiverForm(Form):
    """Why somebody is let in without a course that the run asks for."""

    reason = TextField(
        _l("Reason for letting them in without it"), [NeededWhereShown()], max=REASON
    )


class MessageForm(Form):
    """What is written to the participants of a run, and how."""

    text = LongTextField(
        _l("Message"),
        [required()],
        max=LONGEST,
        rows=5,
        hint=_l("It is sent as it stands, in the language in which you write."),
        attrs={"dir": "auto"},
    )
    ways = RadioField(_l("Send"), [required()])


class FindForm(Form):
    """Whom the centre wants to add."""

    who = TextField(
        _l("Name or ID number"),
        [required(_l("Type a name or an ID number."))],
        hint=_l(
            "A name finds your own staff and people who were in your runs; a whole ID number"
            " finds anybody."
        ),
    )


@dataclass(frozen=True)
class SentRow:
    """One row of the checked sheet as it came back: whom it means, or what was typed instead."""

    number: int
    text: str
    person_id: int | None
    reason: str
    problem: str = ""


def sent_rows(form: MultiDict[str, str]) -> Iterator[SentRow]:
    """The rows that came back, without those that were left out or emptied."""
    numbers = [int(number) for number in form.getlist("row") if _is_key(number)]
    for number in list(dict.fromkeys(numbers))[:MOST_ROWS]:
        text = form.get(f"text-{number}", "")
        person = form.get(f"person-{number}", "")
        if f"leave-{number}" in form or not (text.strip() or person):
            continue
        reason, problem = _reason(form.get(f"reason-{number}", ""))
        yield SentRow(number, text, int(person) if _is_key(person) else None, reason, problem)


def _is_key(sent: str) -> bool:
    return sent.isascii() and sent.isdecimal() and len(sent) <= 10 and int(sent) <= LARGEST_KEY


def _reason(typed: str) -> tuple[str, str]:
    """The reason as typed, and what is wrong with it."""
    if len(typed) > REASON:
        return typed[: 2 * REASON], _("This is too long.")
    try:
        return clean(typed), ""
    except RefusedCharacter as refusal:
        return typed, refusal.reason
