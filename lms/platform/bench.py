"""`lms bench`: what speed is, measured as ratios within one run, because machines differ and are busy."""

from __future__ import annotations

import time
from collections.abc import Callable

import click


@click.group("bench")
def cli() -> None:
    """Measure the product on this machine; each command prints what it compares."""


def cpu_seconds(work: Callable[[], object], rounds: int = 5) -> float:
    """The least processor time, user and system, that one call of `work` took in several rounds."""
    return min(_once(work) for _ in range(rounds))


def interleaved(*works: Callable[[], object], rounds: int = 5) -> list[float]:
    """The least processor time of each, taken in turn so that a busy moment falls on all of them."""
    least = [float("inf")] * len(works)
    for _ in range(rounds):
        for index, work in enumerate(works):
            least[index] = min(least[index], _once(work))
    return least


def _once(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
