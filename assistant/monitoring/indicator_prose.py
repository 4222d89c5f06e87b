"""The indicators of sentences: 新建口袋公园21个，完成年度任务18个的116.67% is one with a target and an actual."""

import re
from collections import defaultdict
from collections.abc import Sequence

from assistant.monitoring.indicator_model import Indicator, Said
from assistant.monitoring.indicator_words import direction_of, project_of, type_of, unit_of
from assistant.records.columns import tight
from assistant.records.model import Document, Figure, Role
from assistant.records.quantity import family

# Words that say that something is a goal, and not what of.
_BARE = re.compile(
    r"(?:(?:仅|只|超额|未|已|为|占|较|超|即|的|达到?|完成|实现)*(?:年度|全年|年初|既定|当年|考核|预期|计划|原定)*"
    r"(?:目标|任务|计划|指标|满分|上限|要求)(?:任务|值|数|量)?)|(?:the |an? )?(?:annual )?targets?",
    re.I,
)
_LED = re.compile(r"^(?:计划|拟|力争|预计|打算|确保|年度目标|目标)(?=[\u4e00-\u9fff])")
_GOAL_ENDS = re.compile(r"(?:年度)?(?:目标|任务|计划)(?:值|数)$")
# What tells how a result stands to its goal, or nothing but that something was done, names no indicator.
_NO_NAME = re.compile(
    r"^.{0,2}$|目标|任务|计划|指标|未完成|超额|低于|高于|其余|缺口?|^(?:把|将|前|中|对|在|由|从|仍|还|于|及|和|与|为)|仍$|推迟|\bcovered$",
    re.I,
)
_FAMILIES_LEFT_OUT = frozenset({"money", "score"})
_PLACES = re.compile(r"[\W_]+")


def prose_indicators(document: Document, figures: Sequence[Figure]) -> list[Indicator]:
    """The indicators that sentences of `document` tell a target of, each with the result that is told of the same thing.

    `figures` are the document's own. Left out are amounts of money, which are budgets, and points.
    """
    told = [f for f in figures if f.cell is None and family(f.quantity.unit) not in _FAMILIES_LEFT_OUT]
    results: dict[tuple[int, str], list[Figure]] = defaultdict(list)
    for figure in told:
        if figure.role is Role.ACTUAL and figure.period is not None:
            results[figure.period.years[0], figure.quantity.unit].append(figure)
    found: list[Indicator] = []
    for target in told:
        if target.role is not Role.TARGET or target.period is None:
            continue
        result = _result_of(target, results[target.period.years[0], target.quantity.unit])
        name = _name(target, result)
        if name and not any(one.name == name and one.year == target.period.years[0] for one in found):
            found.append(_indicator(document, name, target, result))
    return found


def _result_of(target: Figure, results: Sequence[Figure]) -> Figure | None:
    """The result told in the same clause, the nearest; else the only one of the same thing in the document."""
    beside = [f for f in results if f.clause == target.clause]
    before = [f for f in beside if f.span < target.span]
    if beside:  # 新建19个（目标20个，缺1个): what was done is told before its goal, or right after it
        return before[-1] if before else beside[0]
    alike = [f for f in results if _thing(f) == _thing(target) and _thing(target)]
    return alike[0] if alike and all(f.quantity == alike[0].quantity for f in alike) else None


def _thing(figure: Figure) -> str:
    return "" if _BARE.fullmatch(figure.measure) else _plain(figure.measure)


def _plain(measure: str) -> str:
    return _GOAL_ENDS.sub("", _LED.sub("", tight(_PLACES.sub(" ", measure)))).strip()


def _name(target: Figure, result: Figure | None) -> str:
    """What the indicator is called: as its target is, else as its result is, else as what it is told of."""
    candidates = (target.measure, result.measure if result else "", target.subject)
    return next((name for text in candidates if (name := _plain(text)) and not _NO_NAME.search(name)), "")


def _indicator(document: Document, name: str, target: Figure, result: Figure | None) -> Indicator:
    text = document.text
    unit = unit_of([target])
    kind, _ = type_of((), name, unit)
    sides = [Said(f.span.of(text), f.span, f, f.cell) if f is not None else None for f in (target, result)]
    assert target.period is not None
    return Indicator(
        document.id,
        target.department or document.department,
        project_of(document),
        target.period.years[0],
        name,
        target.span,
        type=kind,
        unit=unit,
        direction=direction_of(sides[0], kind),
        target=sides[0],
        actual=sides[1],
        tabled=False,
    )
