"""What goes over the wire, checked and described at the door."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.examples import ANSWER

Language = Literal["zh", "en"]


Verdict = Literal["agrees", "rounding", "contradicts"]


DocumentKind = Literal[
    "self_evaluation",
    "project_evaluation",
    "target_form",
    "monitoring",
    "final_account",
    "review",
    "ledger",
    "project_list",
    "payout",
    "indicator_form",
    "table",
    "other",
]


class ScopeIn(BaseModel):
    """What a question is limited to, beside what it says itself; an empty list limits nothing."""

    model_config = ConfigDict(extra="forbid")

    departments: list[str] = Field(default_factory=list, max_length=200, description="full names, as GET /api/scope")
    years: list[int] = Field(default_factory=list, max_length=200)
    kinds: list[str] = Field(default_factory=list, max_length=50)


class AskRequest(BaseModel):
    """A question, with the earlier ones of the conversation."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "2021年预算执行情况怎么样？", "history": [], "language": "zh"}]}
    )

    question: str
    history: list[str] = Field(default_factory=list, max_length=200, description="earlier questions, oldest first")
    conversation_id: str | None = Field(
        default=None,
        max_length=200,
        description="keeps question and answer under this id, made by the client; its earlier questions are the history",
    )
    scope: ScopeIn | None = Field(
        default=None, description="departments, years and kinds that the answer is limited to"
    )
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
    withdrawn: bool = Field(description="another version corrects this one: its figures no longer hold")


class AnswerOut(BaseModel):
    """An answer: typed parts, the figures it offers, and the citations they rest on."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [ANSWER]})

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
    chance: float | None = Field(
        default=None, description="how likely the least certain figure is the one asked for, as it was weighed"
    )


class ReadingOut(BaseModel):
    """What was read of a document; `unread` names the parts that were not."""

    model_config = ConfigDict(extra="forbid")

    pages: int = Field(description="0 where the format has none")
    scanned_pages: int = Field(description="pages recognised from pictures")
    tables: int
    figures: int
    passages: int
    unread: list[str]
    seconds: float


class RefusalOut(BaseModel):
    """A file that could not be kept, and why."""

    model_config = ConfigDict(extra="forbid")

    source: str = Field(description="base name, with the archive it lies in")
    reason: str
    at: str


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
    supersedes: str | None = Field(description="the version that this one corrects")
    superseded_by: str | None = Field(description="the version that corrects this one: answers no longer rest on this")
    same_as: str | None = Field(description="the same report in another format, which answers rest on")
    edition: int = Field(description="0 says nothing of versions, 1 a correction, 2 a correction of that, -1 a draft")
    by_hand: list[str] = Field(description="the parts of its identity that a person corrected")
    warnings: list[str]
    created_at: str
    report: ReadingOut | None = Field(default=None, description="null: read by an older version")


class Facet(BaseModel):
    """A value and how many documents have it."""

    value: str | int
    count: int


class Facets(BaseModel):
    """What there is to choose documents by."""

    departments: list[Facet]
    years: list[Facet]
    kinds: list[Facet]
    states: list[Facet]


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


class VersionOut(BaseModel):
    """Another version of a document, by what this document is to it."""

    model_config = ConfigDict(extra="forbid")

    relation: Literal["supersedes", "superseded_by", "same_as", "copied_by"]
    id: str
    source: str


class IdentityEdit(BaseModel):
    """What a person says a document is; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    department: str | None = Field(default=None, max_length=100)
    region: str | None = Field(default=None, max_length=100)
    kind: DocumentKind | None = None
    title: str | None = Field(default=None, max_length=300)
    years: list[Annotated[int, Field(ge=1949, le=2100)]] | None = Field(default=None, max_length=30)
    edition: int | None = Field(default=None, ge=-1, le=9)


class DocumentDetail(DocumentOut):
    """A document without its text: that is served exactly, as text/plain, at `/api/documents/{id}/text`."""

    aliases: list[str]
    media_type: str
    sha256: str
    characters: int
    pages: list[tuple[int, int]]
    figures: int
    unsure: int = Field(description="figures with characters that optical recognition was not sure of")
    versions: list[VersionOut]
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
    unsure: bool = Field(description="optical recognition was not sure of all its characters")
    links: list[FigureLink] = Field(default=[], description="the figures it belongs with, by id")


class OutcomeOut(BaseModel):
    """What became of one uploaded file: added, known (the same bytes are on record), or failed with its reason."""

    model_config = ConfigDict(extra="forbid")

    source: str
    status: Literal["added", "known", "failed"]
    document_id: str | None
    document: DocumentOut | None
    pages: int = 0
    tables: int = 0
    figures: int
    passages: int
    reason: str | None
    warnings: list[str]
    unread: list[str] = []


class Uploaded(BaseModel):
    """What became of an upload, one outcome a file, in order."""

    outcomes: list[OutcomeOut]


class UploadOut(BaseModel):
    """An uploaded file that a worker reads: where it stands, and what became of it once it has ended."""

    model_config = ConfigDict(extra="forbid")

    id: str
    job: str = Field(description="shared by the files of one request")
    source: str
    collection: str
    bytes: int
    state: Literal["waiting", "reading", "kept", "failed", "cancelled"]
    attempts: int = Field(description="how often reading it was begun")
    files: int = Field(description="of an archive: how many of its files are over")
    created_at: str
    ended_at: str | None
    outcome: OutcomeOut | None = Field(description="null while it is open, or where it was cancelled")


class Queued(BaseModel):
    """What was taken in to be read by workers, one upload a file, in order; `Location` leads to where they stand."""

    job: str
    uploads: list[UploadOut]


class ConversationOut(BaseModel):
    """One line of the conversations listing; times are ISO 8601 in UTC."""

    model_config = ConfigDict(extra="forbid")

    id: str
    title: str
    created_at: str
    updated_at: str
    length: int = Field(description="questions asked")


class TurnOut(BaseModel):
    """A question and the answer it was given."""

    question: str
    asked_at: str
    answer: AnswerOut


class ConversationDetail(ConversationOut):
    """A conversation with its turns, oldest first."""

    turns: list[TurnOut]


class RenameRequest(BaseModel):
    """A conversation's new title."""

    title: str = Field(min_length=1, max_length=120, examples=["水务局预算执行"])


class OpinionRequest(BaseModel):
    """What a person says of an answer: a thumb with a reason, or a figure that is wrong."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "wrong_figure", "reason": "应为调整预算数", "figure": 0}]}
    )

    kind: Literal["up", "down", "wrong_figure"]
    reason: str = Field(default="", max_length=2000)
    figure: int | None = Field(default=None, ge=0, description="place in the answer's `figures`, from 0")


class OpinionOut(BaseModel):
    """An opinion kept, with the question and the figure it is about."""

    id: str
    answer_id: str
    kind: Literal["up", "down", "wrong_figure"]
    reason: str
    figure: dict[str, Any]
    question: str
    created_at: str


class ScopeCount(BaseModel):
    """One choice of the scope, with the number of documents it stands for."""

    value: str | int
    documents: int


class ScopeOut(BaseModel):
    """What a question can be limited to."""

    departments: list[ScopeCount]
    years: list[ScopeCount]
    kinds: list[ScopeCount]


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    code: str
