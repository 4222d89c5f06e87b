"""Workbooks of old (.xls, and .et as WPS writes it), with number formats, merged areas and what is hidden."""

import io
from collections.abc import Iterator
from typing import Any

from assistant.errors import UnreadableFile
from ingest.draft import Draft
from ingest.readers.formats import is_date_format, local_date_format, moment, show_moment, show_number
from ingest.readers.sheets import Sheet, collect, damaged, encrypted, make_draft, too_large
from ingest.tables import Merge

SUFFIXES = (".xls", ".et")
MEDIA_TYPE = "application/vnd.ms-excel"
_BIFF = (b"\xd0\xcf\x11\xe0", b"\x09\x00\x04", b"\x09\x02\x06", b"\x09\x04\x06", b"\x09\x08\x08", b"\x09\x08\x10")
_MAX_BYTES = 60_000_000


def read(name: str, data: bytes) -> Draft:
    """The Draft of a workbook in the binary format; raises UnreadableFile: encrypted, damaged, too large, empty."""
    if len(data) > _MAX_BYTES:
        raise too_large(name)
    if not data.startswith(_BIFF):
        raise damaged(name)
    try:
        book = _opened(data)
        rows = collect(name, _cells(book))
        sheets = [_sheet(book.sheet_by_index(i), rows.get(i, {})) for i in range(book.nsheets)]
    except UnreadableFile:
        raise
    except Exception as fault:  # damaged files raise nearly anything, from struct.error to AssertionError
        raise encrypted(name) if "encrypted" in str(fault).lower() else damaged(name) from fault
    return make_draft(name, sheets, MEDIA_TYPE)


def _opened(data: bytes) -> Any:
    import xlrd

    return xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=True, logfile=io.StringIO())


def _sheet(sheet: Any, rows: dict[int, dict[int, str]]) -> Sheet:
    merges = tuple(Merge(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells)
    hidden_rows = tuple(sorted(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden))
    hidden_columns = tuple(sorted(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden))
    return Sheet(sheet.name, rows, merges, sheet.visibility != 0, hidden_rows, hidden_columns)


def _cells(book: Any) -> Iterator[tuple[int, int, int, str]]:
    for index in range(book.nsheets):
        sheet = book.sheet_by_index(index)
        for row in range(sheet.nrows):
            for column in range(sheet.row_len(row)):
                cell = sheet.cell(row, column)
                if cell.ctype:
                    yield index, row + 1, column + 1, _shown(cell, book)


def _shown(cell: Any, book: Any) -> str:
    import xlrd

    style = book.xf_list[cell.xf_index]
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return "  " * min(int(style.alignment.indent_level), 15) + str(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype not in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return ""
    known = book.format_map.get(style.format_key)
    code = local_date_format(style.format_key) or (str(known.format_str) if known else "General")
    dated = cell.ctype == xlrd.XL_CELL_DATE or is_date_format(code)
    when = moment(cell.value, since_1904=book.datemode == 1) if dated else None
    return show_moment(when, code) if when is not None else show_number(float(cell.value), code)
