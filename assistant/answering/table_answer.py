"""Questions answered from tables: the tables in scope, the best of them for the question, its result composed.

None wherever no table explains the question well, or prose tells it better.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.answering.compose import compose_figures
from assistant.answering.draft import Draft
from assistant.answering.errata import correcting_columns
from assistant.answering.evidence import Hit
from assistant.answering.find import enough, find_figures, narrowed, same_office, told_for_another
from assistant.answering.kinds import Kind
from assistant.answering.phrase import say
from assistant.answering.plan import Plan
from assistant.answering.sought import coverage
from assistant.answering.table_compose import compose_blank, compose_result
from assistant.answering.table_find import ground
from assistant.answering.table_ground import TableQuery, of_whole_years
from assistant.answering.table_match import Words, spelt
from assistant.answering.table_measure import PER, RATE, tells_spending
from assistant.answering.table_plan import Operation, Wanted, nouns, wanted_of
from assistant.answering.table_run import run
from assistant.answering.table_share import ADDING, words_for
from assistant.answering.table_view import View, is_total, joined, note_below, sums_up, view_of
from assistant.records.fold import simplified
from assistant.records.library import Library
from assistant.records.model import Document, Table
from assistant.records.quantity import family, same
from assistant.records.scope import Scope
from assistant.records.store import Head

# The share of a question's words that a table must explain (checked on questions over tables never seen).
_ENOUGH_CELL = 0.8
_ENOUGH = 0.66
_QUICK = 0.45
_NEAR = 0.02
_PROSE = 0.05
_STATED = 0.6
_LOOKED_AT = 8
_MOST_TABLES = 3
_MOST_CELLS = 4
_YEAR = 4
# A question that names the list is about its rows, whatever a report says beside.
_LIST = re.compile(r"清单|名单|明细|台账|列表|表[中里]|\b(?:list|ledger|register|table)\b", re.I)


def table_answer(
    plan: Plan, heads: Sequence[Head], library: Library, scope: Scope, *, last: bool = False
) -> Draft | None:
    """The answer to `plan` from the tables of `heads`; None where none of them answers it.

    `last` tells that nothing else says how far a budget is spent, so that a cell of a table may.
    """
    wanted = _wanted(plan)
    words = words_for(plan, wanted)
    if (not plan.terms and not wanted.limits) or plan.kind is Kind.DEFINITION:
        return None
    queries = _best(plan, wanted, words, _views(plan, words, heads, library, scope))
    if plan.kind is Kind.EXECUTION and not last:
        queries = [q for q in queries if _by_office(q) and _tells_execution(plan, q)]
    if plan.kind is Kind.NARRATIVE:
        queries = [q for q in queries if not _total_alone(q)]
    if not queries:
        return None
    if queries[0].operation is Operation.CELL and queries[0].measure is None:
        one_year = len(plan.years or ()) > 1 and len({year for q in queries for year in _years(q)}) == 1
        if one_year and (plan.change or not any(c.values for c in queries[0].where)):
            return None  # 2022年和2023年的复核分涨了没有: a cell of one of them is no answer
        return _cells(plan, queries, heads, library, scope)
    return _operated(plan, queries, heads, library, scope)


def _total_alone(query: TableQuery) -> bool:
    """Whether only a total is read that no one asked for: no answer to a question after names (which units are covered)."""
    asked = any(sums_up(value) for c in query.where for value in c.values)
    alone = bool(query.lines) and all(is_total(query.view, x) for x in query.lines)
    return query.operation is Operation.CELL and alone and not asked


def _by_office(query: TableQuery) -> bool:
    """Whether rows are those of offices, one each: how far each has spent is then told by them, not by the funds of one."""
    counted = [x for x in query.view.plain if any(query.figure(x, c) for c in query.columns or query.view.figured)]
    owners = [{f.department for f in x.figures.values() if f.department} for x in counted]
    once = len({d for own in owners for d in own}) == len(counted) > 1
    return once and all(
        any(same_office(text, department) for text in x.texts.values() for department in own)
        for x, own in zip(counted, owners, strict=True)
    )


def _tells_execution(plan: Plan, query: TableQuery) -> bool:
    """Whether a table of offices may tell how far a budget is spent where reports may, too.

    It may where rows are worked on, or where the question names the column in full and its months, if it is of some.
    """
    if query.operation is not Operation.CELL:
        return plan.period is not None or plan.departments is None or len(plan.departments) > 1
    if plan.years is not None and len(plan.years) > 1:
        return False  # a trend: each year's report tells its own
    figures = [f for line in query.lines for c in query.columns if (f := query.figure(line, c))]
    of_year = all(f.period is None or len(f.period.end) == _YEAR or f.period.end[5:7] == "12" for f in figures)
    return (query.whole or query.measure is not None) and (of_year or plan.period is not None)


def _wanted(plan: Plan) -> Wanted:
    """What a question wants; a later part of it (总投资合计多少) holds for what the parts before it speak of (新建的有几个)."""
    own = wanted_of(_text(plan))
    whole = plan.question.text
    at = whole.find(plan.asked) if plan.asked and plan.asked != whole else -1
    if at > 0:
        return replace(own, text=f"{own.text}，{simplified(whole[:at])}")
    if plan.question.history and _OF_THEM.search(own.text):
        return replace(own, text=f"{own.text}，{simplified(plan.question.history[-1])}")  # 其中新建的有哪些
    return own


_OF_THEM = re.compile(r"^(?:那么?)?(?:其中|里面|这些|它们)|\b(?:of|among) (?:them|these|those|which)\b", re.I)


def _text(plan: Plan) -> str:
    """The question with the terms that it takes over from those before it."""
    asked = plan.asked or plan.question.text
    carried = [t.text for t in plan.terms if t.text not in asked.lower()]
    return "，".join((asked, *carried))


def _views(plan: Plan, words: Words, heads: Sequence[Head], library: Library, scope: Scope) -> list[View]:
    """The tables that hold about half of the question's words."""
    found: list[View] = []
    chosen = narrowed(plan, heads, library, scope)
    documents = library.store.documents(scope, [h.id for h in chosen])
    for document in (documents[h.id] for h in chosen if h.id in documents):
        tables = list(_likely(words, document))
        if tables:
            figures = {f.span: f for f in library.store.figures(scope, [document.id]) if f.cell}
            found.extend(view_of(document, table, figures) for table in tables)
    return found


