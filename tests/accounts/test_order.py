"""The list of accounts: the reader's script first, in each the order of its language."""

from __future__ import annotations

import pytest

from lms.accounts import services
from lms.accounts.models import UserAccount
from lms.accounts.roles import Role
from lms.platform.db import db
from lms.platform.i18n import Preferences
from lms.platform.i18n.collation import key_among_languages
from tests.support.factories import UnitFactory, UserFactory, actor

LATIN, GEORGIAN = [("Anna Smith", "en"), ("Zoe Brown", "en")], [("ნინო ბერიძე", "ka")]
ARABIC = [("آرش نوری", "fa"), ("أحمد علي", "ar"), ("پریسا کریمی", "fa"), ("ياسر عمر", "ar")]


@pytest.mark.parametrize(
    ("reader", "order"),
    [
        ("en", LATIN + GEORGIAN + ARABIC),
        ("ka", GEORGIAN + LATIN + ARABIC),
        ("ar", ARABIC + LATIN + GEORGIAN),
        ("fa", ARABIC + LATIN + GEORGIAN),
    ],
)
def test_accounts_begin_with_the_script_of_the_reader(browser, reader, order):
    unit = UnitFactory()
    for name, language in reversed(LATIN + GEORGIAN + ARABIC):
        UserFactory(role=Role.COORDINATOR, unit=unit, display_name=name, language=language)
    admin = UserFactory(
        role=Role.SYSTEM_ADMINISTRATOR, unit=unit, display_name="0", language=reader
    )
    browser.sign_in(admin)

    names = [name for name, _language in order]
    for sort, shown in (("name", names), ("-name", names[::-1])):
        page = browser.get(f"/accounts?sort={sort}").text
        assert sorted(names, key=page.index) == shown


def test_the_place_in_the_order_follows_the_name_and_its_language(app):
    user = UserFactory(display_name="هدى", language="ar")
    assert user.sort_key == key_among_languages("هدى", "ar")
    services.set_preferences(user, Preferences(language="fa"))
    assert user.sort_key == key_among_languages("هدى", "fa") != key_among_languages("هدى", "ar")
    services.update_account(
        user,
        email=user.email,
        display_name="مهسا",
        person=None,
        by=actor(Role.SYSTEM_ADMINISTRATOR),
    )
    db.session.flush()
    db.session.expire(user)
    found = db.session.get(UserAccount, user.id)
    assert found.sort_key == key_among_languages("مهسا", "fa")
