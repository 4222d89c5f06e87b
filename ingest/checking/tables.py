"""What a table's rows claim that their own cells can prove: rates of a row, and totals of the rows they sum up."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.records.checks import judge
from assistant.records.model import Bound, CheckKind, Document, Figure, Role, RowKind, Table, Verdict
from assistant.records.quantity import family
from ingest.checking.claim import Claim, Option
from ingest.checking.statements import alike, is_money, is_percent
from ingest.nouns import squeeze

_BUDGET = re.compile(r"预算|资金总额|指标数")
_NO_BUDGET = re.compile(r"执行|支出数|完成|决算|率|比|得分|分值|权重|增减|差|结转|结余|采购|万元以上")
_SPENT = re.compile(r"执行[数额金]|支出[数额金]|决算[数额]|实际支出|累计(?:执行|支出)|已支出|执行数|(?:执行|支出)$")
_NO_SPENT = re.compile(r"率|比|进度|得分|分值|权重|预算(?!执行|支出)|增减|差异|当月|本月")
_RATE = re.compile(r"(?:预算)?(?:执行|支出|完成)(?:率|进度|比例)|占预算")
_NO_RATE = re.compile(r"得分|分值|权重|序时|目标|指标|采购|任务|工程|项目完成|增|上年|同比")
_PLAN = re.compile(r"目标值|指标值|计划[数值]|任务[数量]|年度目标|目标任务|^目标$|^计划$")
_DONE = re.compile(r"完成值|完成[数量]|实际值|实际完成|^实际$")
_COMPLETED = re.compile(r"完成(?:率|比例|程度|百分比)")
_NO_TARGET = re.compile(r"得分|分值|权重|预算|上年")
_NO_SUM = re.compile(r"率|比[例重]|占比|均|单价|标准|排名|位次|编制控制|指数|价格|增[速幅减长]|涨跌|年龄|面积比")
_NO_FAMILY = frozenset({"percent", "points", "rank", "ratio", "age", "temperature", "other", "time"})
_MOST_ROWS = 300
_MOST_TOTALS = 60


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A table with the figures of its cells: by row and column position."""

    table: Table
    heads: tuple[str, ...]
    figures: tuple[Mapping[int, Figure], ...]
    text: str

    def kind(self, row: int) -> RowKind:
        return self.table.marks[row].kind if self.table.marks else RowKind.DATA

    def level(self, row: int) -> int:
        return self.table.marks[row].level if self.table.marks else 0

    def worded(self, row: int, column: int) -> bool:
        """Whether a cell holds something that is neither a figure nor a mark for none."""
        cells = self.table.rows[row]
        said = cells[column].span.of(self.text).strip() if column < len(cells) else ""
        return column not in self.figures[row] and said not in {"", "/", "-", "—", "——", "－", "无"}


def table_claims(document: Document, figures: Sequence[Figure]) -> Iterator[Claim]:
    """Everything in the tables of `document` that can be recomputed within a row or a column."""
    by_start = {f.span.start: f for f in figures if f.cell is not None}
    for table in document.tables:
        sheet = _sheet(table, by_start, document.text)
        yield from _execution(sheet)
        yield from _completion(sheet)
        yield from _totals(sheet)


def _sheet(table: Table, by_start: Mapping[int, Figure], text: str) -> _Sheet:
    rows = tuple(
        {
            at: by_start[cell.span.start]
            for at, cell in enumerate(row)
            if cell.span.start < cell.span.end and cell.span.start in by_start
        }
        for row in table.rows
    )
    return _Sheet(table, tuple(squeeze("".join(path)) for path in table.columns), rows, text)


def _columns(sheet: _Sheet, wanted: re.Pattern[str], never: re.Pattern[str]) -> tuple[int, ...]:
    return tuple(at for at, head in enumerate(sheet.heads) if wanted.search(head) and not never.search(head))


