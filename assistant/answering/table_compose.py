"""From the result of a table query to typed parts: figures, computations and the rows behind them, every cell cited."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.answering import compose
from assistant.answering.draft import Draft
from assistant.answering.evidence import Hit
from assistant.answering.phrase import label, say
from assistant.answering.plan import Plan
from assistant.answering.table_ground import TableQuery
from assistant.answering.table_plan import Operation
from assistant.answering.table_run import Entry, Result
from assistant.answering.table_view import Line
from assistant.records.model import Cell, Computation, Part, PartType, Quantity
from assistant.records.quantity import convert, show
from assistant.records.vocabulary import Vocabulary

_SHOWN = 100
_OFFERED = 30


def compose_result(plan: Plan, query: TableQuery, result: Result, vocabulary: Vocabulary) -> Draft:
    """The answer that a result makes."""
    match query.operation:
        case Operation.CELL:
            return _cells(plan, query, vocabulary)
        case Operation.COUNT | Operation.LIST:
            return _listed(plan, query, result, vocabulary)
        case Operation.MAX | Operation.MIN | Operation.SORT:
            return _ranked(plan, query, result, vocabulary)
        case _:
            return _computed(plan, query, result, vocabulary)


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
    if query.operation is Operation.COUNT:
        for classifier, column in query.counted or (("", None),):
            first = _distinct(column, entries)
            quantity = Quantity(Decimal(len(first)), classifier or plan.want.unit or "个")
            words = query.view.names[column] if column is not None else say("rows_counted", language)
            draft.count(quantity, tuple(numbers[i] for i in first), words, show(quantity, language))
    else:
        for entry in _judged(query, entries)[:_OFFERED]:
            hit = _hit(entry)
            draft.figure(hit, _label(plan, query, entry, vocabulary), show(hit.figure.quantity, language))
    _rows(draft, plan, query, entries, "rows_listed", numbers)
    return draft


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
    for entry in result.answering[:_OFFERED]:
        hit = _hit(entry)
        draft.figure(hit, _label(plan, query, entry, vocabulary), show(hit.figure.quantity, language))
    _values(draft, plan, query, result.everything, "rows_compared")
    return draft


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
