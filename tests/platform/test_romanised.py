"""Arabic and Persian words behind Latin spellings."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.platform.i18n.folding import fold
from lms.platform.romanised import FEWEST, skeleton, skeletons_of_spelling, spelling
from lms.platform.search_words import search_tokens

NAMES = Path(__file__).parents[2] / "lms" / "demo" / "data" / "names_ar.csv"


def stands_for(typed: str, word: str) -> bool:
    bones, pattern = skeletons_of_spelling(typed), spelling(typed)
    if len(bones[0]) < FEWEST:
        return skeleton(word) in bones and pattern.fullmatch(word) is not None
    return skeleton(word).startswith(bones) and pattern.match(word) is not None


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("sherbiny", "الشربيني"),
        ("elsherbini", "الشربيني"),
        ("alsharbini", "الشربيني"),
        ("sherb", "الشربيني"),
        ("mohamed", "محمد"),
        ("muhammad", "محمد"),
        ("mohammadreza", "محمدرضا"),
        ("hussein", "حسين"),
        ("hosseini", "حسینی"),
        ("abdelrahman", "عبد الرحمن"),
        ("abdullah", "عبد الله"),
        ("ibrahim", "إبراهيم"),
        ("fatma", "فاطمة"),
        ("fatemeh", "فاطمه"),
        ("mona", "منى"),
        ("osama", "أسامة"),
        ("omar", "عمر"),
        ("aya", "آية"),
        ("ali", "علي"),
        ("javad", "جواد"),
        ("gamal", "جمال"),
        ("jamal", "جمال"),
        ("ghasemi", "قاسمی"),
        ("qasemi", "قاسمی"),
        ("fathi", "فتحي"),
        ("ishak", "إسحاق"),
        ("walid", "وليد"),
        ("nancy", "نانسي"),
    ],
)
def test_a_spelling_stands_for_the_name(typed, name):
    assert any(stands_for(typed, word) for word in search_tokens(name))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("hassan", "حسين"),
        ("hussein", "حسن"),
        ("mahmoud", "محمد"),
        ("walid", "الدين"),
        ("osama", "سمير"),
        ("amr", "مريم"),
        ("sami", "سما"),
        ("sayed", "سعد"),
        ("karima", "كريم جابر"),
    ],
)
def test_a_spelling_does_not_stand_for_another_name(typed, name):
    assert not any(stands_for(typed, word) for word in search_tokens(name))


@given(st.text("abehlov", min_size=1, max_size=100), st.text("اوهلب", max_size=100))
def test_a67_no_spelling_takes_long(typed, word):
    began = time.process_time()
    stands_for(typed, word)
    assert time.process_time() - began < 0.2


def test_nearly_every_name_of_the_lists_is_found_by_its_latin_form_and_few_others_are():
    with NAMES.open(encoding="utf-8", newline="") as file:
        pairs = [(row["name"], row["latin"]) for row in csv.DictReader(file) if row["latin"]]
    words = {word for name, _latin in pairs for word in search_tokens(name)}
    found = []
    for name, latin in pairs:
        typed, meant = "".join(fold(latin).split()), set(search_tokens(name))
        found.append((bool([w for w in meant if stands_for(typed, w)]), typed))
    shown = [sum(stands_for(typed, word) for word in words) for _is_found, typed in found]

    missed = [typed for is_found, typed in found if not is_found]
    assert len(missed) <= len(pairs) // 100, missed
    assert sum(shown) / len(shown) < 3
