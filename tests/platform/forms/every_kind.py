"""A form with a field of every kind, and how it is sent."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask

from lms.platform.forms import (
    CalendarDateField,
    CheckField,
    ChoiceField,
    ChoicesField,
    CodeField,
    DecimalField,
    EmailField,
    FileField,
    Form,
    HiddenField,
    LongTextField,
    NumberField,
    PasswordField,
    PercentField,
    PhoneField,
    RadioField,
    TextField,
    TimeField,
    required,
)

SEXES = [("f", "Woman"), ("m", "Man")]
DAYS = [(1, "Sunday"), (2, "Monday"), (3, "Tuesday")]


class EveryKind(Form):
    name = TextField("Full name", [required()], hint="As on the card")
    short = TextField("Short name", max=5)
    note = LongTextField("Note", max=20)
    seats = NumberField("Seats", min=1, max=50)
    any_number = NumberField("Any", min=None, max=None)
    least = NumberField("Least", min=3, max=None)
    mark = DecimalField("Mark", max=100, places=2)
    share = PercentField("Share")
    born = CalendarDateField("Birth date", max=date(2026, 11, 21))
    begins = CalendarDateField("First day", min=date(2026, 1, 1))
    at = TimeField("Time")
    unit = ChoiceField("Centre", choices=[(1, "Qena"), (2, "Sohag")])
    sex = RadioField("Sex", choices=SEXES)
    days = ChoicesField("Days", choices=DAYS)
    agreed = CheckField("Agreed")
    email = EmailField("Email")
    phone = PhoneField("Phone")
    code = CodeField("Code", pattern=r"[A-Z]{3}-\d+")
    secret = PasswordField("Password")
    version = HiddenField()
    file = FileField("File", accept=[".csv", ".xlsx"], max_bytes=1_000)


TYPEABLE = [name for name in vars(EveryKind) if not name.startswith("_") and name != "Meta"]
FORM = """
{% from "_macros/form.html" import error_summary, fields, form_close, form_open, submit %}
{{ error_summary(form) }}{{ form_open("/", multipart=True) }}
{{ fields(form) }}
{{ submit("Save", "/back") }}{{ form_close() }}
"""


def sent(app: Flask, data: dict[str, Any], form: type[Form] = EveryKind, **stored: Any) -> Form:
    """The form as it is after this was posted, found valid or not."""
    with app.test_request_context("/", method="POST", data=data):
        filled = form(**stored)
        filled.validate_on_submit()
        return filled


def said(app: Flask, field: str, text: Any) -> list[str]:
    """What is said at a field when this is typed into it."""
    return [str(message) for message in sent(app, {"name": "Mona", field: text})[field].errors]


def meant(app: Flask, field: str, text: Any) -> Any:
    form = sent(app, {"name": "Mona", field: text})
    assert not form.errors
    return form[field].data
