"""A file becomes a record: hash, read, identify, outline, passages, figures, one transaction, then vectors.

A batch never stops at a bad file; of an archive every file inside is one of its own. Files are read in processes within
bounds of time and memory. Vectors are added for several documents at once; until they are in place a document is
pending, and the next ingest, or `reindex`, makes them.
"""

import logging
import os
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path, PureWindowsPath

from assistant.errors import InvalidSetting
from assistant.monitoring.watching import watch
from assistant.records.cache import Once
from assistant.records.library import Library
from assistant.records.model import Document
from assistant.records.scope import EVERYTHING
from ingest.jobs import Item, Job
from ingest.keeper import AS_IT_COMES, Keeper
from ingest.prepare import document_id, document_of
from ingest.progress import BatchReport, Event, OnEvent, Outcome, OutcomeStatus, silent
from ingest.readers import read_file
from ingest.sources import Source, sources
from ingest.vectorise import Reindexed, VectorQueue, heal, reindex
from ingest.worker import Refused
from ingest.workers import Bounds, Here, Readers, Workers

__all__ = [
    "Reindexed",
    "document_id",
    "ingest",
    "ingest_all",
    "ingest_bytes",
    "ingest_uploads",
    "make_document",
    "reading",
    "reindex",
]

_LOG = logging.getLogger("youju")
VECTORS_AT_ONCE = 4_000
"""Passages gathered before their vectors are made."""
LARGEST = 1 << 30
"""Bytes of the largest file that is read, an archive included."""


def ingest(
    paths: Iterable[Path | str], library: Library, on_event: OnEvent = silent, *, collection: str = "default"
) -> BatchReport:
    """Keep every file of `paths` in `collection`: files as named, folders with all below them but hidden files, patterns.

    Never raises for a file: each has an outcome with its reason, and so has each file of a zip archive, whose path is
    "…/archive.zip/folder/name". The same bytes are kept once. Outcomes are in the order of the files.
    """
    begun = time.perf_counter()
    found = list(sources(paths))
    outcomes: list[Outcome] = []
    done = 0

    def rate() -> float:
        return done / max(time.perf_counter() - begun, 1e-9)

    def wait(item: Item) -> None:
        on_event(Event("file", done, len(found), item.name, rate()))

    with _job(library, collection) as job:
        for outcome, last in job.outcomes(map(_item, found), wait):
            outcomes.append(outcome)
            done += last
            on_event(Event("file", done, len(found), outcome.name, rate(), outcome))
        on_event(Event("vectors", 0, job.queue.waiting))
    outcomes = [_with_faults(outcome, job.queue) for outcome in outcomes]
    _watch(library, outcomes)
    return BatchReport(tuple(outcomes), time.perf_counter() - begun)


def ingest_bytes(name: str, data: bytes, library: Library, *, collection: str = "default") -> Outcome:
    """Keep one uploaded file; only the base name of `name` counts. Never raises for what the file is.

    An archive has one outcome for all its files: added when one of them was, with a warning for each that failed.
    """
    return ingest_uploads([(name, data)], library, collection=collection)[0]


def ingest_uploads(
    files: Sequence[tuple[str, bytes]],
    library: Library,
    *,
    collection: str = "default",
    keeper: Keeper = AS_IT_COMES,
    readers: Once[Readers] | None = None,
) -> tuple[Outcome, ...]:
    """Keep uploaded files (name, bytes) as `ingest_bytes` does: one outcome each, in order.

    `readers` are those of `reading`, for several calls; raises what the `keeper` lets pass only.
    """
    names = [PureWindowsPath(name).name for name, _ in files]
    with _job(library, collection, keeper, readers) as job:
        each = _uploaded(names, [data for _, data in files], job)
    each = _after(job, each)
    # A file's own outcome has no path; those of an archive's files have one.
    return tuple(own[0] if not own[0].path else _summary(name, own) for name, own in zip(names, each, strict=True))


def ingest_all(name: str, data: bytes, library: Library, *, collection: str = "default") -> tuple[Outcome, ...]:
    """Keep one uploaded file, or every file of an uploaded zip archive: the outcome of each, at least one."""
    with _job(library, collection) as job:
        each = _uploaded([PureWindowsPath(name).name], [data], job)
    (outcomes,) = _after(job, each)
    return tuple(outcomes)


def _uploaded(names: Sequence[str], contents: Sequence[bytes], job: Job) -> list[list[Outcome]]:
    """For each file its outcomes: one, or those of the files of an archive."""
    each: list[list[Outcome]] = []
    begins = True
    items = (Item(name, "", data) for name, data in zip(names, contents, strict=True))
    for outcome, last in job.outcomes(items, lambda _: None):
        if begins:
            each.append([])
        each[-1].append(outcome)
        begins = last
    return each


def _after(job: Job, each: list[list[Outcome]]) -> list[list[Outcome]]:
    """The outcomes when the vectors are made, which warnings then follow from."""
    _watch(job.library, [outcome for own in each for outcome in own])
    return [[_with_faults(outcome, job.queue) for outcome in own] for own in each]


