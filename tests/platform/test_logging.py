"""The log: one line for each request, nothing personal in it, and nobody can forge a line."""

import io
import json
import logging

import pytest

from lms.platform.logging import JsonLines, configure, redact
from lms.platform.tracing import current_trace, traced


@pytest.fixture
def lines():
    """What the log would write, read back line by line."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def _requests(lines):
    return [line for line in lines() if line["logger"] == "lms.request"]


def test_a_request_is_one_line_with_its_route_and_not_its_address(sqlite_app, lines):
    answer = sqlite_app.test_client().get("/jobs/12?name=Mona", headers={"Accept": "text/html"})
    (line,) = _requests(lines)
    assert line.pop("ms") >= 0
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "lms.request",
        "id": answer.headers["X-Request-Id"],
        "method": "GET",
        "route": "/jobs/<int:job_id>",
        "status": answer.status_code,
        "user": 0,
    }


def test_an_address_that_leads_nowhere_is_not_repeated(sqlite_app, lines):
    sqlite_app.test_client().get("/people/29001011234567")
    (line,) = _requests(lines)
    assert (line["route"], line["status"]) == (None, 404)


def test_a_message_cannot_forge_a_second_line(lines):
    logging.getLogger("lms.tests").warning('first\n{"forged": 1}\r\u2028\x1b[2J\u202e')
    (line,) = lines()
    assert line["message"].startswith("first\n")


def test_the_log_goes_to_standard_error_once(monkeypatch, capsys):
    root = logging.Logger("root")
    monkeypatch.setattr(logging, "root", root)
    configure()
    configure()
    root.warning("once")
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["message"] == "once"


def test_a_traceback_stays_in_its_line_and_hides_personal_values(lines):
    try:
        raise ValueError("mona@example.org 29001011234567")
    except ValueError:
        logging.getLogger("lms.tests").exception("it broke")
    (line,) = lines()
    assert "ValueError: [mail] [number]" in line["error"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mona.ahmed+x@city.gov.eg asked", "[mail] asked"),
        ("id 29001011234567.", "id [number]."),
        ("id ٢٩٠٠١٠١١٢٣٤٥٦٧", "id [number]"),
        ("call +20 100 123 4567 now", "call [number] now"),
        ("token aB3-" + "x" * 40, "token [token]"),
        ("code 7K3M-9QRS-TVWX-YZ23-4567-89AB-CDEF", "code [token]"),
        ("job 12 of 2026-11-21 took 350 ms", "job 12 of 2026-11-21 took 350 ms"),
        ("test_nobody_else_on_the_machine_can_read", "test_nobody_else_on_the_machine_can_read"),
    ],
)
def test_what_looks_personal_or_secret_is_not_written(text, shown):
    assert redact(text) == shown


def test_a_trace_names_what_is_going_on_and_ends_with_it():
    with traced("outer"):
        with traced("inner"):
            assert current_trace() == "inner"
        assert current_trace() == "outer"
    assert current_trace() is None


def test_a_request_leaves_no_trace_behind(sqlite_app):
    sqlite_app.test_client().get("/jobs/12")
    assert current_trace() is None
