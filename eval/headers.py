"""How well table headers are read: `python -m eval.headers FOLDER [--show]` over a folder of spreadsheets.

Counts what is countable: files read, tables, header rows, and the share of data cells with a value that stand under a header
path. Whether a path is right is for the eye: `--show` prints paths, marks and first rows.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import UnreadableFile
from assistant.records.model import RowKind, Table
from ingest.draft import Draft
from ingest.readers import read_file, readers
from ingest.rows import is_value

_SHOWN_ROWS = 6
_SHOWN_CELL = 24


@dataclass(frozen=True, slots=True)
class Headers:
    """Counts of one file, or of several added up; `values` are data cells with a number or a mark for none, `headed` those under a path."""

    tables: int = 0
    without: int = 0
    levels: int = 0
    values: int = 0
    headed: int = 0
    totals: int = 0
    parts: int = 0
    groups: int = 0
    inherited: int = 0

    def __add__(self, other: "Headers") -> "Headers":
        return Headers(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def share(self) -> float:
        """The share of values with a header path, 1 where there is none."""
        return self.headed / self.values if self.values else 1.0


def measure(draft: Draft) -> Headers:
    """What the tables of `draft` hold."""
    return sum((_table(table, draft.text) for table in draft.tables), Headers())


def _table(table: Table, text: str) -> Headers:
    columns = [c for row in table.rows for c, cell in enumerate(row) if is_value(cell.span.of(text))]
    kinds = [mark.kind for mark in table.marks]
    return Headers(
        tables=1,
        without=not any(table.columns),
        levels=max(map(len, table.columns), default=0),
        values=len(columns),
        headed=sum(bool(table.columns[c]) for c in columns),
        totals=kinds.count(RowKind.TOTAL),
        parts=kinds.count(RowKind.PART),
        groups=kinds.count(RowKind.GROUP),
        inherited=sum(bool(mark.above) for mark in table.marks),
    )


def show(draft: Draft) -> Iterator[str]:
    """The tables as read: header paths, then the first rows with kind, level and the labels they inherit."""
    for number, table in enumerate(draft.tables, 1):
        yield f"  table {number}: {table.name} unit={table.unit or '-'} rows={len(table.rows)}"
        yield "    " + " | ".join(" / ".join(path) or "·" for path in table.columns)
        for at, row in enumerate(table.rows[:_SHOWN_ROWS]):
            mark = table.marks[at] if table.marks else None
            said = " > ".join(_short(cell.span.of(draft.text)) for cell in mark.above) if mark else ""
            kind = f"[{mark.kind.value[0]}{mark.level}{' ' + said if said else ''}]" if mark else "[]"
            yield f"    {row[0].address} {kind} " + " | ".join(_short(cell.span.of(draft.text)) for cell in row)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_CELL else text[: _SHOWN_CELL - 1] + "…"


def main(arguments: Sequence[str]) -> int:
    """Measures every readable file below the folder named first; 1 when a file could not be read."""
    files = [p for p in sorted(Path(arguments[0]).rglob("*")) if p.is_file() and p.suffix.lower() in readers()]
    total, unread = Headers(), 0
    for path in files:
        try:
            draft = read_file(path.name, path.read_bytes())
        except UnreadableFile as fault:
            unread += 1
            print(fault.sentence("en"))
            continue
        own = measure(draft)
        total += own
        print(f"{path.name}: tables {own.tables}, header levels {own.levels}, values with a path {own.share:.1%}")
        print(*(show(draft) if "--show" in arguments else ()), *draft.warnings, sep="\n", end="\n")
    print(f"files {len(files)}, unread {unread}, {total}, values with a path {total.share:.2%}")
    return int(unread > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
