"""Which passage of the right report answers, as rows of the bench's table."""

from collections.abc import Iterator

from assistant.records.library import Library
from eval.bench_table import Row
from eval.retrieval import retrieval


def quality(library: Library) -> Iterator[Row]:
    """Recall and nDCG of each way on the questions of the load corpus, by language; adds its reports to `library`."""
    for way in retrieval(library):
        told = way.measures
        shown = f"recall@1 {told['recall@1']:.1%}, @5 {told['recall@5']:.1%}, nDCG@10 {told['nDCG@10']:.3f}"
        yield Row(way.name, shown, f"{len(way.cases)} questions")
