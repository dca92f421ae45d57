"""A mail server that the application sends to, for whoever reads what owners of accounts are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.support.smtp import Mailbox, mail_server


@pytest.fixture
def mailbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with mail_server() as running:
        settings = replace(
            app.config["SETTINGS"], smtp_url=running.url, mail_from="register@example.org"
        )
        monkeypatch.setitem(app.config, "SETTINGS", settings)
        yield running
