"""First questions, drawn from what the records hold: a person who has never been here sees what can be asked."""

from collections.abc import Iterator, Sequence
from itertools import islice

from assistant.records.library import Library
from assistant.records.model import Figure, Role
from assistant.records.scope import Scope
from assistant.records.store import Head
from assistant.records.vocabulary import Indicator

# Looked at for suggestions, spread over everything there is: enough for variety, few enough for a first page.
_LOOKED_AT = 12

_EXECUTION = {
    "zh": "{department}{year}年预算执行情况怎么样？",
    "en": "How was {department}'s {year} budget executed?",
}
_PROBLEMS = {
    "zh": "{department}{year}年存在的主要问题是什么？",
    "en": "What were the main problems of {department} in {year}?",
}
_VALUE = {
    "zh": "{department}{year}年{zh}是多少？",
    "en": "What was the {en} of {department} in {year}?",
}


def first_questions(library: Library, scope: Scope, *, language: str, k: int) -> tuple[str, ...]:
    """Up to `k` different questions in `language`, each about another report and all answerable from the records."""
    named = [head for head in library.store.heads(scope) if head.department and head.years]
    heads = _spread(named, _LOOKED_AT)
    figures = library.store.figures(scope, [head.id for head in heads])
    askable = [list(_questions(head, _of(head, figures), library, scope, language)) for head in heads]
    # Round by round, another kind of question for the next report: variety before completeness.
    rounds = max(map(len, askable), default=0)
    mixed = (
        own[(turn + number) % len(own)]
        for turn in range(rounds)
        for number, own in enumerate(askable)
        if turn < len(own)
    )
    return tuple(islice(dict.fromkeys(mixed), k))


def _of(head: Head, figures: Sequence[Figure]) -> list[Figure]:
    return [figure for figure in figures if figure.document_id == head.id]


def _spread(heads: Sequence[Head], k: int) -> list[Head]:
    """`k` heads at even distances, latest first: each is likely another department."""
    latest = list(reversed(heads))
    step = max(1, len(latest) // k)
    return latest[::step][:k]


def _questions(head: Head, figures: Sequence[Figure], library: Library, scope: Scope, language: str) -> Iterator[str]:
    said = {"department": head.department, "year": str(head.years[-1])}
    known = [one for figure in figures if (one := _indicator(figure, library)) is not None]
    if any(one.formula == "execution_rate" for one in known):
        yield _EXECUTION[language].format_map(said)
    sections = library.store.document(head.id, scope).sections
    if any("问题" in section.path[-1] for section in sections if section.path):
        yield _PROBLEMS[language].format_map(said)
    for one in known:
        if one.role is Role.ACTUAL and one.formula is None:
            yield _VALUE[language].format_map({**said, "zh": one.zh, "en": one.en})
            return


def _indicator(figure: Figure, library: Library) -> Indicator | None:
    own = figure.indicator is not None and figure.role in (Role.ACTUAL, Role.SHARE)
    return library.vocabulary.get(figure.indicator) if own and figure.indicator else None
