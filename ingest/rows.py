"""Rows of a grid and what each is: caption, unit line, note, 栏次 row, total, 其中 row or plain data."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.records.model import Cell
from assistant.records.quantity import family

Grid = Sequence[Sequence[Cell]]
_MOST_MERGED = 2_000_000

_MONTH_DAY = r"(?:[-./月]\s*(?:\d{1,2}\s*日?)?)?"
_NUMBER = r"[≥≤><＝=≧≦~约近超+＋-]*\s*[(（]?\d[\d,，.]*\s*(?:[%％‰]|[万亿千]?[元人个家件次户亩吨米]|平方米|公里|公顷|分)?[)）]?"
_VALUE = re.compile(_NUMBER + r"|[/／—–-]+|20\d\d\s*[-./年]\s*\d{1,2}\s*" + _MONTH_DAY + r"|无|≥|≤")
_DATE = re.compile(r"(?:19|20)\d\d\s*[-./年]\s*\d{1,2}\s*" + _MONTH_DAY)
_YEAR = re.compile(r"(?:19|20)\d\d\s*年?度?")
_WORDS = re.compile(
    r"^(?:序号|编号|单位|部门|名称|项目|指标|科目|内容|事项|备注|说明|合计|总计|小计|分值|得分|权重|类别|类型|来源|地点|地址|"
    r"企业|政策|行业|区域|街道|排名|次序|年度|年份|月份|全年|上年|本年|年初|其中|调整|执行|预算|决算|[一二三四]级)"
    r"|(?:名称|数|率|额|值|量|分|级|类|元|年|月|日期|时间|单位|部门|指标|目标|原因|措施|情况|标准|进度|资金|支出|收入|预算|决算|"
    r"结转|结余|余额|面积|投资|人数|排名|名次|编码|代码|性质|内容|备注|负责人|联系人|电话|方式|状态|规模|阶段|占比|比例|比重|增幅|"
    r"增长|变化|期|价格|金额|附注|行次|栏次)(?:[（(].{1,16}[）)])?$|^(?:19|20)\d\d\s*年?|^\d{1,2}(?:-\d{1,2})?月"
    r"|^(?i:items?|notes?|total|names?|amount|unit|year|month|project|department|budget|actual|no\.?|remarks?)\b"
)
_NOTE = re.compile(
    r"\s*(?:注\s*\d*\s*[:：.、]|注释|备注[:：]|说明[:：]|填[表报](?:人|日期|说明)|制表|审核人|数据来源|来源[:：]|(?i:notes?)\s*[:：.])"
)
_INDEX_LABEL = re.compile(r"(?:栏\s*次|行\s*次|栏\s*目|序\s*列)")
_FORMULA = re.compile(r"[\d=＝+*/÷×()（）%-]*")
_STEMS = re.compile(r"[甲乙丙丁戊]|[A-E]")
_UNIT = re.compile(
    r"(?:单位|计量)\s*(?:[:：]|为|均为|是)?\s*(?:人民币)?\s*[（(]?"
    r"((?:万|亿|千|百万)?(?:美元|港元|欧元|元|人次|人|户|家|个|亩|公顷|吨|平方米|公里|米|件|次))(?![\w])"
    r"|[（(]\s*((?:万|亿|千|百万)?(?:美元|元))\s*(?:[、,，/和]\s*[%％]\s*)?[）)]\s*[:：]?\s*$"
    r"|人民币\s*((?:万|亿|千|百万)?元)(?=[,，;；）)]|$)"
)
_FURTHER_UNIT = re.compile(
    r"\s*[、,，]\s*((?:万|亿|千|百万)?(?:元|[\u4e00-\u9fff]{1,3}|[%％]))(?=\s*[、,，。；;）)]|\s*$)"
)
_UNIT_OF_COLUMN = re.compile(
    r"(?<![\u4e00-\u9fff])(?!金额|货币|计量|计价|数量|度量|资金|数据|统计|核算|记账|币种)(?P<name>[\u4e00-\u9fff]{2,8})单位\s*[:：]\s*[（(]?(?:万|亿|千|百万)?(?:元|美元|公里|亩|吨|米)"
)
_UNIT_LINE = re.compile(r"(?:金额|货币|计量)?单位\s*[:：]|[（(](?:万|亿|千|百万)?元[)）]$|人民币[:：]?(?:万|亿|千)?元$")
_LABELLED = re.compile(r"[^:：]{1,14}[:：]")
# 数据截至2025年1月15日 beside 编制单位：…: no name of a column.
_AS_OF = re.compile(
    r"(?:数据|统计|资料)?截[至止](?:日期|时间)?[:：]?\s*(?:19|20)\d\d|(?:填报|编制|制表|报送)(?:日期|时间|人)|as of\b",
    re.I,
)
_OPEN_LABEL = re.compile(r"[^:：]{1,14}[:：]\s*")
_TITLE = re.compile(r"[表册]\s*(?:[（(].{1,20}[）)])?$|一览|附[件表]|20\d\d\s*年")
_SENTENCE = re.compile(r"[。；;]")
_TOTAL = re.compile(
    r"(?:[一-龥（）()]{0,12}?(?:合计|总计|小计|共计|合計|總計|小計|共計)|总额|總額|(?:本年)?(?:收入|支出)(?:合计|总计))"
    r"(?:[（(].{1,12}[）)])?[:：]?|(?i:(?:sub-?|grand )?total)[:：]?"
)
_WHOLE = re.compile(r"(?:合\s*计|总\s*计|合\s*計|總\s*計|收支总计|(?i:total))[:：]?")
_SUM = re.compile(r"(?:合计|总计|共计)(?:[（(].{1,12}[）)])?[:：]?$")
_PART = re.compile(r"\s*(?:其\s*中\s*[:：]?|(?i:of which|including)\b\s*[:：]?)\s*")
_FOLD = str.maketrans(
    "項單總計標數額預執動類業編號稱證據實際補產數質級變幣價時結餘負責備註說額於報區後內幾種貸歷資產",
    "项单总计标数额预执动类业编号称证据实际补产数质级变币价时结余负责备注说额于报区后内几种贷历资产",
)


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged area by the rows and columns that cells carry (`Cell.row`, `Cell.column`), ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Row:
    """One row of a grid with its texts (white space joined), the merged areas it touches by position, and what they say.

    `texts` line up with `cells`; a position counts from 0. `gap` tells of a blank row before it.
    """

    cells: tuple[Cell, ...]
    texts: tuple[str, ...]
    areas: Mapping[int, tuple[Merge, str]]
    gap: bool = False

    @cached_property
    def filled(self) -> tuple[str, ...]:
        """The texts that are not blank."""
        return tuple(t for t in self.texts if t)

    @cached_property
    def numeric(self) -> bool:
        """Whether any cell holds a number or a mark for none, as no header does."""
        return any(map(is_number, self.filled))

    @cached_property
    def first(self) -> int:
        """Position of the first filled cell."""
        return next(i for i, t in enumerate(self.texts) if t)

    @cached_property
    def used(self) -> int:
        """How many positions the row needs: one past its last filled cell."""
        return max(i for i, t in enumerate(self.texts) if t) + 1

    @property
    def number(self) -> int:
        """The row's number in its source."""
        return self.cells[0].row

    def own(self, position: int) -> str:
        """The text of a cell, "" beyond the row's end."""
        return self.texts[position] if position < len(self.texts) else ""

    def said(self, position: int) -> str:
        """The text that holds at a position: the cell's own or that of the merged area it lies in."""
        own = self.own(position)
        return own or (self.areas[position][1] if position in self.areas else "")

    def breadth(self, position: int) -> int:
        """How many columns the cell covers from its own on; 1 when it is not merged."""
        area = self.areas.get(position)
        return area[0].last_column - area[0].first_column + 1 if area else 1


