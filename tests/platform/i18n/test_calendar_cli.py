"""`lms calendar convert`: the vectors as a file, and why a date does not exist."""

import csv
import io
from pathlib import Path

import pytest

VECTORS = Path(__file__).parents[2] / "data" / "calendar_vectors.csv"


@pytest.fixture
def convert(sqlite_application, tmp_path):
    def run(rows):
        asked = tmp_path / "dates.csv"
        asked.write_text("calendar,date\n" + "".join(f"{row}\n" for row in rows), "utf-8-sig")
        result = sqlite_application.test_cli_runner().invoke(
            args=["calendar", "convert", "--file", str(asked)]
        )
        assert result.exit_code == 0, result.output
        return list(csv.DictReader(io.StringIO(result.output)))

    return run


@pytest.mark.parametrize("calendar", ["gregorian", "umm_al_qura", "jalali"])
def test_every_vector_comes_out_in_all_three_calendars(convert, calendar):
    with VECTORS.open(encoding="utf-8") as file:
        vectors = [row for row in csv.DictReader(file) if row[calendar]]
    answers = convert(f"{calendar},{row[calendar]}" for row in vectors)
    assert len(answers) == len(vectors) >= 190
    for row, answer in zip(vectors, answers, strict=True):
        assert answer["gregorian"] == row["gregorian"]
        assert answer["jalali"] == row["jalali"]
        assert answer["umm_al_qura"] == row["umm_al_qura"] or not row["umm_al_qura"]
        assert (answer["weekday"], answer["reason"]) == (row["iso_weekday"], "")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("jalali,1402-12-30", "30 Esfand 1402 does not exist: 1402 is not a leap year."),
        ("gregorian,2026-04-31", "31 April 2026 does not exist: that month has 30 days."),
        ("umm_al_qura,1342-12-29", "Hijri dates are known from 1 Muharram 1343"),
        ("umm_al_qura,1501-01-01", "to 30 Dhuʻl-Hijjah 1500 only."),
        ("gregorian,1/9/2016", "This could be 1 September 2016 or 9 January 2016."),
        ("gregorian,7 Jumada II 1448", "This is a date of another calendar."),
        ("julian,2026-01-01", "There is no calendar of this name."),
        ("gregorian,soon", "Write the date with the year first"),
        ("gregorian,", "Write the date with the year first"),
        ("gregorian", "Write the date with the year first"),
    ],
)
def test_a_date_that_does_not_exist_has_its_reason(convert, row, reason):
    (answer,) = convert([row])
    assert reason in answer["reason"]
    assert {answer[name] for name in ("gregorian", "umm_al_qura", "jalali", "weekday")} == {""}


def test_a_calendar_that_is_named_is_not_guessed_from_the_year(convert):
    answers = convert(["gregorian,1403-12-30", "jalali,١٤٠٣/١٢/٣٠", "jalali,30 Esfand 1403"])
    assert [answer["gregorian"] for answer in answers] == ["1403-12-30", "2025-03-20", "2025-03-20"]


def test_a_day_before_the_hijri_table_has_no_hijri_date(convert):
    first, before = convert(["gregorian,1924-08-01", "gregorian,1924-07-31"])
    assert (first["umm_al_qura"], before["umm_al_qura"]) == ("1343-01-01", "")
    assert before["jalali"] == "1303-05-09"


def test_a_file_without_its_columns_is_refused(sqlite_application, tmp_path):
    asked = tmp_path / "dates.csv"
    asked.write_text("day\n2026-01-01\n", "utf-8")
    result = sqlite_application.test_cli_runner().invoke(
        args=["calendar", "convert", "--file", str(asked)]
    )
    assert result.exit_code == 1
    assert "no column calendar and no column date" in result.output
