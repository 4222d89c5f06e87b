"""Which passage of the right report answers: words, meaning, and both, with and without synonyms and glossary.

The report is known, as it is when office and year have been resolved; what is ranked is its passages. Measured with
ir_measures, which computes what trec_eval does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.terms import terms
from assistant.records.library import Library
from assistant.records.model import Document, Passage
from assistant.records.scope import EVERYTHING
from assistant.records.words import terms as words_of
from eval.run_store import Case
from eval.sample.corpus import Corpus
from eval.sample.load import load_gold
from eval.sample.report import report
from eval.sample.values import GoldCase
from eval.score import Verdict
from ingest.figures import read_figures
from ingest.passages import split
from ingest.pipeline import make_document
from ingest.vectorise import vector_text

_DEPARTMENTS, _CASES, _YEARS = 40, 320, (2020, 2021)
_WEIGHT = 0.5  # of meaning beside words, both scaled to one
_MEASURES = {"recall@1": "R@1", "recall@5": "R@5", "first@1": "Success@1", "first@5": "Success@5", "nDCG@10": "nDCG@10"}
Scores = dict[str, float]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to rank: by words, meaning or both, in one language, with the other words of the question's terms or as asked.

    `measures` are means over the questions, in 0..1; `cases` how each question ended: right where a passage that answers
    came first, missing where one came among the first five, else wrong.
    """

    by: str
    language: str
    helped: bool
    measures: Mapping[str, float]
    cases: tuple[Case, ...]

    @property
    def name(self) -> str:
        """The way in words."""
        return f"passages by {self.by}, {self.language}, {'with synonyms and glossary' if self.helped else 'as asked'}"


@dataclass(frozen=True, slots=True)
class _Case:
    id: str
    question: str
    language: str
    document: Document
    passages: tuple[Passage, ...]
    right: frozenset[str]


def retrieval(library: Library, cases: int = _CASES) -> Iterator[Way]:
    """Each way over questions of the load corpus, by language; adds its reports to `library`."""
    found = list(_cases(library, cases))
    for language in ("zh", "en"):
        some = [case for case in found if case.language == language]
        for helped in (False, True):
            ways: dict[str, dict[str, Scores]] = {"words": {}, "meaning": {}, "both": {}}
            for case in some:
                lexical, dense = _by_words(case, library, helped=helped), _by_meaning(case, library, helped=helped)
                for way, scores in (("words", lexical), ("meaning", dense), ("both", _fused(lexical, dense))):
                    ways[way][case.id] = scores
            for way, ranked in ways.items():
                if some:
                    yield _measured(way, language, helped=helped, cases=some, ranked=ranked)


def _measured(by: str, language: str, *, helped: bool, cases: Sequence[_Case], ranked: Mapping[str, Scores]) -> Way:
    import ir_measures

    wanted = {name: ir_measures.parse_measure(text) for name, text in _MEASURES.items()}
    right = {case.id: dict.fromkeys(case.right, 1) for case in cases}
    means = ir_measures.calc_aggregate(list(wanted.values()), right, ranked)
    verdicts = {case.id: Verdict.WRONG for case in cases}
    for name, verdict in (("first@5", Verdict.MISSING), ("first@1", Verdict.RIGHT)):
        for metric in ir_measures.iter_calc([wanted[name]], right, ranked):
            if metric.value:
                verdicts[metric.query_id] = verdict
    outcomes = tuple(Case(case.id, case.question, by, verdicts[case.id], (), {}) for case in cases)
    return Way(by, language, helped, {name: means[measure] for name, measure in wanted.items()}, outcomes)


def _cases(library: Library, most: int) -> Iterator[_Case]:
    corpus = Corpus(11, _DEPARTMENTS, _YEARS)
    named = {(d.name, y): (d, y) for d in corpus.departments for y in _YEARS}
    read: dict[str, tuple[Document, tuple[Passage, ...], dict[str, frozenset[str]]]] = {}
    for gold in load_gold(corpus, most):
        found = next(
            (pair for (name, year), pair in named.items() if name in gold.question and str(year) in gold.question), None
        )
        if gold.status != "answered" or not gold.figures or found is None:
            continue
        made = report(corpus.seed, *found)
        if made.name not in read:
            read[made.name] = _read(library, made.name, made.text)
        document, passages, holding = read[made.name]
        right = frozenset[str]().union(*(holding.get(value, frozenset()) for value in _values(gold)))
        if right:
            yield _Case(gold.id, gold.question, gold.language, document, passages, right)


def _values(gold: GoldCase) -> list[str]:
    return [f"{float(figure.value):.4f} {figure.unit}" for figure in gold.figures]


def _read(library: Library, name: str, text: str) -> tuple[Document, tuple[Passage, ...], dict[str, frozenset[str]]]:
    document = make_document(name, text.encode(), library)
    passages = tuple(split(document))
    library.store.add(document, passages, [])
    holding: dict[str, set[str]] = {}
    for figure in read_figures(document, library.vocabulary):
        key = f"{float(figure.quantity.value):.4f} {figure.quantity.unit}"
        holding.setdefault(key, set()).update(p.id for p in passages if p.span.holds(figure.span))
    return document, passages, {key: frozenset(ids) for key, ids in holding.items()}


def _runs(case: _Case, library: Library, *, helped: bool) -> list[str]:
    """The question, and with help its terms' other words."""
    if not helped:
        return [case.question]
    return [case.question, *(run for term in terms(case.question, library.vocabulary) for run in term.alternatives)]


def _by_words(case: _Case, library: Library, *, helped: bool) -> Scores:
    asked = [word for run in _runs(case, library, helped=helped) for word in words_of(run)]
    found = dict(library.store.words(EVERYTHING, asked, [case.document.id], len(case.passages)))
    return {p.id: found.get(p.id, 0.0) for p in case.passages}


def _by_meaning(case: _Case, library: Library, *, helped: bool) -> Scores:
    asked = " ".join(_runs(case, library, helped=helped))
    vectors = library.encoder.encode([asked, *(vector_text(case.document, p) for p in case.passages)])
    return {p.id: float(c) for p, c in zip(case.passages, vectors[1:] @ vectors[0], strict=True)}


def _fused(lexical: Scores, dense: Scores) -> Scores:
    most, least, span = max(lexical.values()) or 1.0, min(dense.values()), max(dense.values()) - min(dense.values())
    return {key: lexical[key] / most + _WEIGHT * (dense[key] - least) / (span or 1.0) for key in lexical}
