"""What the columns of a table are for: names, years and months, units, organisations, figures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile

from assistant.records.columns import MONTH, SUBJECT, YEAR, header_name, is_department, is_unit, tight
from assistant.records.fold import simplified
from assistant.records.model import Bound, Document, Table
from assistant.records.quantity import read_cell
from ingest.headers import Heading, read_heading, unit_column

NOT_FIGURES = re.compile(
    r"^(?:序|序号|编号|编码|代码|行次|栏次|年份|年度|月份|月|年|日期|时间|电话|手机|联系方式|邮编|身份证.*"
    r"|.*(?:编码|代码|编号|日期|时间|电话|账号|年份|年度|月份))$"
)
_RATE = re.compile(
    r"(?:(?<!市盈)(?<!市净)(?<!周转)(?<!容积)(?<!汇)率|占比|比重|比例|百分比|增幅|增速|降幅|满意度)(?:[（(][^）)]*[）)])?$"
)
_POINTS = re.compile(r"(?:(?<![部成水学百十养盐组区划])分|加分|减分|分值|权重|分数|分差)(?:[（(][^）)]*[）)])?$")
_RANKED = re.compile(r"(?:排名|名次|位次|座次)$")
_COUNTED = re.compile(r"(?:(人次|[次人户家件条个座株辆台处场宗篇天])数|(小时)数?)(?:[（(][^）)]*[）)])?$")
# What stands where a figure might makes no column one of words.
_NOTHING = re.compile(r"[-—–/／*＊]{1,4}|无")
_MOST_OF_A_FRACTION = 1.5


_FLOWS = "支出|拨付|收入|销售|投资|发放|使用|完成"
_OF_MONTH = re.compile(rf"(?:当|本|每|各)月[^/]{{0,4}}?({_FLOWS})")
_SUMMED = re.compile(f"({_FLOWS})")


@dataclass(frozen=True)
class Sheet:
    """A table of a document with what its columns are for; columns count from 0."""

    table: Table
    document: Document

    @property
    def text(self) -> str:
        """The document's text."""
        return self.document.text

    @property
    def year(self) -> int | None:
        """The year of the report, None where it reports on several."""
        return self.document.years[0] if len(self.document.years) == 1 else None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name of each column, without its unit."""
        return tuple(map(header_name, self.table.columns))

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """The heading of each column, its period resolved against the report's last year."""
        return tuple(read_heading(path, max(self.document.years, default=None)) for path in self.table.columns)

    def running(self, column: int) -> str:
        """What a column headed by months and 累计 alone sums up: 累计支出 beside columns of 当月支出, else by the table's name."""
        if self.headings[column].name or "累计" not in "".join(self.table.columns[column]):
            return ""
        told = next(filter(None, map(_OF_MONTH.search, self.names)), None) or _SUMMED.search(self.table.name)
        return f"累计{told[1]}" if told else ""

    @cached_property
    def wordy(self) -> tuple[int, ...]:
        """The columns whose filled cells are mostly words rather than figures; a first one of classes (16-20岁) is, too."""
        return tuple(
            i for i in range(len(self.names)) if _wordy(self.filled(i)) or (i == 0 and _classes(self.filled(i)))
        )

    @cached_property
    def department(self) -> int | None:
        """The column of organisations; one of units of measure (单位) is none."""
        return next((i for i in self.wordy if i != self.units and is_department(self.names[i], self.filled(i))), None)

    @cached_property
    def units(self) -> int | None:
        """The column of each row's own unit: named so, and holding mostly units."""
        at = unit_column(self.table)
        filled = self.filled(at) if at is not None else []
        return at if filled and 2 * sum(map(is_unit, filled)) > len(filled) else None

    @cached_property
    def year_column(self) -> int | None:
        """The column that names the year of each row."""
        return self._first(YEAR)

    @cached_property
    def month_column(self) -> int | None:
        """The column that names the month of each row."""
        return self._first(MONTH)

    @cached_property
    def subjects(self) -> tuple[int, ...]:
        """The columns that name what a row is about: by their headers, else the first of words.

        Where rows are of organisations, words behind their figures (等级, 主要扣分点) say how those are, not what. Words
        without a header beside such a column are a part of it: 年度资金总额 below 项目资金（万元）.
        """
        taken = {self.department, self.units, self.year_column, self.month_column}
        wordy = [i for i in self.wordy if i not in taken]
        if self.department is None:
            leading = wordy
        else:
            leading = list(takewhile(lambda i: all(j in self.wordy or j in taken for j in range(i)), wordy))
        chosen = {i for i in wordy if SUBJECT.search(self.names[i])} or set(leading[:1])
        for i in wordy:
            if not self.names[i] and i - 1 in chosen and 2 * sum(map(is_unit, self.filled(i))) <= len(self.filled(i)):
                chosen.add(i)
        return tuple(sorted(chosen))

    @cached_property
    def figures(self) -> tuple[int, ...]:
        """The columns that may hold figures."""
        taken = {self.department, self.units, self.year_column, self.month_column, *self.subjects}
        return tuple(i for i in range(len(self.names)) if i not in taken and self._counts(i))

    @cached_property
    def fractions(self) -> frozenset[int]:
        """The columns in which no value is beyond what a fraction can be: 0.98 in a column of rates is not 0.98 %."""
        return frozenset(i for i in range(len(self.names)) if are_fractions(self.filled(i)))

    @cached_property
    def cumulative(self) -> bool:
        """Whether the table runs up from January."""
        return any("累计" in name for name in self.names)

    def heading(self, column: int, fiscal: int | None) -> Heading:
        """The heading of a column in a row of the year `fiscal`, from which its 上年 counts."""
        heading = self.headings[column]
        return _heading(self.table.columns[column], fiscal) if heading.period and fiscal else heading

    def told(self, name: str, column: int) -> str | None:
        """The unit that the words of a measure tell for the values of a column; "" for a rate written as a fraction."""
        unit = unit_of_words(name)
        return "" if unit == "%" and column in self.fractions else unit

    def filled(self, column: int) -> list[str]:
        """The texts of a column that are not blank."""
        said = (row[column].span.of(self.text).strip() for row in self.table.rows if column < len(row))
        return [text for text in said if text]

    def _counts(self, column: int) -> bool:
        path = self.table.columns[column]
        last = read_heading(path[-1:], None)
        return (not last.name and last.period is not None) or not NOT_FIGURES.match(tight(path[-1]) if path else "")

    def _first(self, pattern: re.Pattern[str]) -> int | None:
        return next((i for i, name in enumerate(self.names) if pattern.search(name)), None)