def _watch(library: Library, outcomes: Iterable[Outcome]) -> None:
    """Raise the warnings that new records give rise to, where they tell any spending.

    Records are kept whatever the office's rules look like: wrong ones are told by `youju warnings`.
    """
    new = [one.document_id for one in outcomes if one.status is OutcomeStatus.ADDED and one.document_id]
    if new and library.store.figures(EVERYTHING, new, indicators=("executed",)):
        try:
            watch(library, time.time())
        except InvalidSetting as error:
            _LOG.warning("warnings were not looked for: %s", error)


def make_document(name: str, data: bytes, library: Library, collection: str = "default") -> Document:
    """The Document that a file becomes, not yet kept. Raises UnreadableFile."""
    return document_of(name, data, read_file(name, data), library.vocabulary, collection)


@contextmanager
def _job(
    library: Library, collection: str, keeper: Keeper = AS_IT_COMES, readers: Once[Readers] | None = None
) -> Iterator[Job]:
    """A job whose processes end with it unless they are given, and at whose end the vectors of all documents are made."""
    queue = VectorQueue(library, VECTORS_AT_ONCE)
    with nullcontext(readers) if readers else reading(library) as asked:
        yield Job(library, asked, queue, collection, keeper)
    heal(library, queue)


@contextmanager
def reading(library: Library) -> Iterator[Once[Readers]]:
    """Whoever reads, made when first asked for and ended with this block; what vectors need is loaded meanwhile."""
    warming = threading.Thread(target=_warm_up, args=(library,), name="youju-vectors", daemon=True)
    readers = Once(lambda: _readers(library, warming))
    try:
        yield readers
    finally:
        if readers.made:
            readers().close()
        if warming.ident:
            warming.join()


def _readers(library: Library, warming: threading.Thread) -> Readers:
    """Whoever reads, made when the first file must be read; what vectors need is loaded meanwhile."""
    settings = library.settings
    # A wrong vocabulary of the office is said once, here, not once a file.
    vocabulary = library.vocabulary
    if settings.workers == 0:
        return Here(vocabulary)
    warming.start()
    bounds = Bounds(settings.file_seconds, settings.file_megabytes)
    return Workers(settings.workers or cores(), bounds, library.vocabulary_folder)


def _warm_up(library: Library) -> None:
    # A fault shows again where it matters.
    with suppress(Exception):
        library.vectors.warm_up()


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _item(source: Source) -> Item:
    path = source.path
    if source.fault_zh:
        return Item(path.name, str(path), fault=_unopened(path, source.fault_zh, source.fault_en))
    try:
        if path.stat().st_size > LARGEST:
            limit = LARGEST >> 20
            zh, en = (
                f"文件超过 {limit} MB，未读取；请拆分后再提供",
                f"it is larger than {limit} MB and was not read; split it",
            )
            return Item(path.name, str(path), fault=_unopened(path, zh, en))
        return Item(path.name, str(path), path.read_bytes())
    except OSError as error:
        why = error.strerror or str(error)
        zh, en = (
            f"文件无法打开（{why}）；请核对路径和权限",
            f"the file cannot be opened ({why}); check its path and permissions",
        )
        return Item(path.name, str(path), fault=_unopened(path, zh, en))


def _unopened(path: Path, zh: str, en: str) -> Refused:
    return Refused(f"{path.name}：{zh}。", f"{path.name}: {en}.")


def _summary(name: str, outcomes: Sequence[Outcome]) -> Outcome:
    """One outcome for all files of an archive."""
    kept = [o for o in outcomes if o.status is OutcomeStatus.ADDED] or [
        o for o in outcomes if o.status is OutcomeStatus.KNOWN
    ]
    failed = [o for o in outcomes if o.status is OutcomeStatus.FAILED]
    first = kept[0] if kept else outcomes[0]
    return Outcome(
        name,
        first.status,
        first.document_id,
        reason_zh=first.reason_zh,
        reason_en=first.reason_en,
        figures=sum(o.figures for o in kept),
        passages=sum(o.passages for o in kept),
        warnings=(
            f"压缩包内有 {len(outcomes)} 个文件，{len(failed)} 个没有读取 / {len(outcomes)} files in the archive, "
            f"{len(failed)} of them not read",
            *(f"{o.reason_zh} / {o.reason_en}" for o in failed),
            *(f"{o.name}: {warning}" for o in kept for warning in o.warnings),
        ),
        seconds=sum(o.seconds for o in outcomes),
        pages=sum(o.pages for o in kept),
        tables=sum(o.tables for o in kept),
        unread=tuple(f"{o.name}: {part}" for o in kept for part in o.unread),
    )


def _with_faults(outcome: Outcome, queue: VectorQueue) -> Outcome:
    fault = queue.faults.get(outcome.document_id or "")
    return replace(outcome, warnings=(*outcome.warnings, fault)) if fault and outcome.status == "added" else outcome
