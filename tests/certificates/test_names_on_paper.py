"""Names and texts of four languages on certificates: whole, in order, found again in the file."""

from __future__ import annotations

import re
import unicodedata

import pytest

from lms.certificates.document import render_certificate
from lms.certificates.payload import CertificatePayload
from lms.certificates.wording import column
from lms.people.rules import kept_together
from tests.support.paper import certificate, letter_boxes, text_of

LONG = "عبد الرحمن محمد عبد العظيم إبراهيم الدسوقي أبو المعاطي الشرنوبي"
PERSIAN = "سید محمدرضا میرزاده‌حسینی کریم‌پور فراهانی‌نژاد"
OUR_LETTERS = re.compile("[A-Za-z\u0600-\u06ff\u10d0-\u10ff]")


def plain(text: str) -> str:
    """As readers of files compare: presentation forms as letters, without what nobody sees."""
    shapes = unicodedata.normalize("NFKC", text)
    seen = [one for one in shapes if unicodedata.category(one) not in ("Cf", "Mn")]
    return " ".join("".join(seen).split())


@pytest.mark.parametrize(
    ("design", "name"),
    [
        ("ar-en", LONG),
        ("ar-en", "خالد بن محمد بن عبد الله آل سعود"),
        ("fa", PERSIAN),
        ("ka-en", "ნინო ბერიძე გიორგის ასული"),
    ],
)
def test_s25_a_name_is_found_in_the_file_as_it_is_typed(design, name):
    assert plain(name) in plain(text_of(render_certificate(certificate(design, name=name))))


@pytest.mark.parametrize("name", [LONG, "مُحَمَّدٌ عَبْدُاللَّهِ الإِبْراهِيمِيّ", PERSIAN])
@pytest.mark.parametrize("design", ["ar-en", "fa"])
def test_s25_no_letter_of_another_script_comes_into_the_file(design, name):
    text = text_of(render_certificate(certificate(design, name=name)))
    strange = [
        one for one in text if unicodedata.category(one)[0] == "L" and not OUR_LETTERS.match(one)
    ]
    assert strange == []
    assert "الجيزة" in plain(text) or "الکترونیک" in plain(text)  # had a shape without a letter


def test_s25_names_of_two_words_stay_on_one_line():
    assert kept_together(LONG)[-2:] == ("أبو المعاطي", "الشرنوبي")
    assert " ".join(kept_together(LONG)) == LONG
    assert kept_together("خالد بن محمد") == ("خالد", "بن محمد")

    boxes = letter_boxes(render_certificate(certificate(name=LONG)))
    text = "".join(unicodedata.normalize("NFKC", box[0])[:1] or " " for box in boxes)
    at = text.index("أبو المعا")
    first, second = boxes[at], boxes[at + 4]
    assert abs(first[2] - second[2]) < 4  # millimetres: the lines are further apart


@pytest.mark.parametrize(
    ("design", "language", "said"),
    [
        ("ka-en", "ka", "60 (სამოცი) საკონტაქტო საათი"),
        ("ka-en", "en", "60 (sixty) training hours"),
        ("fa", "fa", "۲۰ (بیست) ساعت آموزشی"),
        ("ar-en", "ar", "٢٥ (خمس وعشرون) ساعة تدريبية"),
        ("ar-en", "en", "25 (twenty-five) training hours"),
    ],
)
def test_the_hours_stand_in_words(design, language, said):
    assert column(certificate(design), language).facts[0] == said


def test_s15_a_certificate_of_the_first_template_is_printed_as_it_was():
    first = {**certificate("ka-en").as_dict(), "template_version": 1}
    payload = CertificatePayload.from_dict(first)

    assert column(payload, "ka").facts[0] == "60 საკონტაქტო საათი"
    assert "სამოცი" not in text_of(render_certificate(payload))
    assert column(CertificatePayload.from_dict({**first, "name": LONG}), "ka").name_parts == (LONG,)
