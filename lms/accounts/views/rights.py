"""Who may do what, in words: from the same table that decides it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lms.accounts import policy
from lms.accounts.roles import GRANTABLE, HOLDERS, LABELS, LENDABLE, OUTSIDE, Role, holds
from lms.accounts.views.blueprint import bp
from lms.platform.access import PERMISSIONS, requires
from lms.platform.i18n import _, _l
from lms.platform.i18n.lists import listed

ABOUT = {
    "audit": _l("Audit log"),
    "organisation": _l("Places"),
    "calendars": _l("Calendars"),
    "wording": _l("Wording"),
    "people": _l("People"),
    "accounts": _l("Accounts and roles"),
    "objections": _l("Objections"),
    "planning": _l("Courses and plans"),
    "scheduling": _l("Course runs"),
    "enrolment": _l("Nominations"),
    "attendance": _l("Attendance"),
    "assessment": _l("Marks"),
    "outcomes": _l("Results"),
    "certificates": _l("Certificates"),
    "figures": _l("Figures"),
    "merging": _l("Merged records"),
    "home": _l("Data about people"),
    "demo": _l("Demonstration data"),
}
"""What the rights of each slice are about; a test finds a slice that is missing here."""


@dataclass(frozen=True)
class Right:
    """A right, the roles that carry it, whether a look outside opens it, and whether it is one of the top alone."""

    label: str
    roles: str
    is_open_outside: bool
    is_at_top: bool


@dataclass(frozen=True)
class Rights:
    """The rights of one slice."""

    about: str
    rights: list[Right]


@bp.get("/accounts/rights")
@requires(policy.MANAGE)
def rights() -> ResponseReturnValue:
    """All rights, or those of one role."""
    wished = request.args.get("role", "")
    chosen = Role(wished) if wished in list(Role) else None
    return render_template(
        "accounts/rights.html",
        roles=LABELS,
        chosen=chosen,
        groups=in_words(chosen),
        giving=[
            (str(LABELS[giver]), listed(str(LABELS[one]) for one in Role if one in given))
            for giver, given in GRANTABLE.items()
        ],
        lending=listed(str(LABELS[role]) for role in Role if role in LENDABLE),
    )


def in_words(role: Role | None = None, *, at_top: bool = True) -> list[Rights]:
    """The rights that a role carries, at the top or below it, or all of them, slice by slice."""
    groups: dict[str, list[Right]] = {}
    for key, holders in HOLDERS.items():
        permission = PERMISSIONS.get(key)
        if permission is None or (permission.is_at_top and not at_top):
            continue
        if role is None or holds(role, key):
            told = listed(str(LABELS[one]) for one in Role if one in holders)
            right = Right(
                str(permission.label), told or _("nobody"), key in OUTSIDE, permission.is_at_top
            )
            groups.setdefault(key.partition(".")[0], []).append(right)
    return [Rights(str(ABOUT[name]), found) for name, found in groups.items()]
