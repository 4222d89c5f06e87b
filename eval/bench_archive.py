"""An archive of any size for measuring: read once from sample reports, then written again under other offices' names.

Each base report goes through the product's own reading; its copies have names of the same length, so every span of them
holds. Offices of one kind therefore tell near-identical things: what retrieval has to keep apart.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from assistant.records.library import Library
from assistant.records.model import Document, Figure, Passage
from assistant.records.vectors import VectorItem
from eval.sample.city import departments, named_departments
from eval.sample.report import report
from eval.sample.values import Department, Report
from ingest.figures import read_figures
from ingest.passages import split
from ingest.pipeline import make_document
from ingest.vectorise import vector_text

YEARS = tuple(range(2015, 2025))
_AT_ONCE = 200
_OFFICES = 50_000


@dataclass(frozen=True, slots=True)
class Base:
    """A sample report as read: what its copies are made of."""

    report: Report
    document: Document
    passages: tuple[Passage, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """A base report under another office's name."""

    base: Base
    department: Department
    document: Document
    passages: tuple[Passage, ...]
    figures: tuple[Figure, ...]


def copies(library: Library, passages: int, seed: int = 7) -> Iterator[Copy]:
    """Documents until they hold `passages`, office by office and year by year; the same for the same arguments."""
    bases: dict[tuple[str, int], Base] = {}
    written = 0
    for office in _offices(seed):
        for year in YEARS:
            key = (office.name.removeprefix(office.city + office.district), year)
            if key not in bases:
                bases[key] = _base(library, seed, office, year)
            one = _copy(bases[key], office)
            written += len(one.passages)
            yield one
            if written >= passages:
                return


def write_archive(library: Library, passages: int, seed: int = 7, *, vectors: bool = True) -> list[Copy]:
    """Keep an archive of about `passages` passages in `library`; returns its first two hundred documents."""
    kept: list[Copy] = []
    stream = copies(library, passages, seed)
    while batch := list(islice(stream, _AT_ONCE)):
        kept.extend(batch[: 200 - len(kept)])
        with library.store.together():
            for one in batch:
                library.store.add(one.document, one.passages, one.figures)
        if vectors:
            library.vectors.add(items(batch))
        library.store.mark_embedded(*(c.document.id for c in batch))
    return kept


def items(batch: Sequence[Copy]) -> Iterator[VectorItem]:
    """What is put into the vector index for these documents."""
    return (VectorItem(p.id, c.document.id, vector_text(c.document, p)) for c in batch for p in c.passages)


def _offices(seed: int) -> Iterator[Department]:
    """Offices of districts, every kind of body in turn; neighbours in the order share their district."""
    invented = islice(departments(seed, _OFFICES, YEARS), len(named_departments()), None)
    return (one for one in invented if one.district)


def _base(library: Library, seed: int, office: Department, year: int) -> Base:
    made = report(seed, office, year)
    document = make_document(made.name, made.text.encode(), library)
    return Base(made, document, tuple(split(document)), tuple(read_figures(document, library.vocabulary)))


def _copy(base: Base, office: Department) -> Copy:
    own = base.report.department
    swaps = ((own.city, office.city), (own.district, office.district))

    @cache
    def said(text: str) -> str:
        for old, new in swaps:
            text = text.replace(old, new)
        return text

    text = said(base.document.text)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    document = replace(
        base.document,
        id=sha256[:16],
        name=said(base.document.name),
        sha256=sha256,
        title=said(base.document.title),
        department=said(base.document.department),
        aliases=tuple(map(said, base.document.aliases)),
        region=said(base.document.region),
        sections=tuple(replace(s, path=tuple(map(said, s.path))) for s in base.document.sections),
        text=text,
    )
    old, new = base.document.id, document.id
    passages = tuple(
        replace(p, id=p.id.replace(old, new), document_id=new, headings=tuple(map(said, p.headings)))
        for p in base.passages
    )
    figures = tuple(
        replace(
            f,
            id=f.id.replace(old, new),
            document_id=new,
            department=said(f.department),
            subject=said(f.subject),
            measure=said(f.measure),
            section=tuple(map(said, f.section)),
        )
        for f in base.figures
    )
    return Copy(base, office, document, passages, figures)
