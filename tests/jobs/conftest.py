"""A handler that counts, people who ask, and jobs in any state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from lms.jobs.models import Job
from lms.jobs.services import Work, kinds
from lms.platform.db import db


@dataclass(frozen=True)
class Requester:
    """As much of an actor as jobs know."""

    id: int
    role: str = "coordinator"


@dataclass
class Counting:
    """A kind of work: `{"to": n}` counts up in steps, and `at` does something at one of them."""

    kind: str = "tests.count"
    seen: list[int] = field(default_factory=list)
    at: dict[int, Callable[[Work], None]] = field(default_factory=dict)

    def __call__(self, work: Work) -> dict[str, Any] | None:
        return self.handle(work)

    def handle(self, work: Work) -> dict[str, Any] | None:
        for n in range(work.done, work.payload["to"]):
            with work.step():
                self.seen.append(n)
                self.at.get(n, lambda _: None)(work)
        return {"counted": work.done}


@pytest.fixture
def count_to(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    counting = Counting()
    monkeypatch.setitem(kinds._kinds, counting.kind, kinds.Kind(counting.kind, "Count", counting))
    return counting


@pytest.fixture
def waiting_job(count_to: Counting) -> Callable[..., Job]:
    """A job that is committed without anybody hearing of it."""

    def make(to: int = 3, requester: int = 7, **columns: Any) -> Job:
        job = Job(
            kind=count_to.kind,
            payload={"to": to},
            fingerprint=f"{to}-{requester}",
            progress_total=to,
            requested_by_user_id=requester,
            requested_by_role="coordinator",
            **columns,
        )
        db.session.add(job)
        db.session.commit()
        return job

    return make
