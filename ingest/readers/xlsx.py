"""Workbooks of today (.xlsx, .xlsm): streamed row by row, with number formats, merged areas and what is hidden.

openpyxl streams values and formats; merged areas and hidden rows, which its streaming leaves out, are read from the
sheet's own XML beside it. Formulas give their stored values; links to other workbooks are never followed.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from posixpath import join, normpath
from typing import Any
from xml.etree import ElementTree

from assistant.errors import UnreadableFile
from ingest.draft import Draft
from ingest.readers.formats import local_date_format, moment, show_moment, show_number
from ingest.readers.sheets import MAX_CELLS, Sheet, collect, damaged, encrypted, make_draft, too_large
from ingest.tables import Merge

SUFFIXES = (".xlsx", ".xlsm")
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAX_UNPACKED = 400_000_000
_MAX_SHARED = 80_000_000
_MAX_PARTS = 5_000
_MAX_WALKED = 20_000_000
_CHUNK = 1 << 20
_DTD = re.compile(rb"<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E")
_P = rb"(?:\w+:)?"
_FILLED = re.compile(rb"<" + _P + rb"v>|<" + _P + rb"is>")
_MERGE = re.compile(rb"<" + _P + rb'mergeCell\s[^>]*?ref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"')
_HIDDEN_ROW = re.compile(rb"<" + _P + rb'row\s(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d{1,7})"')
_HIDDEN_COLUMN = re.compile(rb"<" + _P + rb'col\s(?=[^>]*\bhidden="(?:1|true)")[^>]*>')
_BOUND = re.compile(rb'\b(min|max)="(\d{1,5})"')
_UNCOUNTED = re.compile(rb"(?:</P:f>|<P:f\s[^>]*/>)(?:<P:v\s*/>|<P:v></P:v>)?</P:c>".replace(b"P:", _P))


@dataclass(frozen=True, slots=True)
class _Layout:
    """What a sheet's XML says beside its values; `uncounted` is how many formulas have no stored value."""

    merges: tuple[Merge, ...]
    hidden_rows: tuple[int, ...]
    hidden_columns: tuple[int, ...]
    uncounted: int


def read(name: str, data: bytes) -> Draft:
    """The Draft of a workbook; raises UnreadableFile: encrypted, damaged, too large, empty."""
    if not data.startswith(b"PK"):
        raise damaged(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bombs(name, archive)
            layouts = [_layout(name, archive, part) for part in _sheet_parts(archive)]
        sheets = _sheets(name, data, layouts)
    except UnreadableFile:
        raise
    except Exception as fault:  # damaged files raise nearly anything, from KeyError to XML errors
        raise damaged(name) from fault
    uncounted = sum(layout.uncounted for layout in layouts)
    said = (
        f"{uncounted} 个公式没有保存结果，按空白处理 / {uncounted} formulas have no stored value and count as blank",
    )
    return make_draft(name, sheets, MEDIA_TYPE, said if uncounted else ())


def _refuse_bombs(name: str, archive: zipfile.ZipFile) -> None:
    """Refuses archives that unpack to too much, locked entries, and XML that defines entities of its own."""
    parts = archive.infolist()
    if len(parts) > _MAX_PARTS or sum(p.file_size for p in parts) > _MAX_UNPACKED:
        raise too_large(name)
    for part in parts:
        if part.flag_bits & 1:
            raise encrypted(name)
        if part.filename.lower().endswith("sharedstrings.xml") and part.file_size > _MAX_SHARED:
            raise too_large(name)
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                if _DTD.search(stream.read(4096)):
                    raise damaged(name)


def _sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    """The path of each worksheet's XML in the order of the workbook; other kinds of sheet (charts) are left out."""
    top = _relations(archive, "_rels/.rels", "")
    workbook = next((path for kind, path in top.values() if kind == "officeDocument"), "xl/workbook.xml")
    folder, _, file = workbook.rpartition("/")
    related = _relations(archive, f"{folder}/_rels/{file}.rels", folder)
    sheets = ElementTree.fromstring(archive.read(workbook)).iterfind("{*}sheets/{*}sheet")
    keys = [next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "") for sheet in sheets]
    return [related[key][1] for key in keys if related.get(key, ("",))[0] == "worksheet"]


