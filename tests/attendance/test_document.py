"""The sign-in sheet on paper."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from lms.attendance import document
from lms.attendance.document import (
    SheetPayload,
    SheetPerson,
    TooManyPeople,
    render_sheet,
    render_sheets,
)
from lms.platform import clock
from lms.platform.pdf.glyphs import MissingGlyph
from lms.platform.pdf.press import lay_out
from tests.support.paper import codes_in, fonts_of, images_of, letter_boxes, text_of, texts_of

URL = "https://training.example/sessions/1234/attendance"
SHEET = SheetPayload(
    language="en",
    bodies=("Ministry of Local Development", "Saqqara Training Centre"),
    course="Performance indicators of technology centres",
    session_number=5,
    session_count=10,
    session_title="Types of indicator",
    held_on=date(2026, 11, 17),
    starts_at=time(9),
    ends_at=time(11, 15),
    room="Room 1",
    trainers=("Dr Nadia El Sherbiny",),
    code="KPI-2026-03/5",
    url=URL,
    people=tuple(SheetPerson(f"Person {n}", "Badrashin, Giza") for n in range(1, 31)),
    second_calendar="hijri",
)
LONG = SheetPerson(
    "عبد الرحمن محمد عبد العظيم إبراهيم الدسوقي أبو المعاطي الشرنوبي",
    "المركز التكنولوجي لخدمة المواطنين بحي شرق مدينة نصر، محافظة القاهرة",
)


def test_a_sheet_is_the_same_file_before_the_session_and_after_it():
    files = set()
    for year in (SHEET.held_on.year - 1, SHEET.held_on.year + 1):
        with clock.frozen(datetime(year, 11, 20, tzinfo=UTC)):
            files.add(render_sheets([SHEET]))
    assert len(files) == 1


def test_thirty_people_stand_on_one_page():
    (text,) = texts_of(render_sheet(SHEET))

    for said in ("Person 1 ", "Person 30", "5 of 10: Types of indicator", "Room 1", "09:00–11:15"):
        assert said in text
    assert "Tuesday 17 November 2026 · 7 Jumada II 1448" in text
    assert "Present Late Absent Trainer’s signature" in text


@pytest.mark.parametrize("language", ["ar", "fa", "ka", "en"])
def test_long_names_and_a_mark_keep_thirty_on_one_page(language):
    sheet = replace(SHEET, language=language, people=(LONG,) * 30, demonstration=True)

    assert len(images_of(render_sheet(sheet), 20)) == 1


def test_more_people_go_on_with_the_whole_head():
    people = tuple(SheetPerson(f"Person {n}") for n in range(1, 64))

    pages = texts_of(render_sheet(replace(SHEET, people=people)))

    assert len(pages) == 3
    assert all("Sign-in sheet" in page and "Signature" in page for page in pages)
    assert "Person 31 " in pages[1]
    assert ["Trainer’s signature" in page for page in pages] == [False, False, True]


def test_each_page_carries_the_session_s_address():
    pages = images_of(render_sheet(replace(SHEET, people=SHEET.people + SHEET.people[:1])))

    assert [[found.text for found in codes_in(page)] for page in pages] == [[URL], [URL]]


@pytest.mark.parametrize(("people", "last"), [(12, 15), (29, 30), (0, 30)])
def test_spare_lines_stay_for_those_who_are_not_on_the_list(people, last):
    (text,) = texts_of(render_sheet(replace(SHEET, people=SHEET.people[:people])))

    list_ = text.replace("Person ", "Person_").partition("Signature")[2].partition("Present")[0]
    assert [int(word) for word in list_.split() if word.isdigit()] == list(range(1, last + 1))


@pytest.mark.parametrize(
    ("language", "numbers_are_right"), [("ar", True), ("fa", True), ("ka", False)]
)
def test_s25_the_first_column_stands_where_reading_begins(language, numbers_are_right):
    people = (SheetPerson("QQQ", "ZZZ"),)
    boxes = letter_boxes(render_sheet(replace(SHEET, language=language, people=people)))
    name = next(box[1] for box in boxes if box[0] == "Q")
    unit = next(box[1] for box in boxes if box[0] == "Z")

    assert (name > unit) is numbers_are_right


def test_s25_a_latin_name_in_an_arabic_sheet_keeps_its_marks_in_place():
    boxes = letter_boxes(
        render_sheet(replace(SHEET, language="ar", people=(SheetPerson("Smith, J. (Jr)"),)))
    )
    text = "".join(box[0] for box in boxes)
    name = [box for box in boxes[text.index("Smith") :][:14] if box[0] != " "]

    assert [box[1] for box in name] == sorted(box[1] for box in name)


def test_pages_are_numbered_in_the_reader_s_digits():
    assert "٣٠" in text_of(render_sheet(replace(SHEET, language="ar")))
    assert "30" in text_of(render_sheet(replace(SHEET, language="ar", digits="latn")))


def test_its_fonts_are_in_the_file():
    assert all(fonts_of(render_sheet(replace(SHEET, language="ar"))).values())


def test_a_name_without_shapes_is_refused():
    with pytest.raises(MissingGlyph):
        render_sheet(replace(SHEET, people=(SheetPerson("王芳"),)))


def test_the_sheets_of_a_run_are_one_file_with_each_session_s_own_code():
    other = replace(SHEET, session_number=6, url=URL + "/6", code="KPI-2026-03/6")

    file = render_sheets([SHEET, other])

    assert ["5 of 10" in page for page in texts_of(file)] == [True, False]
    assert [[found.text for found in codes_in(page)] for page in images_of(file)] == [
        [URL],
        [URL + "/6"],
    ]


def test_what_one_page_does_not_fit_into_is_not_tried_with_all(monkeypatch):
    tried = []

    def counted(html, *rest):
        tried.append(html.count('class="paper"'))
        return lay_out(html, *rest)

    monkeypatch.setattr(document, "lay_out", counted)
    long = replace(SHEET, language="ar", people=(LONG,) * 30)
    file = render_sheets([replace(SHEET, language="ar"), *[long] * 4])

    assert len(texts_of(file)) == 5
    assert tried[:2] == [1, 1]
    assert tried.count(5) == 1


def test_a_sheet_that_goes_on_counts_on():
    (text,) = texts_of(render_sheet(replace(SHEET, first_number=501)))

    assert "501 Person 1 " in text


def test_a_session_of_thousands_is_refused():
    with pytest.raises(TooManyPeople):
        render_sheet(replace(SHEET, people=SHEET.people * 20))


NAMES = (
    LONG.name,
    "مُحَمَّدٌ عَبْدُاللَّهِ الإِبْراهِيمِيّ",
    "سید محمدرضا میرزاده‌حسینی کریم‌پور فراهانی‌نژاد",
    "ალექსანდრე მჭედლიშვილი ჩხარტიშვილი კონსტანტინეს ძე",
    "Abdelrahman Mohamed Abdelazim Ibrahim El-Desouky El-Sharnouby",
)


@pytest.mark.parametrize("language", ["ar", "fa", "ka", "en"])
def test_s25_names_of_every_script_stand_whole_in_their_column(language):
    people = tuple(SheetPerson(name, "وحدة MS-101/2024") for name in NAMES)
    file = render_sheet(replace(SHEET, language=language, people=people))
    boxes = [box for box in letter_boxes(file) if not box[0].isspace()]
    shapes = unicodedata.normalize("NFKC", text_of(file))
    text = "".join(one for one in shapes if unicodedata.category(one) not in ("Cf", "Mn"))

    left, right = min(box[1] for box in boxes), max(box[3] for box in boxes)
    assert left > 8
    assert right < 202  # millimetres of 210
    for name in NAMES[3:]:
        assert all(word in text for word in name.split())
    for name in NAMES:  # readers disagree on the order of Arabic shapes that stand for two letters
        letters = [one for one in name if unicodedata.category(one)[0] == "L"]
        assert not set(letters) - set(text)