def make_rows(text: str, grid: Grid, merges: Sequence[Merge] = ()) -> list[Row]:
    """The rows of `grid` that hold anything, with the merged areas that reach into them."""
    every = [(cells, tuple(" ".join(c.span.of(text).split()) for c in cells)) for cells in grid if cells]
    areas = _areas(every, merges)
    rows: list[Row] = []
    before: int | None = None
    blank = False
    for cells, texts in every:
        if not any(texts):
            blank = True
            continue
        gap = blank or (before is not None and cells[0].row > before + 1)
        rows.append(Row(tuple(cells), texts, areas.get(cells[0].row, {}), gap))
        before, blank = cells[0].row, False
    return rows


def _areas(
    every: Sequence[tuple[Sequence[Cell], tuple[str, ...]]], merges: Sequence[Merge]
) -> dict[int, dict[int, tuple[Merge, str]]]:
    """Merged areas by row number and position, as far as there are rows and columns with anything in them.

    Areas beyond any real sheet's are left out, so that a hostile file costs no time.
    """
    if not merges or not every:
        return {}
    texts = {cells[0].row: (cells[0].column, own) for cells, own in every}
    left = every[0][0][0].column
    right = left + max(len(own) for _, own in every) - 1
    last = max(texts)
    found: dict[int, dict[int, tuple[Merge, str]]] = {}
    left_over = _MOST_MERGED
    for merge in merges:
        base, own = texts.get(merge.first_row, (left, ()))
        at = merge.first_column - base
        said = own[at] if 0 <= at < len(own) else ""
        down = range(merge.first_row, min(merge.last_row, last) + 1)
        across = range(max(merge.first_column, left), min(merge.last_column, right) + 1)
        left_over -= 1 + len(down) * len(across)
        if left_over < 0:
            break
        for row in down:
            for column in across:
                found.setdefault(row, {})[column - left] = (merge, said)
    return found


