"""Days, numbers, choices and files as the reader has them."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from lms.platform.forms import (
    ChoiceField,
    DecimalField,
    Form,
    required,
)
from lms.platform.i18n import Preferences, use_preferences
from tests.platform.forms.every_kind import EveryKind, sent

READERS = [
    Preferences("en"),
    Preferences("ar"),
    Preferences("ar", calendar="hijri"),
    Preferences("fa"),
    Preferences("ka"),
    Preferences("en", calendar="jalali"),
]


@pytest.mark.parametrize("reader", READERS, ids=str)
@pytest.mark.parametrize(
    "day",
    [date(2026, 5, 6), date(2024, 2, 29), date(2026, 3, 20), date(1905, 1, 2), date(2090, 7, 8)],
)
def test_saving_a_day_untouched_leaves_it_as_it_was(
    flask_app: Flask, reader: Preferences, day: date
) -> None:
    with use_preferences(reader):
        shown = sent(flask_app, {"name": "x"}, begins=day).begins.shown(day)
        form = sent(flask_app, {"name": "Mona", "begins": shown}, begins=day)

    assert form.begins.data == day


def test_a_day_shows_in_the_calendar_and_digits_of_the_reader(flask_app: Flask) -> None:
    with (
        use_preferences(Preferences("fa", second_calendar="gregorian")),
        flask_app.test_request_context("/"),
    ):
        field = EveryKind(born=date(2026, 3, 21)).born

        assert field._value() == "۱۴۰۵-۰۱-۰۱".replace("-", field._value()[4])
        assert "۲۰۲۶" in field.second
        assert field.calendar == "jalali"


def test_typing_a_day_keeps_the_text(flask_app: Flask) -> None:
    form = sent(flask_app, {"name": "Mona", "born": " ٢٠٠٠-٠٢-٢٩ "})

    assert form.born.typed == " ٢٠٠٠-٠٢-٢٩ "


@pytest.mark.parametrize(
    ("reader", "number", "shown"),
    [
        (Preferences("en"), Decimal("1234.50"), "1234.50"),
        (Preferences("ar"), Decimal("1234.50"), "١٢٣٤٫٥٠"),
        (Preferences("fa"), Decimal("-0.5"), "-۰٫۵"),
        (Preferences("ka"), Decimal("1234.5"), "1234,5"),
    ],
)
def test_a_stored_decimal_shows_as_the_reader_types_it_and_reads_back(
    flask_app: Flask, reader: Preferences, number: Decimal, shown: str
) -> None:
    class Plain(Form):
        amount = DecimalField("Amount", min=None)

    with use_preferences(reader):
        form = sent(flask_app, {"amount": shown}, Plain)

        assert form.amount.shown(number) == shown
        assert form.amount.data == number


def test_the_first_choice_never_stands_for_a_value_that_is_no_longer_offered(
    flask_app: Flask,
) -> None:
    class Required(Form):
        unit = ChoiceField("Centre", [required()], choices=[(1, "Qena")])

    with flask_app.test_request_context("/"):
        assert "selected" not in str(Required(unit=1).unit).split("Qena")[1]
        assert [c.value for c in Required(unit=1).unit.iter_choices()] == ["1"]
        gone = list(Required(unit=9).unit.iter_choices())

    assert [(choice.value, choice.selected) for choice in gone] == [("", True), ("1", False)]


def test_choices_may_be_set_after_the_form_is_made(flask_app: Flask) -> None:
    with flask_app.test_request_context("/", method="POST", data={"unit": "7", "name": "Mona"}):
        form = EveryKind()
        form.unit.choices = [(7, "Luxor")]

        assert form.validate_on_submit()
        assert form.unit.data == 7


def test_an_empty_choice_that_is_offered_is_an_answer(flask_app: Flask) -> None:
    class WithNone(Form):
        second = ChoiceField("Second", [required()], choices=[("", "None"), ("h", "Hijri")])

    form = sent(flask_app, {"second": ""}, WithNone)

    assert not form.errors
    assert form.second.data == ""
    assert [choice.value for choice in form.second.iter_choices()] == ["", "h"]


def upload(content: bytes, filename: str) -> dict[str, Any]:
    return {"name": "Mona", "file": (io.BytesIO(content), filename)}


@pytest.mark.parametrize(
    ("content", "filename", "message"),
    [
        (b"", "a.csv", "This file is empty."),
        (b"x" * 1_001, "a.csv", "This file is too large. The limit is 0.001 MB."),
        (b"x", "a.exe", "Choose a file of this kind: CSV, XLSX."),
        (b"x", "a.csv.exe", "Choose a file of this kind: CSV, XLSX."),
        (b"x", "csv", "Choose a file of this kind: CSV, XLSX."),
    ],
)
def test_refuses_files_of_the_wrong_kind_or_size(
    flask_app: Flask, content: bytes, filename: str, message: str
) -> None:
    form = sent(flask_app, upload(content, filename))

    assert list(form.file.errors) == [message]
    assert form.file.data is None


def test_takes_a_file_whole_and_from_its_start(flask_app: Flask) -> None:
    with flask_app.test_request_context("/", method="POST", data=upload(b"a,b", "Roster.CSV")):
        form = EveryKind()

        assert form.validate_on_submit()
        assert form.file.value.read() == b"a,b"


def test_text_sent_in_place_of_a_file_is_no_file(flask_app: Flask) -> None:
    assert sent(flask_app, {"name": "Mona", "file": "a.csv"}).file.data is None
