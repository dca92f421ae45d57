"""A19: any password of 8 to 128 characters in any script, but for those that others would try first."""

import re
from urllib.parse import urlsplit

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from lms.accounts.errors import (
    PasswordCommon,
    PasswordHasName,
    PasswordTooLong,
    PasswordTooShort,
)
from lms.accounts.models import LinkPurpose
from lms.accounts.roles import Role
from lms.accounts.services import grant_role, hash_password, make_link
from lms.accounts.services.passwords import NOBODYS, fits
from tests.support.client import Browser
from tests.support.factories import UnitFactory, UserFactory, choose_password


@pytest.mark.parametrize(
    "password",
    [
        "8 letter",
        "قلعة من رمل",
        "გრძელი პაროლი",
        "  spaces at both ends  ",
        "x7" * 32,
        "y8" * 64,
        "كلمة" * 32,
    ],
)
def test_a19_any_script_and_length_is_taken_whole(password):
    kept = hash_password(password)
    assert fits(kept, password)
    assert not fits(kept, password[:-1])


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("7 chars", PasswordTooShort),
        ("x" * 129, PasswordTooLong),
        ("password", PasswordCommon),
        ("Football", PasswordCommon),
        ("12345678", PasswordCommon),
        ("1qaz2wsx", PasswordCommon),
    ],
)
def test_a19_what_is_tried_first_is_refused(app, password, refusal):
    with pytest.raises(refusal):
        hash_password(password)


@pytest.mark.parametrize(
    "password",
    ["SAQQARA centre 1", "saqqara2026", "مركز سقاره 99", "nadia.salem!", "Nadia Salem 7"],
)
def test_a19_the_names_of_the_centre_and_of_the_account_are_refused(app, password):
    unit = UnitFactory(name_en="Saqqara", name_ar="مركز سقارة")
    user = UserFactory(display_name="Nadia Salem", email="nadia.salem@example.org")
    grant_role(user, Role.TRAINER, unit)

    with pytest.raises(PasswordHasName):
        choose_password(user, password)


def test_a_short_name_stands_in_too_many_words_to_count(app):
    user = UserFactory(display_name="Ali", email="ali@example.org")
    choose_password(user, "a quality of its own")


def test_says_at_the_field_why_it_is_refused(browser):
    link = make_link(UserFactory(role=Role.TRAINER), LinkPurpose.RESET)

    answer = browser.post(urlsplit(link.url).path, {"password": "iloveyou1"})

    assert answer.status_code == 422
    assert "Many people use this password" in answer.text


def test_v6_2_6_v6_2_7_what_is_typed_is_masked_and_password_managers_may_fill_it_in(app, browser):
    link = urlsplit(make_link(UserFactory(role=Role.TRAINER), LinkPurpose.RESET).url).path
    own = Browser(app).sign_in(UserFactory(role=Role.TRAINER))

    for page, kept in (
        (browser.get("/sign-in"), {"current-password"}),
        (browser.get(link), {"new-password"}),
        (own.get("/account"), {"current-password", "new-password"}),
    ):
        fields = re.findall(r'<input[^>]*type="password"[^>]*>', page.text)
        assert {re.search(r'autocomplete="([^"]+)"', one)[1] for one in fields} == kept
        assert not any(re.search(r"readonly|maxlength", one) for one in fields)


def test_v11_4_2_a_hash_costs_what_it_should():
    """Tests make cheaper ones; this one is kept as the product makes them."""
    made = extract_parameters(NOBODYS)

    assert made.type is Type.ID
    assert (made.memory_cost, made.time_cost, made.hash_len) >= (64 * 1024, 3, 32)
    assert made.salt_len >= 16


def test_no_account_costs_as_much_as_one():
    assert not PasswordHasher().check_needs_rehash(NOBODYS)
