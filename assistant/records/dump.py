"""The rows of tables as JSON lines and back: the same for every database, so that records can move from one to another."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from sqlalchemy import Connection, Engine, LargeBinary, MetaData, Table, delete, func, insert, inspect, select, text

from assistant.records import database

_AT_ONCE = 1_000


def written(engine: Engine, tables: Sequence[MetaData], into: BinaryIO) -> int:
    """Write every row of these tables as they are at one moment, readers and writers going on; returns how many there are.

    Each line is {"table": name, "row": {column: value}}, bytes as base64. Tables that are not there have no rows. Raises
    StoreFault.
    """
    count = 0
    with database.reading(engine, one_state=True) as connection:
        there = set(inspect(connection).get_table_names())
        for table in in_order(tables):
            if table.name not in there:
                continue
            binary = _binary(table)
            for row in connection.execution_options(yield_per=_AT_ONCE).execute(select(table)).mappings():
                line = {"table": table.name, "row": {c: _plain(v, c in binary) for c, v in row.items()}}
                into.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
                count += 1
    return count


def taken_in(engine: Engine, tables: Sequence[MetaData], lines: Iterable[bytes]) -> int:
    """Put rows that `written` wrote in the place of all there are, in one transaction; returns how many.

    Rows of tables not named are left out. Raises StoreFault.
    """
    known = {table.name: table for table in in_order(tables)}
    count = 0
    with database.noting(engine) as connection:
        for table in reversed(list(known.values())):
            connection.execute(delete(table))
        for name, rows in _groups(lines, known):
            connection.execute(insert(known[name]), rows)
            count += len(rows)
        _go_on_counting(connection, known.values())
    return count


def in_order(tables: Sequence[MetaData]) -> list[Table]:
    """Every table, those that others refer to first."""
    return [table for metadata in tables for table in metadata.sorted_tables]


def empty(engine: Engine, table: Table) -> bool:
    """Whether a table holds nothing, or is not there."""
    with database.reading(engine) as connection:
        if not inspect(connection).has_table(table.name):
            return True
        return not connection.execute(select(func.count()).select_from(table)).scalar_one()


def _groups(lines: Iterable[bytes], known: Mapping[str, Table]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows of known tables in their order, as many of one table as go into one statement."""
    name, rows = "", list[dict[str, Any]]()
    for line in lines:
        told = json.loads(line)
        if rows and (told["table"] != name or len(rows) == _AT_ONCE):
            yield name, rows
            rows = []
        if (name := told["table"]) in known:
            binary = _binary(known[name])
            rows.append(
                {c: base64.b64decode(v) if c in binary and v is not None else v for c, v in told["row"].items()}
            )
    if rows:
        yield name, rows


def _binary(table: Table) -> frozenset[str]:
    return frozenset(column.name for column in table.columns if isinstance(column.type, LargeBinary))


def _plain(value: Any, binary: bool) -> Any:
    return base64.b64encode(value).decode() if binary and value is not None else value


def _go_on_counting(connection: Connection, tables: Iterable[Table]) -> None:
    """Numbers that the database gives out itself go on after those taken in; SQLite sees to that by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        column = table.autoincrement_column
        if column is None:
            continue
        name = connection.execute(
            text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
        ).scalar()
        highest = connection.execute(select(func.max(column))).scalar()
        if name and highest:
            connection.execute(text("SELECT setval(:name, :value)"), {"name": name, "value": highest})
