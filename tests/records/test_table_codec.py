"""Tables as kept: row marks survive, and tables kept before there were marks are read. All made up."""

import json

from assistant.records import codec
from assistant.records.model import Cell, Document, RowKind, RowMark, Span, Table

LABEL = Cell(Span(0, 2), 2, 1, "Sheet1!A2")
TABLE = Table(
    "样表",
    Span(0, 9),
    (("科目",), ("金额",)),
    (
        (LABEL, Cell(Span(3, 4), 2, 2, "Sheet1!B2")),
        (Cell(Span(5, 7), 3, 1, "Sheet1!A3"), Cell(Span(8, 9), 3, 2, "Sheet1!B3")),
    ),
    "元",
    (RowMark(), RowMark(RowKind.PART, 1, (LABEL,))),
)


def row_of(table: Table) -> dict[str, object]:
    return codec.document_row(
        Document("1", "a.xlsx", "s", "text/csv", "table", "", "", "", (2021,), "支出\t5\n其中\t3", tables=(table,))
    )


def test_marks_come_back() -> None:
    assert codec.document(row_of(TABLE)).tables == (TABLE,)


def test_tables_without_marks_are_read() -> None:
    row = row_of(TABLE)
    row["tables"] = json.dumps([table[:5] for table in json.loads(str(row["tables"]))])
    (table,) = codec.document(row).tables
    assert (table.rows, table.marks) == (TABLE.rows, ())
