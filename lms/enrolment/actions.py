"""What this slice records, in words."""

from lms.audit.rules import declare
from lms.platform.i18n import _l

declare(
    "enrolment",
    _l("Nominations and rosters"),
    {
        "enrolment.nominate": _l("Nominated"),
        "enrolment.accept": _l("Nomination accepted"),
        "enrolment.refuse": _l("Nomination refused"),
        "enrolment.withdraw_nomination": _l("Nomination withdrawn"),
        "enrolment.enrol": _l("Put on the roster"),
        "enrolment.withdraw": _l("Taken off the roster"),
        "enrolment.promote": _l("Moved up from the waiting list"),
        "enrolment.cancel_with_run": _l("Roster ended with the course run"),
        "enrolment.message": _l("Message to the participants"),
        "enrolment.waive_prerequisite": _l("Required course waived"),
    },
)
