"""What the reader is told: required fields, refusals, tokens."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from wtforms.validators import DataRequired, EqualTo, Length, NumberRange, Regexp

from lms.platform.errors import DomainError
from lms.platform.forms import (
    CalendarDateField,
    CheckField,
    ChoiceField,
    ChoicesField,
    FileField,
    Form,
    NumberField,
    PasswordField,
    RadioField,
    TextField,
    TimeField,
    required,
)
from lms.platform.i18n import Preferences, use_preferences
from tests.platform.forms.every_kind import DAYS, SEXES, EveryKind, sent


class AllRequired(Form):
    text = TextField("Text", [required("Enter the person's full name")])
    number = NumberField("Number", [required()])
    day = CalendarDateField("Day", [required()])
    at = TimeField("Time", [required()])
    unit = ChoiceField("Unit", [required()], choices=[(1, "Qena")])
    sex = RadioField("Sex", [required()], choices=SEXES)
    days = ChoicesField("Days", [required()], choices=DAYS)
    agreed = CheckField("Agreed", [required()])
    secret = PasswordField("Password", [required()])
    file = FileField("File", [required()], accept=[".csv"])


def test_every_kind_of_required_field_asks_for_itself(flask_app: Flask) -> None:
    errors = sent(flask_app, {}, AllRequired).errors

    assert errors == {
        "text": ["Enter the person's full name"],
        "number": ["Enter a number."],
        "day": ["Enter a date."],
        "at": ["Enter a time."],
        "unit": ["Choose one."],
        "sex": ["Choose one."],
        "days": ["Choose at least one."],
        "agreed": ["Tick this box."],
        "secret": ["Fill this in."],
        "file": ["Choose a file."],
    }


def test_zero_is_an_answer(flask_app: Flask) -> None:
    class Count(Form):
        number = NumberField("Number", [required()])

    form = sent(flask_app, {"number": "0"}, Count)

    assert not form.errors
    assert form.number.value == 0


def test_the_summary_names_the_field_where_the_message_alone_would_not(flask_app: Flask) -> None:
    problems = sent(flask_app, {"number": "x"}, AllRequired).problems

    assert problems[0] == ("text", "", "Enter the person's full name")
    assert problems[1] == ("number", "Number", "Enter a whole number, in digits.")


class SeatTaken(DomainError):
    message = "Seat %(seat)s is taken."
    field = "name"


def test_the_refusal_of_a_service_stands_at_the_field_it_names(flask_app: Flask) -> None:
    with flask_app.test_request_context("/", method="POST", data={"name": "Mona"}):
        form = EveryKind()
        assert form.validate_on_submit()
        form.refuse(SeatTaken(seat="3"))
        form.add_error(None, "The run was cancelled.")

        assert form.status == 422
        assert form.name.errors == ["Seat 3 is taken."]
        assert [problem.message for problem in form.problems] == [
            "The run was cancelled.",
            "Seat 3 is taken.",
        ]


@pytest.mark.parametrize("language", ["ar", "fa", "ka"])
def test_no_message_of_the_form_library_stays_english(flask_app: Flask, language: str) -> None:
    class Foreign(Form):
        a = TextField("a", [DataRequired()])
        b = TextField("b", [Length(min=5, max=6)])
        c = TextField("c", [Length(max=1)])
        d = TextField("d", [Length(min=9)])
        e = TextField("e", [EqualTo("c")])
        f = TextField("f", [Regexp("x")])
        g = NumberField("g", [NumberRange(min=5)])
        h = NumberField("h", [NumberRange(max=1)])
        i = NumberField("i", [NumberRange(min=5, max=6)])

    data = {"b": "bb", "c": "cc", "d": "d", "e": "e", "f": "f", "g": "1", "h": "2", "i": "1"}
    with use_preferences(Preferences(language)):
        errors = sent(flask_app, data, Foreign).errors

    assert sorted(errors) == sorted("abcdefghi")
    assert not [message for [message] in errors.values() if re.search("[A-Za-z]", message)]


class Bare(Form):
    name = TextField("Name")


def test_a_form_without_its_token_is_refused_in_words(flask_app: Flask) -> None:
    flask_app.config["WTF_CSRF_ENABLED"] = True
    try:
        form = sent(flask_app, {"name": "Mona"}, Bare)
    finally:
        flask_app.config["WTF_CSRF_ENABLED"] = False

    assert [problem.message for problem in form.problems] == [
        "This form was open for too long. Check it and send it again."
    ]
    assert form.problems[0].field_id is None