def _execution(sheet: _Sheet) -> Iterator[Claim]:
    """执行率 of each row from its amounts."""
    rated, paid = _columns(sheet, _RATE, _NO_RATE), _columns(sheet, _SPENT, _NO_SPENT)
    planned = _columns(sheet, _BUDGET, _NO_BUDGET)
    for row in sheet.figures if rated and paid and planned else ():
        rates = [row[at] for at in rated if at in row and is_percent(row[at])]
        spent = [row[at] for at in paid if at in row and is_money(row[at]) and row[at].role is not Role.TARGET]
        budgets = [row[at] for at in planned if at in row and is_money(row[at])]
        if len(rates) == 1 and spent and budgets:
            budgets.sort(key=lambda f: ("调整" not in f.measure, "全年" not in f.measure, f.span.start))
            options = tuple(Option(_formula(b), (s, b)) for s in spent for b in budgets)
            yield Claim(CheckKind.EXECUTION, rates[0], options, clear=len(spent) == 1)


def _formula(budget: Figure) -> str:
    if "年初" in budget.measure:
        return "executed_over_initial"
    return "executed_over_adjusted" if "调整" in budget.measure else "executed_over_budget"


def _completion(sheet: _Sheet) -> Iterator[Claim]:
    """完成率 of each row from its target and actual value; 100% may only say that the target was reached."""
    columns = [_columns(sheet, wanted, _NO_TARGET) for wanted in (_COMPLETED, _PLAN, _DONE)]
    columns[2] = tuple(at for at in columns[2] if at not in columns[0])
    if not all(len(found) == 1 for found in columns):
        return
    rated, planned, done = (found[0] for found in columns)
    for row in sheet.figures:
        if not {rated, planned, done} <= row.keys() or not is_percent(row[rated]):
            continue
        if alike(row[planned], row[done]) and row[planned].quantity.bound is not Bound.AT_MOST:
            option = Option("actual_over_target", (row[done], row[planned]))
            clear = row[rated].quantity.value != 100 and row[done].quantity.bound is Bound.EXACT
            yield Claim(CheckKind.COMPLETION, row[rated], (option,), clear)


def _totals(sheet: _Sheet) -> Iterator[Claim]:
    """Totals of rows: which rows a total sums up is told by the columns where the sum comes out."""
    totals = [at for at in range(len(sheet.figures)) if sheet.kind(at) is RowKind.TOTAL and sheet.figures[at]]
    for total in totals[:_MOST_TOTALS]:
        best: list[tuple[Claim, bool]] = []
        for rows in _row_sets(sheet, total, totals):
            found = _summed(sheet, total, rows)
            if sum(agreed for _, agreed in found) > sum(agreed for _, agreed in best):
                best = found
        agreed = sum(good for _, good in best)
        for claim, good in best:
            if good or (claim.clear and agreed >= 2 * (len(best) - agreed)):
                yield claim


def _row_sets(sheet: _Sheet, total: int, totals: Sequence[int]) -> Iterator[list[int]]:
    """The rows that a total may sum up: those above it, those below, all others, and the other totals."""
    count = len(sheet.figures)
    above = next((at for at in reversed(totals) if at < total), -1)
    below = next((at for at in totals if at > total), count)
    for run in (range(above + 1, total), range(total + 1, below), range(count)):
        rows = [at for at in run if sheet.kind(at) is RowKind.DATA and sheet.figures[at]]
        yield [at for at in rows if sheet.level(at) == min(map(sheet.level, rows))]
        yield rows
    yield [at for at in totals if at != total]
    yield [at for at in range(total + 1, below) if sheet.kind(at) is RowKind.PART]


def _summed(sheet: _Sheet, total: int, rows: Sequence[int]) -> list[tuple[Claim, bool]]:
    """A claim for each column of a total that can be summed over `rows`, and whether the sum comes out."""
    found: list[tuple[Claim, bool]] = []
    if not 2 <= len(rows) <= _MOST_ROWS:
        return found
    for column, stated in sheet.figures[total].items():
        head = sheet.heads[column] if column < len(sheet.heads) else ""
        parts = tuple(f for at in rows if (f := sheet.figures[at].get(column)))
        if _NO_SUM.search(head) or family(stated.quantity.unit) in _NO_FAMILY or len(parts) < 2:
            continue
        result = judge("sum", stated.quantity, [f.quantity for f in parts])
        if result is None or not any(f.quantity.value for f in parts):
            continue
        kind = CheckKind.SCORE if family(stated.quantity.unit) == "score" else CheckKind.TOTAL
        clear = not any(sheet.worded(at, column) for at in rows)
        found.append((Claim(kind, stated, (Option("sum", parts),), clear), result[1] is not Verdict.CONTRADICTS))
    return found
