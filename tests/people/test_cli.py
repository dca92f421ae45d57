"""`lms people`: what is asked of numbers and names without a browser."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from lms.accounts.roles import Role
from lms.people import services
from lms.people.models import Sex
from lms.people.rules import PersonData
from lms.platform.db import db
from tests.support.factories import UnitFactory, actor

VECTORS = Path(__file__).parents[1] / "data" / "id_numbers.csv"


def test_every_number_of_the_vectors_is_judged_as_they_say(sqlite_app):
    answer = sqlite_app.test_cli_runner().invoke(
        args=["people", "check-id", "--file", str(VECTORS)]
    )

    with VECTORS.open(encoding="utf-8") as file:
        said = [(row["number"], row["verdict"], row["normalised"]) for row in csv.DictReader(file)]
    judged = list(csv.DictReader(answer.stdout.splitlines()))
    assert [(row["number"], row["verdict"], row["normalised"]) for row in judged] == said
    assert judged[0] == {
        "country": "EG",
        "number": "20001010110010",
        "verdict": "valid",
        "normalised": "20001010110010",
        "sex": "male",
        "birth_date": "1900-01-01",
        "region": "01",
        "region_name": "Cairo",
        "holder": "",
        "reason": "",
    }


def test_people_are_found_with_what_tells_them_apart(app):
    unit = UnitFactory(name_en="Mallawi")
    by = actor(Role.COORDINATOR, unit)
    number = "29001011234581"
    mona = PersonData(full_name="منى الشربيني", country="EG", national_id=number)
    services.create_person(mona, by, unit=unit)
    for father in ("گلاب", "رضا"):
        ali = PersonData(full_name="علی کریمی", country="IR", father_name=father)
        services.create_person(ali, by, unit=unit)
    db.session.commit()
    run = app.test_cli_runner().invoke

    found = run(args=["people", "search", "sherbini mona"])
    first = run(args=["people", "search", "علي", "--limit", "1"])

    assert "منى الشربيني,,,Mallawi,••••4581" in found.stdout
    assert number not in found.output
    assert [row["name"] for row in csv.DictReader(first.stdout.splitlines())] == ["علی کریمی"]
    assert "more than 1" in first.stderr
    assert "رضا" in run(args=["people", "search", "karimi"]).stdout


def test_numbers_kept_before_are_compared_once(app):
    by = actor(Role.COORDINATOR, UnitFactory())
    first, second, fine = (
        services.create_person(
            PersonData(full_name="منى", country="EG", national_id=number, sex=sex), by
        )
        for number, sex in (
            ("29001011234581", Sex.MALE),
            ("29001011234603", Sex.MALE),
            ("29001011234662", Sex.FEMALE),
        )
    )
    services.confirm_differences(second, by)
    first.id_differs = None
    db.session.commit()

    answers = [app.test_cli_runner().invoke(args=["people", "compare-ids"]) for _ in range(2)]

    assert [answer.output[:8] for answer in answers] == ["1 people", "0 people"]
    db.session.expire_all()
    assert (first.id_differs, second.id_differs, fine.id_differs) == ("sex", None, None)


def test_a_file_without_numbers_is_refused(sqlite_app, tmp_path):
    file = tmp_path / "numbers.csv"
    file.write_text("country,name\nEG,Mona\n", encoding="utf-8")

    answer = sqlite_app.test_cli_runner().invoke(args=["people", "check-id", "--file", str(file)])

    assert answer.exit_code == 2
    assert "no column named number" in answer.output


def match(app, file):
    return app.test_cli_runner().invoke(args=["people", "match", "--pairs", str(file)])


def test_pairs_of_names_are_judged_in_the_order_of_the_file(sqlite_app):
    file = Path(__file__).parents[1] / "data" / "names_matching.csv"
    answer = match(sqlite_app, file)

    assert answer.exit_code == 0, answer.output
    found = list(csv.DictReader(answer.stdout.splitlines()))
    with file.open(encoding="utf-8") as opened:
        said = {row["id"]: row["expected"] for row in csv.DictReader(opened)}
    assert [row["id"] for row in found] == list(said)
    right = [row for row in found if row["verdict"] == said[row["id"]]]
    assert len(right) >= 140
    assert all((row["verdict"] == "same") == (float(row["score"]) >= 0.8) for row in found)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"id,name_a,name_b\n1,Mona,Mona\n", "no column named language"),
        (b"", "no column named id, language, name_a, name_b"),
        (b"id,language,name_a,name_b\n1,ar,\xff\xfe,Mona\n", "not CSV in UTF-8"),
        (b"id,language,name_a,name_b\n1,ar,Mona,Mona\n2,xx,Mona,Mona\n", "pair 2: 'xx'"),
    ],
)
def test_a_file_that_is_not_of_pairs_is_refused(sqlite_app, tmp_path, content, refusal):
    file = tmp_path / "pairs.csv"
    file.write_bytes(content)

    answer = match(sqlite_app, file)

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert refusal in answer.stderr
