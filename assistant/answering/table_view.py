"""A table as questions see it: named columns, rows with their labels, and the figure that stands in each cell."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from assistant.records.columns import SUBJECT, header_name, is_unit
from assistant.records.model import Cell, Document, Figure, RowKind, RowMark, Span, Table
from assistant.records.table_rows import labels_of, mark_of, row_path

_TOTAL = re.compile(
    r"(?:合计|总计|小计|共计|加总|合計|總計|小計|共計|加總|总额|總額|平均|均值)(?:[值数])?(?:[（(].*[）)])?$|^总(?:得)?分$|^(?:grand |sub-?)?total\b|^(?:合|总|總)\s*[计計]",
    re.I,
)
_SUBTOTAL = re.compile(r"小计|小計|平均|均值|sub-?total|average|mean", re.I)
_MEAN = re.compile(r"平均|均值|average|mean", re.I)
_SERIAL = re.compile(r"^序$|序号|序號|行次|编号|編號|^no\.?$|^#$", re.I)
_CODE = re.compile(r"代号|代码|编码|型号|规格|型號|規格|代號|代碼|編碼|\bcode\b|\bid\b", re.I)
_LEVEL = re.compile(r"[一二三四]级")
_LONGEST_LABEL = 80
_ROWS_OF_THEIR_OWN = 2
_LONGEST_NOTE = 600
_FORMULA = re.compile(r"[÷×/+＋*]|除以|乘以|之比")
_NOTE = re.compile(r"\s*(?:注|备注|说明|[Nn]otes?)\s*\d?\s*[:：]?\s*(?P<said>[^\n]+(?:\n(?!\n)[^\n]+){0,6})")
_MEANS = re.compile(
    r"(?:^|[；;，,。:：、\s\d.]|[“”\"「」])(?P<name>[\u4e00-\u9fffA-Za-z]{1,8}?)[”\"」]?(?:一栏|列)?(?:为|是指|指的是|系指|指|即|means|=|＝)(?P<meaning>[^；;。，,\n]{2,40})"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row: texts by column (blank labels filled), the headings above it, and the figures of its cells by column."""

    document: Document
    cells: tuple[Cell, ...]
    texts: Mapping[int, str]
    path: tuple[str, ...]
    mark: RowMark
    figures: Mapping[int, Figure]

    @property
    def span(self) -> Span:
        """The characters of the whole row."""
        return Span(self.cells[0].span.start, self.cells[-1].span.end)


@dataclass(frozen=True)
class View:
    """Tables of one and the same header as one: `names` are its columns without units, `lines` the rows of all."""

    names: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...]
    lines: tuple[Line, ...]
    captions: tuple[str, ...]
    meanings: Mapping[str, str] = field(default_factory=dict)
    """What a note below the table says that names of columns stand for."""

    @cached_property
    def figured(self) -> tuple[int, ...]:
        """The columns that hold figures: at least a third of their filled cells. One alone of words stands before them."""
        found = tuple(c for c in range(len(self.names)) if self._share(c) >= 1 / 3)
        return found[1:] if len(found) == len(self.names) and len(found) > 1 else found

    @cached_property
    def worded(self) -> tuple[int, ...]:
        """The columns of words, without those of units, and of serial numbers where there are others."""
        found = [c for c in range(len(self.names)) if c not in self.figured and self._is_worded(c)]
        return tuple(c for c in found if not _SERIAL.search(self.names[c])) or tuple(found)

    @cached_property
    def subject(self) -> int | None:
        """The column that names what a row is about: so headed and telling rows apart, else the first that does.

        A code (项目代号) names nothing while another column does; of 一级, 二级 and 三级指标 the last counts.
        """
        named = [c for c in self.worded if not _CODE.search(self.names[c])] or list(self.worded)
        leveled = [c for c in named if _LEVEL.match(self.names[c])]
        if len(leveled) > 1:
            return leveled[-1]
        distinct = [c for c in named if self._tells_apart(c)] or named
        headed = [c for c in distinct if SUBJECT.search(self.names[c])]
        return next(iter(headed or distinct), None)

    @cached_property
    def plain(self) -> tuple[Line, ...]:
        """The rows that state matters of their own: no totals, no headings of rows, and no parts (其中) of rows beside them.

        Where a table holds hardly anything but parts (支出合计, 其中：基本支出, 项目支出), these are its rows.
        """
        rows = tuple(
            line
            for line in self.lines
            if not is_total(self, line) and line.mark.kind is not RowKind.GROUP and not self._apart(line)
        )
        whole = tuple(line for line in rows if line.mark.kind is not RowKind.PART)
        return whole if len(whole) >= _ROWS_OF_THEIR_OWN else rows

    @cached_property
    def totals(self) -> tuple[Line, ...]:
        """The rows that sum up others."""
        return tuple(line for line in self.lines if is_total(self, line))

    def _apart(self, line: Line) -> bool:
        """Whether a row tells a part in another column than the one that names rows (其中：栗坳县 below 合计)."""
        subject = self.subject
        return line.mark.kind is RowKind.PART and subject is not None and not line.texts.get(subject)

    def label(self, line: Line) -> str:
        """What tells a row apart, in words: its subject, with the headings above it where that repeats."""
        own = line.texts.get(self.subject, "") if self.subject is not None else ""
        if not own:
            own = next((t for c in self.worded if (t := line.texts.get(c, ""))), "")
        return own or next((t for _, t in sorted(line.texts.items()) if t), "") or " ".join(line.path)

    def own(self, line: Line, without: Sequence[int] = ()) -> tuple[str, ...]:
        """Every label of a row, from its columns of words but those `without`."""
        columns = (c for c in self.worded if c not in without)
        return tuple(t for c in columns if (t := line.texts.get(c, "")) and len(t) <= _LONGEST_LABEL)

    def _filled(self, column: int) -> list[Line]:
        return [line for line in self.lines if line.texts.get(column)]

    def _share(self, column: int) -> float:
        filled = self._filled(column)
        return sum(column in line.figures for line in filled) / len(filled) if filled else 0.0

    def _is_worded(self, column: int) -> bool:
        said = [line.texts[column] for line in self._filled(column)]
        return bool(said) and 2 * sum(map(is_unit, said)) <= len(said)

    def _tells_apart(self, column: int) -> bool:
        said = [line.texts.get(column, "") for line in self.lines if line.mark.kind is not RowKind.GROUP]
        filled = [t for t in said if t]
        return bool(filled) and 2 * len(filled) > len(said) and 2 * len(set(filled)) > len(filled)


