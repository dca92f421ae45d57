"""Asking for work, and asking it to stop."""

import hashlib
import json

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.jobs.errors import AlreadyFinished
from lms.jobs.models import OPEN, Job, JobState
from lms.jobs.services.kinds import Payload, kind
from lms.jobs.services.work import changed
from lms.platform.access import Actor
from lms.platform.clock import now
from lms.platform.db import db

_PENDING = "jobs to enqueue"


def request(
    kind_key: str,
    payload: Payload,
    by: Actor,
    total: int | None = None,
    leads_to: str | None = None,
) -> Job:
    """Write the job down in the caller's transaction; workers hear of it when that is committed.

    Asking again for what is still open gives the job that is there.
    """
    job = Job(
        kind=kind(kind_key).key,
        payload=dict(payload),
        fingerprint=_fingerprint(kind_key, payload, by),
        progress_total=total,
        requested_by_user_id=by.id,
        requested_by_role=by.role,
        leads_to=leads_to,
    )
    try:
        with db.session.begin_nested():
            db.session.add(job)
    except IntegrityError:
        same = select(Job).where(Job.fingerprint == job.fingerprint, Job.state.in_(OPEN))
        return db.session.scalars(same).one()
    enqueue_after_commit(job.id)
    return job


def request_stop(job: Job) -> None:
    """Stop a waiting job at once, and a running one at its next step."""
    if not changed(
        update(Job).where(Job.id == job.id, Job.state.in_(OPEN)).values(stop_requested=True)
    ):
        raise AlreadyFinished
    waiting = update(Job).where(Job.id == job.id, Job.state == JobState.QUEUED)
    changed(waiting.values(state=JobState.STOPPED, finished_at=now()))
    db.session.refresh(job)


def enqueue_after_commit(job_id: int) -> None:
    """Remember the id with the session: before the commit a worker would find nothing."""
    db.session.info.setdefault(_PENDING, []).append(job_id)


def take_pending(session: Session) -> list[int]:
    """The ids that this session has promised, which are then forgotten."""
    pending: list[int] = session.info.pop(_PENDING, [])
    return pending


def _fingerprint(kind_key: str, payload: Payload, by: Actor) -> str:
    asked = json.dumps([kind_key, dict(payload), by.id, by.role], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()
