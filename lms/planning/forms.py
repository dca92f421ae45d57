"""What is typed about courses, programmes and plans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lms.planning.models import ExcusedRule, JoiningRule
from lms.planning.rules import EXCUSED, JOINING, KINDS
from lms.platform.forms import (
    CheckField,
    ChoiceField,
    ChoicesField,
    CodeField,
    DecimalField,
    Form,
    HiddenField,
    LongTextField,
    NumberField,
    PercentField,
    RadioField,
    TextField,
    required,
)
from lms.platform.i18n import LANGUAGES, _, _l, language
from lms.platform.i18n.numbers import number
from lms.platform.localised import LocalisedName

CODE = r"[A-Za-z0-9][A-Za-z0-9._-]*"
NAMELESS = ("-", "–", "—")
"""A line that stands for a thing without a name in this language."""

Names = dict[str, str | None]


class NamedForm(Form):
    """A name in up to four languages; one is enough."""

    name_en = TextField(_l("Name in English"), max=300, attrs={"lang": "en"})
    name_ar = TextField(_l("Name in Arabic"), max=300, attrs={"lang": "ar"})
    name_fa = TextField(_l("Name in Persian"), max=300, attrs={"lang": "fa"})
    name_ka = TextField(_l("Name in Georgian"), max=300, attrs={"lang": "ka"})

    @property
    def name_fields(self) -> list[TextField]:
        """The reader's own language first."""
        return [self[f"name_{code}"] for code in reading_order()]

    @property
    def names(self) -> Names:
        return {code: self[f"name_{code}"].data or None for code in LANGUAGES}

    def validate(self, extra_validators: Any = None) -> bool:
        """Something without any name could not be found again."""
        valid = bool(super().validate(extra_validators))  # type: ignore[no-untyped-call]  # untyped
        fields = self.name_fields
        if all(field.is_empty() for field in fields):
            self.add_error(fields[0].name, _("Give the name in at least one language."))
            return False
        return valid


def reading_order() -> list[str]:
    """The languages, the reader's own first."""
    return [language(), *(code for code in LANGUAGES if code != language())]


class LinesForm(NamedForm):
    """Besides its name, a list of named things: one line each, the same number in each language."""

    lines_en = LongTextField(_l("Lines in English"), max=20_000, rows=6, attrs={"lang": "en"})
    lines_ar = LongTextField(_l("Lines in Arabic"), max=20_000, rows=6, attrs={"lang": "ar"})
    lines_fa = LongTextField(_l("Lines in Persian"), max=20_000, rows=6, attrs={"lang": "fa"})
    lines_ka = LongTextField(_l("Lines in Georgian"), max=20_000, rows=6, attrs={"lang": "ka"})

    @property
    def line_fields(self) -> list[LongTextField]:
        """The reader's own language first."""
        return [self[f"lines_{code}"] for code in reading_order()]

    @property
    def lines(self) -> list[Names]:
        """The things in order, each with its names."""
        columns = {code: self._typed_lines(code) for code in LANGUAGES}
        count = max(len(lines) for lines in columns.values())
        return [
            {code: _name_of(lines[index]) if lines else None for code, lines in columns.items()}
            for index in range(count)
        ]

    def _typed_lines(self, code: str) -> list[str]:
        return [line for line in self[f"lines_{code}"].data.split("\n") if line]

    def validate(self, extra_validators: Any = None) -> bool:
        """Line by line the languages speak of the same thing, so their lists are equally long."""
        valid = super().validate(extra_validators)
        counts = {code: len(self._typed_lines(code)) for code in reading_order()}
        expected = next((count for count in counts.values() if count), 0)
        for code, count in counts.items():
            if count not in (0, expected):
                self.add_error(
                    f"lines_{code}",
                    _(
                        "Lines here: %(lines)s; in the other language: %(expected)s."
                        " Put a dash where a name is missing.",
                        lines=number(count),
                        expected=number(expected),
                    ),
                )
                valid = False
        # Lists of different lengths cannot be read line by line.
        if valid and any(not any(names.values()) for names in self.lines):
            self.add_error(f"lines_{language()}", _("A line needs a name in one language."))
            return False
        return valid


def _name_of(line: str) -> str | None:
    return None if line in NAMELESS else line


def as_lines(rows: Sequence[LocalisedName]) -> dict[str, str]:
    """What a `LinesForm` is filled with: the names of the rows, language by language."""
    filled = {}
    for code in LANGUAGES:
        names = [row.names.get(code) for row in rows]
        filled[f"lines_{code}"] = (
            "\n".join(name or NAMELESS[1] for name in names) if any(names) else ""
        )
    return filled


