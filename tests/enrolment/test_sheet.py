"""What is read out of pasted rows, and whom they mean."""

import pytest

from lms.enrolment import queries
from lms.enrolment.rules import MOST_ROWS, TooManyRows, read_sheet

MONA = "29001011234567"


def read(text):
    return [(row.number, row.names, row.numbers) for row in read_sheet(text)]


@pytest.mark.parametrize(
    ("text", "names", "numbers"),
    [
        ("منى سالم", ("منى سالم",), ()),
        (MONA, (), (MONA,)),
        (f"منى سالم\t{MONA}", ("منى سالم",), (MONA,)),
        (f"{MONA}\tمنى سالم\tملوي", ("منى سالم", "ملوي"), (MONA,)),
        (f"منى سالم {MONA}", ("منى سالم",), (MONA,)),
        ("منى سالم؛ ٢٩٠٠١٠١١٢٣٤٥٦٧", ("منى سالم",), (MONA,)),
        ("۲۹۰۰۱۰۱ ۱۲۳۴ ۵۶۷", (), (MONA,)),
        ("3\tMona Salem\tGrade 5\t+20 100 123 4567", ("Mona Salem", "Grade 5"), ("201001234567",)),
        ("12. Mona Salem", ("Mona Salem",), ()),
        ("٧) منى سالم", ("منى سالم",), ()),
        ("Mona Salem, 2900-1011-2345-67", ("Mona Salem",), (MONA,)),
    ],
)
def test_names_and_numbers_are_told_apart_in_any_order_and_script(text, names, numbers):
    assert read(text) == [(1, names, numbers)]


@pytest.mark.parametrize(
    "heading",
    ["Name\tNational ID", "م\tالاسم\tالرقم القومي", "نام و نام خانوادگی", "სახელი და გვარი"],
)
def test_headings_and_empty_rows_are_nobody(heading):
    assert read(f"{heading}\n\n \nMona Salem\n") == [(4, ("Mona Salem",), ())]


def test_a_row_with_a_hidden_letter_says_so_and_spoils_no_other():
    good, bad = read_sheet("Mona Salem\nNabil\u202eNour")
    assert (good.problem, good.names) == ("", ("Mona Salem",))
    assert "U+202E" in bad.problem


def test_a_row_that_is_too_long_says_so():
    (row,) = read_sheet("a" * 500)
    assert row.problem


def test_more_rows_than_are_checked_at_once_are_refused():
    with pytest.raises(TooManyRows):
        read_sheet("Mona Salem\n" * (MOST_ROWS + 1))


class Sheet:
    """A sheet matched against the staff of Minya."""

    def __init__(self, country):
        self.country = country

    def __call__(self, text):
        return queries.matches(read_sheet(text), self.country.minya)


@pytest.fixture
def match(country):
    return Sheet(country)


@pytest.mark.parametrize(
    "typed", [MONA, "٢٩٠٠١٠١١٢٣٤٥٦٧", f"Somewhere\t{MONA}\tClerk", f"منى عبد الحميد سالم\t{MONA}"]
)
def test_a49_an_id_number_in_any_digits_means_its_holder(country, match, typed):
    mona = country.person("منى عبد الحميد سالم", national_id=MONA)
    (found,) = match(typed.replace("Somewhere\t", "").replace("\tClerk", ""))
    assert found.person is mona


@pytest.mark.parametrize(
    "typed",
    [
        "أحمد فؤاد زكي",
        "احمد فؤاد زكى",
        "أحمَد فُؤاد زكي",
        "احمد   فؤاد  زكی",
        "أحمد\tفؤاد زكي",
        "زكي\tأحمد فؤاد",
        "احمد زكي",
        "م. مدير\tاحمد فؤاد زكي\tملوي",
    ],
)
def test_a_name_is_found_by_its_letters_however_they_are_written(country, match, typed):
    ahmad = country.person("أحمد فؤاد زكي")
    (found,) = match(typed)
    assert found.person is ahmad


def test_namesakes_are_offered_to_choose_from(country, match):
    two = {country.person("محمد أحمد علي"), country.person("محمد أحمد علي")}
    (found,) = match("محمد احمد علي")
    assert (found.person, set(found.people)) == (None, two)
    assert found.remark == "Several people match."


def test_others_staff_are_not_found_and_nothing_is_said_of_them(country, match):
    country.person("هبة صلاح درويش", unit=country.qena, national_id=MONA)
    for typed in ("هبة صلاح درويش", MONA):
        (found,) = match(typed)
        assert (found.people, found.remark) == ((), "Nobody on your staff matches.")


def test_a_number_alone_that_is_none_says_what_is_wrong_with_it(match):
    (found,) = match("2900101123456")
    assert "14" in found.remark


def test_a_number_and_a_name_of_different_people_are_not_decided_by_guessing(country, match):
    holder = country.person("منى عبد الحميد سالم", national_id=MONA)
    bearer = country.person("طارق سيد حسنين")
    (found,) = match(f"طارق سيد حسنين\t{MONA}")
    assert (found.person, found.people) == (None, (holder, bearer))


def test_a_name_whose_number_is_another_on_record_is_not_decided_by_guessing(country, match):
    country.person("منى عبد الحميد سالم", national_id=MONA)
    (found,) = match("منى عبد الحميد سالم\t29103122401553")
    assert found.person is None
    assert found.remark == "The register has another ID number for this name."


def test_a_name_without_a_number_on_record_is_taken_with_any(country, match):
    mona = country.person("منى عبد الحميد سالم")
    (found,) = match(f"منى عبد الحميد سالم\t{MONA}")
    assert found.person is mona


def test_too_many_are_not_offered(country, match):
    for _ in range(9):
        country.person("محمد أحمد علي")
    (found,) = match("محمد أحمد علي")
    assert found.people == ()
    assert found.remark.startswith("Too many")


def test_two_people_in_one_row_are_not_taken_for_one(country, match):
    one = country.person("منى سالم", national_id=MONA)
    other = country.person("طارق سيد", national_id="29103122401553")
    (found,) = match(f"{MONA}\t29103122401553")
    assert (found.person, set(found.people)) == (None, {one, other})
