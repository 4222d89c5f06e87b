"""Questions over a corpus of any size: reports sampled by seed, asked in full names, answered by what was planted."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from eval.sample.chance import chance
from eval.sample.corpus import Corpus
from eval.sample.gold import EXECUTION, about_execution, from_ledger, stated
from eval.sample.report import report
from eval.sample.texts import table
from eval.sample.values import Department, GoldCase, GoldFigure, Report

ENGLISH_OF_100 = 25
ABSTAIN_OF_100 = 15


def load_gold(corpus: Corpus, count: int) -> Iterator[GoldCase]:
    """`count` cases over sampled departments, a share of them about years without a report; the same for the same corpus."""
    rng = chance(corpus.seed, corpus.count, corpus.years, "gold")
    gaps = [(one, year) for one in corpus.departments for year in one.missing if year not in corpus.ledger_years]
    for number in range(1, count + 1):
        if gaps and rng.randrange(100) < ABSTAIN_OF_100:
            yield _unanswered(*rng.choice(gaps), number, rng)
        else:
            yield _answered(corpus, number, rng)


def _answered(corpus: Corpus, number: int, rng: Random) -> GoldCase:
    """A question about a sampled report; one that its text does not answer is drawn again."""
    while True:
        department, year = rng.choice(corpus.departments), rng.choice(corpus.years)
        if year in department.missing:
            continue
        raw = rng.choice(_questions(department))
        one = report(corpus.seed, department, year)
        if all(one.figure(key) for key in raw.get("keys", ())):
            return _case(raw, one, corpus, number, rng)


def _questions(department: Department) -> list[Mapping[str, Any]]:
    return [
        raw for raw in table("load_questions")["question"] if raw.get("field", department.field) == department.field
    ]


def _case(raw: Mapping[str, Any], one: Report, corpus: Corpus, number: int, rng: Random) -> GoldCase:
    keys = tuple(raw.get("keys", ()))
    language, question = _asked(raw, one.department, one.year, rng)
    listed = one.department.field == "park" and raw["kind"] == "count"
    either = listed or (bool(keys) and from_ledger(keys, one.year, corpus))
    figures = tuple(stated(figure) for key in keys if (figure := one.figure(key)))
    also = about_execution(one) if set(keys) & set(EXECUTION) else _beside(keys, one)
    return GoldCase(
        id=f"load-{number:05}",
        kind=raw["kind"],
        language=language,
        question=question,
        status="answered",
        figures=figures,
        sources=() if either else (one.name,),
        contains=one.problems if raw.get("narrative") else (),
        allowed=tuple(figure for figure in also if figure not in figures),
    )


def _beside(keys: tuple[str, ...], one: Report) -> tuple[GoldFigure, ...]:
    """Figures of the same clause or of the same thing's target: an answer may show them too."""
    clauses = {figure.clause for key in keys if (figure := one.figure(key))}
    targets = {f"{key}_target" for key in keys}
    return tuple(stated(figure) for figure in one.planted if figure.clause in clauses or figure.key in targets)


def _unanswered(department: Department, year: int, number: int, rng: Random) -> GoldCase:
    raw = rng.choice(_questions(department))
    language, question = _asked(raw, department, year, rng)
    return GoldCase(f"load-{number:05}", "abstain", language, question, "abstained", reason="no_record")


def _asked(raw: Mapping[str, Any], department: Department, year: int, rng: Random) -> tuple[str, str]:
    language = "en" if rng.randrange(100) < ENGLISH_OF_100 else "zh"
    return language, rng.choice(raw[language]).format(name=department.name, year=year)
