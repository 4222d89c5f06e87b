"""The values everything is built of: frozen, comparable, standard library only.

Offsets are characters of `Document.text`, half open: `text[span.start:span.end]`.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open run of characters of a document's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters this span covers in `text`."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> "Span":
        """The same run, `by` characters further on."""
        return Span(self.start + by, self.end + by)

    def holds(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "Span") -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


class Bound(StrEnum):
    """How a written number limits the true one: 约 about, 以上/不少于 at_least, 超/余/多 over, 近 under, 3-5 range."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    OVER = "over"
    UNDER = "under"
    RANGE = "range"


class Role(StrEnum):
    """What a figure states: a plan, a result, money granted, a change, a part of a whole, a place, points, a limit."""

    TARGET = "target"
    ACTUAL = "actual"
    BUDGET = "budget"
    CHANGE = "change"
    SHARE = "share"
    RANK = "rank"
    SCORE = "score"
    THRESHOLD = "threshold"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit and bound; `upper` is set for a range only (value is then its lower end)."""

    value: Decimal
    unit: str = ""
    bound: Bound = Bound.EXACT
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time with ISO 8601 ends of equal or mixed precision ("2021", "2021-09", "2021-12-20"), both inclusive.

    A fiscal year is Period("2021", "2021"); 1-11月 of 2021 is Period("2021-01", "2021-11").
    """

    start: str
    end: str

    def __str__(self) -> str:
        return self.start if self.start == self.end else f"{self.start}/{self.end}"

    @property
    def years(self) -> tuple[int, ...]:
        """Every calendar year the period touches, ascending."""
        return tuple(range(int(self.start[:4]), int(self.end[:4]) + 1))

    @property
    def is_year(self) -> bool:
        """Whether it is exactly one fiscal year."""
        return self.start == self.end and len(self.start) == 4


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it, up to the next heading of its level or higher."""

    path: tuple[str, ...]
    heading: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its characters in the document's text, and its address in the source (Sheet1!C7, or R3C2)."""

    span: Span
    row: int
    column: int
    address: str


class RowKind(StrEnum):
    """What a table row is: plain data, a sum of other rows (合计), a part of the row above (其中), a heading of rows."""

    DATA = "data"
    TOTAL = "total"
    PART = "part"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class RowMark:
    """What is known of a table row beside its own cells.

    `level` is its depth in the table's outline, from 0. `above` are cells of earlier rows that hold for it too, outermost
    first: merged or unrepeated labels (一级指标; the row's own cell in that column is blank), headings of rows, and the row
    that an 其中 row is part of.
    """

    kind: RowKind = RowKind.DATA
    level: int = 0
    above: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose cells are spans of the document's text; `columns` holds the header path of each column.

    `marks` has one entry a row, or none at all where every row is plain data.
    """

    name: str
    span: Span
    columns: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    unit: str = ""
    marks: tuple[RowMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A report or table file as kept; `text` is made once on entry and never changed.

    `department` is the full name as written, `aliases` its other names (简称, 我局 is never one); `years` are reporting
    years, not publication years; `pages` are spans of text, empty where the format has none.

    `edition` is 0 where it says nothing of versions, 1 for a corrected version, 2 for a correction of that, -1 for a
    draft. `supersedes` is the document it corrects, `superseded_by` the one that corrects it, `same_as` the one it is a
    copy of in another format: ids that the store works out. `unsure` are characters a recogniser was not sure of.
    `by_hand` names the parts of its identity that a person corrected.
    """

    id: str
    name: str
    sha256: str
    media_type: str
    kind: str
    title: str
    department: str
    region: str
    years: tuple[int, ...]
    text: str
    aliases: tuple[str, ...] = ()
    pages: tuple[Span, ...] = ()
    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()
    supersedes: str | None = None
    collection: str = "default"
    warnings: tuple[str, ...] = ()
    edition: int = 0
    superseded_by: str | None = None
    same_as: str | None = None
    unsure: tuple[Span, ...] = ()
    by_hand: tuple[str, ...] = ()

    @property
    def current(self) -> bool:
        """Whether answers rest on it: neither corrected by another document nor the same again in another format."""
        return self.superseded_by is None and self.same_as is None

    def doubts(self, span: Span) -> bool:
        """Whether a recogniser was unsure of a character of `span`."""
        return any(run.meets(span) for run in self.unsure)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph-sized run of a document with the headings above it."""

    id: str
    document_id: str
    span: Span
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity read at `span` of a document, and what it was understood to say.

    `measure` is as written (营收, 预算执行率, 优质项目), `subject` who or what it is said of, `clause` the run of text that
    states it (for a cell: its row), `section` the headings above it. `span` covers number, unit and hedges only.
    """

    id: str
    document_id: str
    span: Span
    quantity: Quantity
    measure: str
    indicator: str | None
    subject: str
    department: str
    period: Period | None
    role: Role
    clause: Span
    section: tuple[str, ...] = ()
    cell: str | None = None
    page: int | None = None


