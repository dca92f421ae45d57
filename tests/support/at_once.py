"""Several people at the same moment, each in a process of its own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask

from lms.platform.db import db, transaction
from lms.platform.errors import DomainError

Deed = Callable[[], Any]
_processes = multiprocessing.get_context("fork")


def at_once(app: Flask, deeds: Sequence[Deed]) -> list[Any]:
    """What each deed gave, or the name of its refusal; each in a transaction of its own, once all are ready."""
    db.session.commit()
    db.session.remove()
    db.engine.dispose()  # no connection may be open when another process is forked
    ready, answers = _processes.Barrier(len(deeds)), _processes.Queue()

    def run(at: int, deed: Deed) -> None:
        with app.app_context():
            db.engine.dispose(close=False)  # the connections belong to the parent
            ready.wait(60)
            try:
                with transaction():
                    answer = deed()
            except DomainError as refused:
                answer = type(refused).__name__
            except Exception as error:
                answer = f"error: {error!r}"
            answers.put((at, answer))

    started = [_processes.Process(target=run, args=one) for one in enumerate(deeds)]
    for process in started:
        process.start()
    given = dict(answers.get(timeout=120) for _deed in deeds)
    for process in started:
        process.join()
    return [given[at] for at in range(len(deeds))]
