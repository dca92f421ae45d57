"""What is remembered of a question is never told of another one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from lms.figures.models import Basis
from lms.figures.rules import Level, Question
from lms.people.models import Sex
from tests.support.factories import UnitFactory


@pytest.mark.parametrize(
    "change",
    [
        {"level": Level.COUNTRY},
        {"basis": Basis.NOW},
        {"year": 2026},
        {"course_id": 7},
        {"sex": Sex.FEMALE},
        {"plan_id": 7},
        {"item_id": 7},
    ],
)
def test_each_part_of_a_question_is_in_its_key(sqlite_app: Flask, change: dict[str, Any]) -> None:
    question = Question(UnitFactory())

    assert replace(question, **change).key != question.key
    assert replace(question, unit=UnitFactory()).key != question.key
    assert replace(question).key == question.key
