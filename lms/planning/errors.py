"""What can be refused about courses, programmes and plans."""

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class NameMissing(DomainError):
    message = _l("Give the name in at least one language.")
    status = 422
    field = "name"


class CourseCodeTaken(DomainError):
    message = _l("Another course has this code.")
    status = 422
    field = "code"


class ProgrammeCodeTaken(DomainError):
    message = _l("Another programme has this code.")
    status = 422
    field = "code"


class TrackElsewhere(DomainError):
    message = _l("This track belongs to another programme.")
    status = 422
    field = "track_id"


class PrerequisiteLoop(DomainError):
    """Two courses that ask for each other could never be begun."""

    message = _l("%(course)s itself asks for this course.")
    status = 422
    field = "prerequisite_ids"


class CourseInUse(DomainError):
    """A40: what has history is archived, never deleted."""

    message = _l(
        "This course is in use and is not deleted. Records: %(count)s. Archive it instead."
    )


class TrackInUse(DomainError):
    message = _l("Courses belong to the track “%(track)s”; it cannot be taken away.")
    status = 422
    field = "tracks"


class PlanExists(DomainError):
    message = _l("This unit has a plan for that year already.")
    status = 422
    field = "fiscal_year"


class PlanStands(DomainError):
    message = _l("An approved plan is not changed. Take the approval back first, with a reason.")


class PlanIsEmpty(DomainError):
    message = _l("A plan without any item is not approved.")


class ItemHasRuns(DomainError):
    message = _l("Course runs belong to this item: %(count)s. Move them to another item first.")
