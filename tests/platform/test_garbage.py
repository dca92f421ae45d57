"""Collecting seldom ends with the last work that asked for it."""

from __future__ import annotations

import gc
from contextlib import ExitStack

import pytest

from lms.platform import garbage
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


def test_a_server_stays_settled_after_a_work_that_collected_seldom():
    usual = gc.get_threshold()
    try:
        garbage.seldom()
        garbage.settle()
        assert gc.get_threshold()[0] == garbage.YOUNG
        with garbage.few_collections():
            pass
        assert gc.get_threshold()[0] == garbage.YOUNG
        assert gc.get_freeze_count() > 0
    finally:
        garbage._settled.clear()
        gc.unfreeze()
        gc.set_threshold(*usual)
