"""From the query of a list to its statements: count with totals, and one page in a fixed order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import Column as TableColumn
from sqlalchemy import Integer, bindparam, func, inspect, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnElement, UnaryExpression

from lms.platform.db import db
from lms.platform.listing.columns import Column
from lms.platform.listing.filters import AnySelect
from lms.platform.remembered import may_remember, one_row, rows
from lms.platform.statements import derived


def ordered(query: AnySelect, column: Column | None, *, descending: bool) -> AnySelect:
    """The query in the order of the column, the same rows always in the same place."""
    keys: tuple[Any, ...] = ()
    if column is not None and column.sort is not None:
        keys = column.sort if isinstance(column.sort, tuple) else (column.sort,)
    if not keys:
        return query.order_by(*_tie_breakers(query))
    if column is not None and column.via is not None:
        query = query.join(column.via)
    directed = [_directed(key, descending=descending) for key in keys]
    last = _tie_breakers(query)
    if descending and all(_is_never_null(key) for key in keys):
        last = [key.desc() for key in last]  # in one direction, so that an index serves the order
    return query.order_by(None).order_by(*directed, *last)


def front_of(query: AnySelect, column: Column, front: ColumnElement[bool]) -> AnySelect:
    """The rows that come first in the order of the column, in the same order: that of what follows its condition."""
    _condition, *keys = column.sort if isinstance(column.sort, tuple) else (column.sort,)
    return ordered(query.where(front), replace(column, sort=tuple(keys)), descending=False)


def _directed(key: Any, *, descending: bool) -> UnaryExpression[Any]:
    directed: UnaryExpression[Any] = key.desc() if descending else key.asc()
    # The databases differ on where nothing sorts; said only where needed, so that an index still serves.
    return directed if _is_never_null(key) else directed.nulls_last()


def _is_never_null(key: Any) -> bool:
    if isinstance(key, InstrumentedAttribute):
        columns: list[Any] = getattr(key.property, "columns", [])
        return bool(columns) and columns[0].nullable is False
    return isinstance(key, TableColumn) and not key.nullable


def is_grouped(query: AnySelect) -> bool:
    """Whether a row of the result is not a row of the tables."""
    # SQLAlchemy has no public way to ask.
    return bool(query._group_by_clauses or query._distinct or query._limit_clause is not None)


def _tie_breakers(query: AnySelect) -> Sequence[ColumnElement[Any]]:
    if query._group_by_clauses:
        return query._group_by_clauses
    selects_entity = any(each["expr"] is each.get("entity") for each in query.column_descriptions)
    if query._distinct and not selects_entity:
        return [each["expr"] for each in query.column_descriptions]  # distinct rows differ in these
    for described in query.column_descriptions:
        entity = described.get("entity")
        if entity is not None:
            mapper = inspect(entity).mapper
            return [
                getattr(entity, mapper.get_property_by_column(column).key)
                for column in mapper.primary_key
            ]
        table = getattr(described["expr"], "table", None)
        if table is not None and len(table.primary_key):
            return list(table.primary_key)
    raise ValueError("a list needs a model, a table or a grouping to put its rows in a fixed order")


class PageStatements(NamedTuple):
    """What one page of a query asks for."""

    window: AnySelect
    """The rows between two places: `limit` of them from `offset` on."""
    keys: AnySelect
    """Their keys alone; the window itself where rows have no single key."""
    by_key: AnySelect
    """The rows that have one of `keys`."""
    is_plain: bool
    """Whether the rows are values alone, which may be remembered, and no objects."""


def with_keys(query: AnySelect, keys: Sequence[int]) -> AnySelect:
    """The rows of a query that have one of these keys."""
    return query.where(_tie_breakers(query)[0].in_(keys))


def count_and_totals(query: AnySelect, columns: Sequence[Column]) -> tuple[int, dict[str, Any]]:
    """How many rows there are, and the totals over all of them, in one statement."""
    known = {column.key: column.total for column in columns if isinstance(column.total, int)}
    summed = [c for c in columns if c.total is not None and c.key not in known]
    keys = tuple([column.key for column in summed])
    values: Sequence[Any] = one_row(derived(query, "count", lambda: _count(query, summed), keys))
    return values[0], known | dict(zip(keys, values[1:], strict=True))


def _count(query: AnySelect, summed: Sequence[Column]) -> AnySelect:
    if is_grouped(query):
        whole = query.order_by(None).subquery()
        totals = [
            column.total(whole.c) if callable(column.total) else column.total for column in summed
        ]
        return select(func.count(), *totals).select_from(whole)
    return query.order_by(None).with_only_columns(
        func.count(), *(column.total for column in summed), maintain_column_froms=True
    )


def page_of(query: AnySelect, limit: int, offset: int, front: AnySelect | None = None) -> Any:
    """The rows of one page of the query; `front` are those that come first in it, and may be enough.

    Where what was read can be remembered, the keys of the page are read first and then the rows with these keys:
    sorting keys is cheaper than sorting whole rows, and opening the page again sorts nothing. Rows of plain columns are
    remembered too.
    """
    if front is not None:
        shown = list(page_of(front, limit, offset))
        if len(shown) == limit:
            return shown
    statements = derived(query, "page", lambda: _page_statements(query))
    place = {"limit": limit, "offset": offset}
    if statements.keys is statements.window or not may_remember():
        return rows_of(statements.window, place)
    found = rows(statements.keys, place)
    keys = tuple(sorted({key for (key,) in found}))
    read = rows if statements.is_plain else rows_of
    shown = list(read(statements.by_key, {"keys": keys})) if keys else []
    # A join may show a row more than once, and the page begin or end between.
    return shown if len(shown) == len(found) else rows_of(statements.window, place)


def _page_statements(query: AnySelect) -> PageStatements:
    window = query.limit(bindparam("limit", type_=Integer)).offset(
        bindparam("offset", type_=Integer)
    )
    keys = () if is_grouped(query) else _tie_breakers(query)
    if len(keys) != 1:
        return PageStatements(window, window, window, is_plain=False)
    return PageStatements(
        window,
        window.with_only_columns(keys[0], maintain_column_froms=True),
        query.where(keys[0].in_(bindparam("keys", expanding=True))),
        is_plain=all(each["expr"] is not each.get("entity") for each in query.column_descriptions)
        and len(query.column_descriptions) > 1,
    )


def rows_of(
    query: AnySelect, values: Mapping[str, Any] | None = None, *, stream: bool = False
) -> Any:
    """The rows of the query: entities where it selects one thing, else rows."""
    if stream:
        query = query.execution_options(yield_per=1_000)
    result = db.session.execute(query, values)
    return result.scalars() if len(result.keys()) == 1 else result
