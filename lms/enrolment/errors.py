"""What can be refused about nominations and enrolments."""

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class RunNotOpen(DomainError):
    message = _l("This course run takes no nominations at present.")


class NominationsEnded(DomainError):
    message = _l("Nominations for this course run ended on %(date)s.")


class NotOnStaff(DomainError):
    message = _l("Not on the staff of %(unit)s: %(name)s.")
    status = 422


class AlreadyNominated(DomainError):
    message = _l("This person is already in the list.")


class RefusedBefore(DomainError):
    """The centre has refused the person for this run; proposing again would not tell it anything new."""

    message = _l("The centre has refused this person for this run: %(reason)s")


class AlreadyDecided(DomainError):
    message = _l("This nomination has already been decided.")


class MissingPrerequisite(DomainError):
    """S3: refused unless somebody waives it with a reason."""

    message = _l("%(name)s has not completed: %(courses)s.")
    status = 422


class TraineeClash(DomainError):
    message = _l("%(name)s has another course on these dates: %(other)s, %(date)s.")
    status = 422


class ReasonMissing(DomainError):
    message = _l("Give a reason.")
    status = 422
    field = "reason"


class NotEnrolled(DomainError):
    message = _l("This person holds no seat and no waiting place in this run.")


class RosterStands(DomainError):
    """The run is over: what came of everybody is decided."""

    message = _l("This course run is over; its roster stays as it is.")


class NobodyReached(DomainError):
    message = _l("Nobody of the participants can be reached in this way.")
    status = 422
    field = "ways"


class TooManyPeople(DomainError):
    message = _l("A message goes to at most %(most)s people.")
    status = 422
    field = "text"


class TextTooLong(DomainError):
    message = _l(
        "As a text message this takes %(parts)s parts for one person; at most %(most)s are sent."
    )
    status = 422
    field = "text"


class AlreadyWritten(DomainError):
    message = _l("These words went out to the participants today already.")
