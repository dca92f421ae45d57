"""Forms that were open while somebody else changed what they show."""

from __future__ import annotations

import hashlib

from lms.platform.forms.texts import HiddenField


def fingerprint(*values: object) -> str:
    """A short sign of what a form was filled from, to notice that it changed meanwhile."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def is_stale(field: HiddenField, now: str) -> bool:
    """Whether what the form was filled from has changed; asked again it will do."""
    if field.data in ("", now):
        return False
    field.raw_data, field.data = None, now
    return True
