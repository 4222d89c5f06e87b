"""Opening the database and speaking to it in transactions; each failure leaves as a StoreFault."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, inspect, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError

from assistant.errors import StoreFault
from assistant.records.database_faults import faults, shown, went_away
from assistant.records.migrate import RECORDS, Schema, bring_up
from assistant.records.schema import VERSION, meta

_BUSY_SECONDS = 30
_MAPPED_BYTES = 1 << 32


def open_engine(url: str) -> Engine:
    """An engine on the records at `url`, with every table in place, upgraded where an older version made them.

    Raises StoreFault when the URL names no database we can use, it cannot be opened or upgraded, or a newer version
    made it.
    """
    engine = _engine(url)
    with faults(engine), engine.connect() as connection:
        version = _version(connection)
    if version not in (None, VERSION):
        engine.dispose()
        raise StoreFault(
            shown(engine.url),
            zh=f"由另一版本建立（结构 {version}，本版为 {VERSION}），请改设 YOUJU_DATA_DIR 并重新导入",
            en=f"was made by another version (schema {version}, this one reads {VERSION}); "
            "set YOUJU_DATA_DIR to a new folder and ingest again",
        )
    _brought_up(engine, RECORDS)
    return engine


def open_beside(url: str, schema: Schema) -> Engine:
    """An engine on tables that are no records (ACCESS, AUDIT), in place; `url` may name the records' own database.

    Raises StoreFault when it cannot be opened or upgraded.
    """
    engine = _engine(url)
    _brought_up(engine, schema)
    return engine


def _brought_up(engine: Engine, schema: Schema) -> None:
    try:
        with faults(engine):
            bring_up(engine, schema)
    except StoreFault:
        engine.dispose()
        raise


@contextmanager
def reading(engine: Engine, *, one_state: bool = False) -> Iterator[Connection]:
    """A connection to read with; with `one_state` all that is read through it is of one moment."""
    with faults(engine), engine.connect() as connection:
        if one_state and engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        elif one_state:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction to write in: all of it is kept, or none.

    Raising the generation comes first: it queues writers, so what a transaction then reads stays true.
    """
    with changing(engine, meta) as connection:
        yield connection


@contextmanager
def noting(engine: Engine) -> Iterator[Connection]:
    """A transaction for what changes no answer (conversations, opinions): what is held in memory stays current."""
    with faults(engine), engine.begin() as connection:
        yield connection


def insert_new(connection: Connection, table: Table, values: Mapping[str, object]) -> bool:
    """Insert a row unless one with its unique values is there already; whether it was inserted."""
    insert = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    statement = insert(table).values(dict(values)).on_conflict_do_nothing()
    return bool(connection.execute(statement).rowcount)


@contextmanager
def changing(engine: Engine, counter: Table) -> Iterator[Connection]:
    """A transaction that raises the generation kept in `counter` first: what is held in memory beside it is then old."""
    with faults(engine), engine.begin() as connection:
        raised = update(counter).where(counter.c.name == "generation").values(value=counter.c.value + 1)
        connection.execute(raised)
        yield connection


def generation(connection: Connection) -> int:
    """A number that has grown whenever anything changed."""
    return int(connection.execute(_GENERATION).scalar_one())


_GENERATION = select(meta.c.value).where(meta.c.name == "generation")
_VERSION = select(meta.c.value).where(meta.c.name == "version")


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreFault("YOUJU_DATABASE_URL", zh="不是数据库地址", en="is not a database URL") from error
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed)
    if parsed.get_backend_name() != "sqlite":
        raise StoreFault(
            shown(parsed),
            zh="不支持这种数据库，请用 sqlite:///… 或 postgresql://…",
            en="this kind of database is not supported; use sqlite:///… or postgresql://…",
        )
    # isolation_level here is the sqlite3 module's: writers take the lock when they begin, not half way.
    engine = create_engine(parsed, connect_args={"timeout": _BUSY_SECONDS, "isolation_level": "IMMEDIATE"})
    event.listen(engine, "connect", _prepare)
    return engine


def _postgresql(url: URL) -> Engine:
    """An engine on PostgreSQL by the driver pg8000, whatever driver the URL names: its licence is permissive."""
    if find_spec("pg8000") is None:
        raise StoreFault(
            shown(url),
            zh="缺少 PostgreSQL 驱动，请在本环境运行 pip install pg8000",
            en="the driver for PostgreSQL is missing; run pip install pg8000 in this environment",
        )
    engine = create_engine(url.set(drivername="postgresql+pg8000"))
    # Rows go in many to a statement, not each with a round trip of its own.
    engine.dialect.use_insertmanyvalues_wo_returning = True
    event.listen(engine, "handle_error", _give_up)
    event.listen(engine, "checkout", partial(_still_there, engine))
    return engine


def _give_up(told: ExceptionContext) -> None:
    """Whether a connection is of no more use: its server went away, or a text that cannot be encoded left the driver in
    the middle of a message.
    """
    if isinstance(told.original_exception, (UnicodeEncodeError, OSError)) or went_away(told.original_exception):
        told.is_disconnect = True


def _still_there(engine: Engine, connection: Any, _record: object, _fairy: object) -> None:
    """Ask a connection for a sign of life before it is used; after a restart all that were held are made anew.

    SQLAlchemy's own pre-ping takes what a server says when it ends a connection for a fault of the query.
    """
    try:
        engine.dialect.do_ping(connection)
    except (engine.dialect.loaded_dbapi.Error, OSError) as error:
        raise InvalidatePoolError("the database ended the connection") from error


def _prepare(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    # Pages come from the system's cache without being copied.
    connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")


def _version(connection: Connection) -> int | None:
    if not inspect(connection).has_table(meta.name):
        return None
    version: int | None = connection.execute(_VERSION).scalar()
    return version
