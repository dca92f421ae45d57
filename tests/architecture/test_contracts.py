"""Each import contract is broken on purpose, in a copy, and seen to fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lms.config import ROOT

BREAKS = {
    "1. Slices call downwards only": ("people/rules/__init__.py", "import lms.figures.models"),
    "2. Layers inside a slice": ("figures/queries/__init__.py", "import lms.figures.subscriptions"),
    "3. No web in services, queries, policy, rules and models": (
        "enrolment/policy.py",
        "import flask",
    ),
    "4. No cycles between siblings": ("platform/text.py", "import lms.platform.forms"),
    "5. Views are private to the application": ("home/layout.py", "import lms.people.views"),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code alone, to be broken."""
    folder = tmp_path_factory.mktemp("contracts")
    ignored = shutil.ignore_patterns("*.po", "*.csv", "*.ttf", "__pycache__")
    shutil.copytree(ROOT / "lms", folder / "lms", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def broken_contracts(folder: Path) -> set[str]:
    """The names of the contracts that do not hold in this folder."""
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = run.stdout.splitlines()
    assert any("Contracts:" in line for line in lines), run.stdout + run.stderr
    return {name for name in BREAKS if any(f"{name} BROKEN" in line for line in lines)}


def test_the_contracts_hold(copy: Path):
    assert broken_contracts(copy) == set()


@pytest.mark.parametrize("contract", BREAKS)
def test_a_broken_contract_is_seen(copy: Path, contract: str):
    path, line = BREAKS[contract]
    file = copy / "lms" / path
    whole = file.read_text("utf-8")
    file.write_text(f"{whole}\n{line}\n", "utf-8")
    try:
        assert contract in broken_contracts(copy)
    finally:
        file.write_text(whole, "utf-8")
