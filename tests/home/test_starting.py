"""A74: production starts only with safe settings and a database that fits."""

from __future__ import annotations

import base64
import runpy

import pytest

from lms.accounts.mapping import Given, read
from lms.accounts.roles import Role
from lms.app import create_app
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


SINGLE_SIGN_ON = {
    "LMS_OIDC_ISSUER": "https://login.example.org/realms/staff",
    "LMS_OIDC_CLIENT_ID": "daftar",
    "LMS_OIDC_CLIENT_SECRET": "shared with the provider",
}


def test_single_sign_on_is_set_whole_or_not_at_all(safe):
    assert not load(safe).has_single_sign_on
    assert load(safe | SINGLE_SIGN_ON).has_single_sign_on
    for name in SINGLE_SIGN_ON:
        with pytest.raises(BadSettings, match=name):
            load(safe | SINGLE_SIGN_ON | {name: ""})
    with pytest.raises(BadSettings, match=r"LMS_OIDC_ISSUER.*LMS_OIDC_ROLES is set"):
        load(safe | {"LMS_OIDC_ROLES": "/etc/daftar/roles.toml"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LMS_OIDC_ISSUER", "http://login.example.org"),
        ("LMS_OIDC_ISSUER", "http://localhost:9400"),  # in clear only for trying it out
        ("LMS_OIDC_ISSUER", "login.example.org"),
        ("LMS_OIDC_ISSUER", "https://login.example.org?tenant=1"),
        ("LMS_OIDC_SCOPES", "profile email"),
        ("LMS_OIDC_TIMEOUT", "0"),
        ("LMS_OIDC_LINK_INVITED", "perhaps"),
    ],
)
def test_a74_says_what_is_wrong_with_single_sign_on(safe, name, value):
    with pytest.raises(BadSettings, match=name):
        load(safe | SINGLE_SIGN_ON | {name: value})


def test_a_provider_on_this_machine_is_for_trying_it_out(tmp_path):
    settings = {"LMS_INSTANCE": str(tmp_path), "LMS_OIDC_ISSUER": "http://localhost:9400"}

    assert load(SINGLE_SIGN_ON | settings).has_single_sign_on


@pytest.mark.parametrize(
    "text",
    [
        "",
        "claim = ",
        'claim = "groups"',
        'claim = "groups"\nrole = []',
        '[[role]]\nvalue = "a"\nrole = "trainer"\nunit = "EG"',
        'claim = "groups"\n[[role]]\nvalue = "a"\nrole = "king"\nunit = "EG"',
        'claim = "groups"\n[[role]]\nvalue = "a"\nrole = "trainer"',
        'claim = "groups"\n[[role]]\nvalue = ""\nrole = "trainer"\nunit = "EG"',
        'claim = "groups"\nclaims = 1\n[[role]]\nvalue = "a"\nrole = "trainer"\nunit = "EG"',
    ],
)
def test_a_file_of_roles_that_cannot_be_used_stops_the_start(safe, tmp_path, text):
    file = tmp_path / "roles.toml"
    settings = load(safe | SINGLE_SIGN_ON | {"LMS_OIDC_ROLES": str(file)})
    with pytest.raises(BadSettings, match=r"LMS_OIDC_ROLES.*roles\.toml"):
        create_app(settings)
    file.write_text(text, "utf-8")
    with pytest.raises(BadSettings, match=r"LMS_OIDC_ROLES.*roles\.toml"):
        create_app(settings)


def test_values_are_found_in_a_claim_in_a_claim(tmp_path):
    file = tmp_path / "roles.toml"
    rule = 'role = "trainer"\nunit = "EG"'
    file.write_text(
        f'claim = "realm_access.roles"\n[[role]]\nvalue = "a"\n{rule}\n[[role]]\nvalue = "b"\n{rule}',
        "utf-8",
    )
    mapping = read(file)

    given = [Given(Role.TRAINER, "EG")]
    assert mapping.given({"realm_access": {"roles": ["b", "a", 7]}}) == given
    assert mapping.given({"realm_access.roles": "a"}) == given
    assert mapping.given({"realm_access": "a"}) == mapping.given({}) == []
