"""Certificates on paper, looked at as images and read by a phone."""

from __future__ import annotations

import hashlib
import unicodedata
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdf
import pytest
from PIL import Image

from lms.certificates.document import TextTooLong, fingerprint, render_certificate
from lms.certificates.payload import Score, Signatory
from lms.platform.i18n import Preferences, use_preferences
from lms.platform.pdf.glyphs import MissingGlyph
from tests.support.paper import (
    URL,
    certificate,
    codes_in,
    fonts_of,
    images_of,
    letter_boxes,
    text_of,
)

DESIGNS = ["ar-en", "fa", "ka-en"]
APPROVED = Path(__file__).parent / "images"  # what people looked at and found right
LONG_NAME = "عبد الرحمن محمد عبد العظيم إبراهيم الدسوقي أبو المعاطي الشرنوبي"
LONG_COURSE = (
    "التحول الرقمي وتطوير منظومة الخدمات الحكومية في المراكز التكنولوجية وفق نظام MS-101/2024"
)


@cache
def printed(design: str) -> bytes:
    return render_certificate(certificate(design))


def letters(text: str) -> list[str]:
    """The letters in no order: PDF readers disagree on the order of a right-to-left line."""
    shapes = unicodedata.normalize("NFKC", text)
    return sorted(letter for letter in shapes if unicodedata.category(letter)[0] in "LN")


def is_within(part: str, whole: str) -> bool:
    left = letters(whole)
    for letter in letters(part):
        if letter not in left:
            return False
        left.remove(letter)
    return True


@pytest.mark.parametrize("design", DESIGNS)
def test_it_is_one_landscape_page_of_a4(design):
    pages = pypdf.PdfReader(BytesIO(printed(design))).pages

    assert [[round(side) for side in page.mediabox] for page in pages] == [[0, 0, 842, 595]]


