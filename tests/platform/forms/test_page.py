"""A form on its page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lms.config import ROOT
from tests.platform.forms.every_kind import TYPEABLE


def test_an_empty_form_is_shown_without_errors(flask_app: Flask) -> None:
    response = flask_app.test_client().get("/")

    assert response.status_code == 200
    assert "error" not in response.text


def test_a_form_shown_again_answers_422_with_a_summary_that_leads_to_the_fields(page: Any) -> None:
    response = page({"name": "", "seats": "<b>"})

    assert response.status_code == 422
    assert re.search(r'class="error-summary" role="alert" tabindex="-1"', response.text)
    assert "2 things to fix" in response.text
    assert '<a href="#name">Full name: Fill this in.</a>' in response.text
    assert 'value="&lt;b&gt;"' in response.text


def test_the_control_is_tied_to_its_hint_and_its_error(page: Any) -> None:
    text = page({"name": ""}).text

    control = re.search(r'<input[^>]*id="name"[^>]*>', text)
    assert control is not None
    assert 'aria-describedby="name-hint name-error"' in control[0]
    assert 'aria-invalid="true"' in control[0]
    order = [
        text.index(part) for part in ('for="name"', 'id="name-hint"', 'id="name-error"', control[0])
    ]
    assert order == sorted(order)


def test_optional_fields_say_so_and_required_ones_carry_no_mark(flask_app: Flask) -> None:
    text = flask_app.test_client().get("/").text

    assert '<label for="name">Full name</label>' in text
    assert '<label for="short">Short name <span class="optional">(optional)</span></label>' in text


def test_every_id_of_the_page_is_there_once(page: Any) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page({"name": ""}).text)

    assert len(ids) == len(set(ids))


def test_a_password_is_never_shown_again(page: Any) -> None:
    assert "hunter2" not in page({"name": "", "secret": "hunter2"}).text


@pytest.mark.parametrize("form_field", TYPEABLE)
def test_no_markup_that_was_typed_becomes_markup(page: Any, form_field: str) -> None:
    text = page({"mark": "x", form_field: "\"><script>alert('x')</script>{{ 7*7 }}"}).text

    assert "<script" not in text
    assert "49" not in text


def test_the_macros_use_no_inline_style_or_script() -> None:
    for name in ("form.html", "table.html"):
        source = (Path(ROOT) / "templates" / "_macros" / name).read_text(encoding="utf-8")

        assert not re.search(r"style=|<script|\son[a-z]+=", source)
