"""Every route says who may use it, and everything that is said is true."""

from __future__ import annotations

import re

from flask import Flask

from lms.accounts.roles import HOLDERS
from lms.home.navigation import NAVIGATION, RUN_TABS
from lms.platform.access import PERMISSIONS, Openness, Permission


def views(app: Flask) -> dict[str, object]:
    return {rule.endpoint: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}


def test_every_route_declares_its_access(sqlite_app):
    undeclared = {name for name, view in views(sqlite_app).items() if not hasattr(view, "access")}

    assert undeclared == {"static"}


def test_access_is_declared_by_permissions_and_openness_only(sqlite_app):
    for name, view in views(sqlite_app).items():
        for access in getattr(view, "access", ()):
            assert isinstance(access, Permission | Openness), name


def test_every_path_parameter_has_a_type(sqlite_app):
    untyped = [
        rule.rule for rule in sqlite_app.url_map.iter_rules() if re.search(r"<[a-z_]+>", rule.rule)
    ]

    assert untyped == []


def test_every_permission_is_held_by_some_role_and_every_held_one_is_declared(sqlite_app):
    assert set(PERMISSIONS) == set(HOLDERS)


def test_navigation_and_tabs_lead_to_screens_that_exist(sqlite_app):
    entries = {entry.endpoint for entries in NAVIGATION.values() for entry in entries}

    assert {*entries, *(tab.endpoint for tab in RUN_TABS)} <= set(sqlite_app.view_functions)


def test_no_role_has_more_than_seven_items_in_its_navigation():
    assert max(len(entries) for entries in NAVIGATION.values()) <= 7


def test_what_weighs_asks_again_who_it_is(sqlite_app):
    weighs = {
        "accounts": {
            *("new_grant", "add_grant", "end_grant", "new_loan", "lend"),
            *("new_user", "add_user", "edit_user", "update_user"),
            *("invite", "show_invitation", "withdraw_invitation", "send_reset"),
            *("disable", "enable", "reset_factors"),
            *("new_app", "add_app", "new_passkey", "add_passkey", "remove_authenticator"),
            *("renew_recovery_codes", "end_sign_in", "end_other_sign_ins"),
            *("leave_to_link", "link_identity", "unlink_identity"),
        },
        "certificates": {
            *(
                "confirm_issue",
                "issue",
                "approve_list",
                "ask_revoke",
                "revoke",
                "ask_restore",
                "restore",
            ),
            *("ask_correction", "correct"),
        },
    }
    named = {f"{slice_}.{name}" for slice_, names in weighs.items() for name in names}

    assert {
        name for name, view in views(sqlite_app).items() if getattr(view, "fresh", False)
    } >= named


def test_few_routes_are_open_to_whoever_has_still_to_set_up_a_second_step(sqlite_app):
    open_to = {name for name, view in views(sqlite_app).items() if getattr(view, "settling", False)}

    assert {name.partition(".")[0] for name in open_to} == {"accounts"}
    assert open_to == {
        *("accounts.sign_out", "accounts.preferences", "accounts.save_preferences"),
        *("accounts.own_account", "accounts.change_password"),
        *("accounts.end_sign_in", "accounts.end_other_sign_ins"),
        *("accounts.second_steps", "accounts.confirm", "accounts.confirmed"),
        "accounts.leave_to_confirm",
        *("accounts.new_app", "accounts.add_app", "accounts.new_passkey", "accounts.add_passkey"),
    }
