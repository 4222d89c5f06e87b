"""What header paths and row marks mean for the cells below and beside them: measure, unit, period, labels.

Columns may name measures (预算数 | 执行数), periods (2019年 | 2020年) or both (2021年 / 金额); rows may be told apart by
several label columns, by headings of rows above them, and by a unit column of their own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.records.columns import is_unit, levels, without_unit
from assistant.records.model import Period, Table
from assistant.records.period import in_year, read_periods
from assistant.records.quantity import family
from assistant.records.table_rows import labels_of

_UNIT_COLUMN = re.compile(r"(?:计量|数量|度量|指标|数据)?单位|计量|unit", re.I)
_ESTIMATE = re.compile(r"((?:19|20)\d\d)\s*[AEF]?")
_NO_MONEY = re.compile(
    r"率|比例|占比|比重|百分比|增幅|增长(?!额)|变动(?!额)|分值|得分|评分|权重|排名|名次|位次|座次|^序|序号|[得满扣加减拿]分$|满分|行次|编[号码]|代码|年[度份]$|月份|日期|时间|电话|"
    r"(?:人|户|家|个|件|次|宗|批|期|场|项目|企业|机构|车辆)次?数|数量|面积|里程|长度"
)
_IN_MONEY = re.compile(
    r"金额|资金|预算|支出|收入|执行数|决算|投资|经费|拨付|奖励|补[贴助偿]|到位|成本|费|款|[应实已未]发|[应实]付|工资|薪|津贴|价|产值|余额|结转|结余|钱|"
    r"(?:合|总|小)计$"
)
_OF_FAMILY = {
    "area": re.compile("面积|[占用林耕草]地|亩"),
    "length": re.compile("里程|长度|全长|公里"),
    "mass": re.compile("重量|产量|用量|吨"),
    "volume": re.compile("水量|库容|蓄水|方量|立方"),
    "score": re.compile("得分|分值|评分|权重"),
}
_NOTHING_ELSE = frozenset({"止", "末", "底", "数", "以来", "累计", "累计数", "当月"})
_ENDING = re.compile(r"(?:[一二三十]{1,3}日)?(?:止(?:[一二三六九十]{1,3}|\d{1,2})[個个]月(?:期[間间])?)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_COUNTS = {"three": 3, "six": 6, "nine": 9, "twelve": 12, "year": 12}
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_ENGLISH_DATE = re.compile(
    r"(?:(?:for )?(?:the )?(?P<n>three|six|nine|twelve|year)(?: months?)?(?: period)? ended\s+)?(?:(?:as )?at\s+)?"
    rf"\b(?:(?P<d>[12]\d|3[01]|0?[1-9])\s+(?P<m>{_MONTH})\s+(?P<y>20\d\d)|(?P<m2>{_MONTH})\s+(?P<d2>[12]\d|3[01]|0?[1-9]),?\s+(?P<y2>20\d\d))\b",
    re.I,
)
# How the sums of a column were made up says nothing of what they measure.
_ASIDE = re.compile(
    r"[（(]?(?:未|已)?[經经]?[審审][核计計阅閱][）)]?|\(?\b(?:consolidated|(?:un)?audited|restated)\b\)?", re.I
)
_EMPTIED = re.compile(r"[（(]\s*度?\s*[）)]")
_COMPARED = re.compile(r"[比较与和同占]\s*$")
_CHANGING = re.compile(r"增|减|变动|比|升|降|差")
_CURRENT = re.compile(r"全年|年内|[本当今]年度?")


@dataclass(frozen=True, slots=True)
class Heading:
    """A header path taken apart: `name` without unit and period, "" where the column names nothing but a period."""

    name: str
    unit: str
    period: Period | None


def read_heading(path: Sequence[str], year: int | None) -> Heading:
    """The measure, unit and period a header path names; bare months and 上年 resolve against `year`.

    ("2021年12月31日", "金额（万元）") gives 金额, 万元, 2021-12-31; ("2020年",) gives "", "", 2020.
    """
    unit = ""
    words: list[str] = []
    periods: list[Period] = []
    named = levels(path)
    years = [found[0] for level, _ in named if (found := _period(level, None)) and found[0].is_year]
    for level, own in named:
        unit = own or unit
        found = _period(level, int(years[-1].end) if years else year)
        periods += [found[0]] if found else []
        words.append(found[1] if found else level)
    return Heading(" ".join(filter(None, words)), unit, _joined(periods))


def _joined(periods: Sequence[Period]) -> Period | None:
    """What the periods of a header's levels come to: 1-9月 under or above 2021年 are the months of that year."""
    whole = next((p for p in reversed(periods) if p.is_year), None)
    part = next((p for p in reversed(periods) if not p.is_year), None)
    if whole and part and len(whole.years) == len(part.years) == 1:
        return in_year(part, int(whole.end))
    return periods[-1] if periods else None