@pytest.mark.parametrize("design", DESIGNS)
def test_it_looks_as_it_was_approved(design):
    """On purpose changed? Look at the new page, then write it to tests/certificates/images."""
    (page,) = images_of(printed(design), 40)
    seen = np.asarray(page.convert("L"), dtype=float)
    approved = np.asarray(Image.open(APPROVED / f"{design}.png").convert("L"), dtype=float)

    assert seen.shape == approved.shape
    assert abs(seen - approved).mean() < 2  # of 256 greys; another order of letters gives more
    blocks = abs(seen - approved)[: seen.shape[0] // 10 * 10, : seen.shape[1] // 10 * 10]
    blocks = blocks.reshape(seen.shape[0] // 10, 10, seen.shape[1] // 10, 10).mean(axis=(1, 3))
    assert blocks.max() < 25


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("demonstration", [False, True])
def test_a_phone_reads_the_code(design, demonstration):
    pdf = render_certificate(certificate(design, demonstration=demonstration))

    (found,) = codes_in(images_of(pdf)[0])
    assert (found.text, found.ec_level) == (URL, "Q")


@pytest.mark.parametrize("design", DESIGNS)
def test_the_code_is_large_and_stands_free(design):
    dpi = 300
    page = images_of(printed(design), dpi)[0]
    (found,) = codes_in(page)
    corners = found.position
    left, right = sorted((corners.top_left.x, corners.top_right.x))
    top, bottom = corners.top_left.y, corners.bottom_left.y
    module = (right - left) / 37
    zone = round(3.5 * module)  # the fourth module, less what a pixel or two may blur

    grey = np.asarray(page.convert("L"))
    around = grey[top - zone : bottom + zone, left - zone : right + zone].copy()
    around[zone - 2 : -zone + 2, zone - 2 : -zone + 2] = 255
    assert (right - left) / dpi * 25.4 >= 25
    assert around.min() > 200


@pytest.mark.parametrize("design", DESIGNS)
def test_our_fonts_are_in_the_file(design):
    fonts = fonts_of(printed(design))

    assert all(fonts.values())
    assert {name.partition("+")[2] for name in fonts} <= {
        "Amiri",
        "Amiri-Bold",
        "Noto-Serif-Georgian",
        "Noto-Serif-Georgian-Bold",
    }


@pytest.mark.parametrize("design", DESIGNS)
def test_its_text_can_be_copied_and_searched(design):
    payload = certificate(design)
    text = text_of(printed(design))

    assert payload.serial in text
    assert payload.code[:19] in text
    assert payload.code[20:] in text
    assert payload.verify_address in text
    for said in payload.texts():
        assert said == URL or is_within(said, text)


def test_s15_the_same_payload_is_the_same_file_whoever_asks():
    first = printed("ar-en")
    with use_preferences(Preferences("ka", digits="latn", calendar="hijri")):
        second = render_certificate(certificate())

    assert first == second
    assert fingerprint(first) == hashlib.sha256(second).hexdigest()


def test_s15_another_name_is_another_file():
    assert printed("ar-en") != render_certificate(certificate(name="منى عبد الحميد سليم"))


@pytest.mark.parametrize(
    ("design", "name"),
    [
        ("ar-en", LONG_NAME),
        ("ar-en", "علي حسن عمر"),
        ("ar-en", "مُحَمَّدٌ عَبْدُاللَّهِ الإِبْراهِيمِيّ"),
        ("fa", "سید محمدرضا میرزاده‌حسینی کریم‌پور فراهانی‌نژاد"),
        ("ar-en", "منىعبدالحميدسالم" * 5),
        ("ka-en", "ალექსანდრე მჭედლიშვილი-ჩხარტიშვილი კონსტანტინეს ძე"),
    ],
)
def test_s25_names_of_any_length_stand_whole_inside_the_frame(design, name):
    pdf = render_certificate(certificate(design, name=name))
    boxes = [box for box in letter_boxes(pdf) if not box[0].isspace()]

    assert is_within(name, text_of(pdf))
    assert all(left > 26 and right < 271 for _, left, _, right, _ in boxes)
    assert all(bottom > 22 and top < 187 for _, _, bottom, _, top in boxes)


def test_s25_the_longest_texts_keep_out_of_each_other_s_way():
    pdf = render_certificate(
        certificate(
            name=LONG_NAME,
            name_second="Abdelrahman Mohamed Abdelazim Ibrahim El-Desouky El-Sharnouby",
            course={
                "ar": LONG_COURSE,
                "en": "Digital Transformation of Services under System MS-101/2024",
            },
            score=Score("91.5", "100"),
            signatories=(
                *certificate().signatories,
                Signatory(
                    "اللواء د. خالد عبد العزيز", {"ar": "رئيس قطاع التدريب والتطوير المؤسسي"}
                ),
            ),
        )
    )
    boxes = [box for box in letter_boxes(pdf) if not box[0].isspace()]

    foot = [box for box in boxes if box[4] < 54]
    assert all(box[2] > 55 or box in foot for box in boxes)
    assert all(box[2] > 22 for box in boxes)
    assert codes_in(images_of(pdf)[0])[0].text == URL


def test_s25_a_latin_code_in_an_arabic_title_reads_from_the_left():
    boxes = letter_boxes(
        render_certificate(certificate(course={"ar": "نظام MS-101/2024", "en": "MS"}))
    )
    text = "".join(box[0] for box in boxes)
    at = text.index("MS-101/2024")
    code = boxes[at : at + 11]

    assert [box[1] for box in code] == sorted(box[1] for box in code)


def test_s25_a_letter_that_no_font_has_is_refused():
    with pytest.raises(MissingGlyph):
        render_certificate(certificate(name="王芳"))


def test_texts_that_fit_no_page_are_refused():
    endless = {"ar": "كلمة " * 60, "en": "word " * 60}
    signatory = Signatory("سلمى", endless)

    with pytest.raises(TextTooLong):
        render_certificate(certificate(parent_body=endless, signatories=(signatory,) * 3))


@pytest.mark.parametrize(
    ("design", "words"),
    [
        ("ar-en", ["نموذج تجريبي", "DEMONSTRATION"]),
        ("fa", ["نمونهٔ نمایشی"]),
        ("ka-en", ["სადემონსტრაციო", "DEMONSTRATION"]),
    ],
)
def test_a33_a_demonstration_is_marked_across_in_each_language(design, words):
    real, shown = (
        render_certificate(certificate(design, demonstration=demonstration))
        for demonstration in (False, True)
    )
    changed = np.asarray(images_of(real, 40)[0], dtype=int) - np.asarray(images_of(shown, 40)[0])
    rows = np.nonzero(abs(changed).max(axis=(1, 2)) > 10)[0]

    assert all(is_within(word, text_of(shown)) for word in words)
    assert rows.max() - rows.min() > changed.shape[0] / 4


def test_the_institution_s_colours_replace_ours():
    page = images_of(
        render_certificate(certificate(accent="#8b0000", accent_second="#004080")), 60
    )[0]

    red, _green, blue = np.asarray(page, dtype=int).reshape(-1, 3).T
    assert ((red > 110) & (blue < 60)).sum() > 500


@pytest.mark.parametrize("count", [1, 2, 3])
def test_up_to_three_sign(count):
    signatories = tuple(
        Signatory(f"سلمى عمر {n}", {"ar": "مدير", "en": "Director"}) for n in range(count)
    )

    assert (
        text_of(render_certificate(certificate(signatories=signatories))).count("Director") == count
    )
