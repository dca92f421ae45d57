"""What an event may say, and how events hang together."""

from lms.audit.rules.actions import ACTIONS, EXPORTED, GROUPS, REFUSED, Group, declare
from lms.audit.rules.chain import BEGINNING, Fault, Head, Link, digest, faults
from lms.audit.rules.reasons import ERASED, ERASING, promise_of
from lms.audit.rules.records import ACTING_FOR, Recorded, actors, difference, identity

__all__ = [
    "ACTING_FOR",
    "ACTIONS",
    "BEGINNING",
    "ERASED",
    "ERASING",
    "EXPORTED",
    "GROUPS",
    "REFUSED",
    "Fault",
    "Group",
    "Head",
    "Link",
    "Recorded",
    "actors",
    "declare",
    "difference",
    "digest",
    "faults",
    "identity",
    "promise_of",
]
