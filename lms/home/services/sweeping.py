"""Removing stored files that nothing names: what a process wrote that died before it could say so.

A file is stored before the transaction that names it has ended, so one that is killed in between leaves it behind.
It may hold names, and nobody would ever ask for it again.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, select

from lms.jobs.models import Job
from lms.platform import clock, storage
from lms.platform.db import Base, db

GRACE = timedelta(days=2)
"""No transaction takes as long: what is younger may be about to be named."""

_FILE = re.compile(r"\b[0-9a-f]{64}\b")


def naming() -> list[Column[Any]]:
    """The columns that name stored files: each is called `…_sha256`."""
    tables = Base.metadata.sorted_tables
    return [one for table in tables for one in table.columns if one.name.endswith("_sha256")]


def sweep() -> int:
    """Remove the files that are older than GRACE and named nowhere; safe at any time. Returns how many."""
    before, kept, gone = clock.now() - GRACE, storage.storage(), 0
    for old in kept.untouched_since(before):
        left = old - _named_by_jobs() - _named_by_columns(old)
        db.session.rollback()
        gone += sum(kept.remove_untouched(name, before) for name in left)
    return gone


def _named_by_columns(names: set[str]) -> set[str]:
    return {
        name
        for column in naming()
        for name in db.session.scalars(select(column).where(column.in_(names)))
    }


def _named_by_jobs() -> set[str]:
    """What jobs say of their work: files to be fetched, and files that they are to remove."""
    told = db.session.execute(select(Job.payload, Job.result))
    return {name for row in told for name in _FILE.findall(json.dumps([*row]))}
