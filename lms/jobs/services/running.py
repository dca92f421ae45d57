"""From a queued id to a finished job, whatever the handler does on the way."""

import logging

from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from lms.jobs.errors import Fault, LeaseLost, ShiftOver, StopRequested
from lms.jobs.models import Job, JobState
from lms.jobs.services.asking import enqueue_after_commit
from lms.jobs.services.kinds import kind
from lms.jobs.services.work import Shift, Work, changed, held_by
from lms.platform.clock import now
from lms.platform.db import db, transaction
from lms.platform.errors import DomainError
from lms.platform.i18n import Preferences, use_preferences
from lms.platform.tracing import traced

log = logging.getLogger(__name__)


def run(job_id: int, shift: Shift) -> None:
    """Claim the job and do it, unless somebody else has."""
    with transaction():
        work = _claim(job_id, shift)
    if work is None:
        return
    shift.held.add((work.job_id, work.attempt))
    try:
        with traced(f"job-{job_id}"), use_preferences(Preferences()):
            _do(work)
    finally:
        shift.held.discard((work.job_id, work.attempt))


def beat(shift: Shift) -> None:
    """Say that the jobs of this worker are still in good hands."""
    for job_id, attempt in tuple(shift.held):
        changed(held_by(job_id, attempt).values(heartbeat_at=now()))


def _claim(job_id: int, shift: Shift) -> Work | None:
    # One conditional UPDATE, so that two workers with the same id cannot both go on.
    claimed = changed(
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.QUEUED)
        .values(
            state=JobState.RUNNING,
            attempts=Job.attempts + 1,
            done_at_claim=Job.progress_done,
            claimed_at=now(),
            heartbeat_at=now(),
        )
    )
    if not claimed:
        return None
    job = db.session.scalars(select(Job).where(Job.id == job_id)).one()
    return Work(
        job_id=job.id,
        kind=job.kind,
        payload=job.payload,
        requested_by_user_id=job.requested_by_user_id,
        requested_by_role=job.requested_by_role,
        attempt=job.attempts,
        done=job.progress_done,
        shift=shift,
    )


def _do(work: Work) -> None:
    try:
        result = kind(work.kind).handle(work)
    except StopRequested:
        _finish(work, JobState.STOPPED)
    except ShiftOver:
        _hand_back(work)
    except LeaseLost:
        log.warning("job %s is held by another worker now", work.job_id)
    except DomainError as refusal:
        _fail(work, refusal)
    except OperationalError:
        # The database is away or busy: the lease runs out, and the job goes on from its last step.
        raise
    except Exception:
        # The requester must not watch a bar that never moves again; the queue logs the fault.
        _fail(work, Fault())
        raise
    else:
        _finish(work, JobState.DONE, result=result or {})


def _fail(work: Work, refusal: DomainError) -> None:
    values = {name: str(value) for name, value in refusal.values.items()}
    _finish(work, JobState.FAILED, error=str(refusal.message), error_values=values)


def _finish(work: Work, state: JobState, **values: object) -> None:
    with transaction():
        kept = changed(
            held_by(work.job_id, work.attempt).values(state=state, finished_at=now(), **values)
        )
    log.info("job %s %s: %s", work.job_id, work.kind, state if kept else "lost to another worker")


def _hand_back(work: Work) -> None:
    with transaction():
        if changed(held_by(work.job_id, work.attempt).values(state=JobState.QUEUED)):
            enqueue_after_commit(work.job_id)
