"""Whatever is recorded has words, and there are no words for what nobody records."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from lms.audit.rules import ACTIONS, EXPORTED, GROUPS, REFUSED
from lms.config import ROOT

KEY = re.compile(r"[a-z_]+\.[a-z_]+")
RECORDING = {
    "record",
    "record_grant",
    "record_event",
    "_record",
    "_become",
    "_decided",
    "_set_archived",
}
"""What writes an event down, by the names that services call it."""


def recorded(path: Path) -> Iterator[str]:
    """The actions that stand where something is recorded."""
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(call, ast.Call) and name_of(call.func) in RECORDING:
            for argument in call.args:
                for part in ast.walk(argument):
                    if isinstance(part, ast.Constant) and KEY.fullmatch(str(part.value)):
                        yield str(part.value)


def name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_every_action_that_is_recorded_has_words_and_the_other_way_round(sqlite_app):
    found = {key for path in (ROOT / "lms").rglob("*.py") for key in recorded(path)}

    assert len(found) > 50
    assert found | {REFUSED, EXPORTED} == set(ACTIONS)


def test_whoever_makes_events_does_so_by_these_names():
    makers = {
        path.relative_to(ROOT / "lms").as_posix()
        for path in (ROOT / "lms").rglob("*.py")
        if re.search(r"\bAuditEvent\(\n", path.read_text("utf-8"))
    }

    assert makers == {"audit/services/recording.py"}


def test_every_action_belongs_to_one_slice(sqlite_app):
    grouped = [key for group in GROUPS.values() for key in group.actions]

    assert sorted(grouped) == sorted(ACTIONS)
