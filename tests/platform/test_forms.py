from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask.typing import ResponseReturnValue
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import StrictUndefined
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse
from wtforms.validators import DataRequired, EqualTo, Length, NumberRange, Regexp

from lms.config import ROOT
from lms.platform.errors import DomainError
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
from lms.platform.i18n import Preferences, use_preferences
from lms.platform.i18n import web as i18n_web

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


FORM = """
{% from "_macros/form.html" import error_summary, fields, form_close, form_open, submit %}
{{ error_summary(form) }}{{ form_open("/", multipart=True) }}
{{ fields(form) }}
{{ submit("Save", "/back") }}{{ form_close() }}
"""


@pytest.fixture(scope="module")
def flask_app() -> Flask:
    app = Flask("forms", template_folder=str(ROOT / "templates"))
    app.secret_key = "only for tests"
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    i18n_web.init_app(app)

    @app.route("/", methods=["GET", "POST"])
    def view() -> ResponseReturnValue:
        form = EveryKind()
        if form.validate_on_submit():
            return {"name": form.name.value}
        return render_template_string(FORM, form=form), form.status

    return app


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


TYPEABLE = [name for name in vars(EveryKind) if not name.startswith("_") and name != "Meta"]


@given(field=st.sampled_from(TYPEABLE), text=st.text(max_size=300))
def test_nothing_that_can_be_typed_is_an_error_of_ours(
    flask_app: Flask, field: str, text: str
) -> None:
    response = flask_app.test_client().post("/", data={"name": "Mona", field: text})

    assert response.status_code in {200, 422}


# Days in the reader's calendar


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


# Numbers as the reader writes them


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


# Choices


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


# Files


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


# Required, and what the reader is told


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


# Tokens


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


# On the page


@pytest.fixture
def page(flask_app: Flask) -> Callable[[dict[str, Any]], TestResponse]:
    client = flask_app.test_client()

    def post(data: dict[str, Any]) -> TestResponse:
        return client.post("/", data=MultiDict(data))

    return post


def test_an_empty_form_is_shown_without_errors(flask_app: Flask) -> None:
    response = flask_app.test_client().get("/")

    assert response.status_code == 200
    assert "error" not in response.text


def test_a_form_shown_again_answers_422_with_a_summary_that_leads_to_the_fields(page: Any) -> None:
    response = page({"name": "", "seats": "<b>"})

    assert response.status_code == 422
    assert re.search(r'class="error-summary" role="alert" tabindex="-1"', response.text)
    assert "2 things to fix" in response.text
    assert '<a href="#name">Full name: Fill this in.</a>' in response.text
    assert 'value="&lt;b&gt;"' in response.text


def test_the_control_is_tied_to_its_hint_and_its_error(page: Any) -> None:
    text = page({"name": ""}).text

    control = re.search(r'<input[^>]*id="name"[^>]*>', text)
    assert control is not None
    assert 'aria-describedby="name-hint name-error"' in control[0]
    assert 'aria-invalid="true"' in control[0]
    order = [
        text.index(part) for part in ('for="name"', 'id="name-hint"', 'id="name-error"', control[0])
    ]
    assert order == sorted(order)


def test_optional_fields_say_so_and_required_ones_carry_no_mark(flask_app: Flask) -> None:
    text = flask_app.test_client().get("/").text

    assert '<label for="name">Full name</label>' in text
    assert '<label for="short">Short name <span class="optional">(optional)</span></label>' in text


def test_every_id_of_the_page_is_there_once(page: Any) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page({"name": ""}).text)

    assert len(ids) == len(set(ids))


def test_a_password_is_never_shown_again(page: Any) -> None:
    assert "hunter2" not in page({"name": "", "secret": "hunter2"}).text


@pytest.mark.parametrize("form_field", TYPEABLE)
def test_no_markup_that_was_typed_becomes_markup(page: Any, form_field: str) -> None:
    text = page({"mark": "x", form_field: "\"><script>alert('x')</script>{{ 7*7 }}"}).text

    assert "<script" not in text
    assert "49" not in text


def test_the_macros_use_no_inline_style_or_script() -> None:
    for name in ("form.html", "table.html"):
        source = (Path(ROOT) / "templates" / "_macros" / name).read_text(encoding="utf-8")

        assert not re.search(r"style=|<script|\son[a-z]+=", source)
