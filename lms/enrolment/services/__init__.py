"""Nominating, deciding, enrolling, withdrawing. A seat is one conditional UPDATE: capacity holds under any load."""

from lms.enrolment.services.messages import WRITTEN, forget_words, weigh, write
from lms.enrolment.services.nominations import (
    Decided,
    Sent,
    accept,
    accept_all,
    nominate,
    nominate_all,
    refuse,
    refuse_all,
    refuse_unless_open,
    withdraw_nomination,
)
from lms.enrolment.services.seats import (
    add_person,
    cancel_with_run,
    enrol,
    promote_next,
    withdraw,
)

__all__ = [
    "WRITTEN",
    "Decided",
    "Sent",
    "accept",
    "accept_all",
    "add_person",
    "cancel_with_run",
    "enrol",
    "forget_words",
    "nominate",
    "nominate_all",
    "promote_next",
    "refuse",
    "refuse_all",
    "refuse_unless_open",
    "weigh",
    "withdraw",
    "withdraw_nomination",
    "write",
]
