"""What goes over the wire, checked and described at the door."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Language = Literal["zh", "en"]
Verdict = Literal["agrees", "rounding", "contradicts"]


class AskRequest(BaseModel):
    """A question, with the earlier ones of the conversation."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "2021年预算执行情况怎么样？", "history": [], "language": "zh"}]}
    )

    question: str
    history: list[str] = Field(default_factory=list, max_length=200, description="earlier questions, oldest first")
    conversation_id: str | None = Field(default=None, max_length=200)
    language: Language | None = Field(default=None, description="default: zh for any Chinese character, else en")
    stream: bool = Field(default=False, description="answer as server-sent events: status, part, answer")


class FigureOut(BaseModel):
    """A figure offered as an answer; `value` is a decimal string in `unit`."""

    model_config = ConfigDict(extra="forbid")

    value: str
    upper: str | None = Field(default=None, description="upper end of a range")
    unit: str
    bound: Literal["exact", "about", "at_least", "at_most", "over", "under", "range"]
    measure: str
    indicator: str | None
    subject: str
    department: str
    period: str | None
    role: str | None
    computed: bool
    formula: str | None
    citations: list[int]


class PartOut(BaseModel):
    """A typed piece of the answer, in reading order."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["prose", "figure", "computation", "quote", "table", "chart"]
    text: str
    citations: list[int]
    label: str | None = None
    figure: FigureOut | None = None
    offered: bool | None = None
    formula: str | None = None
    expression: str | None = Field(default=None, description="the formula, written out")
    rounding: str | None = None
    inputs: list[FigureOut] | None = None
    rows: list[list[str]] | None = None
    spec: str | None = None


class CitationOut(BaseModel):
    """Where a part was read: `quote` is the document's text from `start` to `end` (characters, half open)."""

    model_config = ConfigDict(extra="forbid")

    id: int
    document_id: str
    source: str
    title: str
    department: str
    years: list[int]
    section: str
    page: int | None
    cell: str | None
    start: int
    end: int
    quote: str


class AnswerOut(BaseModel):
    """An answer: typed parts, the figures it offers, and the citations they rest on."""

    model_config = ConfigDict(extra="forbid")

    id: str
    status: Literal["answered", "abstained", "clarify"]
    reason: Literal["no_record", "ambiguous", "out_of_scope", "conflict", "unreadable"] | None
    question: str
    language: Language
    text: str
    parts: list[PartOut]
    figures: list[FigureOut]
    citations: list[CitationOut]
    notes: list[str]
    suggestions: list[str]
    took_ms: int


class DocumentOut(BaseModel):
    """One line of the documents listing."""

    model_config = ConfigDict(extra="forbid")

    id: str
    source: str = Field(description="base name of the file as ingested")
    title: str
    kind: str
    department: str
    region: str
    years: list[int]
    collection: str
    status: Literal["ready", "pending"] = Field(description="pending: its vectors are still to be made")
    supersedes: str | None
    warnings: list[str]
    created_at: str


class SectionOut(BaseModel):
    """A heading of a document and the characters under it."""

    path: list[str]
    heading: tuple[int, int]
    start: int
    end: int


class TableOut(BaseModel):
    """A table; each cell is [start, end, row, column] with half-open characters of the text."""

    name: str
    unit: str
    start: int
    end: int
    columns: list[list[str]]
    rows: list[list[tuple[int, int, int, int]]]


class FormulaOut(BaseModel):
    """The formula of a cross-check, by key and in words."""

    key: str
    zh: str
    en: str


class ComputedOut(BaseModel):
    """What a formula yields, as a number with its unit and as it is written in each language."""

    value: str
    unit: str
    zh: str
    en: str


class CheckOut(BaseModel):
    """A stated figure recomputed from figures of the same document; `stated` and `inputs` are ids of figures."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["execution", "share", "change", "completion", "total", "score", "balance"]
    verdict: Verdict
    stated: str
    inputs: list[str]
    formula: FormulaOut
    computed: ComputedOut


class DocumentDetail(DocumentOut):
    """A document without its text: that is served exactly, as text/plain, at `/api/documents/{id}/text`."""

    aliases: list[str]
    media_type: str
    sha256: str
    characters: int
    pages: list[tuple[int, int]]
    figures: int
    sections: list[SectionOut]
    tables: list[TableOut]
    checks: list[CheckOut]


class FigureLink(BaseModel):
    """Another figure of the document that a figure belongs with, and how: change_of, share_of, rank_of, part_of …"""

    model_config = ConfigDict(extra="forbid")

    kind: str
    id: str


class FigureLine(BaseModel):
    """A figure read in a document; `quote` is its characters from `start` to `end`."""

    model_config = ConfigDict(extra="forbid")

    id: str
    start: int
    end: int
    quote: str
    value: str
    upper: str | None = None
    unit: str
    bound: str
    measure: str
    indicator: str | None
    subject: str
    department: str
    period: str | None
    role: str
    page: int | None
    cell: str | None
    check: Verdict | None = Field(
        default=None, description="how the document's own amounts bear it out; null: not checked"
    )
    links: list[FigureLink] = Field(default=[], description="the figures it belongs with, by id")


class OutcomeOut(BaseModel):
    """What became of one uploaded file: added, known (the same bytes are on record), or failed with its reason."""

    model_config = ConfigDict(extra="forbid")

    source: str
    status: Literal["added", "known", "failed"]
    document_id: str | None
    document: DocumentOut | None
    figures: int
    passages: int
    reason: str | None
    warnings: list[str]


class Uploaded(BaseModel):
    """What became of an upload, one outcome a file, in order."""

    outcomes: list[OutcomeOut]


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    code: str