class CheckKind(StrEnum):
    """What a cross-check recomputes: an execution rate, a share, a change, a completion, a total, a score, a balance."""

    EXECUTION = "execution"
    SHARE = "share"
    CHANGE = "change"
    COMPLETION = "completion"
    TOTAL = "total"
    SCORE = "score"
    BALANCE = "balance"


class Verdict(StrEnum):
    """How a stated figure compares with what its inputs yield: the same at its decimals, but for rounding, or not."""

    AGREES = "agrees"
    ROUNDING = "rounding"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class Check:
    """A stated figure recomputed from figures of the same report; `stated` and `inputs` are figure ids.

    It links them, too: a rate with its amounts, a share with its whole, a total with its parts. `formula` is a key of
    the check formulas, inputs in its order.
    """

    document_id: str
    kind: CheckKind
    stated: str
    inputs: tuple[str, ...]
    formula: str
    computed: Quantity
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Computation:
    """A quantity computed from figures: `formula` is a key of the formula table, inputs in its order."""

    formula: str
    inputs: tuple[Figure, ...]
    quantity: Quantity
    rounding: str = ""


@dataclass(frozen=True, slots=True)
class Pinned:
    """What a person limits questions to, beside what these say: departments (full names), years, kinds of document.

    An empty field limits nothing. It narrows what a Scope allows and never widens it.
    """

    departments: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: the text, earlier questions (oldest first), and the language to answer in ("zh" or "en").

    `pinned` limits where the answer is looked for.
    """

    text: str
    history: tuple[str, ...] = ()
    language: str = "zh"
    pinned: Pinned = Pinned()


@dataclass(frozen=True, slots=True)
class Citation:
    """A run of a document's text that a part of an answer rests on; `id` is its number in the answer, from 1."""

    id: int
    document: Document
    span: Span
    section: tuple[str, ...] = ()
    page: int | None = None
    cell: str | None = None

    @property
    def quote(self) -> str:
        """The cited characters, exactly."""
        return self.span.of(self.document.text)


class PartType(StrEnum):
    """Kinds of answer part. Prose carries no number that the question does not contain."""

    PROSE = "prose"
    FIGURE = "figure"
    COMPUTATION = "computation"
    QUOTE = "quote"
    TABLE = "table"
    CHART = "chart"


@dataclass(frozen=True, slots=True)
class Part:
    """A typed piece of an answer. `text` is what is shown; `citations` are numbers of `Answer.citations`.

    FIGURE parts carry `figure`, COMPUTATION parts `computation`, TABLE parts `rows` (header first), CHART parts `spec`.
    `offered` tells whether the figure is an answer (listed in the wire's figures) or only context; `chance` (0 to 1) how
    likely it is what was asked for, where that was weighed.
    """

    type: PartType
    text: str
    citations: tuple[int, ...] = ()
    figure: Figure | None = None
    computation: Computation | None = None
    label: str = ""
    offered: bool = True
    rows: tuple[tuple[str, ...], ...] = ()
    spec: str = ""
    chance: float | None = None


class Status(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    CLARIFY = "clarify"


class Reason(StrEnum):
    """Why a question was not answered outright."""

    NO_RECORD = "no_record"
    AMBIGUOUS = "ambiguous"
    OUT_OF_SCOPE = "out_of_scope"
    CONFLICT = "conflict"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Answer:
    """The typed parts that answer a question, in order, with the citations they rest on."""

    id: str
    question: Question
    status: Status
    reason: Reason | None
    parts: tuple[Part, ...]
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    took_ms: int = 0
    departments: tuple[str, ...] = field(default=())
