"""What goes over the wire of gold questions, runs over them, and corrections by hand."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SET_NAME = r"^[\w\-.（）()]{1,60}$"


class GoldFigureIn(BaseModel):
    """A figure that an answer should offer; `value` is a decimal string."""

    model_config = ConfigDict(extra="forbid")

    value: str = Field(max_length=64, examples=["1491.52"])
    unit: str = Field("", max_length=32)
    bound: str = Field("exact", max_length=16)
    upper: str | None = Field(None, max_length=64)
    period: str | None = Field(None, max_length=32, examples=["2021-01/2021-11"])
    computed: bool | None = None


class GoldIn(BaseModel):
    """A question with the answer it should get, as eval.score reads it."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1, max_length=80)
    kind: str = Field("lookup", min_length=1, max_length=40)
    language: Literal["zh", "en"] = "zh"
    question: str = Field(min_length=1, max_length=2000)
    history: list[str] = Field([], max_length=20)
    status: Literal["answered", "abstained", "clarify"] = "answered"
    figures: list[GoldFigureIn] = Field([], max_length=200)
    allowed: list[GoldFigureIn] = Field([], max_length=200)
    sources: list[str] = Field([], max_length=50)
    sources_mode: Literal["all", "any"] = "all"
    contains: list[str] = Field([], max_length=50)
    reason: str | None = Field(None, max_length=40)
    also: Literal["answered", "abstained", "clarify"] | None = None


class GoldOut(BaseModel):
    """A gold case that is kept, who changed it last, when, and the review it came from ("" for none)."""

    record: dict[str, Any]
    by: str
    at: str
    origin: str


class GoldSetOut(BaseModel):
    """A set of gold cases."""

    name: str
    cases: int
    changed_at: str


class Imported(BaseModel):
    """How many cases a file held; all of them are kept."""

    cases: int


class RunIn(BaseModel):
    """Which set of gold questions is to be asked."""

    set: str = Field(pattern=SET_NAME)


class RunOut(BaseModel):
    """A run: `done` of `cases` are asked; `measures` what it came to, by name, once it has ended."""

    id: str
    name: str
    kind: str
    cases: int
    done: int
    begun_at: str
    ended_at: str | None
    measures: dict[str, float]


class RunCase(BaseModel):
    """How a question of a run ended; `hidden`: it rests on records that you may not see, so nothing but this is told."""

    id: str
    question: str
    kind: str
    verdict: Literal["right", "wrong", "missing"]
    faults: list[str]
    hidden: bool


class RunDetail(RunOut):
    """A run with its cases."""

    results: list[RunCase]


class ChangedOut(BaseModel):
    """A question whose verdict differs between two runs."""

    id: str
    question: str
    before: str
    after: str
    faults: list[str]


class ComparisonOut(BaseModel):
    """Two runs question by question; `p_value` is that of McNemar's exact test on worse and better."""

    earlier: str
    later: str
    shared: int
    worse: list[ChangedOut]
    better: list[ChangedOut]
    other: list[ChangedOut]
    p_value: float


class StretchIn(BaseModel):
    """Characters of a document's text, half open."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)


class HandFigureIn(StretchIn):
    """A figure as a person reads it: these characters state it, in `unit`, of `measure`.

    What is empty stays as it was read. `instead` are the characters of the figure that was wrongly taken in its place.
    """

    unit: str = Field("", max_length=32, examples=["万元"])
    measure: str = Field("", max_length=200)
    period: str = Field("", max_length=32, pattern=r"^(\d{4}(-\d\d){0,2}(/\d{4}(-\d\d){0,2})?)?$")
    department: str = Field("", max_length=120)
    instead: StretchIn | None = None


# A line of the vocabulary's file each: nothing that ends a line or is not seen.
_UNSEEN = r"\x00-\x1f\x7f-\x9f\u2028\u2029"


class SynonymIn(BaseModel):
    """A word that people say, and the words of the reports that it means."""

    word: str = Field(min_length=1, max_length=60, pattern=rf"^[^{_UNSEEN}#][^{_UNSEEN}]*$")
    means: list[Annotated[str, Field(min_length=1, max_length=60, pattern=rf"^[^{_UNSEEN},，]+$")]] = Field(
        min_length=1, max_length=20
    )


class ConfirmedOut(BaseModel):
    """A correction of a round that holds: two reviewers agreed or a third decided. `number` is its place in the judgement."""

    answer_id: str
    question: str
    language: str
    number: int
    figure: int | None
    replaced: dict[str, Any] | None = Field(description="the figure of the answer that it corrects, with its citation")
    correction: dict[str, Any]
    source: str = Field(description="the document's name")
    reviewer: str
    at: str