def fold(text: str) -> str:
    """Header words without blanks and, as far as headers use them, in simplified characters."""
    return re.sub(r"\s+", "", text).translate(_FOLD)


def unit_of(text: str) -> str:
    """The unit a caption or note states ("金额单位：万元" -> "万元"), or ""; an organisation is never one.

    Of several (单位：亩、元、户) all are given, joined by "、": which column has which, its words tell.
    """
    plain = text.translate(_FOLD)
    found = _UNIT.search(plain)
    unit = next((g for g in found.groups() if g), "") if found else ""
    if not found or not found[1]:
        return unit
    units, at = [unit], found.end()
    while further := _FURTHER_UNIT.match(plain, at):
        units, at = [*units, further[1]], further.end()
    known = [u for u in units if family(u)]
    return "、".join(known) if len(known) == len(units) else unit


def unit_of_column(text: str) -> tuple[str, str]:
    """The name of the one column that a unit line is about, and its unit: 原值单位：万元 gives 原值 and 万元; "" twice elsewhere."""
    found = _UNIT_OF_COLUMN.search(text.translate(_FOLD))
    return (found["name"], unit_of(text)) if found and unit_of(text) else ("", "")


def is_value(cell: str) -> bool:
    """Whether a cell holds a number, a rate or a mark for none ("/", "—"); a bare year may be a header and is not."""
    return _VALUE.fullmatch(cell) is not None and _YEAR.fullmatch(cell) is None


def is_number(cell: str) -> bool:
    """Whether a cell holds a value that no header would: dates may stand in headers, too, and are none here."""
    return is_value(cell) and _DATE.fullmatch(cell) is None


def is_aside(row: Row) -> bool:
    """Captions, unit lines and notes: one cell alone that is no value, or only "label：value" cells."""
    filled = row.filled
    if is_note(row):
        return True
    if len(filled) == 1:
        return not is_value(filled[0]) and (row.first == 0 or _stands_free(filled[0]))
    if all(_LABELLED.match(t) or _AS_OF.match(t) for t in filled):
        return True
    return len(filled) <= 3 and _UNIT_LINE.match(filled[-1]) is not None and not any(map(is_value, filled))


