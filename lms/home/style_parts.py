"""Sample forms and lists for the page that shows every part of the screens: each field, each state of a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from lms.platform.forms import (
    CalendarDateField,
    Candidate,
    CheckField,
    ChoiceField,
    ChoicesField,
    FileField,
    Form,
    HiddenField,
    LongTextField,
    LookupField,
    NumberField,
    RadioField,
    TextField,
    required,
)
from lms.platform.forms.dates import date_script
from lms.platform.i18n import language
from lms.platform.i18n.numbers import number
from lms.platform.paging import Step

_ROW = Markup(
    '<tr><th scope="row">{}</th><td data-label="{}">{}</td><td class="n" data-label="{}">{}</td></tr>'
)


def text(english: str, arabic: str) -> str:
    return arabic if language() == "ar" else english


def sample_forms() -> tuple[Form, Form]:
    """The same form twice: as it is filled in, and as it comes back with something wrong in every field."""
    form_type = _form_type()
    filled = {
        "name": "Mona",
        "note": text("A line.\nAnother one.", "سطر.\nسطر آخر."),
        "starts": date(2026, 11, 15),
        "seats": 20,
        "way": "mail",
        "ways": ["mail"],
        "agreed": True,
    }
    wrong = form_type(MultiDict({"wrong-starts": "31.4.2026", "wrong-place": "q"}), prefix="wrong")
    wrong.validate()  # type: ignore[no-untyped-call]  # untyped
    wrong.add_error(None, text("Something that belongs to no field.", "ما لا يخص حقلًا بعينه."))
    return form_type(None, data=filled), wrong


def _form_type() -> type[Form]:
    choices = [("mail", text("Mail", "بريد")), ("sms", text("Text message", "رسالة قصيرة"))]
    places = [
        Candidate("giza", "giza", text("Giza", "الجيزة"), "EG-GZ"),
        Candidate("qena", "qena", text("Qena", "قنا"), "EG-QN"),
    ]
    needed = [required()]
    fields = {
        "Meta": type("Meta", (Form.Meta,), {"csrf": False}),
        "name": TextField(
            text("Name", "الاسم"), needed, hint=text("As on the card.", "كما في البطاقة.")
        ),
        "note": LongTextField(text("Note", "ملاحظة"), needed, rows=2),
        "starts": CalendarDateField(text("First day", "اليوم الأول"), needed),
        "seats": NumberField(text("Seats", "المقاعد"), needed),
        "kind": ChoiceField(
            text("Kind", "النوع"), needed, choices=choices, blank=text("Choose", "اختيار")
        ),
        "way": RadioField(text("Way", "الطريقة"), needed, choices=choices),
        "ways": ChoicesField(text("Ways", "الطرق"), needed, choices=choices),
        "agreed": CheckField(text("Agreed", "موافقة"), needed),
        "place": LookupField(
            text("Place", "الجهة"),
            needed,
            find=lambda _asked: places,
            describe=lambda value: places[0],
        ),
        "file": FileField(text("File", "ملف"), needed, accept=(".csv",)),
        "extra": TextField(text("More", "المزيد")),
        "secret": HiddenField(),
    }
    return type("StyleForm", (Form,), fields)


@dataclass(frozen=True)
class Asked:
    path: str = "#"
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Control:
    key: str
    kind: str
    label: str
    value: str = ""
    error: str = ""
    options: tuple[tuple[str, str, bool], ...] = ()
    script: tuple[tuple[str, str], ...] = ()
    echo: str = ""


@dataclass(frozen=True)
class Head:
    label: str
    url: str = ""
    sorted: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class Chip:
    label: str
    value: str
    url: str = "#"


@dataclass(frozen=True)
class PageStep:
    label: str
    name: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Nothing:
    title: str
    text: str
    icon: str = "users"
    url: str = "#"
    label: str = ""


@dataclass(frozen=True)
class SampleList:
    """What the macros of lists ask of a listing."""

    name: str
    title: str
    empty: Nothing
    count: int = 0
    counted: str = ""
    is_all: bool = True
    is_untouched: bool = False
    asked: Asked = Asked()
    has_bar: bool = False
    hidden: tuple[tuple[str, str], ...] = ()
    controls: tuple[Control, ...] = ()
    chips: tuple[Chip, ...] = ()
    clear_url: str = "#"
    exports: tuple[tuple[str, str], ...] = ()
    picks: bool = False
    heads: tuple[Head, ...] = ()
    body: str = ""
    totals: tuple[tuple[str, str], ...] = ()
    pages: int = 1
    steps: tuple[PageStep, ...] = field(default=())


def sample_lists() -> tuple[SampleList, ...]:
    """A list with everything, and the three ways of having nothing: none yet, none found, unclear what is meant."""
    empty = Nothing(
        text("No runs yet", "لا توجد دورات بعد"),
        text("Plan the first one.", "يُخطط لأولها."),
        label=text("Plan a run", "تخطيط دورة"),
    )
    return (
        _full(empty),
        SampleList("none-yet", text("No runs yet", "لا توجد دورات بعد"), empty, is_untouched=True),
        SampleList("none-found", text("No run found", "لم توجد دورة"), empty),
        SampleList(
            "unclear",
            text("Unclear", "غير واضح"),
            empty,
            asked=Asked(problems=("",)),
            has_bar=True,
            controls=(
                Control(
                    "day", "text", text("Day", "اليوم"), "31.4.", text("No such day", "لا يوجد")
                ),
            ),
        ),
    )


def _full(empty: Nothing) -> SampleList:
    code, name, seats = text("Code", "الرمز"), text("Name", "الاسم"), text("Seats", "المقاعد")
    return SampleList(
        "full",
        text("Runs", "الدورات"),
        empty,
        count=62,
        counted=text("1 to 2 of 62", "١ إلى ٢ من ٦٢"),
        is_all=False,
        has_bar=True,
        hidden=(("part", "open"),),
        controls=(
            Control("q", "search", text("Find", "بحث"), "KPI"),
            Control(
                "from",
                "date",
                text("From", "من"),
                "2026-11-17",
                script=tuple(date_script().items()),
                echo=text("Tuesday 17 November 2026", "الثلاثاء 17 نوفمبر 2026"),
            ),
            Control(
                "state",
                "select",
                text("State", "الحالة"),
                options=(("", text("All", "الكل"), False), ("open", text("Open", "مفتوحة"), True)),
            ),
        ),
        chips=(Chip(text("State", "الحالة"), text("Open", "مفتوحة")),),
        exports=(("CSV", "#"), ("XLSX", "#")),
        heads=(
            Head(code, "#", "ascending"),
            Head(name, "#", "descending"),
            Head(seats, "#", numeric=True),
        ),
        body=Markup("").join(
            _ROW.format(one, name, title, seats, number(taken))
            for one, title, taken in (
                ("KPI-2026-03", text("Indicators", "المؤشرات"), 30),
                ("LAW-2026-01", text("Laws", "القوانين"), 20),
            )
        ),
        totals=(("", ""), ("", ""), ("n", number(50))),
        pages=3,
        steps=(
            PageStep(number(1), text("Page 1", "صفحة ١"), "#", current=True),
            PageStep("…", "", ""),
            PageStep(number(3), text("Page 3", "صفحة ٣"), "#"),
        ),
    )


def sample_steps() -> list[Step]:
    """The pages of a list that is filled in."""
    return [Step(number(n), "#", n == 2) for n in (1, 2, 3)]
