"""Numbers in the reader's digits."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.platform.i18n import Preferences, use_preferences
from lms.platform.i18n.numbers import decimal_text, digits, duration, number, percent

ARABIC_LATIN = Preferences(language="ar", digits="latn")


def read_as(code, shows, *arguments):
    with use_preferences(Preferences(language=code)):
        return shows(*arguments)


@pytest.mark.parametrize(
    ("code", "text"),
    [("en", "1,234,567"), ("ar", "١٬٢٣٤٬٥٦٧"), ("fa", "۱٬۲۳۴٬۵۶۷"), ("ka", "1\u00a0234\u00a0567")],
)
def test_groups_thousands_as_the_language_does(code, text):
    assert read_as(code, number, 1_234_567) == text


def test_georgian_groups_from_five_digits_on():
    assert (read_as("ka", number, 9_999), read_as("ka", number, 10_000)) == ("9999", "10\u00a0000")


@pytest.mark.parametrize(
    ("code", "text"),
    [("en", "\u22125"), ("ar", "\u061c-٥"), ("fa", "\u200e\u2212۵"), ("ka", "\u22125")],
)
def test_keeps_the_sign_at_the_reading_side(code, text):
    assert read_as(code, number, -5) == text


def test_digits_are_a_choice_apart_from_the_language():
    with use_preferences(ARABIC_LATIN):
        assert (number(1_234), decimal_text(Decimal("1.5"), 1), digits("٣ 4")) == (
            "1,234",
            "1.5",
            "٣ 4",
        )


@pytest.mark.parametrize(
    ("code", "text"), [("en", "79.9"), ("ar", "٧٩٫٩"), ("fa", "۷۹٫۹"), ("ka", "79,9")]
)
def test_cuts_decimals_off(code, text):
    assert read_as(code, decimal_text, Decimal("79.96"), 1) == text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(2, 3), 2, "0.66"),
        (Decimal("-0.04"), 1, "0.0"),
        (Decimal("-1.25"), 1, "\u22121.2"),
        (Decimal("12"), 2, "12.00"),
        (Fraction(5, 2), 0, "2"),
        (1_234, 1, "1,234.0"),
        (Decimal("1.005"), 2, "1.00"),
    ],
)
def test_shows_exactly_so_many_decimals(value, places, text):
    assert decimal_text(value, places) == text


@given(st.fractions(min_value=0, max_value=10_000), st.integers(0, 6))
def test_never_shows_more_than_there_is(value, places):
    shown = Fraction(decimal_text(value, places).replace(",", ""))
    assert shown <= value < shown + Fraction(1, 10**places)


@pytest.mark.parametrize(
    ("code", "text"),
    [("en", "66.6%"), ("ar", "٦٦٫٦٪\u061c"), ("fa", "۶۶٫۶٪"), ("ka", "66,6%")],
)
def test_writes_the_percent_sign_of_the_language(code, text):
    assert read_as(code, percent, Fraction(2, 3)) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(0), "0%"),
        (Fraction(4, 5), "80%"),
        (Fraction(7996, 10_000), "79.9%"),
        (Fraction(9_999, 10_000), "99.9%"),
        (Fraction(1), "100%"),
        (Fraction(3, 2), "150%"),
        (None, "n/a"),
    ],
)
def test_a_share_is_never_rounded_up_to_the_next_mark(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(
    ("minutes", "en", "ar"),
    [
        (1530, "25 h 30 min", "٢٥ ساعة و٣٠ دقيقة"),
        (120, "2 h", "ساعتان"),
        (61, "1 h 1 min", "ساعة واحدة ودقيقة واحدة"),
        (45, "45 min", "٤٥ دقيقة"),
        (0, "0 min", "٠ دقيقة"),
    ],
)
def test_says_lengths_of_time_in_words(minutes, en, ar):
    assert (read_as("en", duration, minutes), read_as("ar", duration, minutes)) == (en, ar)
