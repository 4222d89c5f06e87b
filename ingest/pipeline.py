"""A file becomes a record: hash, read, identify, outline, passages, figures, one transaction, then vectors.

A batch never stops at a bad file; of an archive every file inside is one of its own. Vectors are added for several documents at once; until they are in place a document
is pending, and `reindex` heals it.
"""

import hashlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PureWindowsPath

from assistant.errors import UnreadableFile, YoujuError
from assistant.records.library import Library
from assistant.records.model import Document
from assistant.records.scope import Scope
from ingest.archive import Entry, entries, is_archive
from ingest.crosscheck import cross_check, warnings_of
from ingest.draft import Draft
from ingest.figures import read_figures
from ingest.identify import Identity, identify
from ingest.outline import outline
from ingest.passages import split
from ingest.preview import keep_scans
from ingest.progress import BatchReport, Event, OnEvent, Outcome, OutcomeStatus, silent
from ingest.readers import read_file
from ingest.revise import as_corrected
from ingest.vectorise import Reindexed, VectorQueue, reindex

__all__ = ["Reindexed", "document_id", "ingest", "ingest_all", "ingest_bytes", "make_document", "reindex"]

VECTORS_AT_ONCE = 4_000
"""Passages gathered before their vectors are made."""
_FEWEST_LETTERS = 10


def ingest(
    paths: Iterable[Path | str], library: Library, on_event: OnEvent = silent, *, collection: str = "default"
) -> BatchReport:
    """Keep every file of `paths` in `collection`: files as named, folders with all below them but hidden files.

    Never raises for a file: each has an outcome with its reason, and so has each file of a zip archive, whose path is
    "…/archive.zip/folder/name". The same bytes are kept once.
    """
    begun = time.perf_counter()
    files = list(_files(paths))
    queue = VectorQueue(library, VECTORS_AT_ONCE)
    outcomes: list[Outcome] = []
    for number, path in enumerate(files):
        rate = number / max(time.perf_counter() - begun, 1e-9)
        on_event(Event("file", number, len(files), path.name, rate))
        for outcome, last in _marked(_ingest_path(path, library, queue, collection)):
            outcomes.append(outcome)
            done = number + last
            rate = done / max(time.perf_counter() - begun, 1e-9)
            on_event(Event("file", done, len(files), outcome.name, rate, outcome))
    on_event(Event("vectors", 0, queue.waiting))
    queue.flush()
    outcomes = [_with_faults(outcome, queue) for outcome in outcomes]
    return BatchReport(tuple(outcomes), time.perf_counter() - begun)


def ingest_bytes(name: str, data: bytes, library: Library, *, collection: str = "default") -> Outcome:
    """Keep one uploaded file; only the base name of `name` counts. Never raises for what the file is.

    An archive has one outcome for all its files: added when one of them was, with a warning for each that failed.
    """
    outcomes = ingest_all(name, data, library, collection=collection)
    base = PureWindowsPath(name).name
    return outcomes[0] if not is_archive(base, data) else _summary(base, outcomes)


def ingest_all(name: str, data: bytes, library: Library, *, collection: str = "default") -> tuple[Outcome, ...]:
    """Keep one uploaded file, or every file of an uploaded zip archive: the outcome of each, at least one."""
    queue = VectorQueue(library, VECTORS_AT_ONCE)
    outcomes = list(_ingest_data(PureWindowsPath(name).name, data, library, queue, collection))
    queue.flush()
    return tuple(_with_faults(outcome, queue) for outcome in outcomes)


def make_document(name: str, data: bytes, library: Library, collection: str = "default") -> Document:
    """The Document that a file becomes, not yet kept. Raises UnreadableFile."""
    return _drafted(name, data, read_file(name, data), library, collection)


def _drafted(name: str, data: bytes, draft: Draft, library: Library, collection: str) -> Document:
    identity = identify(draft, name, library.vocabulary)
    _refuse_empty(name, draft, identity)
    return _document(name, data, draft, identity, collection)


def document_id(sha256: str, collection: str = "default") -> str:
    """The id of the document made of these bytes: the same in every installation, another in every collection."""
    if collection == "default":
        return sha256[:16]
    return hashlib.sha256(f"{collection}\n{sha256}".encode()).hexdigest()[:16]


def _files(paths: Iterable[Path | str]) -> Iterator[Path]:
    """Each file once, folders in alphabetical order; a path that is neither is kept, to fail by name."""
    seen: set[Path] = set()
    for given in map(Path, paths):
        inside = (
            sorted(p for p in given.rglob("*") if p.is_file() and not _hidden(p, given)) if given.is_dir() else [given]
        )
        for path in inside:
            if path.resolve() not in seen:
                seen.add(path.resolve())
                yield path


def _hidden(path: Path, folder: Path) -> bool:
    """Dot files and folders, and the lock files an office suite leaves (~$report.docx)."""
    return any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)


def _marked(outcomes: Iterable[Outcome]) -> Iterator[tuple[Outcome, bool]]:
    """Each outcome with whether it is the last one."""
    waiting: Outcome | None = None
    for outcome in outcomes:
        if waiting:
            yield waiting, False
        waiting = outcome
    if waiting:
        yield waiting, True


