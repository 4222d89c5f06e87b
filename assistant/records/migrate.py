"""Bringing a database to the tables that this program wants: revisions by Alembic, once, whoever starts at the same time.

Each database keeps the revision its tables are of. An older one is upgraded when it is opened: all revisions in one
transaction, or none. One that a newer program upgraded is refused.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, func, inspect, select, text

from assistant.errors import StoreFault

if TYPE_CHECKING:
    from alembic.config import Config

_LOG = logging.getLogger("youju")
_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 0x796F756A75  # the key of PostgreSQL's lock; any number that nobody else uses
_ALEMBIC = Lock()  # it keeps what it works on for the whole process
_WAIT_MS = 600_000  # how long a process waits for another one that upgrades, SQLite


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of one kind (records, access, audit): the revision that this program wants, and where revisions are."""

    name: str
    head: str
    folders: tuple[Path, ...]

    @property
    def table(self) -> str:
        """The table that keeps the revision."""
        return f"schema_{self.name}"


RECORDS = Schema("records", "0002", (_SCRIPTS / "records",))
ACCESS = Schema("access", "0001", (_SCRIPTS / "access",))
AUDIT = Schema("audit", "0001", (_SCRIPTS / "audit",))
SCHEMAS = (RECORDS, ACCESS, AUDIT)


def revision(connection: Connection, schema: Schema) -> str | None:
    """The revision that a database is of; None where it keeps none: it is empty, or older than revisions are."""
    if not inspect(connection).has_table(schema.table):
        return None
    return connection.execute(text(f"SELECT version_num FROM {schema.table}")).scalar()


def bring_up(engine: Engine, schema: Schema) -> None:
    """Bring a database to the revision that this program wants, making its tables where there are none.

    Raises StoreFault where a newer program upgraded it, SQLAlchemyError where it cannot be changed; nothing is changed then.
    """
    with engine.connect() as connection:
        if revision(connection, schema) == schema.head:
            return
    with _ALEMBIC, _alone(engine) as connection:
        before = revision(connection, schema)
        if before != schema.head:  # nobody did it meanwhile
            _upgrade(connection, schema, before)


def _upgrade(connection: Connection, schema: Schema, before: str | None) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    config = _config(connection, schema)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if before is not None and before not in known:
        raise _newer(connection.engine, schema, before)
    said = f"{schema.name}: tables from revision {before} to {schema.head}"
    if before is not None:
        _LOG.warning("%s: upgrading; the way back is a backup made before", said)
    try:
        command.upgrade(config, schema.head)
    except Exception:
        _LOG.error("%s: the upgrade failed, and nothing was changed", said)
        raise


def _config(connection: Connection, schema: Schema) -> "Config":
    from alembic.config import Config

    config = Config(attributes={"connection": connection, "table": schema.table})
    for name, value in (
        ("script_location", str(_SCRIPTS)),
        ("path_separator", "newline"),
        ("version_locations", "\n".join(map(str, schema.folders))),
    ):
        config.set_main_option(name, value.replace("%", "%%"))
    return config


def _newer(engine: Engine, schema: Schema, found: str) -> StoreFault:
    return StoreFault(
        engine.url.render_as_string(hide_password=True),
        zh=f"已由更新的版本升级（{schema.name} 结构 {found}，本版只到 {schema.head}），未作任何改动；"
        "请运行新版本，或用升级前的备份恢复",
        en=f"was upgraded by a newer version ({schema.name} schema {found}, this one knows up to {schema.head}); nothing was "
        "changed: run the newer version, or restore a backup made before the upgrade",
    )


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A transaction that one process at a time has: tables change in it as a whole or not at all."""
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            yield connection
        return
    with engine.connect() as connection:
        run = connection.exec_driver_sql
        waited = run("PRAGMA busy_timeout").scalar_one()
        run(f"PRAGMA busy_timeout = {_WAIT_MS}")
        run("PRAGMA journal_mode = WAL")
        # A table that is made anew is dropped: rows that refer to it would go with it.
        run("PRAGMA foreign_keys = OFF")
        try:
            run("BEGIN IMMEDIATE")  # the driver by itself would begin with the first row, not with the first table
            yield connection
            _must_refer(connection)
            connection.commit()
        finally:
            connection.rollback()
            run("PRAGMA foreign_keys = ON")
            run(f"PRAGMA busy_timeout = {waited}")


def _must_refer(connection: Connection) -> None:
    """Raise StoreFault where an upgrade left a row that refers to none."""
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if lost is not None:
        raise StoreFault(
            connection.engine.url.render_as_string(hide_password=True),
            zh=f"升级会使 {lost[0]} 表的记录失去所属，未作任何改动；请反馈此信息",
            en=f"upgrading would leave rows of {lost[0]} that refer to none; nothing was changed, please report it",
        )
