"""What a table row says with what stands above it: its labels filled in, its path of headings, its kind."""

from assistant.records.model import RowKind, RowMark, Table

_PLAIN = RowMark()


def mark_of(table: Table, row: int) -> RowMark:
    """The mark of a row, that of plain data where the table has none."""
    return table.marks[row] if table.marks else _PLAIN


def labels_of(table: Table, row: int, text: str) -> dict[int, str]:
    """The row's texts by position, cells left blank below a merged or unrepeated label filled with it."""
    cells = table.rows[row]
    said = {at: cell.span.of(text).strip() for at, cell in enumerate(cells)}
    for cell in mark_of(table, row).above:
        at = cell.column - cells[0].column
        if at in said and not said[at]:
            said[at] = cell.span.of(text).strip()
    return said


def row_path(table: Table, row: int, text: str) -> tuple[str, ...]:
    """What stands above the row in the table's outline: headings of rows, and the row that an 其中 row is part of."""
    cells = table.rows[row]
    own = {at for at, cell in enumerate(cells) if cell.span.start < cell.span.end}
    above = mark_of(table, row).above
    return tuple(cell.span.of(text).strip() for cell in above if cell.column - cells[0].column in own)


def sums_up(table: Table, row: int) -> bool:
    """Whether a row is a total, so that adding it to other rows would count twice."""
    return mark_of(table, row).kind is RowKind.TOTAL


def is_part(table: Table, row: int) -> bool:
    """Whether a row is an 其中 row, already counted in another."""
    return mark_of(table, row).kind is RowKind.PART
