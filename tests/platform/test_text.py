"""Text as it is kept, and the formulas that spreadsheets would run."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.platform.i18n import Preferences, use_preferences
from lms.platform.text import RefusedCharacter, clean, fold_digits, looks_like_formula


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Anne-Marie   O'Brien ", "Anne-Marie O'Brien"),
        ("محمد\u00a0علي\t\n", "محمد علي"),
        ("e\u0301t\u00e9", "été"),
        ("\u200fياسر عمرو\u200e", "ياسر عمرو"),
        ("\ufeffid", "id"),
        ("می\u200cروم", "می\u200cروم"),
        ("علی\u200c\u200cپور", "علی\u200cپور"),
        ("کریم \u200c", "کریم"),
        ("در\u200cآمد", "درآمد"),
        ("\u200cعلی", "علی"),
        ("ﻣﺤﻤﺪ ﷲ", "محمد الله"),
        ("ＡＢ１", "AB1"),
        ("مُحَمَّد", "مُحَمَّد"),
        ("❤\ufe0f", "❤"),
        ("ნინო ბერიძე", "ნინო ბერიძე"),
        ("", ""),
        ("\u200f ", ""),
    ],
)
def test_keeps_one_form(text, kept):
    assert clean(text) == kept


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("ab\u202ecd", 3, "turns the direction of writing (U+202E)"),
        ("a\u200fb", 2, "turns the direction of writing (U+200F)"),
        ("a\u2066b", 2, "turns the direction"),
        ("a\u200bb", 2, "invisible (U+200B)"),
        ("ad\u200cmin", 3, "invisible (U+200C)"),
        ("a\u200c\u200cb", 2, "invisible (U+200C)"),
        ("a\u200d", 2, "invisible (U+200D)"),
        ("a\u00adb", 2, "invisible (U+00AD)"),
        ("\u3164", 1, "invisible (U+3164)"),
        ("a\x00b", 2, "control character (U+0000)"),
        ("a\x1cb", 2, "control character (U+001C)"),
        ("a\x85b", 2, "control character (U+0085)"),
        ("a\ue000", 2, "not a letter of any script (U+E000)"),
        ("a\ud800", 2, "not a letter of any script (U+D800)"),
        ("a\u0378", 2, "not a letter of any script (U+0378)"),
        ("Ren\ufffd", 4, "was lost when it was copied"),
    ],
)
def test_refuses_what_could_deceive_and_says_where(text, position, reason):
    with pytest.raises(RefusedCharacter) as refusal:
        clean(text)
    assert reason in str(refusal.value)
    assert (refusal.value.position, refusal.value.reason) == (position, str(refusal.value))


def test_says_it_in_the_language_of_the_reader():
    with use_preferences(Preferences(language="ar")), pytest.raises(RefusedCharacter) as refusal:
        clean("ab\u202ecd")
    assert "الحرف رقم ٣" in str(refusal.value)


@given(st.text())
def test_clean_text_stays_as_it_is(text):
    try:
        kept = clean(text)
    except RefusedCharacter:
        return
    assert clean(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert "  " not in kept
    assert kept == kept.strip()


@given(st.text())
def test_clean_text_holds_nothing_hidden(text):
    try:
        kept = clean(text)
    except RefusedCharacter:
        return
    hidden = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
    assert not {unicodedata.category(c) for c in kept if c != "\u200c"} & hidden


@pytest.mark.parametrize(
    ("text", "ascii_digits"),
    [("٤٥٦", "456"), ("۴۵۶", "456"), ("４", "4"), ("رقم ٧", "رقم 7"), ("x²", "x²"), ("12", "12")],
)
def test_folds_every_decimal_digit(text, ascii_digits):
    assert fold_digits(text) == ascii_digits


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+A1",
        "-2+3",
        "@SUM(A1)",
        " =1",
        "'=1",
        "＝1",
        "\t=1",
        "\u200e=1",
        "|cmd",
        "-x",
        "=-5",
    ],
)
def test_sees_formulas(text):
    assert looks_like_formula(text)


@pytest.mark.parametrize(
    "text", ["", "a=b", "-5", "+20 100 123 4567", "-1,5", "- ", "ნინო", "عبد الله", "5-6"]
)
def test_plain_text_and_numbers_are_no_formulas(text):
    assert not looks_like_formula(text)
