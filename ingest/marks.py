"""What the rows of a table are to each other: totals, 其中 rows, headings of rows, and labels that hold for several."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.records.model import Cell, RowKind, RowMark
from ingest.lines import marker
from ingest.rows import Row, fold, is_total, is_value, is_whole, part_of, total_of

_STYLES = {"part": 0, "cn": 0, "cn)": 1, "1": 2, "1)": 3, "①": 4}
_DEEPEST = 9
_ROMAN = re.compile(r"[IVX]{1,5}[.、．]|[Ⅰ-Ⅻ][.、．]?")
_CHINESE_NUMBER = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.]?")
_FEWEST_GROUPS = 2
_BARE = re.compile(r"^[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[:：]$")
_HEADING = re.compile(
    r"[:：]$|^[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|^[IVX]{1,4}[.、]|^第[一二三四五六七八九十]+[部类]"
)


@dataclass(frozen=True, slots=True)
class _Label:
    """The label of a row: its position, text and indent in half characters."""

    at: int
    text: str
    indent: int


@dataclass(frozen=True, slots=True)
class _Outline:
    """What all rows of a table tell together, over positions `start` to `end`.

    `wordy` are the positions mostly of words, `main` the one that labels the rows; `alone` tells of each row whether it
    holds nothing but its label and a list number; `parts` are rows that go on with 其中 in a column of list numbers,
    `subtotals` rows with values whose list number is 一, 二 above rows numbered 1, 2; `always` whether every other row is filled in some further column of
    words; `spaced` whether the table opens with such a row and never has two on end.
    """

    rows: Sequence[Row]
    start: int
    end: int
    wordy: frozenset[int]
    main: int
    labels: tuple[_Label | None, ...]
    indented: bool
    alone: tuple[bool, ...]
    always: bool
    spaced: bool
    parts: frozenset[int] = frozenset()
    subtotals: frozenset[int] = frozenset()

    @classmethod
    def of(cls, text: str, rows: Sequence[Row], start: int, end: int) -> "_Outline":
        columns = {
            at: [row.texts[at] for row in rows if at < len(row.texts) and row.texts[at]] for at in range(start, end)
        }
        numbers = {
            at: sum(is_value(said) or (at == start and _is_ordinal(said)) for said in columns[at]) for at in columns
        }
        wordy = frozenset(at for at, own in columns.items() if own and 2 * numbers[at] < len(own))
        main = next((at for at in sorted(wordy) if 2 * len(columns[at]) >= len(rows)), min(wordy, default=start))
        labels = tuple(_label(text, row, start, end, wordy) for row in rows)
        labels, parts = _with_parts(text, rows, labels, start)
        alone = tuple(_is_alone(row, label, start, end) for row, label in zip(rows, labels, strict=True))
        others = len(rows) - sum(alone)
        always = any(len(columns[at]) >= others > 1 for at in wordy if at > main)
        spaced = alone[:1] == (True,) and not alone[-1] and not any(a and b for a, b in pairwise(alone))
        indented = any(label.indent for label in labels if label)
        subtotals = _numbered_above(rows, start, alone)
        return cls(rows, start, end, wordy, main, labels, indented, alone, always, spaced, parts, subtotals)


def _with_parts(
    text: str, rows: Sequence[Row], labels: tuple[_Label | None, ...], start: int
) -> tuple[tuple[_Label | None, ...], frozenset[int]]:
    """`labels` with those that stand in the first column, one of list numbers, from 其中：甲 on; and the rows they are of."""
    found, parts = list(labels), set[int]()
    for at, row in enumerate(rows):
        said = row.own(start)
        opens = labels[at] is None and bool(part_of(said))
        goes_on = labels[at] is None and at - 1 in parts and said and not is_value(said) and not _is_ordinal(said)
        if opens or goes_on:
            found[at] = _Label(start, said, 0)
            parts.add(at)
    return tuple(found), frozenset(parts)


def _numbered_above(rows: Sequence[Row], start: int, alone: Sequence[bool]) -> frozenset[int]:
    """Rows with values numbered 一, 二 in a first column that numbers the rows below them 1, 2: they sum those up."""
    numbers = [row.own(start) for row in rows]
    above = [at for at, said in enumerate(numbers) if _CHINESE_NUMBER.fullmatch(said)]
    plain = [at for at, said in enumerate(numbers) if said.isdecimal()]
    if len(above) < _FEWEST_GROUPS or not all(at + 1 in plain for at in above):
        return frozenset()
    return frozenset(at for at in above if not alone[at])


def _is_alone(row: Row, label: _Label | None, start: int, end: int) -> bool:
    if label is None:
        return False
    rest = (row.texts[i] for i in range(start, min(end, len(row.texts))) if i != label.at and row.texts[i])
    return all(map(_is_ordinal, rest))


@dataclass(frozen=True, slots=True)
class _Step:
    """An earlier row on the way down to the present one."""

    level: int
    cell: Cell
    group: bool


def mark_rows(text: str, rows: Sequence[Row], start: int, end: int) -> tuple[RowMark, ...]:
    """One mark for each of `rows`, looking at positions `start` to `end` (half open) only; () where all is plain data."""
    outline = _Outline.of(text, rows, start, end)
    marks: list[RowMark] = []
    stack: list[_Step] = []
    parent: Cell | None = None
    settled = True
    for at, row in enumerate(rows):
        label = outline.labels[at]
        kind = _kind(outline, at, marks)
        level, numbered = _level(label, kind, stack, indented=outline.indented)
        numbered = numbered or at in outline.subtotals
        if kind is RowKind.TOTAL and label and _ends_all(label.text, stack, text):
            stack, level = [], 0
        if kind is RowKind.PART and not outline.indented:
            above = tuple(step.cell for step in stack if step.group) + ((parent,) if parent else ())
            marks.append(RowMark(kind, level, above))
            settled = False
            continue
        while stack and _is_past(stack[-1], level, kind, numbered=numbered):
            stack.pop()
        marks.append(RowMark(kind, level, tuple(step.cell for step in stack)))
        heads = label is not None and (label.at == outline.main or at in outline.subtotals)
        if label is None or not heads or part_of(label.text) == "":
            parent = row.cells[label.at] if label and kind is RowKind.TOTAL else parent
            continue
        own = row.cells[label.at]
        stack.append(_Step(level, own, kind is RowKind.GROUP or at in outline.subtotals))
        # 总计, 其中：甲, 乙, 其中：丙 leaves open whether 丙 is part of 乙 or of 总计; numbered rows and totals settle it.
        settled = settled or numbered or kind is not RowKind.DATA
        parent = own if settled else None
    filled = _filled(rows, marks, outline)
    return filled if any(mark != RowMark() for mark in filled) else ()


def _ends_all(label: str, stack: Sequence[_Step], text: str) -> bool:
    """Whether a total sums up more than the heading it stands below: 资产总计 below 非流动资产 does."""
    stem = total_of(label)
    groups = [fold(step.cell.span.of(text)) for step in stack if step.group]
    return is_whole(label) or bool(stem and groups and not any(_BARE.sub("", group) == stem for group in groups))


def _label(text: str, row: Row, start: int, end: int, wordy: frozenset[int]) -> _Label | None:
    """The first cell of words in a column of words; none in a row of values alone."""
    for at in range(start, min(end, len(row.texts))):
        said = row.texts[at]
        if said and not is_value(said) and (at in wordy or is_total(said)):
            return _Label(at, said, _indent(text, row.cells[at].span.start))
        if said and at in wordy:
            return None
    return None


def _indent(text: str, start: int) -> int:
    """How far a cell's text is set in, in half characters: blanks before it count, a full-width one twice."""
    at = start
    while at > 0 and start - at < 40 and text[at - 1] in " \u3000\xa0":
        at -= 1
    return sum(2 if c == "\u3000" else 1 for c in text[at:start])


