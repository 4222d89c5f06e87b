"""Books beside what is there: 账账 (two books), 账实 (book and count), 账证 (book and voucher) and procurement (budget, contract, paid), row by row.

Only where one table holds both sides; its own figures are compared, each with its cell.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assistant.records.columns import header_name
from assistant.records.model import Document, Figure, RowKind, RowMark, Span, Table
from assistant.records.quantity import convert, same
from assistant.records.scope import Scope
from assistant.records.store import Store


class Statement(StrEnum):
    """What a table sets side by side."""

    BOOK_AND_COUNT = "book_and_count"
    BOOK_AND_BOOK = "book_and_book"
    BOOK_AND_VOUCHER = "book_and_voucher"
    BUDGET_AND_CONTRACT = "budget_and_contract"
    CONTRACT_AND_PAID = "contract_and_paid"


class Result(StrEnum):
    """How a row comes out; more or less is the second side against the first."""

    AGREE = "agree"
    MORE = "more"
    LESS = "less"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A row's two sides; `difference` is the second less the first, in the unit of the first.

    `stated` is the difference as the row tells it, `misstated` whether it is another. `named` is what the row is of.
    """

    statement: Statement
    document_id: str
    department: str
    year: int
    table: str
    named: str
    first: Figure
    second: Figure
    difference: Decimal
    result: Result
    stated: Figure | None = None
    misstated: bool = False

    @property
    def amiss(self) -> bool:
        """Whether something is to be looked into: books that differ, more contracted or paid than allowed, a wrong difference.

        A contract below its budget and a payment still to come are as they should be.
        """
        if self.statement in _PROCUREMENT:
            return self.misstated or self.result is Result.MORE
        return self.misstated or self.result is not Result.AGREE


_BOOK = re.compile(r"账面|账存|账上|会计账|财务账|总账|账载|账列|账内|\bbook\b|\bledger\b", re.I)
_COUNT = re.compile(r"实有|实存|实盘|盘点|实物数|清查数|实际数量|现存|\bcount(?:ed)?\b|\bphysical\b|\bon hand\b", re.I)
_OTHER_BOOK = re.compile(
    r"资产(?:系统|卡片|台账|管理系统|账)|卡片|明细账|辅助账|台账数|登记簿|\bregister\b|\basset system\b", re.I
)
_VOUCHER = re.compile(r"凭证(?:金额|数|合计|额)?$|原始单据|单据(?:金额|数)|\bvouchers?\b", re.I)
_BUDGET = re.compile(r"采购预算|预算(?:金额|价|数)?$|控制价|最高限价|\bbudget\b|\bceiling\b", re.I)
_CONTRACT = re.compile(r"合同(?:金额|价|总价|款)?$|中标(?:金额|价)|成交(?:金额|价)|\bcontract\b|\bawarded?\b", re.I)
_PAID = re.compile(r"已(?:支付|付|付款)|支付(?:金额|数)|付款(?:金额)?$|累计支付|实付|\bpaid\b|\bpayments?\b", re.I)
_DIFFERENCE = re.compile(r"差异|差额|盈亏|盘盈|盘亏|相差|差数|\bdifference\b|\bvariance\b", re.I)
_RATE = re.compile(r"率|比例|日期|时间|次数|原因|说明|\brate\b|\bdate\b", re.I)
_NAME = re.compile(r"名称|项目|资产|类别|品名|科目|\bname\b|\bitem\b|\basset\b", re.I)
_PROCURES = re.compile(r"采购|中标|成交|合同|\bprocure|\bcontract", re.I)
_SIDES: tuple[tuple[Statement, re.Pattern[str], re.Pattern[str]], ...] = (
    (Statement.BOOK_AND_COUNT, _BOOK, _COUNT),
    (Statement.BOOK_AND_BOOK, _BOOK, _OTHER_BOOK),
    (Statement.BOOK_AND_VOUCHER, _BOOK, _VOUCHER),
    (Statement.BUDGET_AND_CONTRACT, _BUDGET, _CONTRACT),
    (Statement.CONTRACT_AND_PAID, _CONTRACT, _PAID),
)
_PROCUREMENT = frozenset({Statement.BUDGET_AND_CONTRACT, Statement.CONTRACT_AND_PAID})


def statements(store: Store, scope: Scope, full: Callable[[str], str] = str) -> tuple[Comparison, ...]:
    """Every row in `scope` that sets two sides against each other; corrected versions and copies are left out."""
    return store.derived(scope, "statements", lambda: _on_record(store, scope, full))


