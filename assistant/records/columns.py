"""What the columns of a table are for, by their header words: department, year, month, subject, yes-or-no, unit."""

import re
from collections.abc import Sequence

from assistant.records.quantity import family

DEPARTMENT = re.compile(
    r"部门|单位名称|填报单位|主管单位|责任单位|^单位$|实施单位|预算单位|牵头单位|department|agency", re.I
)
YEAR = re.compile(r"^(?:年度|年份|预算年度|年|year|fiscal year)$|年度$|年份$", re.I)
MONTH = re.compile(r"^(?:月份|月|截至月份|截止月份|统计月份|期间|month|period)$|月份$", re.I)
SUBJECT = re.compile(r"名称|项目$|项目名|指标$|三级指标|企业$|学校$|政策|事项|科目|name|project|item", re.I)
YES_NO = re.compile(r"是否|有无")
YES = frozenset({"是", "有", "√", "✓", "Y", "y", "yes", "Yes", "1"})
_UNIT = re.compile(r"[（(]\s*(?:单位[:：])?\s*([^（）()]+?)\s*[）)]")


def header_name(path: Sequence[str]) -> str:
    """A header path as one name, without blanks and without its unit: 年初预算（万元） gives 年初预算."""
    joined = _UNIT.sub(lambda m: "" if is_unit(m[1]) else m[0], " ".join(path))
    return re.sub(r"[\s*#`>|“”]+", "", joined)


def header_unit(path: Sequence[str]) -> str:
    """The unit a header path names, "" where it names none."""
    found = [u for u in _UNIT.findall(" ".join(path)) if is_unit(u)]
    return found[-1].replace("％", "%") if found else ""


def is_unit(text: str) -> bool:
    """Whether `text` is a unit of measure."""
    return text in {"%", "％"} or family(text) not in {"", "other", "number"}


def first_column(names: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    """The index of the first column whose name `pattern` finds, or None."""
    return next((i for i, name in enumerate(names) if pattern.search(name)), None)
