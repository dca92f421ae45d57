import pytest

from lms.jobs import cli, consumer
from lms.platform import logging


@pytest.fixture
def worker(sqlite_app, monkeypatch):
    """Runs `lms worker` with a consumer that ends at once; gives what was printed and worked for."""
    worked_for = []
    monkeypatch.setattr(consumer, "work", worked_for.append)
    monkeypatch.setattr(logging, "configure", lambda: None)
    printed = sqlite_app.test_cli_runner().invoke(cli.worker)
    assert printed.exit_code == 0, printed.output
    return printed.output, worked_for


def test_the_worker_says_how_to_end_it_and_what_becomes_of_its_jobs(worker, sqlite_app):
    printed, worked_for = worker
    assert worked_for == [sqlite_app]
    assert printed.splitlines() == [
        "Waiting for jobs. Ctrl-C ends after the step under way.",
        "Stopped; unfinished jobs go on with the next worker.",
    ]
