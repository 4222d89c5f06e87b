"""From the result of a table query to typed parts: figures, computations and the rows behind them, every cell cited."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.answering import compose
from assistant.answering.draft import Draft
from assistant.answering.evidence import Hit
from assistant.answering.phrase import label, say
from assistant.answering.plan import Plan
from assistant.answering.table_ground import Measure, TableQuery
from assistant.answering.table_plan import Operation
from assistant.answering.table_run import Entry, Result
from assistant.answering.table_view import Line
from assistant.records.model import Cell, Computation, Part, PartType, Quantity, Reason, Status
from assistant.records.quantity import convert, show
from assistant.records.vocabulary import Vocabulary

_SHOWN = 100
_OFFERED = 30
_PAIR = 2
# 2020到2022年 names a stretch, no two years.
_YEAR = re.compile(r"(?:19|20)\d\d年?度?")


def compose_result(plan: Plan, query: TableQuery, result: Result, vocabulary: Vocabulary) -> Draft:
    """The answer that a result makes."""
    if query.measure is not None:
        return _measured(plan, query, query.measure, result, vocabulary)
    match query.operation:
        case Operation.CELL:
            return _cells(plan, query, vocabulary)
        case Operation.COUNT | Operation.LIST:
            return _listed(plan, query, result, vocabulary)
        case Operation.MAX | Operation.MIN | Operation.SORT:
            return _ranked(plan, query, result, vocabulary)
        case _:
            return _computed(plan, query, result, vocabulary)


_SAID = {
    "share": "share",
    "execution_rate": "computed_rate",
    "balance": "balance",
    "difference": "difference",
    "per_unit": "per_unit",
    "sum": "total",
}


def _measured(plan: Plan, query: TableQuery, measure: Measure, result: Result, vocabulary: Vocabulary) -> Draft:
    """What was computed of each row that answers; its operands beside it, and every row looked at where rows are compared."""
    if query.operation in (Operation.LIST, Operation.COUNT):
        return _listed(plan, query, result, vocabulary)
    draft, language = Draft(), plan.question.language
    joint = "" if language == "zh" else " "
    for name, computation in result.groups[:_OFFERED]:
        words = f"{name} {_columns(query, measure)}{joint}{say(_SAID[measure.formula], language)}"
        _computation(draft, query, result, computation, words, language)
    if query.operation is Operation.CELL:
        for entry in result.answering:
            for column in measure.columns:
                own = replace(entry, figure=query.figure(entry.line, column))
                hit = _hit(own)
                words = _label(plan, query, own, vocabulary)
                draft.figure(hit, words, show(hit.figure.quantity, language), offered=measure.formula == "difference")
    else:
        _rows(draft, plan, query, result.everything, "rows_compared")
    return draft


def _columns(query: TableQuery, measure: Measure) -> str:
    """The names of the columns that a measure is computed of."""
    return "、".join(query.view.names[c] for c in measure.columns)


def _hit(entry: Entry) -> Hit:
    assert entry.figure is not None
    return Hit(entry.figure, entry.line.document, 1.0, 1.0)


def _cells(plan: Plan, query: TableQuery, vocabulary: Vocabulary) -> Draft:
    """One cell or a few: figures as figures, words as quotes."""
    hits = [
        Hit(f, line.document, 1.0, 1.0) for line in query.lines for c in query.columns if (f := query.figure(line, c))
    ]
    if hits:
        return compose.compose_figures(plan, [[h] for h in hits], vocabulary)
    draft = Draft()
    for line in query.lines:
        for column in query.columns:
            cell = _cell_at(line, column)
            number = draft.cite(line.document, cell.span, tuple(query.view.captions[:1]), None, cell.address)
            words = f"{query.view.label(line)} {query.view.names[column]}"
            draft.parts.append(Part(PartType.QUOTE, cell.span.of(line.document.text), (number,), label=words))
    return draft


def compose_blank(plan: Plan, query: TableQuery) -> Draft:
    """A refusal: the cell asked for holds no number, whatever stands in it (blank, “—”, “/”); its row is shown."""
    draft, language = Draft(), plan.question.language
    line, column = query.lines[0], query.columns[0]
    said = line.cells[column].span.of(line.document.text).strip()
    what = f"{query.view.label(line)} {query.view.names[column]}"
    key = "cell_says" if said else "cell_blank"
    draft.prose(say(key, language, what=what, said=said))
    draft.quote(line.document, line.span, tuple(query.view.captions[:1]), offered=False)
    draft.refuse(Status.ABSTAINED, Reason.NO_RECORD)
    return draft


def _cell_at(line: Line, column: int) -> Cell:
    """The cell that a label of a row was read from: its own, or the one above that holds for it."""
    own = line.cells[column]
    if own.span.start < own.span.end:
        return own
    return next((c for c in line.mark.above if c.column == own.column), own)


def _listed(plan: Plan, query: TableQuery, result: Result, vocabulary: Vocabulary) -> Draft:
    """Rows that meet the conditions: how many, which, and the figures they were judged by."""
    draft, language = Draft(), plan.question.language
    entries = result.answering
    if not entries:
        draft.prose(say("no_row_meets", language))
        _rows(draft, plan, query, [Entry(line, query.view.label(line)) for line in query.view.plain], "rows_looked_at")
        return draft
    numbers = tuple(draft.cite(e.line.document, e.line.span, (), None, e.line.cells[0].address) for e in entries)
    if query.operation is Operation.COUNT and query.group is not None:
        _count_groups(draft, plan, query, entries, numbers)
    elif query.operation is Operation.COUNT:
        for classifier, column in query.counted or (("", None),):
            first = _distinct(column, entries)
            quantity = Quantity(Decimal(len(first)), classifier or plan.want.unit or "个")
            words = query.view.names[column] if column is not None else say("rows_counted", language)
            draft.count(quantity, tuple(numbers[i] for i in first), words, show(quantity, language))
    else:
        for entry in _judged(query, entries)[:_OFFERED] if query.measure is None else ():
            hit = _hit(entry)
            draft.figure(hit, _label(plan, query, entry, vocabulary), show(hit.figure.quantity, language))
    _rows(draft, plan, query, entries, "rows_listed", numbers)
    return draft


def _count_groups(
    draft: Draft, plan: Plan, query: TableQuery, entries: Sequence[Entry], numbers: Sequence[int]
) -> None:
    """How many rows each group has, in the order of the table."""
    by: dict[str, list[int]] = {}
    for at, entry in enumerate(entries):
        by.setdefault(entry.line.texts.get(query.group or 0, ""), []).append(at)
    classifier = next((c for c, _ in query.counted if c), plan.want.unit or "个")
    for name, places in by.items():
        if name:
            quantity = Quantity(Decimal(len(places)), classifier)
            draft.count(quantity, tuple(numbers[i] for i in places), name, show(quantity, plan.question.language))


def _distinct(column: int | None, entries: Sequence[Entry]) -> list[int]:
    """The entries counted: of those that say the same in the column counted (企业 paid twice) the first."""
    if column is None:
        return list(range(len(entries)))
    firsts: dict[str, int] = {}
    for at, entry in enumerate(entries):
        firsts.setdefault(entry.line.texts.get(column, "") or str(at), at)
    return list(firsts.values())


def _judged(query: TableQuery, entries: Sequence[Entry]) -> list[Entry]:
    """The figures that limits were kept by, or that were asked for beside the rows."""
    columns = [*query.columns, *(c.column for c in query.where if c.limit or c.against is not None)]
    return [replace(e, figure=f) for e in entries for c in dict.fromkeys(columns) if (f := query.figure(e.line, c))]


def _rows(
    draft: Draft,
    plan: Plan,
    query: TableQuery,
    entries: Sequence[Entry],
    key: str,
    numbers: tuple[int, ...] | None = None,
) -> None:
    """The rows of `entries` as a table: labels and the columns that the question is about."""
    shown = entries[:_SHOWN]
    if numbers is None:
        numbers = tuple(draft.cite(e.line.document, e.line.span, (), None, e.line.cells[0].address) for e in shown)
    subject = (query.view.subject,) if query.view.subject is not None else query.view.worded[:1]
    columns = tuple(
        dict.fromkeys(
            (
                *subject,
                *([query.group] if query.group is not None else []),
                *(c.column for c in query.where),
                *(c.against for c in query.where if c.against is not None),
                *query.columns,
            )
        )
    )
    header = tuple(query.view.names[c] or say("row", plan.question.language) for c in columns)
    rows = tuple(tuple(_said(query, e, c, plan.question.language) for c in columns) for e in shown)
    part_key = key if len(shown) == len(entries) else "rows_first"
    draft.table((header, *rows), numbers[: len(shown)], say(part_key, plan.question.language))


def _said(query: TableQuery, entry: Entry, column: int, language: str) -> str:
    figure = query.figure(entry.line, column) if column not in query.view.worded else None
    return show(figure.quantity, language) if figure else entry.line.texts.get(column, "")


def _ranked(plan: Plan, query: TableQuery, result: Result, vocabulary: Vocabulary) -> Draft:
    draft, language = Draft(), plan.question.language
    if result.groups:
        return _computed(plan, query, result, vocabulary)
    for entry in (result.everything if _two_named(plan, query, result) else result.answering)[:_OFFERED]:
        hit = _hit(entry)
        draft.figure(hit, _label(plan, query, entry, vocabulary), show(hit.figure.quantity, language))
    if not query.across or not any(re.search(r"\d", e.label) for e in result.everything):
        _values(draft, plan, query, result.everything, "rows_compared")  # a header's number (4月) has no citation
    return draft


def _two_named(plan: Plan, query: TableQuery, result: Result) -> bool:
    """Whether two things were named and compared (甲和乙哪个高): both figures are told then, the one asked for first."""
    named = len(plan.departments or ()) == _PAIR or any(
        len(c.values) == _PAIR and not all(map(_YEAR.fullmatch, c.values)) for c in query.where
    )
    return named and len(result.everything) == _PAIR and all(e.figure for e in result.everything)


def _label(plan: Plan, query: TableQuery, entry: Entry, vocabulary: Vocabulary) -> str:
    """The words before a figure: with the row's label where the figure's own words do not hold it."""
    assert entry.figure is not None
    words = label(entry.figure, plan.question.language, vocabulary, department=True)
    return words if entry.label in words else f"{entry.label} {words}"


def _values(draft: Draft, plan: Plan, query: TableQuery, entries: Sequence[Entry], key: str) -> None:
    """Labels with their values as a table, each value cited by its cell."""
    language = plan.question.language
    shown = [e for e in entries if e.figure][:_SHOWN]
    numbers = tuple(
        draft.cite(e.line.document, e.figure.span, e.figure.section, e.figure.page, e.figure.cell)
        for e in shown
        if e.figure
    )
    # A label with a number in it (S214) is cited, too, by its whole row.
    numbers += tuple(
        draft.cite(e.line.document, e.line.span, (), None, e.line.cells[0].address)
        for e in shown
        if re.search(r"\d", e.label)
    )
    name = query.view.names[query.columns[0]] if not query.across else query.view.label(query.lines[0])
    rows = tuple((e.label, show(e.figure.quantity, language)) for e in shown if e.figure)
    kind = key if len(shown) == len([e for e in entries if e.figure]) else "rows_first"
    draft.table(((say("row", language), name or say("value", language)), *rows), numbers, say(kind, language))


def _computed(plan: Plan, query: TableQuery, result: Result, vocabulary: Vocabulary) -> Draft:
    draft, language = Draft(), plan.question.language
    for name, computation in result.groups:
        _computation(draft, query, result, computation, f"{name} {_name_of(query, language)}", language)
    if result.stated:
        _total(draft, plan, query, result, vocabulary)
    elif result.computed:
        key = {Operation.SUM: "total", Operation.MEAN: "mean", Operation.SHARE: "share"}.get(
            query.operation, "difference"
        )
        _computation(draft, query, result, result.computed, say(key, language), language)
    if query.operation in (Operation.DIFFERENCE, Operation.SHARE):
        for entry in result.answering:
            hit = _hit(entry)
            draft.figure(
                hit,
                _label(plan, query, entry, vocabulary),
                show(hit.figure.quantity, language),
                offered=query.operation is Operation.DIFFERENCE,
            )
    else:
        _values(draft, plan, query, result.answering, "rows_added")
    return draft


def _name_of(query: TableQuery, language: str) -> str:
    key = {Operation.SUM: "total", Operation.MEAN: "mean"}.get(query.operation, "total")
    return f"{query.view.names[query.columns[0]]}{'' if language == 'zh' else ' '}{say(key, language)}"


def _total(draft: Draft, plan: Plan, query: TableQuery, result: Result, vocabulary: Vocabulary) -> None:
    """The total as the table states it; where its rows add up to another, that too, and both are named."""
    assert result.stated
    language, stated = plan.question.language, _hit(result.stated)
    draft.figure(stated, _label(plan, query, result.stated, vocabulary), show(stated.figure.quantity, language))
    if result.computed is None or _equal(stated.figure.quantity, result.computed.quantity):
        return
    words = show(result.computed.quantity, language)
    draft.notes.append(say("total_differs", language, stated=show(stated.figure.quantity, language), computed=words))


def _equal(one: Quantity, other: Quantity) -> bool:
    try:
        return convert(one, other.unit).value == other.value
    except ValueError:
        return False


def _computation(
    draft: Draft, query: TableQuery, result: Result, computation: Computation, words: str, language: str
) -> None:
    owners = {e.figure.id: e.line.document for e in result.everything if e.figure}
    owners |= {f.id: line.document for line in query.view.lines for f in line.figures.values()}
    hits = tuple(Hit(f, owners[f.id], 1.0, 1.0) for f in computation.inputs)
    anchor = replace(computation.inputs[0], department="", subject="")
    draft.computation(computation, hits, words, show(computation.quantity, language), anchor)
