"""Jobs as their requesters see them."""

from sqlalchemy import Select, select

from lms.jobs.models import Job
from lms.platform.access import Actor


def job(job_id: int, viewer: Actor) -> Select[Job]:
    """The job, if the viewer asked for it."""
    return jobs(viewer).where(Job.id == job_id)


def jobs(viewer: Actor) -> Select[Job]:
    """What the viewer asked for, newest first."""
    return select(Job).where(Job.requested_by_user_id == viewer.id).order_by(Job.id.desc())
