"""The thread that takes jobs from the queue: in `lms worker`, or inside `lms serve`."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from flask import Flask
from huey.consumer import Consumer

from lms.jobs.queue import Queue, queue_of

BEAT_SECONDS = 15
STOP_SECONDS = 30

_one_consumer = threading.Lock()


class _Consumer(Consumer):
    """huey's consumer: one worker thread, heartbeats, and one clean end for both signals."""

    def __init__(self, queue: Queue, *, handles_signals: bool) -> None:
        super().__init__(queue.huey, workers=1, max_delay=1.0, shutdown_timeout=STOP_SECONDS)  # type: ignore[no-untyped-call]  # huey has no types
        self._queue = queue
        self._handles_signals = handles_signals
        self._next_beat = 0.0
        self._signal_actions = {
            self._graceful_sig: (False, True),
            self._interrupt_sig: (False, True),
        }
        queue.shift.is_over = self.stop_flag.is_set

    def start(self) -> None:
        """Begin; a signal that comes as soon as there is work must not find the default action."""
        self._set_signal_handlers()
        super().start()  # type: ignore[no-untyped-call]  # huey has no types

    def loop(self, health_check_ts: float | None = None) -> float | None:
        """What huey calls ten times a second."""
        if not self._queue.shift.held:
            self._next_beat = time.monotonic() + BEAT_SECONDS
        elif time.monotonic() >= self._next_beat:
            self._next_beat = time.monotonic() + BEAT_SECONDS
            self._queue.beat()
        following: float | None = super().loop(health_check_ts)  # type: ignore[no-untyped-call]  # huey has no types
        return following

    def end(self) -> None:
        """What a signal does, from another thread: the loop stops by itself."""
        self._signum = signal.SIGTERM

    def _set_signal_handlers(self) -> None:
        # Only the main thread of a process may set any.
        if self._handles_signals:
            super()._set_signal_handlers()  # type: ignore[no-untyped-call]  # huey has no types


def work(app: Flask) -> None:
    """Run jobs in the foreground until SIGINT or SIGTERM, which end the step under way first."""
    with _the_only_consumer():
        _consumer(app, handles_signals=True).run()  # type: ignore[no-untyped-call]  # huey has no types


def start(app: Flask) -> Callable[[], None]:
    """Run jobs in a thread of this process; call what is returned to stop it cleanly."""
    with ExitStack() as held:
        held.enter_context(_the_only_consumer())
        consumer = _consumer(app, handles_signals=False)
        release = held.pop_all().close
    thread = threading.Thread(target=consumer.run, name="jobs", daemon=True)
    thread.start()

    def stop() -> None:
        consumer.end()
        thread.join()
        release()

    return stop


@contextmanager
def _the_only_consumer() -> Iterator[None]:
    # Two consumers in a process would overwrite each other's stop flag.
    if not _one_consumer.acquire(blocking=False):
        raise RuntimeError("jobs already run in this process")
    try:
        yield
    finally:
        _one_consumer.release()


def _consumer(app: Flask, *, handles_signals: bool) -> _Consumer:
    queue = queue_of(app)
    queue.prepare()
    return _Consumer(queue, handles_signals=handles_signals)
