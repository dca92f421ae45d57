"""A closed run with its centre, and files that take no time, for tests that are not about paper."""

from __future__ import annotations

import time

import pytest

from lms.accounts.roles import Role
from lms.certificates.payload import CertificatePayload
from lms.certificates.services import files
from lms.platform.db import db
from tests.certificates.register import closed_run
from tests.support.factories import UserFactory


@pytest.fixture
def quick_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """The payload as it is instead of a real PDF, made a little slower than at once."""

    def render(payload: CertificatePayload) -> bytes:
        time.sleep(0.003)
        return b"%PDF-1.7\n" + payload.to_json().encode()

    monkeypatch.setattr(files, "render_certificate", render)


@pytest.fixture
def run(app):
    found = closed_run(passed=2, failed=1)
    db.session.commit()
    return found


@pytest.fixture
def centre(browser, run):
    return browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=run.unit))
