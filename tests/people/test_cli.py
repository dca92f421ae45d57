"""`lms people`: what is asked of numbers and names without a browser."""

from __future__ import annotations

import csv
from pathlib import Path

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


def test_a_file_without_numbers_is_refused(sqlite_app, tmp_path):
    file = tmp_path / "numbers.csv"
    file.write_text("country,name\nEG,Mona\n", encoding="utf-8")

    answer = sqlite_app.test_cli_runner().invoke(args=["people", "check-id", "--file", str(file)])

    assert answer.exit_code == 2
    assert "no column named number" in answer.output
