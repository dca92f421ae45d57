"""`lms bench timing` sees a difference in time where there is one, and none where there is none."""

from __future__ import annotations

import time
from itertools import repeat

import pytest
from click import ClickException
from flask import Flask

from lms.home.bench.timing import mann_whitney, measure


def test_g15_a_gap_is_seen_and_its_absence_too(sqlite_app: Flask) -> None:
    def slow_for_known(name: str) -> int:
        time.sleep(0.006 if name == "known" else 0.001)
        return 200

    def the_same(name: str) -> int:
        time.sleep(0.001)
        return 200

    seen = measure(slow_for_known, ["known"], repeat("unknown"), 20)
    assert 4 < seen.ms < 30
    assert seen.p < 0.001
    assert measure(the_same, ["known"], repeat("unknown"), 20).ms < 3


def test_answers_of_a_throttle_are_no_measurement(sqlite_app: Flask) -> None:
    with pytest.raises(ClickException, match="throttle"):
        measure(lambda _name: 429, ["known"], repeat("unknown"), 2)


def test_ranks_tell_samples_apart() -> None:
    assert mann_whitney(range(50), range(50)) > 0.8
    assert mann_whitney([n + 0.5 for n in range(50)], range(50)) > 0.5
    assert mann_whitney(range(50), range(40, 90)) < 1e-6
