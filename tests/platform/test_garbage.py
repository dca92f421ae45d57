"""Collecting seldom ends with the last work that asked for it."""

from __future__ import annotations

import gc
from contextlib import ExitStack

import pytest

from lms.platform.garbage import THRESHOLDS, few_collections


def test_collecting_is_seldom_until_the_last_of_several_works_ends():
    before = gc.get_threshold()
    first, second = ExitStack(), ExitStack()

    first.enter_context(few_collections())
    second.enter_context(few_collections())
    first.close()
    assert gc.get_threshold() == THRESHOLDS

    second.close()
    assert gc.get_threshold() == before


def test_work_that_fails_leaves_collecting_as_it_was():
    before = gc.get_threshold()

    with pytest.raises(ZeroDivisionError), few_collections():
        raise ZeroDivisionError

    assert gc.get_threshold() == before
