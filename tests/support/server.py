"""A real server over an instance of its own, started as an operator starts it, with the demonstration data."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.error import URLError
from urllib.request import urlopen

from lms.config import ROOT
from tests.support.lms_command import set_ahead, started

HOST = "127.0.0.1"
PATIENCE_SECONDS = 60
STAFF = ROOT / "tests" / "data" / "staff_of_qena.csv"
"""One who resembles somebody of the demonstration and one without a name, so that there is a file to look at."""


@dataclass(frozen=True)
class Server:
    """A server that runs, and the commands of its operator."""

    url: str
    instance: Path

    def lms(self, *arguments: str, typed: str = "") -> str:
        """What a command says; a command that fails fails the test."""
        return _lms(self.instance, self.url, *arguments, typed=typed)

    def go_to(self, moment: datetime) -> None:
        """Let it be another time from now on, for the server and for commands."""
        set_ahead(self.instance, moment - datetime.now(UTC))


def empty(instance: Path) -> None:
    """Make an instance with an empty register."""
    instance.mkdir(parents=True)
    _lms(instance, f"http://{HOST}", "database", "migrate")


def demonstration(folder: Path) -> Path:
    """An instance with the demonstration data, made once for all processes that share the folder."""
    made = folder / "demonstration"
    with (folder / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            instance = folder / "demonstration-in-the-making"
            shutil.rmtree(instance, ignore_errors=True)
            empty(instance)
            # With its jobs done, so that no server over a copy draws the same certificates again.
            surroundings = _environment(instance, f"http://{HOST}") | {"LMS_QUEUE_URL": "immediate"}
            _run(["demo", "load"], surroundings)
            _run(["import", "roster", str(STAFF), "--unit", "EG-KN"], surroundings)
            rare = [sys.executable, "-m", "tests.support.rare"]
            subprocess.run(rare, cwd=ROOT, env=surroundings, check=True)
            instance.rename(made)
    return made


@contextmanager
def serving(instance: Path, *, name: str = HOST, **settings: str) -> Iterator[Server]:
    """Serve an instance, its jobs included, until the block ends; `LMS_…=` are settings for it."""
    port = _free_port()
    server = Server(f"http://{name}:{port}", instance)
    log = instance / "server.log"
    process = started(
        ("serve", "--host", HOST, "--port", str(port)),
        _environment(instance, server.url) | settings,
        log,
    )
    try:
        _wait_until_it_answers(server, process, log)
        yield server
    finally:
        process.terminate()
        process.join(PATIENCE_SECONDS)


def _wait_until_it_answers(server: Server, process: BaseProcess, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urlopen(f"{server.url}/verify", timeout=PATIENCE_SECONDS):
                return
        except URLError:
            gave_up = not process.is_alive() or time.monotonic() > deadline
            assert not gave_up, f"the server did not start:\n{log.read_text('utf-8')}"
            time.sleep(0.05)


def _lms(instance: Path, url: str, *arguments: str, typed: str = "") -> str:
    return _run(arguments, _environment(instance, url), typed)


def _run(arguments: Sequence[str], environment: Mapping[str, str], typed: str = "") -> str:
    with NamedTemporaryFile(prefix="lms-", suffix=".out") as output:
        process = started(arguments, environment, Path(output.name), typed)
        process.join()
        said = Path(output.name).read_text("utf-8")
    assert process.exitcode == 0, f"lms {' '.join(arguments)}:\n{said}"
    return said


def _environment(instance: Path, url: str) -> dict[str, str]:
    """The surroundings of this process without its own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
    return kept | {
        "LMS_INSTANCE": str(instance),
        "LMS_BASE_URL": url,
        "LMS_TRUSTED_HOSTS": f"{HOST} localhost",
        "LMS_SECOND_FACTOR": "offered",
    }


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind((HOST, 0))
        return int(asked.getsockname()[1])


if __name__ == "__main__":
    demonstration(Path(sys.argv[1]))