def _kind(outline: _Outline, at: int, before: Sequence[RowMark]) -> RowKind:
    label = outline.labels[at]
    if label is None:
        return RowKind.DATA
    if is_total(label.text) or at in outline.subtotals:
        return RowKind.TOTAL
    if part_of(label.text) or at in outline.parts:
        return RowKind.PART
    return RowKind.GROUP if _is_heading(outline, at, label, before) else RowKind.DATA


def _is_heading(outline: _Outline, at: int, label: _Label, before: Sequence[RowMark]) -> bool:
    """Whether a row of a label alone heads the rows below it rather than having no values.

    It does when it is numbered, ends with a colon, is merged across, set in less than the next row, lacks what every
    other row has, or stands first or after a total.
    """
    if not outline.alone[at] or at + 1 >= len(outline.rows) or outline.end - outline.start < 2:
        return False
    following = outline.labels[at + 1]
    if _HEADING.search(label.text) or outline.rows[at].breadth(label.at) > 1 or outline.always or outline.spaced:
        return True
    if following and following.indent > label.indent:
        return True
    return not outline.alone[at + 1] and (at == 0 or before[-1].kind is RowKind.TOTAL)


def _is_ordinal(text: str) -> bool:
    """A list number beside a heading of rows: 一, （二）, 3."""
    return re.fullmatch(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.]?", text) is not None


