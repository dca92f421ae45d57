"""What stands on page after page is drawn once, for each reader and whatever it depends on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import session
from jinja2 import DictLoader

from lms.platform import templating
from lms.platform.i18n import Preferences, language, use_preferences

TEMPLATES = {
    "_form.html": """{% macro form(forms) %}<input name="csrf_token" value="signed">{% endmacro %}""",
    "form.html": '{% from "_form.html" import form %}{{ once(form, forms) }}',
    "_macros.html": "{% macro greeting(name) %}{{ drawn() }}{{ language() }}: {{ name }}{% endmacro %}",
    "page.html": '{% from "_macros.html" import greeting %}{{ once(greeting, name) }}',
}


@pytest.fixture
def draw() -> Iterator[Any]:
    """Draws the page for a name; `draw.times` says how often the macro ran."""
    app = templating.Application(__name__)
    app.secret_key = "for tests"
    app.jinja_options = {"loader": DictLoader(TEMPLATES)}

    def page(name: str, reader: str = "en") -> str:
        with use_preferences(Preferences(language=reader)):
            return app.jinja_env.get_template("page.html").render(name=name)

    page.app = app  # type: ignore[attr-defined]  # beside it, as the counter is
    page.times = 0  # type: ignore[attr-defined]  # a counter beside the function that it counts for

    def drawn() -> str:
        page.times += 1  # type: ignore[attr-defined]
        return ""

    templating.init_app(app)
    app.jinja_env.globals.update(drawn=drawn, language=language)
    with app.app_context():
        yield page


def test_the_same_is_drawn_once(draw: Any) -> None:
    assert draw("Mona") == draw("Mona") == "en: Mona"
    assert draw.times == 1


def test_another_name_or_another_reader_is_drawn_anew(draw: Any) -> None:
    assert [draw("Mona"), draw("Nino"), draw("Mona", "ar")] == ["en: Mona", "en: Nino", "ar: Mona"]
    assert draw.times == 3


def test_what_is_drawn_is_escaped(draw: Any) -> None:
    assert draw("<b>") == draw("<b>") == "en: &lt;b&gt;"


def test_no_more_is_kept_than_fits(draw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templating, "MOST", len("en: a") * 2)
    for name in ("a", "b", "c", "a"):
        draw(name)
    assert draw.times == 4  # the first had made room for the third


def test_a_form_is_kept_for_nobody_else(draw: Any) -> None:
    form = draw.app.jinja_env.get_template("form.html")
    with draw.app.test_request_context():
        session["csrf_token"] = "mine"
        assert "signed" in form.render(forms="mine")
        with pytest.raises(RuntimeError, match="form would hand"):
            form.render(forms="")