def _likely(words: Words, document: Document) -> Iterator[Table]:
    """The tables of a document whose text and name hold about half of what the question names."""
    for table in document.tables:
        if not table.rows or not any(table.columns) or correcting_columns(table):
            continue
        note = note_below(document.text, table.span.end)
        text = _haystack(document.text, table.span.start, table.span.end) + "".join(note.split())
        around = simplified(f"{document.title}{document.name}{table.name}{document.department}".lower())
        spends = tells_spending(["".join(path) for path in table.columns])
        total = held = 0.0
        for place, term in words.terms:
            if (place and not place & ~words.idle) or term.text in ADDING or (spends and RATE.search(term.text)):
                continue
            weight = min(term.weight, 1.0)
            total += weight
            if any(name == term.text and spelt(name, f"{around}{text}") for _, name in words.names):
                held += weight
                continue
            held += weight * max(coverage(term, text, _even), coverage(term, around, _even))
        if held >= _QUICK * total:
            yield table


def _even(_: str) -> float:
    return 1.0


@lru_cache(maxsize=512)
def _haystack(text: str, start: int, end: int) -> str:
    """The characters of a table as they are searched: without blanks, in lower case, simplified."""
    return simplified("".join(text[start:end].split()).lower())


def _best(plan: Plan, wanted: Wanted, words: Words, views: Sequence[View]) -> list[TableQuery]:
    """The queries that explain the question best, tables with the same columns taken as one."""
    found = [q for view in views if (q := ground(plan, wanted, words, view)) and _well(plan, q)]
    if not found:
        return []
    if plan.whole_year and plan.period is None and any(_of_years(q) for q in found):
        found = [q for q in found if _of_years(q)]
    found.sort(key=lambda q: (-q.grounded, -q.named, q.operation is Operation.CELL, q.measure is not None, q.surplus))
    best = found[0]
    near = [
        q
        for q in found
        if q.operation is best.operation
        and q.grounded >= best.grounded - _NEAR
        and q.named >= best.named - _NEAR
        and q.surplus <= best.surplus
    ]
    alike: dict[tuple[str, ...], list[View]] = {}
    for query in near:
        alike.setdefault(query.view.names, []).append(query.view)
    if best.operation is Operation.CELL:
        return near
    pooled = [ground(plan, wanted, words, joined(group)) for group in alike.values()]
    return [q for q in pooled if q]


def _of_years(query: TableQuery) -> bool:
    """Whether every figure a query rests on is of a whole year, or of no period told."""
    columns = (*query.columns, *(c.column for c in query.where if c.limit or c.against is not None))
    told = [figure for line in query.lines for c in columns if (figure := query.figure(line, c))]
    return all(figure.period is None or of_whole_years(figure.period) for figure in told)


def _well(plan: Plan, query: TableQuery) -> bool:
    if query.operation is Operation.SUM and query.measure is None and PER.search(plan.asked or plan.question.text):
        return False  # cost per square metre, of the total area: more than a sum is asked
    if query.operation is Operation.SUM and not all(_of_kind(plan, h) for h in _hits(query)[:1]):
        return False  # 占地多少亩: no sum of sheds
    if query.operation is not Operation.CELL:
        return query.grounded >= (_ENOUGH_CELL if query.operation is Operation.COUNT else _ENOUGH)
    if any(told_for_another(plan, h.figure) for h in _hits(query)):
        return False
    named = query.placed or (query.whole and any(c.values for c in query.where))
    return (
        query.grounded >= (_ENOUGH if named else _ENOUGH_CELL) and len(query.lines) * len(query.columns) <= _MOST_CELLS
    )


