"""Forms for people, their places of work and trainers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from lms.people.models import Person, RosterImport, Sex
from lms.people.rules import (
    COUNTRIES,
    FILIATIONS,
    NAME_PARTS,
    SEXES,
    WHY_SEEN,
    PersonData,
    WhySeen,
    birth_year,
    birth_year_in,
    joined_name,
    not_in_name,
)
from lms.people.rules.columns import HEADING_WITHIN
from lms.people.rules.headings import LABELS
from lms.platform.forms import (
    CalendarDateField,
    CheckField,
    ChoiceField,
    CodeField,
    EmailField,
    FileField,
    Form,
    HiddenField,
    LongTextField,
    NumberField,
    PhoneField,
    RadioField,
    TextField,
    required,
)
from lms.platform.forms.files import MEGABYTE
from lms.platform.i18n import LANGUAGES, _, _l, preferences
from lms.platform.i18n.digits import digits

CONTACTS = ("phone", "email")
WORK = ("unit", "job_title", "starts_on", "is_another", "alike")
UNIT = _l("Place of work")
JOB = _l("Job title")
FIRST_DAY = _l("First day there")
PARTS = {
    part: LABELS[part]
    for part in ("given_name", "filiation", "father_name", "grandfather_name", "family_name")
}


class BirthYearField(NumberField):
    """A year of birth as people of the reader's calendar say it; `data` is Gregorian."""

    longest: ClassVar[int] = 10

    def read(self, text: str) -> int:
        return birth_year(super().read(text), preferences().calendar)

    def shown(self, value: int) -> str:
        return super().shown(birth_year_in(value, preferences().calendar))