class CourseForm(LinesForm):
    """A course; its lines are its topics."""

    unit_id = ChoiceField(_l("Unit that keeps it"), [required()])
    code = CodeField(
        _l("Code"),
        [required()],
        max=30,
        pattern=CODE,
        message=_l("Use Latin letters, digits, dots and hyphens only."),
        hint=_l("Short: the codes of its runs begin with it."),
    )
    belongs_to = ChoiceField(_l("Programme and track"), blank=_l("No programme"))
    hours = NumberField(_l("Hours"), [required()], max=5_000)
    minutes = NumberField(_l("and minutes"), max=59)
    attendance = PercentField(_l("Attendance needed"), [required()], places=2)
    excused_rule = RadioField(
        _l("Excused absence"), [required()], choices=[(rule, EXCUSED[rule]) for rule in ExcusedRule]
    )
    joining_rule = RadioField(
        _l("Joining late"), [required()], choices=[(rule, JOINING[rule]) for rule in JoiningRule]
    )
    has_pre_test = CheckField(_l("Test before"))
    has_post_test = CheckField(_l("Test after"))
    has_exam = CheckField(_l("Exam"))
    pass_mark = DecimalField(
        _l("Pass mark"), [required()], places=2, max=100, hint=_l("Out of a hundred points.")
    )
    max_attempts = NumberField(_l("Attempts at the exam"), [required()], min=1, max=9)
    validity_months = NumberField(
        _l("Certificates valid for months"),
        min=1,
        max=600,
        hint=_l("Left empty, they do not expire."),
    )
    prerequisite_ids = ChoicesField(_l("Courses to be completed before"))
    seen = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """A course lasts some time, and the word "new" is an address of its own."""
        valid = super().validate(extra_validators)
        if self.code.data.casefold() == "new":
            self.add_error("code", _("This code cannot be used."))
            valid = False
        if self.hours.data is not None and not self.length:
            self.add_error("hours", _("A course lasts at least a minute."))
            valid = False
        return valid

    @property
    def length(self) -> int:
        """In minutes."""
        return (self.hours.data or 0) * 60 + (self.minutes.data or 0)


class ProgrammeForm(LinesForm):
    """A programme; its lines are its tracks."""

    unit_id = ChoiceField(_l("Unit that keeps it"), [required()])
    code = CodeField(
        _l("Code"),
        [required()],
        pattern=CODE,
        message=_l("Use Latin letters, digits, dots and hyphens only."),
    )
    description = LongTextField(_l("Description"), max=4_000)
    source = TextField(_l("Source"), max=300)
    seen = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """The word "new" is an address of its own."""
        valid = super().validate(extra_validators)
        if self.code.data.casefold() == "new":
            self.add_error("code", _("This code cannot be used."))
            return False
        return valid


class PlanForm(NamedForm):
    """A plan, new or copied."""

    unit_id = ChoiceField(_l("Unit"), [required()])
    fiscal_year = ChoiceField(_l("Fiscal year"), [required()])
    source = TextField(_l("Source"), max=300)
    seen = HiddenField()


class ItemForm(NamedForm):
    """A line of a plan. Everything but its kind and name may be left "not stated"."""

    kind = RadioField(_l("Kind"), [required()], choices=KINDS.items())
    course_id = ChoiceField(_l("Course"), blank=_l("No course of the catalogue"))
    runs_planned = NumberField(_l("Runs"), min=1, max=10_000, hint=_l("Empty: not stated."))
    seats_planned = NumberField(_l("Seats"), min=1, max=1_000_000, hint=_l("Empty: not stated."))
    quarter = ChoiceField(_l("Quarter"), blank=_l("Not stated"))
    audience = TextField(_l("Audience"), max=300)
    supervisors = TextField(_l("Supervised by"), max=300)
    source = TextField(_l("Source"), max=300)
    seen = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """An item of the catalogue is called as its course where it has no name of its own."""
        if not self.course_id.is_empty() and all(field.is_empty() for field in self.name_fields):
            return bool(Form.validate(self, extra_validators))  # type: ignore[no-untyped-call]  # untyped
        return super().validate(extra_validators)


class ReasonForm(Form):
    """Why an approval is taken back."""

    reason = LongTextField(
        _l("Reason"),
        [required(_l("Give the reason; everybody concerned will read it."))],
        max=500,
        rows=3,
    )