def _cells(
    plan: Plan, queries: Sequence[TableQuery], heads: Sequence[Head], library: Library, scope: Scope
) -> Draft | None:
    """Cells of one or a few tables, unless prose tells the matter as well, or there are too many."""
    hits = [h for q in queries for h in _hits(q)]
    if not hits and all(c in queries[0].view.figured for c in queries[0].columns):
        told = any(
            not h.figure.cell and enough(plan, h) for h in find_figures(plan, heads, library, scope)[:_LOOKED_AT]
        )
        return None if told else compose_blank(plan, queries[0])
    if hits:
        if (
            not (queries[0].whole or _of_kind(plan, hits[0]))
            or len({(h.document.id, h.figure.span) for h in hits}) > _MOST_CELLS
        ):
            return None
        if _told(plan, queries[0], hits, heads, library, scope):
            return None
    result = run(queries[0])
    draft = compose_result(plan, queries[0], result, library.vocabulary) if result else None
    for query in queries[1:]:
        if draft and _adds(hits[:1], _hits(query)):
            draft.absorb(compose_result(plan, query, run(query), library.vocabulary))  # type: ignore[arg-type]
    return draft


def _years(query: TableQuery) -> set[int]:
    """The years that the cells of a query are of."""
    return {year for hit in _hits(query) if hit.figure.period for year in hit.figure.period.years}


def _adds(known: Sequence[Hit], more: Sequence[Hit]) -> bool:
    """Whether another table says something else than the first."""
    return bool(known and more) and not same(known[0].figure.quantity, more[0].figure.quantity)


def _hits(query: TableQuery) -> list[Hit]:
    return [
        Hit(f, line.document, 1.0, query.grounded)
        for line in query.lines
        for c in query.columns
        if (f := query.figure(line, c))
    ]


def _of_kind(plan: Plan, hit: Hit) -> bool:
    """Whether a cell is of the kind of number asked for, as far as both say what that is."""
    kind = family(hit.figure.quantity.unit)
    return not plan.want.families or plan.want.general or not hit.figure.quantity.unit or kind in plan.want.families


def _told(
    plan: Plan, query: TableQuery, hits: Sequence[Hit], heads: Sequence[Head], library: Library, scope: Scope
) -> bool:
    """Whether prose tells the matter as well as the cell does, and differently."""
    for hit in find_figures(plan, heads, library, scope):
        if not enough(plan, hit) or hit.lexical < query.grounded - _PROSE:
            return False
        if not hit.figure.cell:
            return not same(hit.figure.quantity, hits[0].figure.quantity)
    return False


def _operated(
    plan: Plan, queries: Sequence[TableQuery], heads: Sequence[Head], library: Library, scope: Scope
) -> Draft | None:
    """The result of one table, or of a few that fit alike, each named."""
    drafts = []
    for query in queries[:_MOST_TABLES]:
        result = run(query)
        if result is not None:
            draft = compose_result(plan, query, result, library.vocabulary)
            if len(queries) > 1:
                draft.notes.append(say("from_table", plan.question.language, what=query.view.captions[0]))
            drafts.append((query, draft))
    if not drafts:
        return None
    first = drafts[0][1]
    if drafts[0][0].operation is Operation.COUNT:
        first = _with_stated(plan, first, heads, library, scope)
    for _, draft in drafts[1:]:
        first.absorb(draft)
    return first


def _with_stated(plan: Plan, counted: Draft, heads: Sequence[Head], library: Library, scope: Scope) -> Draft:
    """A count of rows behind the count that a report states in words, where one does; noted when they differ."""
    if _LIST.search(plan.asked or plan.question.text):
        return counted
    number = next((p.computation.quantity for p in counted.parts if p.computation), None)
    hits = [h for h in find_figures(plan, heads, library, scope)[:_LOOKED_AT] if not h.figure.cell and enough(plan, h)]
    plan = replace(plan, terms=tuple(t for t in plan.terms if not nouns().fullmatch(t.text)))
    stated = next((h for h in hits if _says_all(plan, h)), None)
    if stated is None:
        return counted
    draft = compose_figures(plan, [[stated]], library.vocabulary)
    rows = Draft(parts=[p for p in counted.parts if p.computation is None], citations=counted.citations)
    draft.absorb(rows)
    if number is not None and number.value != stated.figure.quantity.value:
        draft.notes.append(
            say(
                "count_differs",
                plan.question.language,
                stated=str(stated.figure.quantity.value),
                counted=str(number.value),
            )
        )
    return draft


def _says_all(plan: Plan, hit: Hit) -> bool:
    """Whether a figure's own words name every condition of the question: 引进项目 alone is no count of those started."""
    words = simplified(f"{hit.figure.subject}{hit.figure.measure}".lower())
    return all(coverage(term, words, _even) >= _STATED for term in plan.terms if term.weight >= 1.0)
