"""What is going on now, by a short name: a request or a job, for logs and for the record."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str | None] = ContextVar("trace", default=None)


def current_trace() -> str | None:
    """The id of the request or job that is being worked on."""
    return _current.get()


def set_trace(name: str | None) -> None:
    """Name what begins now; None when it is over."""
    _current.set(name)


@contextmanager
def traced(name: str) -> Iterator[None]:
    """Do something under its own name, then go back to the one before."""
    token = _current.set(name)
    try:
        yield
    finally:
        _current.reset(token)