def _relations(archive: zipfile.ZipFile, path: str, folder: str) -> dict[str, tuple[str, str]]:
    """Kind and target path of each relation by its id."""
    if path not in archive.namelist():
        return {}
    found = {}
    for relation in ElementTree.fromstring(archive.read(path)):
        target = relation.get("Target", "")
        target = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], target)
    return found


def _layout(name: str, archive: zipfile.ZipFile, part: str) -> _Layout:
    """One pass over a sheet's XML; raises UnreadableFile when it has too many filled cells."""
    merges: list[Merge] = []
    rows: list[int] = []
    columns: set[int] = set()
    filled = uncounted = 0
    for piece in _pieces(archive, part):
        filled += len(_FILLED.findall(piece))
        if filled > MAX_CELLS:
            raise too_large(name)
        merges.extend(_merge(m) for m in _MERGE.finditer(piece))
        rows.extend(int(m[1]) for m in _HIDDEN_ROW.finditer(piece))
        columns.update(c for m in _HIDDEN_COLUMN.finditer(piece) for c in _column_run(m[0]))
        uncounted += len(_UNCOUNTED.findall(piece))
    return _Layout(tuple(merges), tuple(rows), tuple(sorted(columns)), uncounted)


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The bytes of a part in pieces that end with a cell, a row or the part, so that no tag is cut."""
    with archive.open(part) as stream:
        rest = b""
        while chunk := stream.read(_CHUNK):
            rest += chunk
            cut = max(rest.rfind(b"</c>"), rest.rfind(b":c>"), rest.rfind(b"/>"))
            if cut >= 0:
                end = rest.index(b">", cut) + 1
                yield rest[:end]
                rest = rest[end:]
            elif len(rest) > 8 * _CHUNK:
                raise ValueError("a single cell of many megabytes")
        yield rest


def _merge(found: re.Match[bytes]) -> Merge:
    return Merge(int(found[2]), _column(found[1]), int(found[4]), _column(found[3]))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _column_run(tag: bytes) -> range:
    bounds = {key: int(value) for key, value in _BOUND.findall(tag)}
    # Hiding "everything right of the table" is one run to the last column: nothing of it is filled.
    return range(bounds.get(b"min", 1), min(bounds.get(b"max", 0), 2_000) + 1)


def _sheets(name: str, data: bytes, layouts: list[_Layout]) -> list[Sheet]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of every extension it does not know
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            rows = collect(name, _cells(name, book))
        finally:
            book.close()
    sheets = []
    for index, sheet in enumerate(book.worksheets):
        layout = layouts[index] if index < len(layouts) else _Layout((), (), (), 0)
        hidden = sheet.sheet_state != "visible"
        own = rows.get(index, {})
        sheets.append(Sheet(sheet.title, own, layout.merges, hidden, layout.hidden_rows, layout.hidden_columns))
    return sheets


def _cells(name: str, book: Any) -> Iterator[tuple[int, int, int, str]]:
    since_1904 = book.epoch.year == 1904
    walked = 0
    for index, sheet in enumerate(book.worksheets):
        # A wrong dimension would pad every row to the last column, or cut rows off.
        sheet.reset_dimensions()
        for row in sheet.iter_rows():
            walked += 1 + len(row)
            if walked > _MAX_WALKED:
                raise too_large(name)
            for cell in row:
                if cell.value is not None:
                    yield index, cell.row, cell.column, _shown(cell, since_1904=since_1904)


def _shown(cell: Any, *, since_1904: bool) -> str:
    value = cell.value
    if isinstance(value, str):
        indent = cell.alignment.indent if cell.data_type == "s" and cell.alignment is not None else 0
        return "  " * min(int(indent or 0), 15) + value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date | time | timedelta):
        return show_moment(value, cell.number_format)
    local = local_date_format(cell.style_array.numFmtId)
    when = moment(value, since_1904=since_1904) if local else None
    return show_moment(when, local) if when is not None else show_number(value, cell.number_format)
