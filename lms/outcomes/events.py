"""What other slices may want to know of outcomes."""

from __future__ import annotations

from dataclasses import dataclass

from blinker import Namespace

_signals = Namespace()

run_closed = _signals.signal("run-closed")
"""Sent with a `RunClosed`, in the transaction that wrote the outcomes and completions."""


@dataclass(frozen=True)
class RunClosed:
    """The outcomes of a run were decided, and its completions written."""

    course_run_id: int