def _ingest_path(path: Path, library: Library, queue: VectorQueue, collection: str) -> Iterator[Outcome]:
    try:
        data = path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        yield Outcome(
            path.name,
            OutcomeStatus.FAILED,
            reason_zh=f"{path.name}：文件无法打开（{why}）；请核对路径和权限。",
            reason_en=f"{path.name}: the file cannot be opened ({why}); check its path and permissions.",
            path=str(path),
        )
        return
    for outcome in _ingest_data(path.name, data, library, queue, collection):
        inside = outcome.path.removeprefix(path.name)
        yield replace(outcome, path=f"{path}{inside}")


def _ingest_data(name: str, data: bytes, library: Library, queue: VectorQueue, collection: str) -> Iterator[Outcome]:
    """The outcome of a file, or of each file of an archive: these carry "archive.zip/folder/name" as path."""
    if not is_archive(name, data):
        yield _ingest_one(name, data, library, queue, collection)
        return
    for entry in entries(name, data):
        yield _ingest_entry(entry, library, queue, collection)


def _ingest_entry(entry: Entry, library: Library, queue: VectorQueue, collection: str) -> Outcome:
    if entry.fault:
        said = (entry.fault.sentence("zh"), entry.fault.sentence("en"))
        return Outcome(entry.name, OutcomeStatus.FAILED, reason_zh=said[0], reason_en=said[1], path=entry.path)
    outcome = _ingest_one(entry.name, entry.data, library, queue, collection)
    folder = entry.path.removesuffix(entry.name)
    reasons = [folder + reason if reason else "" for reason in (outcome.reason_zh, outcome.reason_en)]
    return replace(outcome, path=entry.path, reason_zh=reasons[0], reason_en=reasons[1])


def _summary(name: str, outcomes: tuple[Outcome, ...]) -> Outcome:
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
    )


def _ingest_one(name: str, data: bytes, library: Library, queue: VectorQueue, collection: str) -> Outcome:
    begun = time.perf_counter()
    try:
        outcome = _keep(name, data, library, queue, collection)
    except YoujuError as error:
        outcome = Outcome(name, OutcomeStatus.FAILED, reason_zh=error.sentence("zh"), reason_en=error.sentence("en"))
    except Exception as error:  # a fault of ours in one file must not cost the others
        what = f"{type(error).__name__}: {error}"[:200]
        outcome = Outcome(
            name,
            OutcomeStatus.FAILED,
            reason_zh=f"{name}：处理时出现内部错误（{what}）；请把文件和此信息一并反馈。",
            reason_en=f"{name}: an internal fault ({what}); please report it together with the file.",
        )
    return replace(outcome, seconds=time.perf_counter() - begun)


def _keep(name: str, data: bytes, library: Library, queue: VectorQueue, collection: str) -> Outcome:
    sha256 = hashlib.sha256(data).hexdigest()
    known = library.store.by_sha256(sha256, Scope(frozenset({collection})))
    if known:
        return _known(name, known)
    draft = read_file(name, data)
    document = as_corrected(_drafted(name, data, draft, library, collection), library)
    passages = split(document)
    figures = read_figures(document, library.vocabulary)
    checks = cross_check(document, figures)
    document = replace(document, warnings=(*document.warnings, *warnings_of(checks)))
    keep_scans(library.original(library.keep_original(data)), draft.scans)
    if not library.store.add(document, passages, figures, checks):
        return _known(name, library.store.by_sha256(sha256, Scope(frozenset({collection}))) or document)
    queue.put(document, passages)
    nothing = () if figures else ("没有读到任何数字 / no figure was found",)
    warnings = (*document.warnings, *nothing)
    return Outcome(
        name, OutcomeStatus.ADDED, document.id, figures=len(figures), passages=len(passages), warnings=warnings
    )


def _known(name: str, known: Document) -> Outcome:
    return Outcome(
        name,
        OutcomeStatus.KNOWN,
        known.id,
        reason_zh=f"{name}：与已入库的“{known.name}”内容相同，未重复入库。",
        reason_en=f"{name}: the same content as {known.name}, which is already kept.",
    )


def _document(name: str, data: bytes, draft: Draft, identity: Identity, collection: str) -> Document:
    sha256 = hashlib.sha256(data).hexdigest()
    return Document(
        id=document_id(sha256, collection),
        name=name,
        sha256=sha256,
        media_type=draft.media_type,
        kind=identity.kind,
        title=identity.title,
        department=identity.department,
        region=identity.region,
        years=identity.years,
        text=draft.text,
        aliases=identity.aliases,
        pages=draft.pages,
        sections=outline(draft.text),
        tables=draft.tables,
        collection=collection,
        warnings=(*draft.warnings, *identity.warnings),
        edition=identity.edition,
        unsure=draft.unsure,
    )


def _refuse_empty(name: str, draft: Draft, identity: Identity) -> None:
    """A file in which nothing can be read or identified is no record."""
    letters = sum(1 for c in draft.text[:10_000] if c.isalpha())
    if identity.kind == "other" and not draft.tables and letters < _FEWEST_LETTERS:
        raise UnreadableFile(
            name,
            zh="里面没有可以读的报告内容；请核对是否选错了文件。",
            en="there is nothing in it that reads like a report; check that it is the right file.",
        )


def _with_faults(outcome: Outcome, queue: VectorQueue) -> Outcome:
    fault = queue.faults.get(outcome.document_id or "")
    return replace(outcome, warnings=(*outcome.warnings, fault)) if fault and outcome.status == "added" else outcome
