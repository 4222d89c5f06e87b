"""A file becomes a record: hash, read, identify, outline, passages, figures, one transaction, then vectors.

A batch never stops at a bad file. Vectors are added for several documents at once; until they are in place a document
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
from ingest.draft import Draft
from ingest.figures import read_figures
from ingest.identify import Identity, identify
from ingest.outline import outline
from ingest.passages import split
from ingest.progress import BatchReport, Event, OnEvent, Outcome, OutcomeStatus, silent
from ingest.readers import read_file
from ingest.vectorise import Reindexed, VectorQueue, reindex

__all__ = ["Reindexed", "document_id", "ingest", "ingest_bytes", "make_document", "reindex"]

VECTORS_AT_ONCE = 4_000
"""Passages gathered before their vectors are made."""
_FEWEST_LETTERS = 10


def ingest(
    paths: Iterable[Path | str], library: Library, on_event: OnEvent = silent, *, collection: str = "default"
) -> BatchReport:
    """Keep every file of `paths` in `collection`: files as named, folders with all below them but hidden files.

    Never raises for a file: each has an outcome with its reason. The same bytes are kept once.
    """
    begun = time.perf_counter()
    files = list(_files(paths))
    queue = VectorQueue(library, VECTORS_AT_ONCE)
    outcomes: list[Outcome] = []
    for number, path in enumerate(files):
        rate = number / max(time.perf_counter() - begun, 1e-9)
        on_event(Event("file", number, len(files), path.name, rate))
        outcomes.append(_ingest_path(path, library, queue, collection))
        rate = (number + 1) / max(time.perf_counter() - begun, 1e-9)
        on_event(Event("file", number + 1, len(files), path.name, rate, outcomes[-1]))
    on_event(Event("vectors", 0, queue.waiting))
    queue.flush()
    outcomes = [_with_faults(outcome, queue) for outcome in outcomes]
    return BatchReport(tuple(outcomes), time.perf_counter() - begun)


def ingest_bytes(name: str, data: bytes, library: Library, *, collection: str = "default") -> Outcome:
    """Keep one uploaded file; only the base name of `name` counts. Never raises for what the file is."""
    queue = VectorQueue(library, VECTORS_AT_ONCE)
    outcome = _ingest_one(PureWindowsPath(name).name, data, library, queue, collection)
    queue.flush()
    return _with_faults(outcome, queue)


def make_document(name: str, data: bytes, library: Library, collection: str = "default") -> Document:
    """The Document that a file becomes, not yet kept. Raises UnreadableFile."""
    draft = read_file(name, data)
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


def _ingest_path(path: Path, library: Library, queue: VectorQueue, collection: str) -> Outcome:
    try:
        data = path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        return Outcome(
            path.name,
            OutcomeStatus.FAILED,
            reason_zh=f"{path.name}：文件无法打开（{why}）；请核对路径和权限。",
            reason_en=f"{path.name}: the file cannot be opened ({why}); check its path and permissions.",
            path=str(path),
        )
    return replace(_ingest_one(path.name, data, library, queue, collection), path=str(path))


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
    document = make_document(name, data, library, collection)
    passages = split(document)
    figures = read_figures(document, library.vocabulary)
    library.keep_original(data)
    if not library.store.add(document, passages, figures):
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
