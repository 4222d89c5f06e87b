"""Recall on invented reports of departments, places and questions kept from training."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.records.embed import Encoder
from eval.encoder.templates import Intent, Report, Templates, write_reports

REPORTS = 40
SEED = 7


@dataclass(frozen=True, slots=True)
class Recall:
    """Share of questions (0 to 1) whose passage ranks first, or among the first five."""

    name: str
    questions: int
    first: float
    first_five: float


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    report: int
    passage: int


def measure(encoder: Encoder, templates: Templates) -> tuple[Recall, ...]:
    """Recall in Chinese and English within the right report, and in Chinese over all reports by name and year."""
    return tuple(
        recall
        for unseen in (False, True)
        for recall in _measure(
            encoder, write_reports(templates, REPORTS, SEED, held_out=True, unseen_wording=unseen), unseen
        )
    )


def _measure(encoder: Encoder, reports: Sequence[Report], unseen: bool) -> list[Recall]:
    owner = np.array([n for n, report in enumerate(reports) for _ in report.passages])
    texts = [told.text for report in reports for told in report.passages]
    titled = [f"{report.title}\n{told.text}" for report in reports for told in report.passages]
    bare, named = encoder.encode(texts), encoder.encode(titled)
    wording = "unseen wording" if unseen else "report wording"
    chinese, english = _asked(reports, "zh"), _asked(reports, "en")
    return [
        _recall(f"Chinese, within the report, {wording}", encoder, chinese, bare, owner),
        _recall(f"English, within the report, {wording}", encoder, english, bare, owner),
        _recall(f"Chinese, by name over all reports, {wording}", encoder, _with_names(reports, chinese), named, None),
    ]


def _asked(reports: Sequence[Report], language: str) -> list[_Asked]:
    asked, passage = [], 0
    for number, report in enumerate(reports):
        for told in report.passages:
            prefix = "held_out_" if isinstance(told.source, Intent) else ""
            questions: tuple[str, ...] = getattr(told.source, prefix + language)
            asked += [_Asked(question, number, passage) for question in questions]
            passage += 1
    return asked


def _with_names(reports: Sequence[Report], asked: Sequence[_Asked]) -> list[_Asked]:
    def named(a: _Asked) -> str:
        return f"{reports[a.report].department}{reports[a.report].year}年{a.question}"

    return [_Asked(named(a), a.report, a.passage) for a in asked]


def _recall(
    name: str,
    encoder: Encoder,
    asked: Sequence[_Asked],
    passages: NDArray[np.float32],
    owner: NDArray[Any] | None,
) -> Recall:
    """Rank of each question's passage, ties counted half; with `owner`, among passages of its report only."""
    similarity = encoder.encode([a.question for a in asked]) @ passages.T
    if owner is not None:
        similarity[np.array([a.report for a in asked])[:, None] != owner[None, :]] = -np.inf
    right = similarity[np.arange(len(asked)), [a.passage for a in asked]][:, None]
    ranks = 1 + (similarity > right).sum(axis=1) + ((similarity == right).sum(axis=1) - 1) / 2
    return Recall(name, len(asked), float((ranks <= 1).mean()), float((ranks <= 5).mean()))
