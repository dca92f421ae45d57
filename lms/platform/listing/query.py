"""From the query of a list to its statements: count with totals, and one page in a fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column as TableColumn
from sqlalchemy import Select, func, inspect, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnElement, UnaryExpression

from lms.platform.db import db
from lms.platform.listing.columns import Column
from lms.platform.listing.filters import AnySelect
from lms.platform.remembered import may_remember, one_row, rows


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
    return query.order_by(None).order_by(*directed, *_tie_breakers(query))


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


def count_and_totals(query: AnySelect, columns: Sequence[Column]) -> tuple[int, dict[str, Any]]:
    """How many rows there are, and the totals over all of them, in one statement."""
    summed = [column for column in columns if column.total is not None]
    if is_grouped(query):
        whole = query.order_by(None).subquery()
        totals = [
            column.total(whole.c) if callable(column.total) else column.total for column in summed
        ]
        statement: Select[Any] = select(func.count(), *totals).select_from(whole)
    else:
        statement = query.order_by(None).with_only_columns(
            func.count(), *(column.total for column in summed), maintain_column_froms=True
        )
    values: Sequence[Any] = one_row(statement)
    return values[0], dict(zip([column.key for column in summed], values[1:], strict=True))


def page_of(query: AnySelect, limit: int, offset: int) -> Any:
    """The rows of one page of the query.

    Where what was read can be remembered, the keys of the page are read first and then the rows with these keys:
    sorting keys is cheaper than sorting whole rows, and opening the page again sorts nothing.
    """
    window = query.limit(limit).offset(offset)
    keys = () if is_grouped(query) else _tie_breakers(query)
    if len(keys) != 1 or not may_remember():
        return rows_of(window)
    found = rows(window.with_only_columns(keys[0], maintain_column_froms=True))
    shown = list(rows_of(query.where(keys[0].in_({key for (key,) in found})))) if found else []
    # A join may show a row more than once, and the page begin or end between.
    return shown if len(shown) == len(found) else rows_of(window)


def rows_of(query: AnySelect, *, stream: bool = False) -> Any:
    """The rows of the query: entities where it selects one thing, else rows."""
    if stream:
        query = query.execution_options(yield_per=1_000)
    result = db.session.execute(query)
    return result.scalars() if len(query.column_descriptions) == 1 else result
