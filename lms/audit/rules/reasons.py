"""The hash that the chain holds of a reason: it binds the words, and without their salt tells nothing of them."""

import hashlib

from lms.audit.models import PROMISE

ERASING = "home.erase"
"""What is recorded when somebody is erased."""

ERASED = "reasons"
"""The detail that names the events whose reasons were erased."""


def promise_of(salt: str, words: str) -> str:
    """What stands in the event for these words."""
    return PROMISE + hashlib.sha256(f"{salt}\n{words}".encode()).hexdigest()
