"""G14: two servers over one register let through together what the limits say, and no more."""

from __future__ import annotations

import os
import subprocess
import sys

from lms.config import ROOT


def test_g14_all_workers_count_together() -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
    done = subprocess.run(
        [sys.executable, "-m", "lms", "bench", "throttling"],
        cwd=ROOT,
        env=own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.split()[-6] for line in done.stdout.splitlines()] == ["5", "15", "3"]
