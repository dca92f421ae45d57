"""The folders say what they hold."""

from __future__ import annotations

import re
from pathlib import Path

from lms.config import ROOT

SLICES = {path.parent.name for path in (ROOT / "lms").glob("*/__init__.py")} - {"platform"}
FRAMES = {"_layouts", "_macros", "errors", "style"}


def python_files() -> list[Path]:
    return [*(ROOT / "lms").rglob("*.py")]


def test_template_folders_mirror_the_slices():
    folders = {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()}

    assert folders - FRAMES <= SLICES


def test_no_template_has_inline_script_or_style():
    found = [
        path.name
        for path in (ROOT / "templates").rglob("*.html")
        if "pdf" not in path.parts
        and re.search(
            r"<script(?![^>]*\bsrc=)|<style|<[^>{]*\s(on[a-z]+=\"|style=\"(?!--))",
            path.read_text("utf-8"),
        )
    ]

    assert found == []


def test_stylesheets_know_no_left_and_right():
    marked = re.compile(r"/\*.*physical.*\*/")
    pattern = re.compile(r"\b(margin|padding|border)-(left|right)\b|\btext-align:\s*(left|right)\b")
    found = [
        f"{path.name}:{number}"
        for path in (ROOT / "static" / "css").glob("*.css")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line) and not marked.search(line)
    ]

    assert found == []


def test_no_drawers_without_a_name():
    drawers = {"utils", "helpers", "common", "misc", "manager"}

    assert [p for p in python_files() if p.stem in drawers or drawers & set(p.parts)] == []


def test_files_stay_readable():
    long = {p.name: n for p in python_files() if (n := p.read_text("utf-8").count("\n")) > 400}

    assert long == {}


def test_people_are_put_in_order_in_one_place():
    asking = {p.name for p in python_files() if "Person.sort_key" in p.read_text("utf-8")}

    assert asking == {"order.py"}


def test_every_slice_says_what_it_is():
    silent = [
        name
        for name in SLICES
        if not (ROOT / "lms" / name / "__init__.py").read_text("utf-8").startswith('"""')
    ]

    assert silent == []
