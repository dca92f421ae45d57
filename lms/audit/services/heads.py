"""The heads of the chain, kept outside the database: a line of JSON each, only ever added to."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from lms.audit.rules import Head
from lms.audit.services.sealing import last
from lms.platform import clock
from lms.platform.db import db


def publish(file: Path) -> Head:
    """Write down how far the chain reaches, unless that is what the file says last; returns the head.

    Raises:
        OSError: the file cannot be written.
    """
    head = last(db.session())
    if head.seq and head not in published(file):
        line = {"at": clock.now().isoformat(), "seq": head.seq, "hash": head.hash}
        with file.open("a", encoding="ascii") as heads:
            heads.write(json.dumps(line) + "\n")
            heads.flush()
            os.fsync(heads.fileno())
    return head


def published(file: Path) -> Iterator[Head]:
    """What the file says, oldest first; nothing where there is none yet. A line that was cut off is passed over.

    Raises:
        OSError: the file is there and cannot be read.
    """
    if not file.exists():
        return
    with file.open(encoding="ascii", errors="replace") as heads:
        for line in heads:
            try:
                told = json.loads(line)
                yield Head(int(told["seq"]), str(told["hash"]))
            except (ValueError, KeyError, TypeError):
                continue
