"""Which claim of the provider of single sign-on gives which role where: a file of the operator, read at the start."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lms.accounts.roles import Role
from lms.config import BadSettings

KEYS = {"value", "role", "unit"}


@dataclass(frozen=True)
class Given:
    """A role at the place with this code."""

    role: Role
    unit: str


@dataclass(frozen=True)
class RoleMapping:
    """A claim, and what each of its values gives. What is not written here gives nothing."""

    claim: str
    rules: tuple[tuple[str, Given], ...]

    def given(self, claims: Mapping[str, Any]) -> list[Given]:
        """The roles that these claims give, in the order of the file."""
        values = _values(_found(claims, self.claim))
        return list(dict.fromkeys(given for value, given in self.rules if value in values))


def read(path: Path) -> RoleMapping:
    """The mapping of a file.

    Raises:
        BadSettings: saying what is wrong with it.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadSettings(f"LMS_OIDC_ROLES: {path} cannot be read: {error}") from None
    claim, roles = found.pop("claim", None), found.pop("role", None)
    if not isinstance(claim, str) or not claim or not isinstance(roles, list) or not roles or found:
        raise BadSettings(f"LMS_OIDC_ROLES: {path} needs claim = … and one [[role]] at least, only")
    return RoleMapping(claim, tuple(_rule(path, one) for one in roles))


def _rule(path: Path, one: Any) -> tuple[str, Given]:
    if (
        not isinstance(one, dict)
        or one.keys() != KEYS
        or not all(_is_text(v) for v in one.values())
    ):
        raise BadSettings(f"LMS_OIDC_ROLES: in {path} each [[role]] needs value, role and unit")
    if one["role"] not in list(Role):
        known = ", ".join(Role)
        raise BadSettings(f"LMS_OIDC_ROLES: {one['role']!r} in {path} is none of {known}")
    return one["value"], Given(Role(one["role"]), one["unit"])


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _found(claims: Mapping[str, Any], name: str) -> Any:
    """The claim of this name, or the one that its dots lead to: `realm_access.roles`."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _values(found: Any) -> set[str]:
    values = found if isinstance(found, list) else [found]
    return {value for value in values if isinstance(value, str)}
