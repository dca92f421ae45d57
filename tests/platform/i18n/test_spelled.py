"""Numbers in words on certificates, as an official writes them of hours."""

import pytest

from lms.platform.i18n import Preferences, use_preferences
from lms.platform.i18n.spelled import in_words
from lms.platform.i18n.spelled_arabic import MOST, before_feminine


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (3, "ثلاث"),
        (8, "ثماني"),
        (10, "عشر"),
        (11, "إحدى عشرة"),
        (12, "اثنتا عشرة"),
        (18, "ثماني عشرة"),
        (20, "عشرون"),
        (21, "إحدى وعشرون"),
        (32, "اثنتان وثلاثون"),
        (48, "ثمان وأربعون"),
        (100, "مائة"),
        (101, "مائة وواحدة"),
        (108, "مائة وثماني"),
        (111, "مائة وإحدى عشرة"),
        (240, "مائتان وأربعون"),
        (365, "ثلاثمائة وخمس وستون"),
        (1000, "ألف"),
        (2025, "ألفان وخمس وعشرون"),
        (9999, "تسعة آلاف وتسعمائة وتسع وتسعون"),
    ],
)
def test_arabic_numbers_agree_with_the_hours_they_count(n, words):
    with use_preferences(Preferences(language="ar")):
        assert in_words(n) == words


def test_no_two_numbers_are_said_alike():
    assert len({before_feminine(n) for n in range(1, MOST + 1)}) == MOST
    assert [before_feminine(n) for n in (0, MOST + 1)] == ["", ""]


@pytest.mark.parametrize(
    ("language", "n", "words"),
    [
        ("en", 121, "one hundred and twenty-one"),
        ("fa", 121, "صد و بیست و یک"),
        ("ka", 8, "რვა"),
        ("ka", 121, "ას ოცდაერთი"),
        ("ka", 365, "სამას სამოცდახუთი"),
        ("ka", 1250, "ათას ორას ორმოცდაათი"),
    ],
)
def test_others_are_said_by_icu(language, n, words):
    with use_preferences(Preferences(language=language)):
        assert in_words(n) == words