class PersonForm(Form):
    """A person, with a place of work when new. Which parts of the name are asked for is the country's custom."""

    full_name = TextField(
        _l("Full name"),
        validators=[required(_l("Enter the name as it is on the identity card."))],
        hint=_l(
            "As on the identity card, in its order and spelling."
            " Left empty, it is put together from the parts."
        ),
    )
    given_name = TextField(PARTS["given_name"], max=100)
    filiation = ChoiceField(PARTS["filiation"])
    father_name = TextField(PARTS["father_name"], max=100)
    grandfather_name = TextField(PARTS["grandfather_name"], max=100)
    family_name = TextField(PARTS["family_name"], max=100)
    second_name = TextField(
        _l("Name in a second script"),
        hint=_l("As the person spells it, for certificates in two languages"),
    )
    national_id = CodeField(_l("National ID number"), max=40)
    id_country = ChoiceField(_l("Country of the ID number"), choices=list(COUNTRIES.items()))
    sex = RadioField(_l("Sex"), choices=list(SEXES.items()), validators=[required()])
    birth_date = CalendarDateField(_l("Date of birth"))
    birth_year = BirthYearField(_l("Year of birth"), hint=_l("When only the year is known"))
    language = ChoiceField(_l("Language"), choices=list(LANGUAGES.items()), validators=[required()])
    phone = PhoneField(_l("Mobile phone"))
    email = EmailField(_l("Email"))
    unit = ChoiceField(UNIT, validators=[required()])
    job_title = TextField(JOB, max=150)
    starts_on = CalendarDateField(FIRST_DAY)
    is_another = CheckField(_l("I have compared them: this is another person"))
    alike = HiddenField()
    is_compared = CheckField(
        _l("Compared with the card: what is typed here is right"),
        hint=_l("Saved without this, the record keeps the warning until somebody has looked."),
    )
    warned = HiddenField()
    seen = HiddenField()

    def __init__(self, *, country: str, leave_out: Sequence[str] = (), **options: Any) -> None:
        super().__init__(**options)
        self.country = country
        self.parts = NAME_PARTS.get(country, NAME_PARTS["GE"])
        for name in (*leave_out, *(part for part in PARTS if part not in self.parts)):
            delattr(self, name)
        if "filiation" in self:
            words = dict.fromkeys((*FILIATIONS[country], self.filiation.object_data or ""))
            self.filiation.choices = [("", "–"), *((word, word) for word in words if word)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: the name has its parts; where only those were typed it is put together from them."""
        if not self.full_name.data:
            typed = {part: self[part].typed.strip() for part in self.parts}
            self.full_name.typed = self.full_name.data = joined_name(self.country, typed)
        fine = bool(super().validate(extra_validators))  # type: ignore[no-untyped-call]  # untyped
        if fine:
            for part in not_in_name(self.person()._replace(country=self.country)):
                if part in self:
                    self.add_error(
                        part, _("The full name does not have this part. Write it as it is there.")
                    )
                    fine = False
        return fine

    @property
    def not_these(self) -> set[int]:
        """Those on record who were shown, and are said to be others."""
        shown = (self.alike.data or "").split()
        return {int(one) for one in shown if one.isdecimal()} if self.is_another.data else set()

    def ask_about(self, people: Iterable[int]) -> None:
        """Show these once more, to be compared."""
        self.alike.data, self.alike.raw_data = " ".join(str(one) for one in people), None
        self.is_another.data = False

    def person(self, known: Person | None = None) -> PersonData:
        """What was filled in; a field that was not offered keeps what is known."""
        text: Mapping[str, str | None] = {
            name: (self[name].data or None) if name in self else getattr(known, name, None)
            for name in (*PARTS, *CONTACTS)
        }
        return PersonData(
            full_name=self.full_name.value,
            second_name=self.second_name.data or None,
            country=self.id_country.data or self.country,
            national_id=self.national_id.data or None,
            sex=self.sex.data or Sex.UNKNOWN,
            birth_date=self.birth_date.data,
            birth_date_typed=self.birth_date.as_typed(known.birth_date_typed if known else None),
            birth_year=self.birth_year.data,
            language=self.language.value,
            **text,
        )


class PlaceForm(Form):
    """A further place of work, or a move to another main one."""

    kind = RadioField(
        _l("What changes"),
        choices=[
            ("move", _l("Moves there; the present main place ends the day before")),
            ("beside", _l("Works there as well")),
        ],
        validators=[required()],
    )
    unit = ChoiceField(UNIT, validators=[required()])
    job_title = TextField(JOB, max=150)
    starts_on = CalendarDateField(FIRST_DAY, validators=[required()])

    @property
    def day(self) -> date:
        return self.starts_on.value


class EndForm(Form):
    """The last day somewhere."""

    ends_on = CalendarDateField(_l("Last day there"), validators=[required()])


class TrainerForm(Form):
    """For which centre somebody gives courses."""

    unit = ChoiceField(_l("Training centre"), validators=[required()])


class RosterForm(Form):
    """A staff list, and whose staff they are."""

    file = FileField(
        _l("File"), accept=(".xlsx", ".csv"), max_bytes=25 * MEGABYTE, validators=[required()]
    )
    unit = ChoiceField(
        _l("Place"),
        validators=[required()],
        hint=_l("Where the people work, unless a column of the file names a place below it"),
    )


LEFT_OUT = "-"


class ColumnsForm(Form):
    """What each column of a file holds; made for one file by `columns_form`."""

    positions: Sequence[int] = ()
    first_row = NumberField(
        _l("Rows above the people"),
        min=0,
        max=HEADING_WITHIN,
        hint=_l("Titles and headings; 0 where the first row is a person"),
        validators=[required()],
    )

    @property
    def fields(self) -> list[Any]:
        """The fields in the order of the columns."""
        return [self[_name_of(at)] for at in self.positions]

    @property
    def chosen(self) -> dict[int, str]:
        """The columns that are not left out."""
        found = {at: self[_name_of(at)].data for at in self.positions}
        return {at: str(name) for at, name in found.items() if name != LEFT_OUT}


def columns_form(roster: RosterImport, samples: Mapping[int, Sequence[str]]) -> ColumnsForm:
    """A form with a field for each column of a file, labelled by its heading, with its first cells as the hint."""
    columns, headings = roster.columns, roster.headings
    positions = sorted({*map(int, columns), *samples})
    fields = {
        _name_of(at): ChoiceField(
            _heading(at, headings),
            choices=[(LEFT_OUT, _l("Leave out")), *LABELS.items()],
            default=columns.get(str(at), LEFT_OUT),
            validators=[required()],
            hint=" · ".join(samples.get(at, ())),
        )
        for at in positions
    }
    form: ColumnsForm = type("ColumnsFormOfFile", (ColumnsForm,), dict(fields))(
        data={"first_row": roster.first_row}
    )
    form.positions = positions
    return form


def _name_of(at: int) -> str:
    return f"column_{at}"


def _heading(at: int, headings: Sequence[str]) -> str:
    if at < len(headings) and headings[at]:
        return headings[at]
    return _("Column %(number)s", number=digits(at + 1))


class NumberForm(Form):
    """Why somebody needs to see a whole identity number."""

    why = RadioField(
        _l("What do you need the number for?"),
        [required(_l("Choose what you need it for."))],
        choices=list(WHY_SEEN.items()),
    )
    words = LongTextField(
        _l("In your own words"),
        max=300,
        rows=2,
        hint=_l("Kept with your name in the record of changes. Do not write the number here."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: what is none of the list is said in words."""
        fine = bool(super().validate(extra_validators))  # type: ignore[no-untyped-call]  # untyped
        if self.why.data is WhySeen.OTHER and not self.words.data:
            self.add_error("words", _("Say what you need it for."))
            fine = False
        return fine
