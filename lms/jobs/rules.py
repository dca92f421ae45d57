"""What can be said of a job from its row alone."""

from datetime import datetime

from lms.jobs.models import Job
from lms.platform.i18n import _, _n
from lms.platform.i18n.numbers import number


def seconds_left(job: Job, at: datetime) -> int | None:
    """How long the rest takes at the pace of this attempt, once there is a pace."""
    done_now = job.progress_done - job.done_at_claim
    if job.claimed_at is None or job.progress_total is None or done_now <= 0:
        return None
    left = max(job.progress_total - job.progress_done, 0)
    return round((at - job.claimed_at).total_seconds() * left / done_now)


def progress(job: Job) -> str:
    """How far it got, in words."""
    if job.progress_total is None:
        return _n("%(count)s done", "%(count)s done", job.progress_done)
    done, total = number(job.progress_done), number(job.progress_total)
    return _("%(done)s of %(total)s", done=done, total=total)


def failure(job: Job) -> str:
    """Why it failed, in the reader's language."""
    return _(job.error, **job.error_values) if job.error else ""