def _period(level: str, year: int | None) -> tuple[Period, str] | None:
    """The period a header cell is or contains, and what is left of it; None where it names none.

    A period only compared with (比上年增长, 与2020年相比) is none, and 全年 and 本年 belong to the name beside them.
    """
    estimate = _ESTIMATE.fullmatch(level.strip())
    if estimate:
        return Period(estimate[1], estimate[1]), ""
    english = _ENGLISH_DATE.search(level)
    if english:
        return _english(english), _ASIDE.sub("", f"{level[: english.start()]}{level[english.end() :]}").strip(" *,")
    found = read_periods(level, year)
    if len(found) != 1:
        return None
    span = found[0].span
    before, written = level[: span.start], span.of(level)
    rest = _EMPTIED.sub("", before + level[_end(level, span.end) :]).strip(" 度的")
    rest = "" if rest in _NOTHING_ELSE else _ASIDE.sub("", rest).strip()
    compared = _COMPARED.search(before) or (not re.search(r"\d", written) and _CHANGING.search(rest))
    if compared or (rest and _CURRENT.fullmatch(written)):
        return None
    period = found[0].period
    # 9月累计 runs from January.
    return Period(f"{period.end[:4]}-01", period.end) if "累计" in level and len(period.end) == 7 else period, rest


def _english(found: re.Match[str]) -> Period:
    """The day that a header names, or the months that end on it: six months ended 30 June 2024."""
    month = _MONTHS.index((found["m"] or found["m2"])[:3].lower()) + 1
    year, day = found["y"] or found["y2"], int(found["d"] or found["d2"])
    if not found["n"]:
        return Period(f"{year}-{month:02d}-{day:02d}", f"{year}-{month:02d}-{day:02d}")
    first = month - _COUNTS[found["n"].lower()] + 1
    if first < 1 or (first, month) == (1, 12):
        return Period(year, year)
    return Period(f"{year}-{first:02d}", f"{year}-{month:02d}")


def _end(level: str, at: int) -> int:
    """Where a date that goes on in words ends: 二零二三年十二月三十一日止六個月."""
    found = _ENDING.match(level, at)
    return found.end() if found else at


def is_transposed(table: Table, year: int | None) -> bool:
    """Whether periods run across: at least two columns name nothing but a period, so that the rows name the measures."""
    headings = [read_heading(path, year) for path in table.columns]
    return sum(bool(h.period) and not h.name for h in headings) >= 2


def unit_column(table: Table) -> int | None:
    """The column that holds each row's own unit (计量单位), None without one; a column of organisations is none."""
    named = (at for at, path in enumerate(table.columns) if path and _UNIT_COLUMN.fullmatch(path[-1].strip()))
    return next(named, None)


def row_unit(table: Table, row: int, text: str) -> str:
    """The unit a row states in its unit column, "" where that holds anything else."""
    at = unit_column(table)
    said = labels_of(table, row, text).get(at, "") if at is not None else ""
    return said if is_unit(said) else ""


def pairs(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Positions (label, value) in a row of a form without header: 项目名称 | 供水改造 | | 主管部门 | 水务局.

    Filled cells in turn; a label with a colon takes the next cell even where that is blank.
    """
    found: list[tuple[int, int]] = []
    label: int | None = None
    for at, text in enumerate(texts):
        if label is None:
            label = at if text else None
        elif text or texts[label].rstrip().endswith((":", "：")):
            found.append((label, at))
            label = None
    return found


def column_unit(table: Table, column: int) -> str:
    """The unit of a column's bare numbers: that of its own header, else that of the table or of its corner cell.

    项目资金（万元） over the labels holds for the sums beside it; no unit of money holds for rates, scores and counts.
    """
    own = read_heading(table.columns[column], None)
    return own.unit or general_unit(table, own.name)


def general_unit(table: Table, name: str) -> str:
    """The unit that the table or its corner cell gives to a measure called `name`."""
    corner = next((unit for path in table.columns[:1] if path for _, unit in [without_unit(path[-1])]), "")
    general = _told(table.unit.split("、"), name) or (corner if family(corner) == "money" else "")
    return "" if family(general) == "money" and _NO_MONEY.search(name) else general


def _told(units: Sequence[str], name: str) -> str:
    """The one of a table's units that a measure called `name` has; "" where several are listed and its words tell none.

    With 单位：亩、元、户 a 补偿面积 is in 亩, an 应发 in 元 and 受益户 are 户.
    """
    plain = [unit for unit in units if family(unit) != "percent"]
    if len(plain) < 2:
        return (plain or list(units))[0]
    own = [unit for unit in plain if family(unit) != "money" and _says(name, unit)]
    if own:
        return own[0]
    return next((unit for unit in plain if family(unit) == "money" and _IN_MONEY.search(name)), "")


def _says(name: str, unit: str) -> bool:
    """Whether a measure tells that it counts in `unit`, by its classifier (受益户, 签约人数) or its family (面积)."""
    kind = _OF_FAMILY.get(family(unit))
    return (
        kind.search(name) is not None if kind else re.search(rf"{re.escape(unit)}(?:数|口|员|次)?$", name) is not None
    )