@lru_cache(maxsize=1024)
def _heading(path: tuple[str, ...], fiscal: int) -> Heading:
    return read_heading(path, fiscal)


def unit_of_words(name: str) -> str | None:
    """The unit that the words of a measure tell: % of 执行率, 分 of 得分, 位 of 排名; None where they tell none."""
    if _RATE.search(name):
        return "%"
    if _RANKED.search(name):
        return "位"
    return "分" if _POINTS.search(name) else None


def counted_in(name: str) -> str:
    """The classifier in which a measure says that it counts: 次 of 巡河次数, 小时 of 运行小时; "" where it says none."""
    found = _COUNTED.search(simplified(name))
    return found[1] or found[2] if found else ""


def are_fractions(texts: Sequence[str]) -> bool:
    """Whether no value is beyond what a fraction can be."""
    found = filter(None, map(read_cell, texts))
    return all(abs(quantity.value) <= _MOST_OF_A_FRACTION for quantity in found)


def _classes(filled: Sequence[str]) -> bool:
    """Whether cells name classes that others are told by: 16-20岁, 50岁以上."""
    found = [quantity for text in filled if (quantity := read_cell(text)) is not None]
    limits = [q for q in found if q.bound not in (Bound.EXACT, Bound.ABOUT)]
    return len(filled) > 1 and len(set(filled)) == len(filled) and 2 * len(limits) > len(filled)


def _wordy(filled: Sequence[str]) -> bool:
    told = [text for text in filled if not _NOTHING.fullmatch(text)]
    return bool(told) and sum(read_cell(text) is None for text in told) * 2 > len(told)
