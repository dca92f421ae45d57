"""The runs of the factories begin on 15 November 2026; these tests are set two weeks before."""

from datetime import UTC, datetime

import pytest

from lms.platform.clock import frozen


@pytest.fixture(autouse=True)
def early_november():
    with frozen(datetime(2026, 11, 1, 12, tzinfo=UTC)):
        yield
