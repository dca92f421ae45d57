"""What people type in the fields of a form, and what is said where it is wrong."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from tests.platform.forms.every_kind import TYPEABLE, EveryKind, meant, said, sent

GOOD = [
    ("name", "  منى   أحمد ", "منى أحمد"),
    ("name", "محـمد".replace("ـ", ""), "محمد"),
    ("name", "Mona منى O'Brien-Ali", "Mona منى O'Brien-Ali"),
    ("name", "م", "م"),
    ("name", "ن" * 200, "ن" * 200),
    ("short", "12345   ", "12345"),
    ("note", " one \r\n\r\n two ", "one\n\ntwo"),
    ("seats", "٢٥", 25),
    ("seats", "۲۵", 25),
    ("seats", "", None),
    ("any_number", "-1,234,567", -1234567),
    ("mark", "٩٩٫٥", Decimal("99.5")),
    ("mark", "99,50", Decimal("99.50")),
    ("mark", "0", Decimal(0)),
    ("share", "80%", Decimal(80)),
    ("share", "٨٠٪", Decimal(80)),
    ("share", "12.5", Decimal("12.5")),
    ("born", "2000-02-29", date(2000, 2, 29)),
    ("born", "٢٠٠٠-٠٢-٢٩", date(2000, 2, 29)),
    ("born", "", None),
    ("at", "٠٩:٣٠", time(9, 30)),
    ("at", "930", time(9, 30)),
    ("unit", "2", 2),
    ("unit", "", None),
    ("sex", "f", "f"),
    ("days", ["1", "3"], [1, 3]),
    ("days", ["3", "3", "1"], [3, 1]),
    ("agreed", "y", True),
    ("email", "Mona.Ali@Example.ORG", "Mona.Ali@example.org"),
    ("phone", "٠١٠٠ ١٢٣-٤٥٦٧", "01001234567"),
    ("phone", "0020 (100) 123 45 67", "+201001234567"),
    ("code", "KPI-٢٠٢٦", "KPI-2026"),
    ("secret", "  كلمة  سر ", "  كلمة  سر "),
    ("version", "7", "7"),
]


@pytest.mark.parametrize(("field", "text", "value"), GOOD)
def test_understands_what_people_type(flask_app: Flask, field: str, text: Any, value: Any) -> None:
    found = meant(flask_app, field, text)

    assert found == value
    assert type(found) is type(value)


BAD = [
    ("name", "", "Fill this in."),
    ("name", "   \t ", "Fill this in."),
    ("name", "ن" * 201, "Use at most 200 letters."),
    ("name", "x" * 1_000_000, "Use at most 200 letters."),
    ("short", "123456", "Use at most 5 letters."),
    ("seats", "0", "Enter a number from 1 to 50."),
    ("seats", "51", "Enter a number from 1 to 50."),
    ("seats", "1.5", "Enter a whole number, in digits."),
    ("seats", "ten", "Enter a whole number, in digits."),
    ("seats", "9" * 5_000, "This is too long."),
    ("least", "2", "Enter at least 3."),
    ("mark", "-1", "Enter a number from 0 to 100."),
    ("mark", "100.01", "Enter a number from 0 to 100."),
    ("mark", "1.234", "Use at most 2 decimal places."),
    ("mark", "1." + "0" * 30, "Use at most 2 decimal places."),
    ("mark", "0." + "1" * 150, "Enter a number, in digits."),
    ("mark", "1." + "0" * 1_000, "This is too long."),
    ("mark", "many", "Enter a number, in digits."),
    ("mark", "1,234", "This can be read in two ways. Leave the mark between thousands out."),
    ("mark", "NaN", "Enter a number, in digits."),
    ("share", "101", "Enter a number from 0 to 100."),
    ("born", "2027-01-01", "Enter a date up to 21 November 2026."),
    ("begins", "2025-12-31", "Enter a date from 1 January 2026 on."),
    ("at", "25:00", "Enter a time such as 14:30."),
    ("unit", "3", "Choose one of those listed."),
    ("unit", "1' OR '1'='1", "Choose one of those listed."),
    ("sex", "x", "Choose one of those listed."),
    ("days", ["1", "9"], "Choose one of those listed."),
    ("email", "mona", "Enter an e-mail address such as name@example.org."),
    ("email", "a@b", "Enter an e-mail address such as name@example.org."),
    ("email", "a b@c.org", "Enter an e-mail address such as name@example.org."),
    ("email", "a@b..org", "Enter an e-mail address such as name@example.org."),
    ("phone", "call me", "Enter a telephone number, such as +20 100 123 4567."),
    ("phone", "123", "Enter a telephone number, such as +20 100 123 4567."),
    ("code", "kpi", "This code does not have the right form."),
]


@pytest.mark.parametrize(("field", "text", "message"), BAD)
def test_says_at_the_field_what_is_wrong(
    flask_app: Flask, field: str, text: Any, message: str
) -> None:
    assert said(flask_app, field, text) == [message]


@pytest.mark.parametrize(
    "text",
    ["\u202eabc", "a\u202eb", "a\u200bb", "a\u2066b", "a\0b", "a\x07b", "a\ufffdb", "a\ue000b"],
)
@pytest.mark.parametrize("field", ["name", "note", "code"])
def test_refuses_characters_that_deceive_a_reader(flask_app: Flask, field: str, text: str) -> None:
    assert said(flask_app, field, text)


@pytest.mark.parametrize(
    "text", ["31 February 2024", "2023-02-29", "2024-13-01", "yesterday", "0000"]
)
def test_refuses_days_that_do_not_exist(flask_app: Flask, text: str) -> None:
    assert said(flask_app, "born", text)


@pytest.mark.parametrize(
    ("field", "text", "_message"), [case for case in BAD if len(str(case[1])) < 99]
)
def test_keeps_what_was_typed(flask_app: Flask, field: str, text: Any, _message: str) -> None:
    form = sent(flask_app, {"name": "Mona", field: text})

    if field == "days":
        assert [choice.value for choice in form.days.iter_choices() if choice.selected] == ["1"]
    else:
        assert form[field]._value() == text


def test_a_field_that_failed_has_no_value(flask_app: Flask) -> None:
    form = sent(flask_app, {"name": "", "seats": "x"}, seats=7, name="Mona")

    assert (form.name.data, form.seats.data) == ("", None)
    with pytest.raises(ValueError, match="seats is empty"):
        _ = form.seats.value


def test_a_control_that_was_left_out_is_empty_not_what_was_stored(flask_app: Flask) -> None:
    form = sent(flask_app, {"x": "1"}, name="Mona", seats=7, unit=1, agreed=True, days=[1])

    assert (form.name.data, form.seats.data, form.unit.data) == ("", None, None)
    assert (form.agreed.data, form.days.data) == (False, [])
    assert form.name.errors


def test_fields_that_are_not_of_the_form_are_ignored(flask_app: Flask) -> None:
    form = sent(flask_app, {"name": "Mona", "role": "admin", "is_demo": "1"})

    assert not form.errors
    assert "role" not in form.data


def test_a_value_counts_once_and_from_the_body_alone(flask_app: Flask) -> None:
    both = MultiDict([("name", "Mona"), ("name", "Huda")])
    with flask_app.test_request_context("/?name=Nadia&seats=7", method="POST", data=both):
        form = EveryKind()

    assert (form.name.data, form.seats.data) == ("Mona", None)


def test_a_form_fills_no_object_by_itself(flask_app: Flask) -> None:
    with pytest.raises(TypeError):
        sent(flask_app, {"name": "Mona"}).populate_obj(object())


@given(field=st.sampled_from(TYPEABLE), text=st.text(max_size=300))
def test_nothing_that_can_be_typed_is_an_error_of_ours(
    flask_app: Flask, field: str, text: str
) -> None:
    response = flask_app.test_client().post("/", data={"name": "Mona", field: text})

    assert response.status_code in {200, 422}
