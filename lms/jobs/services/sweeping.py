"""Taking back the jobs that nobody holds any more."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select, update

from lms.jobs.errors import WorkerLost
from lms.jobs.models import Job, JobState
from lms.jobs.services.asking import enqueue_after_commit
from lms.jobs.services.work import changed
from lms.platform.clock import now
from lms.platform.db import db
from lms.platform.i18n import Preferences, use_preferences

LEASE = timedelta(seconds=60)
"""A job whose heartbeat is older than this has lost its worker."""

GRACE = timedelta(seconds=30)
"""A job that has waited for less than this may still be on its way to the queue."""

MAX_LOSSES = 5
"""A job that takes its worker down each time must not take down every worker there is."""


def sweep(enqueued: Collection[int] = ()) -> int:
    """Queue the lost jobs again, except for the ids that are in the queue; safe to run twice."""
    lost = update(Job).where(Job.state == JobState.RUNNING, Job.heartbeat_at < now() - LEASE)
    changed(lost.where(Job.stop_requested).values(state=JobState.STOPPED, finished_at=now()))
    with use_preferences(Preferences()):
        given_up = {"error": str(WorkerLost.message), "finished_at": now()}
    changed(lost.where(Job.losses + 1 >= MAX_LOSSES).values(state=JobState.FAILED, **given_up))
    changed(lost.values(state=JobState.QUEUED, losses=Job.losses + 1))

    waiting = select(Job.id).where(Job.state == JobState.QUEUED, Job.created_at < now() - GRACE)
    missing = [job_id for job_id in db.session.scalars(waiting) if job_id not in enqueued]
    for job_id in missing:
        enqueue_after_commit(job_id)
    return len(missing)
