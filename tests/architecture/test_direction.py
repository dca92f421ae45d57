"""Names stand by themselves in any page: a name of the other direction turns nothing around it."""

from __future__ import annotations

import re

import pytest

from lms.config import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PRINTED_NAME = re.compile(
    r"{{-?\s*[\w.]+(?:\.(?:full_name|display_name|second_name|father_name)|\s*\|\s*shown)\s*-?}}"
)
TITLE = re.compile(r"{% block title -?%}.*?{%-? endblock %}|<title>.*?</title>", re.DOTALL)


def names_without_bdi(template: str) -> list[str]:
    """Where a name is printed among other words: not in an attribute, and not in a title, which has no tags."""
    text = TITLE.sub(lambda title: " " * len(title.group()), template)
    found = []
    for printed in PRINTED_NAME.finditer(text):
        before = text[: printed.start()]
        in_tag = before.rfind("<") > before.rfind(">")
        in_bdi = before.rfind("<bdi") > before.rfind("</bdi")
        if not in_tag and not in_bdi:
            found.append(printed.group())
    return found


@pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix()
)
def test_every_name_of_a_template_is_set_apart(path):
    assert names_without_bdi(path.read_text()) == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>{{ person.full_name }}, 5</p>", 1),
        ("<p>{{ unit|shown }}</p>", 1),
        ("<p><bdi>{{ unit | shown }}</bdi></p>", 0),
        ('<input aria-label="{{ person.full_name }}">', 0),
        ("{% block title %}{{ unit|shown }}{% endblock %}", 0),
    ],
)
def test_a_name_without_it_is_seen(template, found):
    assert len(names_without_bdi(template)) == found


def test_every_page_and_paper_says_its_direction():
    pages = [path.read_text() for path in TEMPLATES if "<html" in path.read_text()]
    assert len(pages) >= 3
    assert all(re.search(r"<html [^>]*\bdir=", page) for page in pages)