def _stands_free(text: str) -> bool:
    """Whether a text alone in the middle of a row is a caption or unit line rather than a group of columns."""
    return bool(_LABELLED.match(text) or unit_of(text) or _TITLE.search(text)) or len(text) > 16


def is_caption(row: Row) -> bool:
    """A line that can name a table: alone, no note and no "label：value"."""
    return len(row.filled) == 1 and not is_note(row) and not _LABELLED.match(row.filled[0])


def is_note(row: Row) -> bool:
    """A row that opens like a note (注：, 填表人, 数据来源)."""
    return bool(_NOTE.match(row.filled[0]))


def is_closing(row: Row) -> bool:
    """Whether a row at the end of a table is none of its data: a note, a sentence, or names to be signed."""
    if is_note(row):
        return True
    if row.numeric:
        return False
    if len(row.filled) == 1:
        return bool(_SENTENCE.search(row.filled[0])) or len(row.filled[0]) > 60 or bool(_LABELLED.match(row.filled[0]))
    labels = [bool(_OPEN_LABEL.match(t)) for t in row.filled]
    return sum(labels) >= 2 and labels[0]


def is_data(row: Row) -> bool:
    """Whether a row holds values beside something else, and is no 栏次 row."""
    return len(row.filled) >= 2 and row.numeric and not is_index(row)


def is_index(row: Row) -> bool:
    """A 栏次 row: its label and formulas ("3=2/1"), or 1, 2, 3 … in a run, after 甲 and 乙 at most."""
    filled = row.filled
    if _INDEX_LABEL.fullmatch(filled[0]):
        return all(_FORMULA.fullmatch(t) or is_value(t) or _INDEX_LABEL.fullmatch(t) for t in filled[1:])
    stems = next((i for i, t in enumerate(filled) if not _STEMS.fullmatch(t)), len(filled))
    rest = filled[stems:] if stems else filled[not filled[0].isdecimal() and len(filled[0]) <= 1 :]
    if len(rest) < (2 if stems else 3) or not rest[0].isdecimal() or len(rest[0]) > 1 or rest[0] not in "01":
        return False
    return all(t == str(i) for i, t in enumerate(rest, int(rest[0])))


def wording(row: Row) -> float:
    """The share of filled cells that read like a header."""
    return sum(1 for t in row.filled if len(t) <= 24 and _WORDS.search(fold(t))) / len(row.filled)


def is_paired(row: Row) -> bool:
    """A form's row of labels and values in turn: "项目名称 | 供水改造 | 主管部门 | 水务局"."""
    marks = [bool(_WORDS.search(fold(t))) for t in row.filled]
    return len(marks) >= 4 and len(marks) % 2 == 0 and all(marks[::2]) and not any(marks[1::2])


def is_total(label: str) -> bool:
    """Whether a row label says that the row sums up others (合计, 总计, 小计, Total)."""
    return _TOTAL.fullmatch(re.sub(r"\s+", "", label) if not label.isascii() else label) is not None


def is_whole(label: str) -> bool:
    """Whether a total is that of the whole table, not of the group it stands in."""
    return _WHOLE.fullmatch(label.strip()) is not None


def total_of(label: str) -> str:
    """What a total sums up by its own words: 流动资产合计 gives 流动资产; "" for 合计 alone and for a 小计 of what is above."""
    found = _SUM.search(fold(label))
    return fold(label)[: found.start()] if found else ""


def part_of(label: str) -> str | None:
    """What follows 其中 in a row label ("其中：采矿业" gives 采矿业, a bare "其中：" gives ""); None without 其中."""
    found = _PART.match(label)
    return label[found.end() :] if found else None
