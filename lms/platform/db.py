"""The database: one declarative base, one transaction for each request, and SQLite set up to be safe.

A request that may change data and is answered below 400 is committed; everything else is rolled back. A GET or HEAD may
not change anything at all: a flush inside one is a programming error and is refused here.
"""

from __future__ import annotations

import importlib
import importlib.util
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from types import ModuleType
from typing import Any, cast

from flask import Flask, Response, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    LargeBinary,
    MetaData,
    Table,
    TypeDecorator,
    event,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


def _sqlite_module() -> ModuleType:
    # The wheel carries a current SQLite, free of a fault in writing ahead that older ones have;
    # there is none for every processor.
    name = "pysqlite3" if importlib.util.find_spec("pysqlite3") else "sqlite3"
    return importlib.import_module(name)


sqlite = _sqlite_module()
"""The SQLite module in use: the bundled current one where there is a wheel, else the standard library's."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC. SQLite would otherwise give naive ones back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every model derives from."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UtcDateTime,
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            length=40,
            values_callable=lambda kind: [member.value for member in kind],
        ),
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


class Demonstrable:
    """A row that demonstration data may have made; `lms demo remove` takes exactly those away."""

    is_demo: Mapped[bool] = mapped_column(default=False, server_default=text("false"))


db = SQLAlchemy(metadata=Base.metadata)

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_aside: ContextVar[bool] = ContextVar("aside", default=False)


def engine_options(url: str) -> dict[str, Any]:
    """What `create_engine` is given for this database URL."""
    quiet = {
        "hide_parameters": True
    }  # a failed statement is logged, the personal data in it is not
    if make_url(url).get_backend_name() == "sqlite":
        return quiet | {
            "module": sqlite,
            "connect_args": {"timeout": 30, "check_same_thread": False},
            # The connection used last, since each has pages of the file and what was read in memory of its own.
            "pool_use_lifo": True,
        }
    return quiet | {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 8}


def prepare_engine(engine: Engine) -> None:
    """Give SQLite connections their pragmas, and let us say ourselves how a transaction begins."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "page_size=16384",  # of a new file: fewer pages to write where a batch touches all of an index
            "journal_mode=WAL",
            "foreign_keys=ON",
            "synchronous=FULL",
            "busy_timeout=30000",
            "cache_size=-16000",  # KiB: the indexes of people that a batch of a staff list touches
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        # A deferred read-then-write fails at once under load and ignores the busy time-out.
        if _writing.get():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:  # waits for nobody, and so needs nothing of what SQLAlchemy does round a statement
            connection.connection.cursor().execute("BEGIN")


def plan_by_values() -> None:
    """Have each statement of this transaction planned by the values in it, however often it was sent before.

    PostgreSQL keeps one plan for statements that come again, which suits no search: of two names one may be borne a
    thousand times as often as the other. SQLite plans as it is.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))


def is_writing() -> bool:
    """Whether what is under way may write."""
    return _writing.get()


@contextmanager
def transaction() -> Iterator[None]:
    """One unit of work for a job or a command: committed at the end, rolled back on an error."""
    token = _writing.set(True)
    try:
        db.session.rollback()  # A read begun before would hold a stale snapshot.
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """What only reads, whatever it is a part of: it takes no writer's place, so that others write beside it."""
    token = _writing.set(False)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def aside() -> Iterator[Session]:
    """A short transaction of its own, for what must survive a refusal: a denied attempt, a failed sign-in.

    Call it after the request's own work was rolled back or before it wrote: SQLite has one writer.
    """
    writing, apart = _writing.set(True), _aside.set(True)
    try:
        with Session(db.engine) as session, session.begin():
            yield session
    finally:
        _writing.reset(writing)
        _aside.reset(apart)


def insert_many(model: type[Base], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of these columns, several times faster than the ORM: each goes to the driver as it is.

    Defaults of the model are not filled in; a column that is left out is null, or what the database says.
    """
    if not rows:
        return
    connection = db.session.connection()
    dialect = connection.dialect
    table = cast(Table, model.__table__)
    kinds = [table.c[name].type.dialect_impl(dialect) for name in names]
    binds = [
        None if isinstance(kind, LargeBinary) else kind.bind_processor(dialect) for kind in kinds
    ]
    if any(binds) or None in rows[0]:
        columns = [
            (name, _bound(bind, column))
            for name, bind, column in zip(names, binds, zip(*rows, strict=True), strict=True)
            if column.count(None) < len(rows)
        ]
        names = [name for name, _column in columns]
        rows = list(zip(*(column for _name, column in columns), strict=True))
    quote = dialect.identifier_preparer.quote
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    statement = (
        f"INSERT INTO {quote(table.name)} ({', '.join(map(quote, names))})"  # noqa: S608  # our own names
        f" VALUES ({', '.join([mark] * len(names))})"
    )
    connection.exec_driver_sql(statement, rows)


def _bound(bind: Callable[[Any], Any] | None, column: Sequence[Any]) -> Sequence[Any]:
    """A column as the driver takes it; the same days and kinds come again and again."""
    if bind is None:
        return column
    try:
        known = {value: bind(value) for value in set(column)}
    except TypeError:  # JSON has no hash
        return [bind(value) for value in column]
    return [known[value] for value in column]


def _refuse_writes_in_reads(
    _connection: object, _cursor: object, statement: str, *_: object
) -> None:
    if has_request_context() and request.method in SAFE_METHODS and not _writing.get():
        verb = statement.lstrip()[:6].upper()
        if verb in {"INSERT", "UPDATE", "DELETE"}:
            raise RuntimeError(f"a {request.method} request may not change data: {statement[:200]}")


def _begin_request() -> None:
    _writing.set(request.method not in SAFE_METHODS)


def _end_request(response: Response) -> Response:
    if request.method not in SAFE_METHODS and response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
    _writing.set(False)
    return response


def init_app(app: Flask) -> None:
    """Connect the database to the application and give each request its transaction."""
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        event.listen(db.engine, "before_cursor_execute", _refuse_writes_in_reads)
    app.before_request(_begin_request)
    app.after_request(_end_request)
