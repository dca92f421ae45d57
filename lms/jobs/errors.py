"""Why a job does not go on, and what a reader is told."""

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class AlreadyFinished(DomainError):
    message = _l("This work has already finished.")


class Fault(DomainError):
    """What the requester reads when a handler broke; the log has the rest."""

    message = _l(
        "This stopped because of a fault on our side. What was done before is kept. "
        "Try again; if it happens again, tell your administrator."
    )


class WorkerLost(DomainError):
    message = _l("This was given up because it could not be finished in several tries.")


class ExportGone(DomainError):
    message = _l("The file is there no more: files of lists are kept for a day. Ask for it again.")
    status = 404


class NotYoursAnyMore(DomainError):
    message = _l("What you may see has changed since you asked for this file. Ask for it again.")
    status = 403


class Halt(Exception):
    """A job leaves its handler between two steps; not for handlers to catch."""


class StopRequested(Halt):
    """The requester pressed Stop."""


class ShiftOver(Halt):
    """The worker was told to end; another one will go on from here."""


class LeaseLost(Halt):
    """Another worker holds the job now: whatever was not committed is not ours to commit."""
