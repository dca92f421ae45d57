"""The order of letters in each language."""

import pytest

from lms.platform.i18n.collation import sort_key


def ordered(words, language):
    return sorted(words.split(), key=lambda word: sort_key(word, language))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fa", "آب اسب بابک پدر تهران جام چشم حسن زن ژاله سارا قم کرج گرگان لاله"),
        ("fa", "نیلوفر وحید هما یزد"),
        ("ar", "أحمد إسماعيل باسم خالد سعيد علي محمد يوسف"),
        ("ka", "ანა ბექა გიორგი დავით ზურა თამარ ნინო შოთა ხატია ჯემალ"),
        ("en", "Abel Éva evans O'Brien obrien Zoe"),
    ],
)
def test_orders_as_the_dictionary_does(language, words):
    assert ordered(" ".join(reversed(words.split())), language) == words.split()


def test_arabic_hamza_forms_stand_with_the_bare_alef():
    assert ordered("ب أ ت ا إ آ", "ar")[-2:] == ["ب", "ت"]


def test_keys_are_bytes_that_a_database_can_order():
    assert isinstance(sort_key("", "fa"), bytes)
    assert sort_key("پ", "fa") < sort_key("ت", "fa")
