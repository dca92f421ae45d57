"""What other slices may want to know of outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from blinker import Namespace

_signals = Namespace()

run_closed = _signals.signal("run-closed")
"""Sent with a `RunClosed`, in the transaction that wrote the outcomes and completions."""

outcome_changed = _signals.signal("outcome-changed")
"""Sent with an `OutcomeChanged`, in the transaction that decided anew on somebody in a run that was closed."""


completions_dated_anew = _signals.signal("completions-dated-anew")
"""Sent with a `CompletionsDatedAnew`, in the transaction that moved them to other fiscal years."""


@dataclass(frozen=True)
class RunClosed:
    """The outcomes of a run were decided, and its completions written."""

    course_run_id: int


@dataclass(frozen=True)
class OutcomeChanged:
    """Somebody in this run came to another outcome, or to the same one on another day."""

    course_run_id: int


@dataclass(frozen=True)
class CompletionsDatedAnew:
    """Completions that the unit, or one in it, gave since a day may lie in other fiscal years than before."""

    unit_id: int
    since: date
