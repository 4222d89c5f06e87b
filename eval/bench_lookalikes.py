"""Questions over near-identical reports: does the answer come from the right one, and is its figure the right one?

The same question is asked in full names, short names, with a typing error, in English, of two offices, and without a year.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from assistant.answering.offices import kinds, romanised
from assistant.records.model import Answer, Status
from eval.bench_archive import Copy

KINDS = ("full name", "short name", "typing error", "English", "two offices", "no year")


@dataclass(frozen=True, slots=True)
class Source:
    """An execution rate on record: the document and the passage that state it, as it is written."""

    document_id: str
    passage_id: str
    office: str
    year: int
    value: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what a right answer gives, and whether asking back is right since the name fits several offices."""

    kind: str
    text: str
    language: str
    sources: tuple[Source, ...]
    ambiguous: bool = False


def sampled(stream: Iterable[Copy], count: int, seed: int = 3) -> tuple[list[Source], set[str]]:
    """`count` execution rates out of all documents of `stream`, and the names of all its offices."""
    rng = Random(seed)
    held: list[Source] = []
    offices: set[str] = set()
    for number, one in enumerate(stream):
        offices.add(one.document.department)
        source = _source(one)
        if source is None:
            continue
        if len(held) < count:
            held.append(source)
        elif (at := rng.randrange(number + 1)) < count:
            held[at] = source
    rng.shuffle(held)
    return held, offices


def _source(one: Copy) -> Source | None:
    rate = next((f for f in one.figures if f.indicator == "execution_rate" and not f.cell), None)
    if rate is None:
        return None
    passage = next((p for p in one.passages if p.span.holds(rate.span)), None)
    value = str(rate.quantity.value)
    year = one.document.years[0]
    return Source(one.document.id, passage.id, one.document.department, year, value) if passage else None


def questions(sources: Sequence[Source], offices: set[str], seed: int = 5) -> Iterator[Asked]:
    """A question for each source, the kinds in turn."""
    rng = Random(seed)
    short = Counter(name[3:] for name in offices)
    for number, source in enumerate(sources):
        kind = KINDS[number % len(KINDS)]
        name, year = source.office, source.year
        if kind == "full name":
            yield Asked(kind, f"{name}{year}年预算执行率是多少？", "zh", (source,))
        elif kind == "short name":
            yield Asked(kind, f"{name[3:]}{year}年预算执行率是多少？", "zh", (source,), short[name[3:]] > 1)
        elif kind == "typing error":
            at = rng.randrange(3, 5)
            wrong = name[:at] + rng.choice("侨弯机布瑾狄止罗") + name[at + 1 :]
            yield Asked(kind, f"{wrong}{year}年预算执行率是多少？", "zh", (source,), wrong != name)
        elif kind == "English":
            yield Asked(kind, f"What was the budget execution rate of {english(name)} in {year}?", "en", (source,))
        elif kind == "two offices":
            other = next((s for s in sources if s.year == year and s.office != name), source)
            yield Asked(kind, f"{name}和{other.office}{year}年预算执行率各是多少？", "zh", (source, other))
        else:
            yield Asked(kind, f"{name}预算执行率是多少？", "zh", (source,))


def english(name: str) -> str:
    """An office's name in English as staff would write it: romanised places, its kind in words; in Chinese where
    its kind has no English name."""
    said = next((en[0] for zh, en in kinds() if any(name.endswith(form) for form in zh)), "")
    city, district = romanised(name[:2]).capitalize(), romanised(name[3:5]).capitalize()
    return f"the {district} District {said.title()} of {city}" if said else name


def judged(asked: Asked, answer: Answer) -> str:
    """ "right", "asked back" (or declined) or "wrong": any offered figure from another report is wrong."""
    offered = [p for p in answer.parts if p.offered and p.figure is not None]
    if answer.status is not Status.ANSWERED or not offered:
        return "asked back"
    by_id = {c.id: c.document.id for c in answer.citations}
    told = {(by_id[i], str(p.figure.quantity.value)) for p in offered if p.figure for i in p.citations[:1]}
    if asked.kind == "no year":
        offices = {p.figure.department for p in offered if p.figure}
        return "right" if offices == {asked.sources[0].office} else "wrong"
    documents = {s.document_id for s in asked.sources}
    if not {d for d, _ in told} <= documents:
        return "wrong"
    wanted = {(s.document_id, s.value) for s in asked.sources}
    return "right" if wanted <= told else "right report, other figure"


def retrieved(asked: Asked, passage_ids: Sequence[str]) -> str:
    """What a retriever's first passage is: "right", of the right report, or "wrong"."""
    first = passage_ids[0] if passage_ids else ""
    if first in {s.passage_id for s in asked.sources}:
        return "right"
    same = {s.document_id for s in asked.sources}
    if asked.kind == "no year" and first.split("-")[0] in same:
        return "right report, other figure"
    return "right report, other figure" if first.split("-")[0] in same else "wrong"


def rates(asked: Sequence[Asked], judge: Callable[[Asked], str]) -> dict[str, Counter[str]]:
    """How often each kind of question came out in each way."""
    out: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for one in asked:
        out[one.kind][judge(one)] += 1
    return out


def told(counted: dict[str, Counter[str]]) -> str:
    """Shares over all kinds: right, asked back, other figure, wrong."""
    total = sum(counted.values(), Counter())
    count = max(total.total(), 1)
    parts = [f"right {total['right'] / count:.1%}", f"wrong {total['wrong'] / count:.1%}"]
    parts += [
        f"{name} {total[name] / count:.1%}" for name in ("asked back", "right report, other figure") if total[name]
    ]
    return ", ".join(parts)
