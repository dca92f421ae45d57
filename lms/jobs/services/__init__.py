"""Asking for work, doing it step by step, and taking back what was lost."""

from lms.jobs.services.asking import enqueue_after_commit, request, request_stop, take_pending
from lms.jobs.services.clockwork import do_chores, each_minute
from lms.jobs.services.kinds import Payload, handler, title_of
from lms.jobs.services.running import beat, run
from lms.jobs.services.sweeping import sweep
from lms.jobs.services.work import Shift, Work

__all__ = [
    "Payload",
    "Shift",
    "Work",
    "beat",
    "do_chores",
    "each_minute",
    "enqueue_after_commit",
    "handler",
    "request",
    "request_stop",
    "run",
    "sweep",
    "take_pending",
    "title_of",
]
