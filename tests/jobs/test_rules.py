from datetime import UTC, datetime, timedelta

import pytest

from lms.jobs import rules, services
from lms.jobs.models import Job
from lms.platform.i18n import Preferences, use_preferences

NINE = datetime(2026, 11, 21, 9, tzinfo=UTC)


def _job(done, total, done_at_claim=0, claimed_at=NINE):
    return Job(
        progress_done=done,
        progress_total=total,
        done_at_claim=done_at_claim,
        claimed_at=claimed_at,
        error_values={},
    )


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        (_job(10, 30), 120),
        (_job(30, 30), 0),
        (_job(20, 30, done_at_claim=10), 60),  # the pace of this attempt alone
        (_job(0, 30), None),
        (_job(10, 30, done_at_claim=10), None),
        (_job(10, None), None),
        (_job(10, 30, claimed_at=None), None),
        (_job(31, 30), 0),
    ],
)
def test_the_rest_takes_as_long_as_the_pace_says(job, expected):
    assert rules.seconds_left(job, NINE + timedelta(minutes=1)) == expected


def test_progress_is_told_in_the_readers_digits():
    with use_preferences(Preferences(language="ar")):
        assert "١٨" in rules.progress(_job(18, 30))
        assert "١٨" in rules.progress(_job(18, None))
    assert rules.progress(_job(18, 30)) == "18 of 30"
    assert rules.progress(_job(18, None)) == "18 done"


def test_a_kind_that_is_no_longer_done_still_has_a_title():
    assert services.title_of("withdrawn.kind") == "Background work"
