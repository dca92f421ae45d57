"""Looking up messages: language, values, plurals, contexts, laziness."""

import pickle
import threading
from copy import copy

import pytest
from markupsafe import Markup

from lms.platform.i18n import (
    Preferences,
    _,
    _l,
    _lp,
    _n,
    _p,
    direction,
    language,
    preferences,
    use_preferences,
)
from lms.platform.i18n.preferences import first_weekday


def rows(n):
    return _n("%(count)s row", "%(count)s rows", n)


def test_speaks_english_outside_any_request():
    assert (language(), _("Next page")) == ("en", "Next page")


@pytest.mark.parametrize(
    ("code", "text"), [("ar", "الصفحة التالية"), ("fa", "صفحهٔ بعد"), ("ka", "შემდეგი გვერდი")]
)
def test_speaks_the_language_of_the_reader(code, text):
    with use_preferences(Preferences(language=code)):
        assert _("Next page") == text


def test_goes_back_to_the_reader_before():
    with use_preferences(Preferences(language="ar")):
        with use_preferences(Preferences(language="ka")):
            pass
        assert language() == "ar"


def test_one_thread_does_not_change_the_language_of_another():
    heard = []
    with use_preferences(Preferences(language="ar")):
        thread = threading.Thread(target=lambda: heard.append(language()))
        thread.start()
        thread.join()
    assert heard == ["en"]


def test_leaves_untranslated_messages_in_english():
    with use_preferences(Preferences(language="ar")):
        assert _("No slice says %(this)s", this="٥") == "No slice says ٥"


@pytest.mark.parametrize(
    ("reader", "value", "is_set_apart"),
    [
        ("en", "منى أحمد", True),
        ("ka", "کریم‌پور", True),
        ("en", "ნინო", False),
        ("ar", "MS-101/2024", True),
        ("fa", "ნინო ბერიძე", True),
        ("ar", "منى أحمد", False),
        ("ar", "٢٠٢٦", False),
        ("ar", "2026-11-22", True),  # behind Arabic letters it would be read from its end
        ("fa", "۱۴۰۵-۰۹-۰۱", True),
        ("ar", "+201001234567", True),
        ("ar", "22/11/2026", False),
        ("en", "2026-11-22", False),
        ("fa", "Иван", True),
        ("ar", "https://training.example/v", False),  # programs take marks for a part of it
        ("ar", "\u2068Mona\u2069", False),
        ("ar", Markup("<bdi>Mona</bdi>"), False),
    ],
)
def test_s25_what_runs_the_other_way_is_set_apart_in_every_message(reader, value, is_set_apart):
    expected = f"\u2068{value}\u2069" if is_set_apart else value
    with use_preferences(Preferences(language=reader)):
        assert _("Says %(this)s.", this=value) == f"Says {expected}."
        assert _n("%(this)s, %(count)s", "%(this)s, %(count)s", 5, this=value).startswith(expected)


def test_tells_words_apart_by_context():
    with use_preferences(Preferences(language="ar", country="PS")):
        assert (_p("month", "May"), _p("Levantine month", "May")) == ("مايو", "أيار")


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "لا صفوف"),
        (1, "صف واحد"),
        (2, "صفان"),
        (3, "٣ صفوف"),
        (11, "١١ صفًا"),
        (100, "١٠٠ صف"),
        (103, "١٠٣ صفوف"),
        (1000, "١٬٠٠٠ صف"),
    ],
)
def test_arabic_has_six_plural_forms(n, text):
    with use_preferences(Preferences(language="ar")):
        assert rows(n) == text


@pytest.mark.parametrize(("n", "text"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows")])
def test_english_has_two_plural_forms(n, text):
    assert rows(n) == text


def test_untranslated_plurals_follow_english():
    with use_preferences(Preferences(language="ar")):
        forms = [_n("%(count)s owl", "%(count)s owls", n) for n in (0, 1, 2, 11)]
    assert forms == ["٠ owls", "١ owl", "٢ owls", "١١ owls"]


def test_plurals_take_further_values():
    assert _n("%(count)s row in %(sheet)s", "%(count)s rows in %(sheet)s", 2, sheet="A") == (
        "2 rows in A"
    )


def test_a_value_may_have_any_name():
    assert _("%(message)s %(n)s", message="a", n="b") == "a b"


def test_lazy_text_speaks_the_language_of_whoever_reads_it():
    lazy, in_context = _l("Next page"), _lp("month", "May")
    with use_preferences(Preferences(language="ka")):
        assert (str(lazy), f"{in_context}") == ("შემდეგი გვერდი", "მაისი")
    assert str(lazy) == "Next page"


def test_lazy_text_serves_as_text():
    lazy = _l("Page %(page)s", page=3)
    assert lazy == "Page 3"
    assert lazy + "!" == "Page 3!"
    assert "<" + lazy == "<Page 3"
    assert lazy.lower() == "page 3"
    assert len(lazy) == 6
    assert "age" in lazy
    assert {lazy: 1} == {"Page 3": 1}
    assert sorted([_l("b"), _l("a")]) == ["a", "b"]
    assert lazy[:4] == "Page"
    assert list(_l("ab")) == ["a", "b"]
    assert _l("%(n)s left") % {"n": 2} == "2 left"
    assert repr(lazy) == "LazyText('Page 3')"
    assert copy(lazy) == lazy


def test_lazy_text_has_no_private_names():
    with pytest.raises(AttributeError):
        _ = _l("All").__html__


def test_lazy_text_is_not_kept_in_pickles():
    with pytest.raises((pickle.PicklingError, AttributeError, TypeError)):
        pickle.dumps(_l("All"))


@pytest.mark.parametrize(
    ("code", "digits", "calendar", "country"),
    [
        ("en", "latn", "gregorian", ""),
        ("ar", "arab", "gregorian", "EG"),
        ("fa", "arabext", "jalali", "IR"),
        ("ka", "latn", "gregorian", "GE"),
    ],
)
def test_a_language_brings_its_customs(code, digits, calendar, country):
    chosen = Preferences(language=code)
    assert (chosen.digits, chosen.calendar, chosen.country) == (digits, calendar, country)


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "xx"},
        {"digits": "roman"},
        {"calendar": "mayan"},
        {"second_calendar": "mayan"},
        {"theme": "pink"},
    ],
)
def test_refuses_choices_that_do_not_exist(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong.values()))):
        Preferences(**wrong)


def test_direction_follows_the_language():
    assert [direction(code) for code in ("en", "ar", "fa", "ka")] == ["ltr", "rtl", "rtl", "ltr"]


def test_the_week_begins_where_the_country_begins_it():
    assert [first_weekday(code) for code in ("EG", "IR", "PS", "SA", "GE", "")] == [
        6, 6, 6, 7, 1, 1,
    ]  # fmt: skip
    with use_preferences(Preferences(language="ar")):
        assert (preferences().country, first_weekday()) == ("EG", 6)
