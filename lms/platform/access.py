"""Who is asking, and may they: the one vocabulary that every slice uses.

A view declares its access with `@requires`; it fetches in scope with `one_or_404`, so that what lies outside the
viewer's scope does not exist for them; inside the scope `authorize` answers 403 where the right is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Protocol, TypeVar

from flask import current_app, g
from sqlalchemy import ColumnElement, CompoundSelect, Select, or_, true, union_all
from sqlalchemy.orm import InstrumentedAttribute
from werkzeug.exceptions import Forbidden, NotFound, Unauthorized

from lms.platform.db import db

T = TypeVar("T")
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Permission:
    """A right that a role may hold, with the words an administrator reads for it."""

    key: str
    label: str = field(compare=False)
    is_at_top: bool = field(default=False, compare=False)
    """Whether it reaches the whole register, and so is carried by a role at a unit that lies in no other alone."""

    def __post_init__(self) -> None:
        if PERMISSIONS.setdefault(self.key, self) is not self and type(self) is Permission:
            raise ValueError(f"permission {self.key!r} is declared twice")


PERMISSIONS: dict[str, Permission] = {}
"""Every permission that the loaded slices declare, by key."""


@dataclass(frozen=True)
class Openness:
    """A route that needs no permission: open to everybody, or to everybody who is signed in."""

    key: str


PUBLIC = Openness("public")
SIGNED_IN = Openness("signed-in")
Access = Permission | Openness


class Actor(Protocol):
    """The account that acts, in the one role it is acting in now."""

    @property
    def id(self) -> int: ...  # the account; 0 for nobody and for the command line
    @property
    def person_id(self) -> int | None: ...
    @property
    def role(self) -> str: ...  # a key of accounts.roles; "public" when nobody is signed in
    @property
    def name(self) -> str: ...
    @property
    def acting_for(self) -> int | None: ...  # the account that lent the role
    @property
    def is_signed_in(self) -> bool: ...
    @property
    def is_at_top(
        self,
    ) -> bool: ...  # acts at a unit that lies in no other, so over nearly all rows
    def has(self, permission: Permission) -> bool:
        """Whether the role in use carries this right anywhere."""
        ...

    def may(self, permission: Permission, *, at_unit: int) -> bool:
        """Whether the role in use carries this right at this unit."""
        ...

    def units_where(self, permission: Permission) -> Select[int]:
        """The ids of the units at which it does, as a sub-select."""
        ...


class _Nobody:
    """A visitor without an account."""

    id = 0
    person_id = None
    role = "public"
    name = ""
    acting_for = None
    is_signed_in = False
    is_at_top = False

    def has(self, permission: Permission) -> bool:
        return False

    def may(self, permission: Permission, *, at_unit: int) -> bool:
        return False

    def units_where(self, permission: Permission) -> Select[int]:
        raise Unauthorized


NOBODY: Actor = _Nobody()


def is_among(
    key: InstrumentedAttribute[Any],
    *found: Select[*tuple[Any, ...]],
    row_by_row: bool,
) -> ColumnElement[bool]:
    """Whether a key is among those that one of these queries finds.

    They are gathered before the rows are looked at, which suits whoever sees few of many rows. Whoever sees nearly
    all of them has each row looked up instead: one page of a list then reads one page, however long the list is.
    """
    if not row_by_row:
        return key.in_(union_all(*found) if len(found) > 1 else found[0])
    table = key.parent.selectable  # no other of a list's tables means the same row in there
    looked_up = [
        query.where(query.column_descriptions[0]["expr"] == key).correlate(table) for query in found
    ]
    return or_(*(query.exists() for query in looked_up))


def is_gathered(
    key: ColumnElement[int], *found: Select[int] | CompoundSelect[int]
) -> ColumnElement[bool]:
    """Whether the key of a row, found in another way, is in a list: gathered once, and looked up for each row.

    With nothing added to the key, which no index knows, no database turns round and looks for each row of the list.
    Asked whether that is true, PostgreSQL keeps the list as a hash table; else it may go through it for each row.
    """
    return or_(*((key + 0).in_(query).is_(true()) for query in found))


def current_actor() -> Actor:
    """Who is making this request; `NOBODY` when they are not signed in."""
    if "actor" not in g:
        g.actor = current_app.extensions["actor_loader"]()
    actor: Actor = g.actor
    return actor


def account_names(account_ids: Collection[int]) -> Mapping[int, str]:
    """Who these accounts belong to, for screens of slices that know no accounts; one query."""
    names: Mapping[int, str] = current_app.extensions["account_names"](account_ids)
    return names


def actors_of(user_id: int, role: str) -> list[Actor]:
    """As whom an account may act today in a role it has at one place or several; for work done on its behalf."""
    found: list[Actor] = current_app.extensions["actors_of"](user_id, role)
    return found


def requires(
    *access: Access, fresh: bool = False, settling: bool = False
) -> Callable[[View], View]:
    """Declare what a route needs, any one of these; refuse with 401 when signed out, 403 when not allowed.

    Args:
        fresh: it weighs so much that whoever is signed in shows once more, within the last minutes, that it is them.
        settling: also for whoever has still to set up the second factor that their role needs.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            check(access, current_actor())
            if PUBLIC not in access:
                current_app.extensions["make_sure"](fresh=fresh, settling=settling)
            return view(*args, **kwargs)

        guarded.access = access  # type: ignore[attr-defined]  # read by the architecture test and `lms access list`
        guarded.fresh, guarded.settling = fresh, settling  # type: ignore[attr-defined]  # likewise
        return guarded  # type: ignore[return-value]  # the same signature, wrapped

    return decorate


def make_sure(*, back: str = "") -> None:
    """Go on only when whoever is signed in has shown within the last minutes that it is them; else ask.

    Args:
        back: the page to go on at, where this address answers with a file.
    """
    current_app.extensions["make_sure"](fresh=True, settling=True, back=back)


def check(access: tuple[Access, ...], actor: Actor) -> None:
    """Raise `Unauthorized` or `Forbidden` unless the actor may use what any one of `access` opens."""
    if PUBLIC in access:
        return
    if not actor.is_signed_in:
        raise Unauthorized
    if SIGNED_IN not in access and not any(
        isinstance(one, Permission) and actor.has(one) for one in access
    ):
        raise Forbidden


def authorize(allowed: bool) -> None:
    """Go on only when the policy said yes."""
    if not allowed:
        raise Forbidden


def one_or_404(query: Select[T]) -> T:
    """The one row of a scoped query; outside the viewer's scope it does not exist."""
    return found_or_404(db.session.scalars(query).unique().one_or_none())


def found_or_404(row: T | None) -> T:
    """What a scoped query found."""
    if row is None:
        raise NotFound
    return row
