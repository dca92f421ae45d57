"""Statements that are put together once and sent many times.

Putting a statement together takes SQLAlchemy longer than SQLite takes to answer it. What a list asks for depends on
who reads, in which language, on which day; whatever else it depends on is named where it is kept. What is kept is the
question, never the answer: rights and rows are read at each request.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, TypeVarTuple, cast
from weakref import WeakSet

from sqlalchemy import Select

from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.i18n import language

Columns = TypeVarTuple("Columns")
T = TypeVar("T")

MOST = 1_000

_kept: OrderedDict[Hashable, Any] = OrderedDict()
_known: WeakSet[Any] = WeakSet()


def kept(
    name: str,
    build: Callable[[], Select[*Columns]],
    *depends_on: Hashable,
    viewer: Actor | None = None,
) -> Select[*Columns]:
    """The statement that `build` puts together for this viewer; all else that it depends on is named."""
    return _keep((name, depends_on, viewer, language(), _quarter()), build)


def _quarter() -> int:
    """The quarter of an hour; wherever somebody reads, a day begins with one."""
    return int(clock.now().timestamp()) // 900


def derived(
    query: Select[*tuple[Any, ...]], name: str, build: Callable[[], T], *depends_on: Hashable
) -> T:
    """What is made of a statement, one more or a tuple of them; kept where that one is."""
    return _keep((name, query, depends_on), build) if is_kept(query) else build()


def is_kept(statement: object) -> bool:
    """Whether the very same statement is going to be sent again."""
    return statement in _known


def _keep(key: Hashable, build: Callable[[], T]) -> T:
    found = _kept.pop(key, None)  # and put in again as the one used last
    if found is None:
        found = build()
        made = found if isinstance(found, tuple) else (found,)
        _known.update(one for one in made if isinstance(one, Select))
    _kept[key] = found
    while len(_kept) > MOST:
        _kept.popitem(last=False)
    return cast("T", found)
