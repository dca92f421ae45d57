"""`lms import roster`."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.people.models import ImportState, RosterImport
from lms.people.services import rosters
from lms.platform.db import db
from tests.people.staff_lists import csv_file, name, national_id, people
from tests.support.factories import UnitFactory


@pytest.fixture
def run(app, tmp_path):
    UnitFactory(code="MLW")
    db.session.commit()
    file = tmp_path / "staff.csv"
    rows = [(name(n), "" if n else national_id(n), "", "") for n in range(5)]
    file.write_bytes(csv_file([*rows, ("", "12", "", "")]))

    def command(*arguments: str):
        answer = app.test_cli_runner().invoke(args=["import", "roster", str(file), *arguments])
        db.session.rollback()
        return answer

    return command


def test_a_dry_run_tells_and_records_nothing(run):
    answer = run("--unit", "MLW", "--dry-run")

    assert "6 rows: 5 new, 0 known, 0 to review, 1 refused.\n" in answer.output
    assert "  row 7, Full name: The name is missing.\n" in answer.output
    assert (people(), db.session.scalars(select(RosterImport)).all()) == (0, [])


def test_it_adds_everybody_once(run):
    first, again = run("--unit", "MLW"), run("--unit", "MLW")

    assert "6 rows: 5 added, 0 known, 0 to review, 1 refused.\n" in first.output
    assert "6 rows: 0 added, 1 known, 4 to review, 1 refused.\n" in again.output
    assert people() == 5


def test_the_same_command_goes_on_after_an_interruption(run, monkeypatch):
    monkeypatch.setattr(rosters, "BATCH", 2)
    whole, batches = rosters.keep, iter([True, False])

    def keep_first(*args):
        if not next(batches):
            raise KeyboardInterrupt
        whole(*args)

    monkeypatch.setattr(rosters, "keep", keep_first)
    run("--unit", "MLW")
    assert people() == 2
    monkeypatch.setattr(rosters, "keep", whole)
    answer = run("--unit", "MLW")

    assert "Going on after 2 rows." in answer.stderr
    assert "6 rows: 5 added, 0 known, 0 to review, 1 refused.\n" in answer.output
    assert people() == 5
    assert db.session.scalars(select(RosterImport.state)).all() == [ImportState.DONE]


def test_a_place_that_is_not_there_is_refused(run):
    answer = run("--unit", "NOWHERE")

    assert (answer.exit_code, people()) == (2, 0)
    assert "there is no place with the code 'NOWHERE'" in answer.output


def test_what_is_no_table_is_refused(run, tmp_path):
    (tmp_path / "staff.csv").write_bytes(b"%PDF\0")

    answer = run("--unit", "MLW")

    assert answer.exit_code == 1
    assert "cannot be read as a table" in answer.output
