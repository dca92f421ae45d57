"""`lms bench throttling`: whether all workers count tries together (G14)."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from itertools import cycle
from urllib.parse import urlencode

import click

from lms.accounts.services import RESETS_OF_ACCOUNT, TRIES_OF_ACCOUNT, TRIES_OF_CLIENT
from lms.platform import bench

HOST = "127.0.0.1"
WORKERS = 2
MORE = 7
"""Tries past each limit."""
PATIENCE_SECONDS = 60

Send = Callable[[Mapping[str, str]], int]


@bench.cli.command("throttling")
def throttling() -> None:
    """Count what two servers over one register let through, asked in turn.

    Wrong passwords for one account, wrong passwords for many from one client, and links for a new password to one
    address. Exits 1 where together they let through more, or fewer, than the limits say.
    """
    with tempfile.TemporaryDirectory(prefix="daftar-bench-") as instance, ExitStack() as open_ones:
        own = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
        env = {**own, "LMS_INSTANCE": instance}
        subprocess.run([*_LMS, "database", "migrate"], env=env, check=True, capture_output=True)  # noqa: S603
        ports = [open_ones.enter_context(_serving(env)) for _ in range(WORKERS)]
        found = list(_measured(ports))
    for label, let_through, refused, expected in found:
        over = "" if let_through == expected else f"  NOT {expected}"
        click.echo(f"{label:32} {let_through:3} let through, {refused:3} answered 429{over}")
    sys.exit(any(let_through != expected for _label, let_through, _refused, expected in found))


_LMS = (sys.executable, "-m", "lms")


def _measured(ports: list[int]) -> Iterator[tuple[str, int, int, int]]:
    """What was tried, how often it was let through and refused, and how often it should be let through."""
    sign_in = _in_turn(ports, "/sign-in")
    one = [{"email": "one@example.org"}] * (TRIES_OF_ACCOUNT + MORE)
    yield _count("passwords for one account", sign_in, one, TRIES_OF_ACCOUNT)
    left = TRIES_OF_CLIENT - TRIES_OF_ACCOUNT
    many = [{"email": f"{n}@example.org"} for n in range(left + MORE)]
    yield _count("passwords for many, one client", sign_in, many, left)
    resets = [{"email": "one@example.org"}] * (RESETS_OF_ACCOUNT.times + MORE)
    reset = _in_turn(ports, "/forgotten")
    yield _count("links to one address", reset, resets, RESETS_OF_ACCOUNT.times)


def _count(
    label: str, send: Send, tries: list[dict[str, str]], expected: int
) -> tuple[str, int, int, int]:
    answers = Counter(send({**one, "password": "not the one"}) for one in tries)
    refused = answers.pop(429, 0)
    return label, answers.total(), refused, expected


def _in_turn(ports: list[int], path: str) -> Send:
    """Sends a form to one server after the other; its token and cookie are good at all of them."""
    turn = cycle(ports)
    _status, cookie, page = _ask("GET", next(turn), path)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    if found is None:
        raise click.ClickException(f"{path} has no form")

    def send(fields: Mapping[str, str]) -> int:
        body = urlencode({**fields, "csrf_token": found[1]})
        status, _cookie, _page = _ask("POST", next(turn), path, body, cookie)
        return status

    return send


def _ask(
    method: str, port: int, path: str, body: str = "", cookie: str = ""
) -> tuple[int, str, str]:
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection = HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        kept = (answer.getheader("Set-Cookie") or cookie).partition(";")[0]
        return answer.status, kept, answer.read().decode()
    finally:
        connection.close()


@contextmanager
def _serving(env: dict[str, str]) -> Iterator[int]:
    """One more server over the register, at the port that is given."""
    with socket.create_server((HOST, 0)) as asked:
        port = int(asked.getsockname()[1])
    process = subprocess.Popen(  # noqa: S603  # our own command
        [*_LMS, "serve", "--no-jobs", "--port", str(port)],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_it_answers(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            socket.create_connection((HOST, port)).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise click.ClickException("a server did not start") from None
            time.sleep(0.1)
        else:
            return
