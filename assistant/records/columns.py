"""What the columns of a table are for, by their header words: department, year, month, subject, yes-or-no, unit."""

import re
from collections.abc import Sequence

from assistant.records.fold import simplified
from assistant.records.quantity import family
from assistant.records.units import canonical, english_unit

DEPARTMENT = re.compile(
    r"部门|单位名称|填报单位|主管单位|责任单位|^单位$|实施单位|预算单位|牵头单位|department|agency|\bbureau\b", re.I
)
_STATED = re.compile(
    r"[（(\[【]\s*(?:计量|金额|数量|货币)?单位\s*[:：]?\s*(?P<unit>[^（()）\s\]】]{1,8})\s*[)）\]】]\s*$"
)
# 受评单位, 用款单位, 核算单位 are columns of offices where most of their cells name some.
_SOME_UNIT = re.compile("(?<!计量)(?<!计价)单位$")
_OFFICE = re.compile(
    r"(?:局|委|委员会|办|办公室|中心|院|馆|厅|处|政府|管委会|校|队|所|站|街道|镇|乡|部|[（(].{1,6}[）)])$"
)
# 建成年份 tells of the thing a row is about, no period of its figures. 2020年度 and 1-9月份 are periods with figures below them, not columns of years and months.
YEAR = re.compile(
    r"^(?:年度|年份|预算年度|年|year|fiscal year)$|(?<![\d半])年度$|(?<![建竣完开成投启购立设产工制置用获业学])年份$",
    re.I,
)
MONTH = re.compile(
    r"^(?:月份|月|截至月份|截止月份|统计月份|期间|时间|时段|时期|所属期|报告期|month|period)$|(?<!\d)月份$", re.I
)
SUBJECT = re.compile(r"名称|项目$|项目名|指标$|三级指标|企业$|学校$|政策|事项|科目|name|project|item", re.I)
YES_NO = re.compile(r"是否|是不是|有没有|有无")
YES = frozenset({"是", "有", "√", "✓", "Y", "y", "yes", "Yes", "1"})
_LOOSE = re.compile(r"[*#`>|“”]+|(?<![!-~])\s+|\s+(?![!-~])")
_BRACKETS = re.compile(r"[（(]\s*(?:单位[:：])?\s*([^（）()]+?)\s*[）)]")
_ADDED = re.compile(r"(?<=[^\s\d.])\s*(?:[:：]\s*(?P<unit>\S{1,8})|(?P<percent>[%％])|[±+-]?(?P<points>个?百分点))$")

_CURRENCY = re.compile(r"人民[币幣]\s*((?:百[万萬]|[千万萬亿億])?元)(?=\s*(?:[（(]|$))")


def header_name(path: Sequence[str]) -> str:
    """A header path as one name, without blanks and without its unit: 年初预算（万元） gives 年初预算."""
    return tight(" ".join(name for name, _ in levels(path)))


def tight(text: str) -> str:
    """Words of a table without blanks, but for those between English words, and without Markdown marks and quotes."""
    return _LOOSE.sub("", text)


def header_unit(path: Sequence[str]) -> str:
    """The unit a header path names, the last where it names several, "" where it names none."""
    return next((unit for _, unit in reversed(levels(path)) if unit), "")


def levels(path: Sequence[str]) -> list[tuple[str, str]]:
    """Name and unit of each level of a header path; a level below another may be a unit alone (预算数 / 万元)."""
    found = [without_unit(cell) for cell in path]
    return [
        ("", name) if at and is_unit(name) and family(name) != "time" else (name, unit)
        for at, (name, unit) in enumerate(found)
    ]


def without_unit(cell: str) -> tuple[str, str]:
    """A header cell or row label without its unit, and the unit: 金额（万元）, 金额：万元, 执行率%; other brackets stay."""
    units = [m[1] for m in _BRACKETS.finditer(cell) if is_unit(m[1])]
    bare = _BRACKETS.sub(lambda m: "" if is_unit(m[1]) else m[0], cell).strip()
    added = None if units else _ADDED.search(bare)
    if added and is_unit(found := added["unit"] or added["percent"] or added["points"]):
        units, bare = [found], bare[: added.start()]
    money = None if units else _CURRENCY.search(bare)
    if money:
        units, bare = [money[1]], f"{bare[: money.start()]}{bare[money.end() :]}".strip()
    return bare, (english_unit(units[-1]) or simplified(units[-1]).replace("％", "%")) if units else ""


def is_unit(text: str) -> bool:
    """Whether `text` is a unit of measure, in simplified or traditional characters or in English, 万 and 亿 alone included."""
    return bool(text) and (family(simplified(text)) != "other" or english_unit(text) is not None)


def is_department(name: str, cells: Sequence[str]) -> bool:
    """Whether a column called `name` with these filled `cells` names the offices of its rows."""
    if DEPARTMENT.search(name):
        return True
    return bool(_SOME_UNIT.search(name)) and 2 * sum(bool(_OFFICE.search(cell.strip())) for cell in cells) > len(cells)


def heading_unit(section: Sequence[str]) -> str:
    """The unit that the nearest of the headings above states (一、人员（单位：人）), in its usual form; "" where none does."""
    for heading in reversed(section):
        found = _STATED.search(heading)
        if found and is_unit(found["unit"]):
            return canonical(found["unit"])
    return ""


def first_column(names: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    """The index of the first column whose name `pattern` finds, or None."""
    return next((i for i, name in enumerate(names) if pattern.search(name)), None)
