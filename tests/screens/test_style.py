"""The page of all parts shows them all: a macro that is not on it, or not in one of its states, is found here."""

from __future__ import annotations

import re
from collections import defaultdict
from contextvars import copy_context
from inspect import getmembers, isclass
from typing import Any

import pytest
from flask import render_template
from jinja2.runtime import Macro, missing

from lms.config import ROOT
from lms.home.style import sample
from lms.platform import forms
from lms.platform.forms.field import InputField
from lms.platform.i18n.catalogues import note_messages

MACRO = re.compile(r"{% macro ([a-z]\w*)\(")


@pytest.fixture(scope="module")
def drawn(sqlite_application) -> dict[str, list[dict[str, Any]]]:
    """What each macro was given while the page was drawn, by the names of its parameters."""
    given: dict[str, list[dict[str, Any]]] = defaultdict(list)
    invoke = Macro._invoke

    def noting(self: Macro, arguments: list[Any], autoescape: bool) -> str:
        given[self.name].append(dict(zip(self.arguments, arguments, strict=False)))
        return invoke(self, arguments, autoescape)

    with pytest.MonkeyPatch.context() as patch, sqlite_application.test_request_context():
        patch.setattr(Macro, "_invoke", noting)
        copy_context().run(_draw)  # the tests that follow note nothing
    return given


def _draw() -> None:
    note_messages()  # nothing comes from what was drawn before
    render_template("style/style.html", s=sample())


def values(drawn, macro: str, parameter: str, default: Any = "") -> set[Any]:
    return {plain(one[parameter], default) for one in drawn[macro]}


def plain(value: Any, default: Any) -> Any:
    return default if value is missing else value


def test_every_macro_is_on_the_page(drawn):
    files = (ROOT / "templates" / "_macros").glob("*.html")
    macros = {name for file in files for name in MACRO.findall(file.read_text("utf-8"))}
    assert macros - {*drawn} == set()


def test_every_state_is_on_the_page(drawn, sqlite_application):
    get = sqlite_application.jinja_env.get_template
    assert values(drawn, "status_badge", "state") >= {*get("_macros/status.html").module.shapes}
    page = get("_macros/page.html").module
    assert values(drawn, "alert", "level") >= {*page.pictures}
    assert values(drawn, "flash", "level") >= {*page.levels}
    assert values(drawn, "job_result", "level", "ok") == {"ok", "danger"}


@pytest.mark.parametrize("macro", ["link_button", "action"])
def test_every_button_is_on_the_page(drawn, macro):
    shown = {(plain(one["style"], ""), plain(one["size"], "")) for one in drawn[macro]}
    styles, sizes = ("", "primary", "quiet", "danger"), ("", "sm", "lg", "block")
    assert {(style, size) for style in styles for size in sizes} <= shown
    assert values(drawn, macro, "only_picture", False) == {False, True}


def test_every_kind_of_field_is_on_the_page_right_and_wrong(drawn):
    kinds = {one.kind for _name, one in getmembers(forms, isclass) if issubclass(one, InputField)}
    shown = {(one["f"].kind, bool(one["f"].errors)) for one in drawn["field"]}
    assert {(kind, False) for kind in kinds} <= shown
    assert {(kind, True) for kind in kinds - {"hidden"}} <= shown
    assert any(one["f"].candidates for one in drawn["field"] if one["f"].kind == "lookup")


def test_a_list_is_on_the_page_full_and_in_every_way_of_being_empty(drawn):
    full, *empty = [one["listing"] for one in drawn["data_list"]]
    assert all((full.chips, full.totals, full.exports, full.steps, not full.is_all))
    ways = {(one.is_untouched, bool(one.asked.problems)) for one in empty}
    assert ways == {(True, False), (False, True), (False, False)}
