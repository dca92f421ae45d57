"""Identity numbers of five countries, by the vectors."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people.national_id import check
from lms.platform import clock
from lms.platform.i18n import Preferences, use_preferences

with (Path(__file__).parents[1] / "data" / "id_numbers.csv").open(encoding="utf-8") as file:
    VECTORS = list(csv.DictReader(file))


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row["id"])
def test_agrees_with_the_vectors(row):
    found = check(row["country"], row["number"])
    assert (found.verdict, found.normalised) == (row["verdict"], row["normalised"])
    assert bool(found.reason) == (row["verdict"] != "valid")


@pytest.mark.parametrize(
    "row", [row for row in VECTORS if "birth=" in row["decoded"]], ids=lambda row: row["id"]
)
def test_reads_sex_birth_date_and_governorate_of_egyptian_numbers(row):
    said = dict(part.split("=") for part in row["decoded"].split(";"))
    found = check("EG", row["number"])
    assert found.sex == {"M": "male", "F": "female"}[said["sex"]]
    assert found.birth_date == date.fromisoformat(said["birth"])
    assert found.region == said["gov"]


def test_tells_the_place_of_issue_of_iranian_numbers_and_who_holds_saudi_ones():
    assert check("IR", "0019999992").region == "001"
    assert check("IR", "0019999993").region is None  # invalid: it tells nothing
    assert check("SA", "1999990003").holder == "citizen"
    assert check("SA", "2999990373").holder == "resident"


@pytest.mark.parametrize(
    ("country", "number", "reason"),
    [
        ("EG", "  ", "Enter the ID number."),
        ("EG", "2.90101E+13", "A spreadsheet has shortened this number."),
        ("EG", "201010O2112367", "only digits; O is none"),
        ("EG", "2010101211236", "must be 14, and here it is 13"),
        ("EG", "40101010110037", "first digit must be 2 or 3"),
        ("EG", "20113010110039", "birth date in the number does not exist"),
        ("EG", "39901010110038", "in the future"),
        ("EG", "20101010510039", "No governorate has the code 05"),
        ("EG", "20101012112360", "Compare it with the card"),
        ("SA", "3999991239", "1 (citizen) or 2 (resident)"),
        ("SA", "1999991237", "some digit is mistyped"),
        ("IR", "19999992", "Zeros at its beginning were lost"),
        ("IR", "1111111111", "mistyped"),
        ("XX", "A 12", "cannot be checked here"),
        ("XX", "\ue000", "not a letter of any script"),
    ],
)
def test_says_what_is_wrong(country, number, reason):
    assert reason in str(check(country, number).reason)


def test_the_reason_speaks_to_whoever_reads_it():
    reason = check("EG", "123").reason
    with use_preferences(Preferences(language="ar")):
        assert str(reason) == "يجب أن يكون عدد الأرقام ١٤، وهو هنا ٣."


def test_a_child_born_today_has_a_number():
    with clock.frozen(datetime(2024, 2, 29, 12, tzinfo=UTC)):
        assert check("EG", "32402290110018").birth_date == date(2024, 2, 29)
        assert check("EG", "32403010110018").verdict == "invalid"


def test_keeps_numbers_of_other_countries_as_warnings():
    found = check("XX", " ab-12 ٣ ")
    assert (found.verdict, found.normalised) == ("warn", "AB123")


@given(st.sampled_from(["EG", "IR", "SA", "PS", "GE", "XX"]), st.text(max_size=40))
def test_answers_any_text(country, text):
    found = check(country, text)
    assert (found.normalised == "") == (found.verdict == "invalid")


@given(
    st.sampled_from(["EG", "IR", "SA", "PS", "GE"]), st.from_regex(r"[0-9]{5,15}", fullmatch=True)
)
def test_a_normalised_number_stays_the_same(country, number):
    kept = check(country, number).normalised
    if kept:
        assert check(country, kept).normalised == kept
