"""Abuse cases through every route or list: by whoever is not signed in, by a centre, by a trainee."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from lms.organisation.models import OrgUnit
from lms.platform.access import PUBLIC
from lms.platform.db import db
from tests.access.matrix import METHODS, address, cells
from tests.access.register import Register, visitor
from tests.access.test_matrix import FIRST_RUN
from tests.support.client import Browser

LISTS = ("/runs", "/people", "/certificates", "/nominations", "/trainers", "/venues")

ENTERING = {
    "attendance.save_sheet",
    "attendance.enter_paper",
    "attendance.save_headcount",
    "assessment.save_marks",
    "assessment.paste",
    "outcomes.close",
    "outcomes.waive_hours",
    "outcomes.decide_objection",
}

SEARCHED = re.compile(r'<a href="[^"]*" lang=[^>]*>|<input [^>]*>|</bdi> <bdi>Place of sibling')
"""Where a page repeats what was searched for."""


def guarded(app: Flask) -> list[Rule]:
    """The routes that are not for everybody."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in {"static", *FIRST_RUN}
        and PUBLIC not in app.view_functions[rule.endpoint].access  # type: ignore[attr-defined]
    ]


def test_a7_whoever_is_not_signed_in_is_told_of_nothing_whether_it_exists(
    register: Register,
) -> None:
    app, values = register.app, register.world.values["own"]
    nothing = {name: 999_999 if isinstance(one, int) else "NONE" for name, one in values.items()}
    browser = Browser(app)
    found = []
    for rule in guarded(app):
        for method in METHODS & (rule.methods or set()):
            ask = browser.get if method == "GET" else browser.post
            there, not_there = (
                (url, ask(url))
                for url in (address(app.url_map, rule, v) for v in (values, nothing))
            )
            said = [
                (
                    answer.status_code,
                    answer.text.replace(url, ""),
                    answer.location.partition("?")[0],
                )
                for url, answer in (there, not_there)
            ]
            if said[0] != said[1] or said[0][2] != "/sign-in":
                found.append(f"{method} {rule.rule}: {said}")
    assert found == []


@pytest.mark.parametrize("url", LISTS)
def test_a2_a_centre_lists_finds_and_takes_out_what_is_its_own(
    register: Register, url: str
) -> None:
    for relation, values in register.world.values.items():
        place = db.session.query(OrgUnit).filter_by(code=values["places"]).one()
        place.name_en = f"Place of {relation}"
    db.session.commit()
    browser = visitor(register.app, register.world, "centre_administrator")

    file = browser.get(f"{url}?format=csv").text
    page, found = browser.get(url).text, browser.get(f"{url}?q=Place of sibling").text

    register.put_back()
    rows = list(csv.DictReader(io.StringIO(file)))
    assert rows
    assert f"{len(rows)} row" in page
    for text in (file, page, SEARCHED.sub("", found)):
        assert not re.search(r"Place of (sibling|other)|R-(sibling|other)", text)


def test_a10_a_trainee_enters_neither_attendance_nor_a_mark_nor_a_completion(
    register: Register,
) -> None:
    browser = visitor(register.app, register.world, "trainee")
    answers = {
        cell.endpoint: browser.post(cell.url).status_code
        for cell in cells(register.app, register.world, "trainee")
        if cell.endpoint in ENTERING and cell.method == "POST" and cell.relation == "own"
    }
    register.put_back()
    assert answers == dict.fromkeys(ENTERING, 403)
