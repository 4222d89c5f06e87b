"""Claims of execution: a rate with the amount spent and the budget it is of."""

import re
from collections.abc import Iterator, Sequence

from assistant.records.model import CheckKind, Figure, Role
from ingest.checking.claim import Claim, Option
from ingest.checking.statements import Statement, is_money, is_percent

EXECUTION_RATE = re.compile(
    r"(?:执行|支出|使用|完成)(?:率|进度)|(?:完成|占|为|达)(?:了|到|全年|当年|本年|年度|年初|调整后?的?|部门|总)*预算(?:安排)?(?:总?[数额])?的"
)

_SPENT = re.compile(r"执行|支出|使用|拨付|支付|决算|完成|列支")

_GENERIC = re.compile(
    r"[我本全][局委办院所校市区县省]|本级|部门|单位|整体|截至|到?\d+月底?|[年月]?[底末]|年初|调整后?|年中|全年|本年度?|当年|年度|年|实际|累计|财政|预算|执行|支出|安排|使用|完成|"
    r"拨付|资金|经费|总额?|合计|共计?|均?为|[数额率的了约近超达至共]|决算|批复|下达|进度|[，,。、（）()：:；;\d*]"
)

_RECEIVED = re.compile(r"到位")

_BUDGETS = ("initial_budget", "adjusted_budget", "annual_budget")


def execution_rate(statement: Statement, index: int) -> Iterator[Claim]:
    """执行率 from the amount spent before it and the budgets of its statement, else of the sections beside it."""
    rate = statement.figures[index]
    spent = _spent(statement, index)
    if spent is None:
        return
    executed, direct = spent
    own, stopped = _own_budgets(statement, executed)
    received = bool(own) and all(f.role is not Role.BUDGET for f in own)
    near = own if own and not received else [*own, *_planned(statement.before)]
    far = not near and executed.indicator == "executed" and not statement.among(index) and not stopped
    budgets = near
    if far:
        budgets = [f for f in statement.budgets if f.indicator in _BUDGETS and not residue(f.measure)]
    budgets = _named_first(budgets, f"{statement.lead(index)}{_aside(statement.tail(index))}")
    if stopped and not own:
        budgets = [*budgets, *_planned([f for f in statement.figures if f.span.end <= executed.span.start])[::-1]]
    options = tuple(Option(execution_formula(b), (executed, b)) for b in budgets)
    if not options:
        return
    words = {residue(f.measure) for f in (executed, *budgets)} | {residue(own_words(statement, rate))}
    words |= {residue(own_words(statement, f)) for f in (executed, *own)}
    whole = words <= {""}
    clear = direct and (whole or (bool(own) and len(words - {""}) <= 1)) and not (stopped and not own) and not received
    if far:
        clear = clear and whole
    yield Claim(CheckKind.EXECUTION, rate, options, clear)


def _planned(figures: Sequence[Figure]) -> list[Figure]:
    return [f for f in figures if f.role is Role.BUDGET and is_money(f)]


def own_words(statement: Statement, figure: Figure) -> str:
    """What stands right before a figure of the sentence, back to the last comma."""
    lead = statement.lead(statement.figures.index(figure))
    return re.split("[，,；;。：:]", lead)[-1]


def _aside(tail: str) -> str:
    """The words in brackets right behind a figure: 90%（以调整预算数为分母）."""
    found = re.match(r"[（(]([^）)]*)[）)]", tail)
    return found[1] if found else ""


def _spent(statement: Statement, index: int) -> tuple[Figure, bool] | None:
    """The amount spent that a rate goes with, and whether nothing but changes stands between them."""
    direct = True
    for position in range(index - 1, -1, -1):
        figure = statement.figures[position]
        if is_money(figure) and figure.role is Role.ACTUAL:
            lead = statement.lead(position)
            spent = _SPENT.search(re.split("[，,；;]", lead)[-1]) is not None and not re.search(
                "结转|结余|到位|收入", lead
            )
            one = statement.one_clause(figure, statement.figures[index]) or not residue(statement.lead(index))
            return (figure, direct and one) if spent else None
        direct = direct and (figure.role is Role.CHANGE or (is_percent(figure) and position == index - 1 and direct))
        if is_percent(figure) and figure.role is not Role.CHANGE:
            # 执行率 84%，为年初预算的 92%: a second rate of the same amount.
            direct = direct and bool(EXECUTION_RATE.search(statement.lead(position)))
    return None


def _own_budgets(statement: Statement, executed: Figure) -> tuple[list[Figure], bool]:
    """The budgets before `executed` in its sentence, back to where another amount was spent; whether one was."""
    found: list[Figure] = []
    earlier = [f for f in statement.figures if f.span.end <= executed.span.start]
    for figure in reversed(earlier):
        if is_money(figure) and figure.role is Role.BUDGET:
            found.insert(0, figure)
        elif is_money(figure) and figure.role is Role.ACTUAL and not _RECEIVED.search(figure.measure):
            return found, True
        elif is_money(figure) and figure.role is Role.ACTUAL:
            found.insert(0, figure)
    return found, False


def execution_formula(budget: Figure) -> str:
    """The formula that tells over which budget a rate is."""
    if _RECEIVED.search(budget.measure):
        return "executed_over_received"
    if budget.indicator == "initial_budget":
        return "executed_over_initial"
    return "executed_over_adjusted" if budget.indicator == "adjusted_budget" else "executed_over_budget"


def _named_first(budgets: Sequence[Figure], words: str) -> list[Figure]:
    """Budgets by likelihood: the one named beside the rate, then adjusted, whole-year, initial; nearer ones first."""
    named = "initial_budget" if "年初" in words else "adjusted_budget" if "调整" in words else None

    def rank(figure: Figure) -> tuple[bool, int, int]:
        order = ("adjusted_budget", "annual_budget", "initial_budget")
        place = order.index(figure.indicator) if figure.indicator in order else len(order)
        return (figure.indicator != named, place, -figure.span.start)

    return sorted(budgets, key=rank)


def residue(words: str) -> str:
    """What a measure says beyond the words of budgets: "" for the whole, 三公 for 三公经费支出."""
    return _GENERIC.sub("", words)


def funds_received(statement: Statement, index: int) -> Iterator[Claim]:
    """到位资金 over budget."""
    if not index or not _RECEIVED.search(statement.lead(index - 1)) or not is_money(statement.figures[index - 1]):
        return
    received = statement.figures[index - 1]
    own = [f for f in statement.figures[: index - 1] if f.role in {Role.BUDGET, Role.TARGET} and is_money(f)]
    budgets = own or _planned(statement.before)
    options = tuple(Option("received_over_budget", (received, b)) for b in budgets)
    if options:
        yield Claim(CheckKind.COMPLETION, statement.figures[index], options, clear=len(own) == 1 and index == 2)
