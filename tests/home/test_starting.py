"""A74: production starts only with safe settings and a database that fits."""

from __future__ import annotations

import base64
import runpy

import pytest

from lms.config import BadSettings, load

SAFE = {
    "LMS_ENVIRONMENT": "production",
    "LMS_SECRET_KEY": "a secret that nobody else knows, made at random",
    "LMS_DATA_KEY": base64.b64encode(b"thirty-two bytes made at random!").decode(),
    "LMS_BASE_URL": "https://daftar.example.org",
    "LMS_TRUSTED_HOSTS": "daftar.example.org, www.example.org",
}


@pytest.fixture
def safe(tmp_path) -> dict[str, str]:
    return SAFE | {"LMS_INSTANCE": str(tmp_path)}


def test_starts_with_safe_settings(safe):
    assert load(safe).trusted_hosts == ("daftar.example.org", "www.example.org")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LMS_SECRET_KEY", ""),
        ("LMS_SECRET_KEY", "short"),
        ("LMS_DATA_KEY", ""),
        ("LMS_DATA_KEY", "not base64"),
        ("LMS_DEBUG", "yes"),
        ("LMS_BASE_URL", "http://daftar.example.org"),
        ("LMS_TRUSTED_HOSTS", ""),
        ("LMS_ENVIRONMENT", "staging"),
        ("LMS_PROXIES", "one"),
        ("LMS_DEBUG", "perhaps"),
        ("LMS_COLOUR", "blue"),
    ],
)
def test_a74_says_which_setting_is_wrong(safe, name, value):
    with pytest.raises(BadSettings, match=name):
        load(safe | {name: value})


@pytest.mark.parametrize(
    ("name", "elsewhere", "here"),
    [
        ("LMS_SMTP_URL", "smtp://mail.example.org", "smtp://localhost"),
        ("LMS_SMTP_URL", "smtp://mail.example.org", "starttls://mail.example.org"),
        ("LMS_DATABASE_URL", "postgresql+psycopg://u@db.example.org/d", "postgresql+psycopg:///d"),
        (
            "LMS_DATABASE_URL",
            "postgresql+psycopg://u@db.example.org/d?sslmode=require",
            "postgresql+psycopg://u@db.example.org/d?sslmode=verify-full",
        ),
        ("LMS_QUEUE_URL", "postgresql://u@db.example.org/d", "postgresql://u@127.0.0.1/d"),
    ],
)
def test_nothing_goes_to_another_machine_in_clear(safe, name, elsewhere, here):
    safe["LMS_MAIL_FROM"] = "register@example.org"

    with pytest.raises(BadSettings, match=name):
        load(safe | {name: elsewhere})
    assert load(safe | {name: here})


@pytest.mark.parametrize("name", ["secret_key", "data_key"])
def test_a74_a_key_made_for_development_is_not_one_for_production(safe, tmp_path, name):
    made = load({"LMS_INSTANCE": str(tmp_path)})

    with pytest.raises(BadSettings, match=f"LMS_{name.upper()} is the one made for development"):
        load(safe | {f"LMS_{name.upper()}": getattr(made, name)})


def test_a74_a_server_refuses_a_database_that_was_not_migrated(safe, monkeypatch):
    for name, value in safe.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(BadSettings, match=r"lms database migrate.*after a backup"):
        runpy.run_module("lms.wsgi")
