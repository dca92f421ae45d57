"""The order of letters in each language."""

import pytest

from lms.platform.i18n.collation import key_among_languages, sort_key


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


MIXED = [
    ("Anna Smith", "en"),
    ("Zoe Brown", "en"),
    ("ანა ბერიძე", "ka"),
    ("ჰამლეტ ჯიქია", "ka"),
    ("أحمد علي", "ar"),
    ("پریسا کریمی", "fa"),
    ("قاسم منصور", "ar"),
    ("کامران یوسفی", "fa"),
    ("گلناز رضایی", "fa"),
    ("منى سالم", "ar"),
    ("ياسر عمر", "ar"),
]


def test_names_of_several_languages_come_script_by_script():
    found = sorted([*MIXED[5:], *MIXED[:5]], key=lambda named: key_among_languages(*named))
    assert found == MIXED


@pytest.mark.parametrize(
    "mixed",
    [
        [("آرش نوری", "fa"), ("أحمد علي", "ar"), ("اکبر رضایی", "fa"), ("إيمان سعد", "ar")],
        [("کامران یوسفی", "fa"), ("كريم علي", "ar"), ("کیوان نوری", "fa"), ("لبنى عمر", "ar")],
        [("یاسر نوری", "fa"), ("يحيى علي", "ar"), ("یوسف نوری", "fa"), ("يونس عمر", "ar")],
    ],
)
def test_arabic_and_persian_names_stand_among_each_other(mixed):
    last_first = [*mixed[2:], *mixed[:2]]
    assert sorted(last_first, key=lambda named: key_among_languages(*named)) == mixed


ARABIC_NAMES = """آمنة أحمد أسماء أمل أمير إبراهيم إسراء إسماعيل إيمان أيمن بثينة بدر بهاء بسمة تامر تيسير
ثناء جمال جهاد حسن حنان خالد خديجة داليا دعاء ذكي رأفت رؤوف رامي رائد رحاب زكريا زينب
سارة سعاد سلمى سماء شيماء صفاء صلاح ضياء طارق طه ظافر عائشة عادل عبير علا علاء علي عليّ
عمرو غادة فؤاد فاطمة فايز فتحي قاسم كريم كوثر لؤي لبنى لمياء ليلى مؤمن مؤنس مأمون ماجد
محمد مُحمد مصطفى مها منى مي ميّ نادية نجوى نهى نوال هالة هاني هبة هدى هند وائل وفاء ولاء
وليد ياسر يحيى يس يسرى يوسف"""


def test_arabic_names_are_in_the_order_of_the_arabic_dictionary():
    names = ARABIC_NAMES.split()
    pairs = [f"{one} {other}" for one in names for other in names[::7]]
    alone = sorted(pairs, key=lambda name: sort_key(name, "ar"))
    assert sorted(pairs, key=lambda name: key_among_languages(name, "ar")) == alone


@pytest.mark.parametrize("language", ["ar", "fa", "ka", "en"])
def test_within_a_language_nothing_changes_by_that(language):
    arabic = ["آب", "بابک", "پدر", "ژاله", "گرگان", "لاله", "وحید", "هما", "أحمد", "إسماعيل"]
    words = [*arabic, "ანა", "შოთა", "Éva", "evans"]
    among = sorted(words, key=lambda word: key_among_languages(word, language))
    alone = sorted(words, key=lambda word: sort_key(word, language))
    georgian = [word for word in alone if word[0] >= "\u10d0"]
    assert [word for word in among if word in georgian] == georgian
    arabic = [word for word in alone if "\u0600" <= word[0] < "\u0700"]
    assert [word for word in among if word in arabic] == arabic


@pytest.mark.parametrize(
    ("reader", "first", "order"),
    [
        ("ar", "أحمد علي", "هدى وليد"),
        ("fa", "أحمد علي", "وحید هدی"),
        ("ka", "ანა ბერიძე", "ბ ც"),
        ("en", "Anna Smith", "a z"),
    ],
)
def test_what_has_a_name_for_each_reader_comes_in_the_order_of_the_reader(reader, first, order):
    names = [name for name, _language in MIXED]
    assert min(names, key=lambda name: sort_key(name, reader)) == first
    assert ordered(" ".join(reversed(order.split())), reader) == order.split()
