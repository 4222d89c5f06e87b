"""Sheets of cells to one canonical text and its tables, whatever workbook format they came from.

The text is the workbook's: sheets in order, a line with the sheet's name, then one line a row with tabs between the
cells. Every cell is a span of it and knows its address ("Sheet1!C7").
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePath

from assistant.errors import UnreadableFile
from assistant.records.model import Cell, Span
from ingest.draft import Draft
from ingest.tables import Merge, column_letters, read_tables

MAX_CELLS = 300_000
MAX_CHARACTERS = 20_000_000
Rows = Mapping[int, Mapping[int, str]]

_CONTROL = re.compile(r"_x000[dD]_|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
_BREAK = re.compile(r"[ \t]*(?:\r\n|\r|\n|\u2028|\x85)[ \t]*(?:\r\n|\r|\n|[ \t])*")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]")
_UNNAMED = re.compile(r"(?:sheet|工作表|表格?|table)\s*\d*", re.I)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as read: the shown text of its filled cells by row and column from 1, and what its file says of it."""

    name: str
    rows: Rows
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()


def collect(name: str, cells: Iterable[tuple[int, int, int, str]]) -> dict[int, dict[int, dict[int, str]]]:
    """Cells (sheet, row, column, shown text) as rows by sheet number, blank ones left out.

    Raises UnreadableFile as soon as there are more cells or characters than a record should have.
    """
    found: dict[int, dict[int, dict[int, str]]] = {}
    count = characters = 0
    for sheet, row, column, shown in cells:
        text = tidy(shown)
        if not text.strip():
            continue
        count += 1
        characters += len(text)
        if count > MAX_CELLS or characters > MAX_CHARACTERS:
            raise too_large(name)
        found.setdefault(sheet, {}).setdefault(row, {})[column] = text
    return found


def tidy(shown: str) -> str:
    """A cell's text on one line: breaks between Chinese characters vanish, others become a blank; indents stay."""
    if shown.isprintable():
        return shown.rstrip()
    text = _CONTROL.sub("", shown).strip("\r\n")
    text = _BREAK.sub(lambda m: "" if _between_wide(m) else " ", text)
    return text.replace("\t", " ").rstrip()


def _between_wide(found: re.Match[str]) -> bool:
    text, start, end = found.string, found.start(), found.end()
    return bool(_WIDE.match(text, start - 1) and _WIDE.match(text, end)) if start else True


def make_draft(name: str, sheets: Sequence[Sheet], media_type: str, warnings: Sequence[str] = ()) -> Draft:
    """The Draft of a workbook; raises UnreadableFile when no sheet holds anything."""
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise UnreadableFile(
            name,
            zh="工作簿里没有任何内容；请核对后重新提供。",
            en="no sheet of the workbook holds anything; check it and supply it again.",
        )
    parts: list[str] = []
    grids: list[list[tuple[Cell, ...]]] = []
    start = 0
    for sheet in filled:
        part, grid = _lines(sheet, start)
        parts.append(part)
        grids.append(grid)
        start += len(part)
    text = "".join(parts)
    found = [
        read_tables(text, grid, _title(sheet, name), merges=sheet.merges, placed=True)
        for sheet, grid in zip(filled, grids, strict=True)
    ]
    said = [w for sheet, own in zip(filled, found, strict=True) for w in (*_hidden(sheet), *own.warnings)]
    tables = tuple(table for own in found for table in own.tables)
    return Draft(text, media_type, tables, (), (*warnings, *said))


def _lines(sheet: Sheet, start: int) -> tuple[str, list[tuple[Cell, ...]]]:
    """The sheet's part of the text and its grid, whose spans count from `start` on; blank rows leave one blank line."""
    heading = " ".join(sheet.name.split()) or "Sheet"
    parts = [("\n" if start else "") + heading + "\n"]
    at = start + len(parts[0])
    left = min(min(cells) for cells in sheet.rows.values())
    before = min(sheet.rows) - 1
    grid: list[tuple[Cell, ...]] = []
    for number in sorted(sheet.rows):
        if number > before + 1:
            parts.append("\n")
            at += 1
        line, cells = _line(sheet.rows[number], left, number, at, heading)
        parts.append(line)
        grid.append(cells)
        at += len(line)
        before = number
    return "".join(parts), grid


def _line(texts: Mapping[int, str], left: int, row: int, start: int, sheet: str) -> tuple[str, tuple[Cell, ...]]:
    """One row as a line, from column `left` to its last filled cell; a cell's span leaves its indent out."""
    shown = [texts.get(column, "") for column in range(left, max(texts) + 1)]
    cells: list[Cell] = []
    at = start
    for column, text in enumerate(shown, left):
        indent = len(text) - len(text.lstrip())
        cells.append(Cell(Span(at + indent, at + len(text)), row, column, f"{sheet}!{column_letters(column)}{row}"))
        at += len(text) + 1
    return "\t".join(shown) + "\n", tuple(cells)


def _title(sheet: Sheet, name: str) -> str:
    """What a table without caption is called: by its sheet, or by the file where the sheet is only numbered."""
    return PurePath(name).stem if _UNNAMED.fullmatch(sheet.name.strip()) else sheet.name.strip()


def _hidden(sheet: Sheet) -> Iterator[str]:
    if sheet.hidden:
        yield f"工作表“{sheet.name}”是隐藏的，仍已读取 / sheet {sheet.name} is hidden and was read all the same"
    rows = [row for row in sheet.hidden_rows if row in sheet.rows]
    if rows:
        listed = _ranges(rows)
        yield f"工作表“{sheet.name}”有隐藏行 {listed}，仍已读取 / sheet {sheet.name} has hidden rows {listed}, read all the same"
    used = {column for cells in sheet.rows.values() for column in cells}
    columns = [column for column in sheet.hidden_columns if column in used]
    if columns:
        listed = "、".join(map(column_letters, columns[:10]))
        yield f"工作表“{sheet.name}”有隐藏列 {listed}，仍已读取 / sheet {sheet.name} has hidden columns {listed}, read all the same"


def _ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers, runs shortened: 3-5、9."""
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    shown = [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return "、".join(shown[:10]) + ("…" if len(shown) > 10 else "")


def damaged(name: str) -> UnreadableFile:
    """The refusal of a workbook that cannot be opened."""
    return UnreadableFile(
        name,
        zh="工作簿已损坏或不是真正的电子表格；请用表格软件打开并另存为 .xlsx 后再试。",
        en="the workbook is damaged or no spreadsheet; open it and save it as .xlsx, then try again.",
    )


def encrypted(name: str) -> UnreadableFile:
    """The refusal of a workbook with a password."""
    return UnreadableFile(
        name,
        zh="工作簿有密码保护（encrypted）；请取消密码后再试。",
        en="the workbook is encrypted; remove its password and try again.",
    )


def too_large(name: str) -> UnreadableFile:
    """The refusal of a workbook beyond the bounds of a record."""
    return UnreadableFile(
        name,
        zh=f"工作簿过大（超过 {MAX_CELLS:,} 个单元格）；请按年度或部门拆分后再试。",
        en=f"the workbook is too large (more than {MAX_CELLS:,} cells); split it by year or department and try again.",
    )