def is_total(view: View, line: Line) -> bool:
    """Whether a row sums up others, by its mark or by its words."""
    if line.mark.kind is RowKind.TOTAL:
        return True
    first = next((t for _, t in sorted(line.texts.items()) if t), "")
    return bool(_TOTAL.search(first.replace(" ", ""))) if not first.isascii() else bool(_TOTAL.search(first))


def is_subtotal(line: Line) -> bool:
    """Whether a row sums up a part of the others only (小计), or is their mean."""
    first = next((t for _, t in sorted(line.texts.items()) if t), "")
    return bool(_SUBTOTAL.search(first.replace(" ", "")))


def grand_totals(view: View) -> tuple[Line, ...]:
    """The rows that sum up all others: 合计 rather than 小计, which does where it is the only total."""
    found = tuple(line for line in view.totals if not is_subtotal(line))
    alone = view.totals if len(view.totals) == 1 and not _MEAN.search(view.label(view.totals[0])) else ()
    return found or alone


def sums_up(name: str) -> bool:
    """Whether a column's name says that it sums up others."""
    return bool(_TOTAL.search(name))


def view_of(document: Document, table: Table, figures: Mapping[Span, Figure]) -> View:
    """The view of one table; `figures` are those of its document by span."""
    names = tuple(header_name(path) for path in table.columns)
    lines = tuple(_line(document, table, at, figures) for at, row in enumerate(table.rows) if row)
    said = (table.name, document.title, _stem(document.name), document.department)
    captions = tuple(dict.fromkeys(filter(None, said)))
    return View(names, table.columns, lines, captions, _meanings(names, note_below(document.text, table.span.end)))


def note_below(text: str, end: int) -> str:
    """The note right below a table that ends at `end`: 注：转安为转移安置人数; "" where there is none."""
    found = _NOTE.match(text, end, end + _LONGEST_NOTE)
    return found["said"] if found else ""


def _meanings(names: Sequence[str], note: str) -> dict[str, str]:
    """What `note` says that names of columns stand for."""
    if not note:
        return {}
    # A formula (支付率＝累计支付÷资金安排) names other columns, not this one.
    told = {m["name"]: m["meaning"] for m in _MEANS.finditer(note) if not _FORMULA.search(m["meaning"])}
    return {name: told[name] for name in names if name in told}


def joined(views: Sequence[View]) -> View:
    """Views with the same columns as one."""
    lines = tuple(line for view in views for line in view.lines)
    captions = tuple(dict.fromkeys(c for view in views for c in view.captions))
    meanings = {name: meaning for view in views for name, meaning in view.meanings.items()}
    return View(views[0].names, views[0].paths, lines, captions, meanings)


def _line(document: Document, table: Table, at: int, figures: Mapping[Span, Figure]) -> Line:
    row = table.rows[at]
    found = {c: f for c, cell in enumerate(row) if (f := figures.get(cell.span)) and cell.span.end > cell.span.start}
    texts = {c: " ".join(t.split()) for c, t in labels_of(table, at, document.text).items()}
    return Line(document, row, texts, row_path(table, at, document.text), mark_of(table, at), found)


@lru_cache(maxsize=4096)
def _stem(name: str) -> str:
    return name.rsplit(".", 1)[0]