def _level(label: _Label | None, kind: RowKind, stack: Sequence[_Step], *, indented: bool) -> tuple[int, bool]:
    """Depth by indent where the table uses it, else by numbering (一、 above （一） above 1.), else that of its heading.

    Also whether the depth is the row's own by its number.
    """
    base = next((step.level for step in reversed(stack) if step.group), 0)
    if label is None:
        return base, False
    if indented:
        return min(label.indent // 2, _DEEPEST), False
    if _ROMAN.match(label.text):
        return 0, True
    numbered = marker(label.text)
    if numbered and numbered.style in _STYLES:
        return _STYLES[numbered.style], True
    return (base + 1 if kind is RowKind.PART else base), False


def _is_past(step: _Step, level: int, kind: RowKind, *, numbered: bool) -> bool:
    """Whether an earlier row no longer stands above one of `level`.

    A heading goes on for rows as deep as itself, unless they are numbered as it is.
    """
    ends = not step.group or numbered or kind is RowKind.GROUP
    return step.level > level or (step.level == level and ends)


def _filled(rows: Sequence[Row], marks: Sequence[RowMark], outline: _Outline) -> tuple[RowMark, ...]:
    """The marks with the labels of merged areas, and of cells left blank below a label, put before what stands above."""
    start, end, wordy = outline.start, outline.end, outline.wordy
    owners = {(cell.row, cell.column): cell for row in rows for cell in row.cells[start:end]}
    held: dict[int, Cell] = {}
    found: list[RowMark] = []
    for row, mark in zip(rows, marks, strict=True):
        if mark.kind in (RowKind.GROUP, RowKind.TOTAL):
            held = {}
        merged = _merged(row, start, end, owners)
        blank = {} if mark.kind is RowKind.TOTAL else _unrepeated(row, start, end, wordy, held)
        labels = [cell for _, cell in sorted((blank | merged).items())]
        found.append(replace(mark, above=(*labels, *(c for c in mark.above if c not in labels))))
        held |= {
            at: row.cells[at] for at in wordy if at < len(row.texts) and row.texts[at] and not is_value(row.texts[at])
        }
    return tuple(found)


def _merged(row: Row, start: int, end: int, owners: dict[tuple[int, int], Cell]) -> dict[int, Cell]:
    """Cells of words merged down into this row, by position."""
    found: dict[int, Cell] = {}
    for at, (area, said) in row.areas.items():
        owner = owners.get((area.first_row, area.first_column))
        down = start <= at < end and area.first_row < row.number and area.first_column == row.cells[0].column + at
        if down and owner and said and not is_value(said):
            found[at] = owner
    return found


def _unrepeated(row: Row, start: int, end: int, wordy: frozenset[int], held: dict[int, Cell]) -> dict[int, Cell]:
    """Labels said once and left blank below, by position: those left of the row's first words."""
    first = next((i for i in range(start, min(end, len(row.texts))) if row.texts[i]), None)
    if first is None or first not in wordy or is_value(row.texts[first]) or is_total(row.texts[first]):
        return {}
    return {at: held[at] for at in range(start, first) if at in held}
