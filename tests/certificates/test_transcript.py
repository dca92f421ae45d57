"""The training record on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from lms.certificates.transcript import (
    RecordLine,
    TooManyLines,
    TranscriptPayload,
    render_transcript,
)
from lms.platform import clock
from lms.platform.pdf.glyphs import MissingGlyph
from tests.support.paper import fonts_of, images_of, letter_boxes, text_of

LINE = RecordLine(
    course="Performance Indicators of Technology Centres",
    centre="Saqqara Training Centre",
    starts_on=date(2026, 11, 15),
    ends_on=date(2026, 11, 19),
    minutes=1500,
    result="88 of 100",
    serial="SAQ-2026-000431",
)
RECORD = TranscriptPayload(
    language="en",
    bodies=("Ministry of Local Development", "Saqqara Training Centre"),
    name="Mona Abdel Hamid Salem",
    id_last_four="0123",
    lines=(LINE, replace(LINE, course="Sign Language", minutes=90, serial="")),
    issued_on=date(2026, 11, 22),
    verify_address="training.example/v",
    second_calendar="hijri",
)


def test_it_lists_what_was_completed_and_adds_it_up():
    text = text_of(render_transcript(RECORD))

    for said in (
        "Mona Abdel Hamid Salem",
        "•••••• 0123",
        "15–19 November 2026",
        "SAQ-2026-000431",
        "Total: 2 courses 26 h 30 min",
        "22 November 2026 (12 Jumada II 1448",
        "verified by the code printed on it, at training.example/v",
    ):
        assert said in text


def test_it_is_the_same_file_whenever_it_is_made_again():
    files = set()
    for year in (2026, 2027):
        with clock.frozen(datetime(year, 11, 20, tzinfo=UTC)):
            files.add(render_transcript(replace(RECORD, calendar="hijri")))
    assert len(files) == 1


def test_the_heads_stand_on_every_page():
    pdf = render_transcript(replace(RECORD, lines=(LINE,) * 60))

    pages = text_of(pdf).count("Training centre")
    assert pages == len(images_of(pdf, 20)) > 1


@pytest.mark.parametrize(
    ("language", "first_column_is_right"),
    [("ar", True), ("fa", True), ("ka", False), ("en", False)],
)
def test_s25_the_first_column_stands_where_reading_begins(language, first_column_is_right):
    line = replace(LINE, course="XXX", centre="ZZZ")
    boxes = letter_boxes(render_transcript(replace(RECORD, language=language, lines=(line,))))
    course = next(box[1] for box in boxes if box[0] == "X")
    centre = next(box[1] for box in boxes if box[0] == "Z")

    assert (course > centre) is first_column_is_right


def test_the_digits_of_the_reader_are_used_but_not_for_codes():
    text = text_of(render_transcript(replace(RECORD, language="ar", digits="arab")))

    assert "SAQ-2026-000431" in text
    assert "٢٦" in text


def test_an_empty_record_says_so():
    assert "No course completed yet." in text_of(render_transcript(replace(RECORD, lines=())))


def test_a_demonstration_says_so():
    assert "DEMONSTRATION" in text_of(render_transcript(replace(RECORD, demonstration=True)))


def test_its_fonts_are_in_the_file():
    assert all(fonts_of(render_transcript(replace(RECORD, language="fa"))).values())


def test_a_name_without_shapes_is_refused():
    with pytest.raises(MissingGlyph):
        render_transcript(replace(RECORD, name="王芳"))


def test_a_record_beyond_any_person_is_refused():
    with pytest.raises(TooManyLines):
        render_transcript(replace(RECORD, lines=(LINE,) * 501))
