"""Files that take no time, for tests that are not about paper."""

from __future__ import annotations

import time

import pytest

from lms.certificates.payload import CertificatePayload
from lms.certificates.services import files


@pytest.fixture
def quick_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """The payload as it is instead of a real PDF, made a little slower than at once."""

    def render(payload: CertificatePayload) -> bytes:
        time.sleep(0.003)
        return b"%PDF-1.7\n" + payload.to_json().encode()

    monkeypatch.setattr(files, "render_certificate", render)
