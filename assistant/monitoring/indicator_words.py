"""What words tell of an indicator: its type, direction and unit, the project of its form, and whether a cell says anything."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from assistant.monitoring.indicator_model import Direction, IndicatorType, Said
from assistant.records.columns import tight
from assistant.records.model import Bound, Document, Figure, Table
from assistant.records.quantity import family

TYPE_NAMES = {
    IndicatorType.QUANTITY: ("数量指标", "quantity"),
    IndicatorType.QUALITY: ("质量指标", "quality"),
    IndicatorType.TIMELINESS: ("时效指标", "timeliness"),
    IndicatorType.COST: ("成本指标", "cost"),
    IndicatorType.BENEFIT: ("效益指标", "benefit"),
    IndicatorType.SATISFACTION: ("满意度指标", "satisfaction"),
    IndicatorType.UNKNOWN: ("未分类", "not classed"),
}
# By level as written in forms; the second level first, as 社会效益 stands below 效益指标.
_LEVELS = (
    (IndicatorType.SATISFACTION, re.compile(r"满意|satisf", re.I)),
    (IndicatorType.QUANTITY, re.compile(r"数量|quantity", re.I)),
    (IndicatorType.QUALITY, re.compile(r"质量|quality", re.I)),
    (IndicatorType.TIMELINESS, re.compile(r"时效|时间|timel", re.I)),
    (IndicatorType.COST, re.compile(r"成本|costs?\b", re.I)),
    (IndicatorType.BENEFIT, re.compile(r"效益|影响|效果|benefit|impact|outcome", re.I)),
)
# By name where no level tells.
_NAMED = (
    (IndicatorType.SATISFACTION, re.compile(r"满意|satisf", re.I)),
    (IndicatorType.COST, re.compile(r"成本|单价|造价|户均.{0,4}标准|人均.{0,6}标准|\b(?:cost|price)s?\b", re.I)),
    (
        IndicatorType.TIMELINESS,
        re.compile(
            r"及时|按时|按期|时限|时间|工期|准时|进度|天数$|\b(?:time(?:ly|liness)?|on schedule|deadline)\b", re.I
        ),
    ),
    (
        IndicatorType.BENEFIT,
        re.compile(r"增收|产值|税收|销售额|营收|带动|受益|惠及|减排|节能|\b(?:income|revenue|beneficiar\w+)\b", re.I),
    ),
    (
        IndicatorType.QUALITY,
        re.compile(
            r"合格|达标|准确|优良|完好|差错|验收|率$|(?<![长宽高厚深])度$|\b(?:rate|pass(?:ed)?|accuracy|quality)\b",
            re.I,
        ),
    ),
)
_NO_COUNTS = frozenset({"percent", "points", "score", "money", "time", "other"})
_BLANK = re.compile(r"[\s\-—–－/／\\]*|无")
_PROJECT = re.compile(r"(?:项目名称|project(?: name)?)\s*[:：\t 　]\s*(?P<name>[^\t\n　:：]{2,40})", re.I)
_TITLE = re.compile(
    r"(?P<name>[\u4e00-\u9fff“”（）()0-9A-Za-z·、]{2,40}?)(?:项目)?(?:支出)?绩效(?:目标)?(?:自评|评价|申报|监控)"
)
_WHOLE = re.compile(r"部门整体|整体支出|单位整体")
_YEAR = re.compile(r"[（(]?\d{4}(?:年度?)?[）)]?")
_NEAR = 800


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: blank, a dash or a stroke."""
    return _BLANK.fullmatch(text) is not None


def type_of(levels: Sequence[str], name: str, unit: str = "") -> tuple[IndicatorType, bool]:
    """The type by the levels above (first, second), else by the name, else by what is counted; and whether a level told it."""
    for level in reversed(levels):
        told = next((kind for kind, words in _LEVELS if words.search(level)), None)
        if told is not None:
            return told, True
    counted = IndicatorType.QUANTITY if unit and family(unit) not in _NO_COUNTS else IndicatorType.UNKNOWN
    return next((kind for kind, words in _NAMED if words.search(name)), counted), False


def direction_of(target: Said | None, kind: IndicatorType) -> Direction:
    """Which way is better, by how the target is bounded; for a bare number by its type: costs at most, all else at least."""
    if target is None or target.figure is None:
        return Direction.NONE
    bound = target.figure.quantity.bound
    if bound in (Bound.AT_LEAST, Bound.OVER):
        return Direction.UP
    if bound in (Bound.AT_MOST, Bound.UNDER):
        return Direction.DOWN
    if target.text.lstrip().startswith(("=", "＝")):
        return Direction.EXACT
    return Direction.DOWN if kind is IndicatorType.COST else Direction.UP


def unit_of(figures: Iterable[Figure]) -> str:
    """The unit of the first figure that has one; points of an assessment are none of an indicator's own."""
    return next((f.quantity.unit for f in figures if f.quantity.unit and family(f.quantity.unit) != "score"), "")


def project_of(document: Document, table: Table | None = None) -> str:
    """The project that a form is of, by the line 项目名称 above its table, else by its title; "" for a department as a whole."""
    if table is not None:
        named = list(_PROJECT.finditer(document.text, max(0, table.span.start - _NEAR), table.span.start))
        if named:
            return tight(named[-1]["name"]).rstrip("。，,;；")
    return _of_title(document.title, document.department)


@cache
def _of_title(title: str, department: str) -> str:
    bare = _YEAR.sub("", title)
    if department:
        bare = bare.replace(department, "")
    found = _TITLE.search(bare)
    if found is None or _WHOLE.search(bare):
        return ""
    name = found["name"].strip("（）()的 ")
    return "" if name in ("项目", "部门", "支出", "单位") else name.removesuffix("项目支出").removesuffix("支出")
