"""What goes over the wire about rounds of review."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Method = Literal["simple", "stratified", "targeted"]
Dimension = Literal["kind", "document_kind", "year", "channel"]
Allocation = Literal["proportional", "root", "equal"]
Flag = Literal["low_margin", "ocr", "conflict", "thumbs_down", "wrong_figure", "unchecked"]
Cause = Literal["extraction", "scope", "matching", "computation", "wording"]
Aspect = Literal["value", "unit", "period", "department", "measure", "citation", "completeness", "refusal"]


class DesignIn(BaseModel):
    """How a sample is drawn; the same seed over the same answers draws the same."""

    method: Method = "stratified"
    size: int = Field(default=60, ge=1, le=5000)
    seed: int = Field(default=1, ge=0)
    dimensions: list[Dimension] = Field(default=["kind"], max_length=4)
    allocation: Allocation = "proportional"
    flags: list[Flag] = Field(default=[], description="what a targeted sample is of")
    double: float = Field(default=0.2, ge=0.2, le=1, description="the share that two people review")


class RoundRequest(DesignIn):
    """A round to draw, from answers asked between `since` and `until` (ISO 8601 dates, half open)."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "十月抽查", "method": "stratified", "size": 60}]}
    )

    name: str = Field(min_length=1, max_length=120)
    since: str = Field(default="", max_length=32)
    until: str = Field(default="~", max_length=32)


class ProgressOut(BaseModel):
    """How far a round is; `left` counts the answers that wait for whoever asks."""

    drawn: int
    judged: int
    settled: int
    open: int
    mine: int
    left: int


class RoundOut(BaseModel):
    """A round and how far it is."""

    id: str
    name: str
    created_at: str
    created_by: str
    closed_at: str | None
    frame_hash: str
    since: str
    until: str
    design: DesignIn
    progress: ProgressOut


class CorrectionIn(BaseModel):
    """The right value of a figure, with the characters it is read at; `figure` is its place in the answer's `figures`."""

    figure: int | None = Field(default=None, ge=0)
    value: str = Field(default="", max_length=64, examples=["1491.52"])
    unit: str = Field(default="", max_length=32)
    measure: str = Field(default="", max_length=200)
    period: str = Field(default="", max_length=32, examples=["2021"])
    department: str = Field(default="", max_length=120)
    document_id: str = Field(default="", max_length=64)
    start: int = Field(default=0, ge=0)
    end: int = Field(default=0, ge=0)


class JudgementIn(BaseModel):
    """What a reviewer says of an answer: for each aspect that applies whether it is right."""

    verdicts: dict[Aspect, bool]
    cause: Cause | None = None
    note: str = Field(default="", max_length=2000)
    corrections: list[CorrectionIn] = Field(default=[], max_length=20)
    seconds: float = Field(default=0, ge=0, le=86400)
    adjudication: bool = False


class JudgementOut(JudgementIn):
    """A judgement as it was given."""

    answer_id: str
    reviewer: str
    created_at: str


class ItemOut(BaseModel):
    """An answer to review: as it was given, what is to be judged of it, and what you have said of it."""

    answer_id: str
    place: int
    of: int
    question: str
    asked_at: str
    door: str
    flags: list[Flag]
    aspects: list[Aspect]
    answer: dict[str, Any]
    mine: JudgementOut | None
    others: list[JudgementOut] = Field(description="only where a difference is to be settled")


class PlanOut(BaseModel):
    """Review `size` answers: with at most `accept` wrong ones the error rate is below `limit`."""

    size: int
    accept: int
    limit: float
    confidence: float
    risk: float
    population: int | None


class FrameOut(BaseModel):
    """What can be drawn from: how many answers, by what they are divided by and what is flagged."""

    answers: int
    kind: dict[str, int]
    document_kind: dict[str, int]
    year: dict[str, int]
    channel: dict[str, int]
    flags: dict[str, int]
