"""docs/asvs.md: every requirement that was chosen has its row, and what the row names is there (G9)."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections import Counter
from functools import cache
from typing import NamedTuple

from lms.config import ROOT

CHOSEN = """
V1: 1.1 1.2 2.1 2.2 2.3 2.4 2.5 2.9 2.10 3.1 3.2 3.3 3.4 3.5 3.6 3.7 3.10 3.11 3.12 4.2 5.1 5.2
V2: 1.1 1.2 1.3 2.1 2.2 2.3 3.1 3.2 3.3 3.4 3.5 4.1
V3: 2.1 2.2 3.1 3.2 3.3 3.4 4.1 4.2 4.3 4.4 4.5 4.6 4.8 5.1 5.2 5.3 5.4 7.1 7.2
V4: 1.1 1.2 1.3 1.4 2.1
V5: 1.1 2.1 2.2 2.3 2.4 2.6 3.1 3.2 3.3 4.1 4.2 4.3
V6: 1.1 1.2 1.3 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.1 3.2 3.3 3.4 3.7 3.8 4.1 4.2
V6: 4.3 4.4 4.6 5.1 5.2 5.3 5.4 5.5 6.2 6.3 8.1 8.2 8.4
V7: 1.1 1.2 2.1 2.2 2.3 2.4 3.1 3.2 4.1 4.2 4.3 4.4 4.5 5.1 5.2 5.3 6.2
V8: 1.1 1.2 2.1 2.2 2.3 3.1 3.2 3.3 4.1
V9: 1.1 1.2 1.3 2.1 2.2 2.3 2.4
V10: 1.1 1.2 2.1 2.2 5.1 5.2 5.3 5.4 5.5
V11: 1.1 1.2 2.1 2.2 2.3 2.4 3.1 3.2 3.3 4.1 4.2 4.3 4.4 5.1 6.1
V12: 1.1 1.2 2.1 2.2 3.1 3.2 3.3 3.4
V13: 1.1 1.4 2.1 2.2 2.3 2.4 2.5 3.1 3.2 4.1 4.2 4.3 4.4 4.5
V14: 1.1 1.2 2.1 2.2 2.3 2.4 2.6 2.7 2.8 3.1 3.2 3.3
V15: 1.1 1.2 1.3 2.1 2.2 2.3 3.1 3.2 3.3 3.4 3.5 3.6 3.7 4.2 4.3
V16: 1.1 2.1 2.2 2.3 2.4 2.5 3.1 3.2 3.3 3.4 4.1 4.2 4.3 5.1 5.2 5.3 5.4
"""

KINDS = ("test", "configuration", "document", "waits")


class Row(NamedTuple):
    id: str
    asks: str
    shown: str
    kind: str

    @property
    def named(self) -> list[str]:
        """What it refers to."""
        return re.findall(r"`([^`]+)`", self.shown)


def chosen() -> list[str]:
    ids = []
    for line in CHOSEN.strip().splitlines():
        chapter, _, rest = line.partition(": ")
        ids += [f"{chapter}.{one}" for one in rest.split()]
    return ids


def rows() -> list[Row]:
    text = (ROOT / "docs" / "asvs.md").read_text("utf-8")
    return [
        Row(*(cell.strip() for cell in line.strip("| ").split(" | ")))
        for line in text.splitlines()
        if re.match(r"\| V\d", line)
    ]


@cache
def names_in(path: str) -> frozenset[str]:
    """What a file of ours defines on its top level."""
    found: set[str] = set()
    for node in ast.parse((ROOT / path).read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {name.id for name in node.targets if isinstance(name, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return frozenset(found)


@cache
def headings_in(path: str) -> frozenset[str]:
    """The headings of a page, as links name them."""
    text = (ROOT / path).read_text("utf-8")
    return frozenset(slug(line.lstrip("# ")) for line in text.splitlines() if line.startswith("#"))


def slug(heading: str) -> str:
    kept = "".join(c for c in heading.lower() if c in " -_" or unicodedata.category(c)[0] in "LN")
    return kept.strip().replace(" ", "-")


def is_there(named: str) -> bool:
    path, mark, name = named.partition("::" if "::" in named else "#")
    if not name or not (ROOT / path).is_file():
        return False
    return name in (names_in(path) if mark == "::" else headings_in(path))


def is_test(named: str) -> bool:
    path, _, name = named.partition("::")
    return path.startswith("tests/") and "/test_" in path and name.startswith("test_")


def test_229_requirements_were_chosen():
    assert len(chosen()) == len(set(chosen())) == 229


def test_every_chosen_requirement_has_one_row():
    assert [row.id for row in rows()] == chosen()


def test_what_a_row_names_is_there():
    missing = [f"{row.id}: {named}" for row in rows() for named in row.named if not is_there(named)]

    assert missing == []


def test_a_row_is_of_the_kind_that_it_says():
    for row in rows():
        assert row.kind in KINDS, row
        assert 0 < len(row.asks.split()) <= 10, row
        if row.kind == "waits":
            assert re.match(r"(waits: |issue \d+: )\S+ \S+ \S+", row.shown), (
                f"{row.id} says not for what"
            )
        else:
            assert row.named, f"{row.id} names nothing"
        if row.kind == "test":
            assert any(map(is_test, row.named)), f"{row.id} names no test"
        if row.kind == "configuration":
            assert all(named.startswith("lms/") for named in row.named if "::" in named), row.id


def test_g9_at_least_150_are_shown_by_tests():
    counts = Counter(row.kind for row in rows())
    print(", ".join(f"{counts[kind]} {kind}" for kind in KINDS))  # noqa: T201  # with pytest -s

    assert counts["test"] >= 150


def test_names_that_are_not_there_are_noticed():
    assert is_there("tests/architecture/test_asvs.py::rows")
    assert is_there("docs/security.md#where-we-differ")
    assert not is_there("tests/architecture/test_asvs.py::test_of_nothing")
    assert not is_there("tests/architecture/test_nothing.py::rows")
    assert not is_there("docs/security.md#of-nothing")
    assert not is_there("docs/security.md")
