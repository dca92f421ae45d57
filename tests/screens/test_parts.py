"""Every part of the screens renders, in every language, with nothing undefined and nothing unescaped."""

from __future__ import annotations

import importlib
import pkgutil
import re
from enum import StrEnum

import pytest
from flask import Flask, render_template, render_template_string

import lms
from lms.config import ROOT
from lms.home.style import sample
from lms.platform.i18n import LANGUAGES, Preferences, use_preferences

SPRITE = set(re.findall(r'id="i-([\w-]+)"', (ROOT / "static" / "icons.svg").read_text("utf-8")))
ERRORS = [400, 403, 404, 405, 409, 413, 422, 429, 500, 503]
TITLE = "<script>alert(1)</script>"


def shown(app: Flask, source: str, **values: object) -> str:
    with app.test_request_context():
        return render_template_string(source, **values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_parts_render(sqlite_app, language):
    with sqlite_app.test_request_context(), use_preferences(Preferences(language=language)):
        page = render_template("style/style.html", s=sample())

    assert f'lang="{language}"' in page


@pytest.mark.parametrize("status", ERRORS)
def test_every_error_page_renders_for_a_stranger(sqlite_app, status):
    with sqlite_app.test_request_context():
        page = render_template(
            f"errors/{status}.html", error_title="Title", error_text="Text", request_id="a1b2"
        )

    assert 'id="error"' in page  # what htmx puts in place of the part that it wanted


@pytest.mark.parametrize("status", [500, 503])
def test_a_failure_can_be_told_without_layout_or_database(sqlite_app, status):
    template = sqlite_app.jinja_env.get_template(f"errors/{status}.html")

    with sqlite_app.test_request_context():
        page = template.render(error_title="Title", error_text="Text", request_id="a1b2")

    assert "a1b2" in page


@pytest.mark.parametrize(
    "call",
    [
        'page.html" import page_header as f %}{{ f(t, crumbs=[(t, none)], meta=[(none, t)]) }}',
        'page.html" import stat_tile as f %}{{ f(t, t, t, note=t, href=t) }}',
        'page.html" import empty as f %}{{ f(t, t) }}',
        'page.html" import flash as f %}{{ f("message", t) }}',
        'page.html" import item as f %}{{ f(t, t, sub=t) }}',
        'status.html" import status_badge as f %}{{ f("running", t) }}',
        'actions.html" import action as f %}{{ f(t, t, fields={t: t}) }}',
        'actions.html" import menu as f %}{{ f(t, [{"label": t, "url": t}]) }}',
        'actions.html" import confirm_dialog as f %}{{ f("d", t, t, t, t, t, t) }}',
        'charts.html" import as_table as f %}{{ f([t], [[t, t]]) }}',
    ],
)
def test_no_part_prints_data_as_markup(sqlite_app, call):
    page = shown(sqlite_app, '{% from "_macros/' + call, t=TITLE)

    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_a_state_that_the_map_does_not_know_is_a_mistake(sqlite_app):
    source = '{% from "_macros/status.html" import status_badge %}{{ status_badge("odd", "Odd") }}'

    with pytest.raises(Exception, match="odd"):
        shown(sqlite_app, source)


def states() -> set[str]:
    found = set()
    for module in pkgutil.walk_packages(lms.__path__, "lms."):
        if module.name.endswith("models"):
            kinds = vars(importlib.import_module(module.name)).values()
            found |= {
                state.value
                for kind in kinds
                if isinstance(kind, type) and issubclass(kind, StrEnum)
                if kind.__name__.endswith(("State", "Verdict", "Mark", "Result"))
                for state in kind
            }
    return found


def test_every_state_of_the_domain_has_a_shape(sqlite_app):
    shapes = sqlite_app.jinja_env.get_template("_macros/status.html").module.shapes

    assert states() - set(shapes) == set()


def test_a_bar_never_leaves_its_track(sqlite_app):
    source = '{% from "_macros/charts.html" import bullet_bar %}{{ bullet_bar(250, 100, plan=-5) }}'

    assert re.findall(r"--v:([\d.-]+)", shown(sqlite_app, source)) == ["0.0", "100.0"]


def test_a_bar_of_nothing_is_empty(sqlite_app):
    source = '{% from "_macros/charts.html" import bar %}{{ bar(0, 0) }}'

    assert "--v:0" in shown(sqlite_app, source)


def test_every_icon_that_a_screen_names_is_in_the_sprite():
    names = re.compile(r"""(?:\bicon\(|\b(?:picture|icon)["']?\s*[=:]\s*)["']([\w-]+)["']""")
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "lms").rglob("*.py")]
    named = {name for path in files for name in names.findall(path.read_text("utf-8"))}

    assert named - SPRITE == set()
