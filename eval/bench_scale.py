"""An archive of some size, and what a question costs there beside the floor and beside simple rivals, in the same run."""

import resource
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from assistant.answering.ask import ask
from assistant.records import vectors
from assistant.records.library import Library, open_library
from assistant.records.model import Answer, Question
from assistant.records.scope import EVERYTHING
from assistant.records.words import terms
from assistant.settings import Settings
from eval.bench_archive import copies, write_archive
from eval.bench_lookalikes import KINDS, Asked, judged, questions, rates, retrieved, sampled, told
from eval.bench_peers import against_peers
from eval.bench_table import Row, costs, spread

_ASKED = 500
_RIVALS = 120
_UNSCOPED = (
    "2021年预算执行率是多少？",
    "2020年新增了多少公办学位？",
    "供水管网漏损率是多少",
    "2019年存在的主要问题有哪些？",
    "新改建农村公路多少公里",
    "How many outpatient visits were there in 2021?",
)
_AGGREGATES = ("2021年哪些部门预算执行率低于90%？", "2020年哪个部门执行率最高？", "2022年各部门预算执行率排名")


def measured(folder: Path, passages: int, *, with_vectors: bool = True, peers: str = "") -> Iterator[Row]:
    """The rows of one size; an archive that is in `folder` already is used as it is.

    `peers` is a Python with LlamaIndex and txtai, to be measured over the same passages; empty: they are not.
    """
    size = f"{passages // 1000} k"
    library = open_library(Settings(data_dir=folder))
    if not library.store.heads(EVERYTHING):
        yield from _written(library, passages, size, with_vectors=with_vectors)
    held = library.store.counts()
    disk = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
    yield Row(
        f"{size}: on disk",
        f"{disk / held.passages:.0f} bytes a passage",
        f"{held.documents} documents, {held.passages} passages, {held.figures} figures",
    )
    library.close()
    library = open_library(Settings(data_dir=folder))
    begun = time.process_time()
    _ask("2021年预算执行率是多少？", "zh", library)
    yield Row(f"{size}: opening and the first answer", f"{time.process_time() - begun:.2f} s")
    sources, offices = sampled(copies(library, passages), _ASKED)
    asked = list(questions(sources, offices))
    yield from _answers(library, size, asked)
    if with_vectors:
        yield from _rivals(library, size, asked)
    yield from _words(library, size, asked)
    if peers:
        yield from against_peers(library, passages, asked[:_RIVALS], peers, _floor(library))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Row(f"{size}: peak memory so far", f"{peak:.0f} MiB")
    library.close()


def _written(library: Library, passages: int, size: str, *, with_vectors: bool) -> Iterator[Row]:
    begun = time.process_time()
    write_archive(library, passages, vectors=with_vectors)
    taken = time.process_time() - begun
    what = "with vectors" if with_vectors else "without vectors"
    yield Row(f"{size}: writing the archive, {what}", f"{passages / taken:.0f} passages/s")


def _answers(library: Library, size: str, asked: Sequence[Asked]) -> Iterator[Row]:
    floor = _floor(library)
    yield Row(f"{size}: floor", f"{floor:.2f} ms", "one indexed lookup and one query embedding")
    for text in (asked[0].text, "2019年存在的主要问题有哪些？"):  # the second loads the vector index
        _ask(text, "zh", library)
    scoped = [a for a in asked if a.kind in KINDS[:2]]
    taken = costs(lambda a: _ask(a.text, a.language, library), scoped)
    ratio = f"p50 {statistics.median(taken) / floor:.1f} × floor"
    yield Row(f"{size}: answers, office named", spread(taken), ratio)
    for what, some in (("no office named", _UNSCOPED), ("aggregates over all offices", _AGGREGATES)):
        taken = costs(lambda text: _ask(text, "zh", library), some * 2)
        yield Row(f"{size}: answers, {what}", spread(taken), f"{len(some)} questions, each twice")
    counted = rates(asked, lambda a: judged(a, _ask(a.text, a.language, library)))
    yield Row(f"{size}: {len(asked)} look-alike questions", told(counted), "; ".join(_by_kind(counted)))


def _floor(library: Library) -> float:
    return statistics.median(costs(partial(_least, library), range(60)))


def _by_kind(counted: dict[str, Counter[str]]) -> Iterator[str]:
    for kind in KINDS:
        ways = ", ".join(f"{way} {count}" for way, count in counted[kind].most_common())
        yield f"{kind}: {ways}"


def _rivals(library: Library, size: str, asked: Sequence[Asked]) -> Iterator[Row]:
    """LangChain's Chroma retriever over the same passages and encoder; its filter is given the right document's id."""
    index, some = library.vectors, asked[:_RIVALS]

    def near(one: Asked, where: dict[str, str] | None) -> list[str]:
        found = index._run(partial(vectors._search, text=one.text, k=5, where=where))
        return [key for key, _ in found]

    def filtered(one: Asked) -> list[str]:
        return near(one, {"document_id": one.sources[0].document_id})

    ways: tuple[tuple[str, Callable[[Asked], list[str]]], ...] = (
        ("LangChain + Chroma", lambda one: near(one, None)),
        ("LangChain + Chroma with a metadata filter", filtered),
    )
    for what, way in ways:
        way(some[0])
        taken = costs(way, some)
        counted = rates(some, lambda a, way=way: retrieved(a, way(a)))  # type: ignore[misc]
        given = " (the filter was told the right report)" if way is filtered else ""
        yield Row(f"{size}: {what}", spread(taken), f"first passage of {len(some)} questions{given}: {told(counted)}")


def _words(library: Library, size: str, asked: Sequence[Asked]) -> Iterator[Row]:
    def best(one: Asked) -> list[str]:
        return [key for key, _ in library.store.words(EVERYTHING, terms(one.text), None, 5)]

    best(asked[0])
    taken = costs(best, asked)
    counted = rates(asked, lambda a: retrieved(a, best(a)))
    yield Row(
        f"{size}: BM25 over titled passages, all of the archive", spread(taken), f"first passage: {told(counted)}"
    )


def _ask(text: str, language: str, library: Library) -> Answer:
    return ask(Question(text, (), language), library, EVERYTHING)


def _least(library: Library, number: int) -> None:
    heads = library.store.heads(EVERYTHING)
    library.store.figures(EVERYTHING, [heads[number].id], indicators=["executed"])
    library.encoder.encode(["预算执行率是多少"])
