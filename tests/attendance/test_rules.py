"""Row numbers off paper, and minutes added up. The sums of whole runs are proved with the outcomes."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from lms.attendance.models import Mark
from lms.attendance.rules import Meeting, NotRowNumbers, Presence, row_numbers, tally
from lms.planning.models import ExcusedRule, JoiningRule

DAY = date(2026, 11, 15)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("4, 17", [4, 17]),
        ("17 4 4", [4, 17]),
        ("٤، ١٧", [4, 17]),
        ("۴، ۱۷", [4, 17]),
        ("3-5, 30", [3, 4, 5, 30]),
        ("3 – 5", [3, 4, 5]),
        ("\u200f4\n17", [4, 17]),
        ("", []),
    ],
)
def test_s12_rows_are_read_as_people_write_them(text, rows):
    assert row_numbers(text, 30) == rows


@pytest.mark.parametrize(
    "text", ["31", "0", "4, x", "5-3", "4--5", "1-99999", "٣١", "-4", "9" * 5000]
)
def test_s12_what_is_no_row_of_the_sheet_is_named(text):
    with pytest.raises(NotRowNumbers) as refused:
        row_numbers(text, 30)

    assert refused.value.part


def test_what_is_over_and_unmarked_is_in_the_rate_and_told_apart():
    meetings = [Meeting(1, DAY, 360), Meeting(2, DAY, 360), Meeting(3, DAY, 360, is_over=False)]
    sums = tally(
        meetings,
        {1: Presence(Mark.LATE, 300)},
        excused_rule=ExcusedRule.EXCLUDE,
        joining_rule=JoiningRule.WHOLE_RUN,
    )

    assert sums.rate == Fraction(300, 720)
    assert (sums.unmarked_sessions, sums.coming_sessions) == ((2,), (3,))


def test_before_anything_is_held_there_is_no_rate():
    sums = tally([], {}, excused_rule=ExcusedRule.COUNT, joining_rule=JoiningRule.SINCE_JOINING)

    assert sums.rate is None
