"""What can be set and what can be allowed is written down."""

from __future__ import annotations

import importlib
import re
from dataclasses import fields

from lms.config import ROOT, Settings
from lms.home.access_cli import as_markdown

DOCS = ROOT / "docs"


def test_every_setting_is_described_and_none_besides():
    text = (DOCS / "operating.md").read_text("utf-8")

    described = set(re.findall(r"^\| `LMS_(\w+)`", text, re.MULTILINE))

    assert described == {field.name.upper() for field in fields(Settings)}


def test_every_permission_is_described_with_its_roles(sqlite_app):
    for path in (ROOT / "lms").glob("*/policy.py"):
        importlib.import_module(f"lms.{path.parent.name}.policy")

    assert (DOCS / "access.md").read_text("utf-8").endswith(as_markdown())