def _on_record(store: Store, scope: Scope, full: Callable[[str], str]) -> tuple[Comparison, ...]:
    current = [head.id for head in store.heads(scope) if head.current and not head.notice]
    own: dict[str, list[Figure]] = {}
    for figure in store.figures(scope, current):
        if figure.cell is not None and _tells_side(figure.measure):
            own.setdefault(figure.document_id, []).append(figure)
    documents = store.documents(scope, own)
    return tuple(one for key in sorted(own) for one in compared(documents[key], store.figures(scope, [key]), full))


def _tells_side(measure: str) -> bool:
    return any(words.search(measure) for words in (_COUNT, _OTHER_BOOK, _VOUCHER, _CONTRACT))


def compared(document: Document, figures: Sequence[Figure], full: Callable[[str], str] = str) -> Iterator[Comparison]:
    """The comparisons of a document's tables; `figures` are its own."""
    by_start = {figure.span.start: figure for figure in figures if figure.cell is not None}
    for table in document.tables:
        names = [header_name(path) for path in table.columns]
        for statement, first, second in _SIDES:
            columns = _columns(names, first, second)
            if columns is not None and (statement not in _PROCUREMENT or _is_procurement(table, names)):
                yield from _rows(document, table, names, statement, columns, by_start, full)


def _columns(
    names: Sequence[str], first: re.Pattern[str], second: re.Pattern[str]
) -> tuple[tuple[int, int], ...] | None:
    """Pairs of columns, first side and second: 账面数量 with 盘点数量, 账面金额 with 盘点金额."""
    one = [at for at, name in enumerate(names) if first.search(name) and not _RATE.search(name)]
    other = [
        at for at, name in enumerate(names) if second.search(name) and not _RATE.search(name) and not first.search(name)
    ]
    if not one or not other or len(one) != len(other):
        return None
    return tuple(zip(one, other, strict=True))


def _is_procurement(table: Table, names: Sequence[str]) -> bool:
    return bool(_PROCURES.search(table.name)) or any(_PROCURES.search(name) for name in names)


def _rows(
    document: Document,
    table: Table,
    names: Sequence[str],
    statement: Statement,
    columns: Sequence[tuple[int, int]],
    by_start: Mapping[int, Figure],
    full: Callable[[str], str],
) -> Iterator[Comparison]:
    stated_at = [at for at, name in enumerate(names) if _DIFFERENCE.search(name) and not _RATE.search(name)]
    named_at = next((at for at, name in enumerate(names) if _NAME.search(name)), 0)
    marks = table.marks or (RowMark(),) * len(table.rows)
    for row, mark in zip(table.rows, marks, strict=True):
        if mark.kind in (RowKind.TOTAL, RowKind.GROUP):
            continue
        cells = [_figure_in(cell.span, document.text, by_start) for cell in row]
        for place, (one, other) in enumerate(columns):
            if max(one, other) >= len(row) or cells[one] is None or cells[other] is None:
                continue
            stated = cells[stated_at[place]] if len(stated_at) == len(columns) and stated_at[place] < len(row) else None
            named = " ".join(row[named_at].span.of(document.text).split()) if named_at < len(row) else ""
            made = _compared(document, table, statement, named, (cells[one], cells[other], stated), full)
            if made is not None:
                yield made


def _figure_in(span: Span, text: str, by_start: Mapping[int, Figure]) -> Figure | None:
    """The figure that a cell holds, past blanks at its beginning."""
    own = span.of(text)
    found = by_start.get(span.start + len(own) - len(own.lstrip()))
    return found if found is not None and span.holds(found.span) else None


def _compared(
    document: Document,
    table: Table,
    statement: Statement,
    named: str,
    sides: tuple[Figure | None, Figure | None, Figure | None],
    full: Callable[[str], str],
) -> Comparison | None:
    first, second, stated = sides
    assert first is not None
    assert second is not None
    try:
        value = convert(second.quantity, first.quantity.unit).value
        told = convert(stated.quantity, first.quantity.unit).value if stated is not None else None
    except ValueError:
        return None
    difference = value - first.quantity.value
    result = Result.AGREE if same(first.quantity, second.quantity) else Result.MORE if difference > 0 else Result.LESS
    year = first.period.years[0] if first.period is not None else (document.years[0] if document.years else 0)
    return Comparison(
        statement,
        document.id,
        full(first.department or document.department),
        year,
        table.name,
        named,
        first,
        second,
        difference,
        result,
        stated,
        told is not None and abs(told) != abs(difference),
    )
