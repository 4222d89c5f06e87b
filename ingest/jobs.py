"""A job: many files in, one outcome each, in the order of the files whatever their number and the processes that read them.

Reading happens elsewhere (`Readers`); here files are recognised by their hash, and what was read is kept, one transaction
a document. A job that ends at any point, however it ends, leaves whole documents only, and the next one goes on from there.
"""

import datetime
import hashlib
import pickle
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePath

from assistant.errors import StoreFault, YoujuError
from assistant.records.library import Library
from assistant.records.model import Document
from assistant.records.readings import Reading, Refusal
from assistant.records.scope import EVERYTHING, Scope
from ingest.archive import Entry
from ingest.identify import IDENTITY_WARNINGS
from ingest.keeper import AS_IT_COMES, Keeper
from ingest.kin import take_over
from ingest.prepare import Prepared, again
from ingest.preview import keep_scans
from ingest.progress import Outcome, OutcomeStatus
from ingest.revise import as_corrected
from ingest.vectorise import VectorQueue
from ingest.worker import IsArchive, Read, Refused, Result
from ingest.workers import Readers

_MOST_AHEAD = 400
"""Files that may wait for a slow one before them."""
_MOST_BYTES = 128 * 1024 * 1024
"""Bytes of files and of what was read of them that may wait."""
_MOST_STOPPED = 3
"""Files of one archive that may meet a bound before the rest of it is left alone: a small bomb holds thousands."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file of a job: its base name, where it was found, and its bytes, or why it has none."""

    name: str
    path: str
    data: bytes = b""
    fault: Refused | None = None
    inside: str = ""
    """The folder it has inside an archive, with the archive's own name: "资料.zip/2021/"; "" for all other files."""


@dataclass(slots=True)
class _Slot:
    """A file on its way: `result` while it is read elsewhere, None where nothing needs reading."""

    item: Item
    sha256: str
    result: "Future[bytes] | None"

    @property
    def over(self) -> bool:
        return self.result is None or self.result.done()

    @property
    def weight(self) -> int:
        read = len(self.result.result()) if self.result and self.over else 0
        return len(self.item.data) + read


@dataclass(slots=True)
class Job:
    """Files on their way into one collection of a library; `readers` is asked for when there is something to read."""

    library: Library
    readers: Callable[[], Readers]
    queue: VectorQueue
    collection: str
    keeper: Keeper = AS_IT_COMES
    _reading: set[str] = field(default_factory=set)
    _refusals: dict[tuple[str, str], tuple[str, Refused]] = field(default_factory=dict)
    _stops: Counter[str] = field(default_factory=Counter)
    _refused: frozenset[str] | None = None

    def outcomes(self, items: Iterable[Item], on_wait: Callable[[Item], None]) -> Iterator[tuple[Outcome, bool]]:
        """The outcome of each item in order, of an archive those of its files; True stands beside the last of an item.

        `on_wait` is told of each item when its turn has come.
        """
        waiting: deque[_Slot] = deque()
        for item in items:
            waiting.append(self._start(item))
            while waiting and (waiting[0].over or _full(waiting)):
                yield from self._finished(waiting.popleft(), on_wait)
        while waiting:
            yield from self._finished(waiting.popleft(), on_wait)

    def _start(self, item: Item) -> _Slot:
        if item.fault:
            return _Slot(item, "", None)
        sha256 = hashlib.sha256(item.data).hexdigest()
        if sha256 in self._reading or (sha256, _suffix(item)) in self._refusals or self._known(sha256):
            return _Slot(item, sha256, None)
        self._reading.add(sha256)
        return _Slot(item, sha256, self._read(item))

    def _read(self, item: Item) -> "Future[bytes]":
        return self.readers().read(Read(item.name, item.data, self.collection, bool(item.inside)))

    def _finished(self, slot: _Slot, on_wait: Callable[[Item], None]) -> Iterator[tuple[Outcome, bool]]:
        on_wait(slot.item)
        result = self._result(slot)
        self._reading.discard(slot.sha256)
        if isinstance(result, IsArchive):
            self._forget(slot.item.path or slot.item.name)
            yield from _marked(self._members(slot.item))
            return
        outcome = result if isinstance(result, Outcome) else self._outcome(slot, result)
        self._note(outcome)
        yield self.keeper.told(outcome), True

    def _members(self, archive: Item) -> Iterator[Outcome]:
        """The outcomes of an archive's files; from the first on that says too little of itself, when all are read."""
        told: list[Outcome] = []
        waiting: list[Outcome] = []
        for outcome, _ in self.outcomes(self._inside(archive), _unheard):
            told.append(outcome)
            if waiting or not IDENTITY_WARNINGS.isdisjoint(outcome.warnings):
                waiting.append(outcome)
            else:
                yield outcome
        changed: dict[str, Document] = {}
        with suppress(StoreFault):  # all is kept; the next ingest of the archive makes up for it
            changed = take_over(self.library, told, archive.path or archive.name)
        for document in changed.values():
            self.queue.put(document, self.library.store.passages(EVERYTHING, [document.id]))
        for outcome in waiting:
            now = changed.get(outcome.document_id or "")
            yield replace(outcome, warnings=now.warnings) if now and outcome.status is OutcomeStatus.ADDED else outcome

    def _inside(self, archive: Item) -> Iterator[Item]:
        """The files of an archive; none is read any more once too many of them had to be stopped."""
        for entry in self.readers().entries(archive.name, archive.data):
            item = _of_archive(archive, entry)
            given_up = not item.fault and self._given_up(item)
            yield replace(item, data=b"", fault=_left_alone(item)) if given_up else item

    def _given_up(self, item: Item) -> bool:
        return bool(item.inside) and self._stops[_archive_of(item)] >= _MOST_STOPPED

    def _result(self, slot: _Slot) -> Result | Outcome:
        item = slot.item
        if item.fault:
            return item.fault
        if slot.result is None:
            known = self._known(slot.sha256)
            if known:
                return _known(item, *known)
            if (slot.sha256, _suffix(item)) in self._refusals:
                name, why = self._refusals[slot.sha256, _suffix(item)]
                return Refused(item.name + why.zh.removeprefix(name), item.name + why.en.removeprefix(name))
            # The same bytes before it came to nothing under a name of another kind.
            slot.result = self._read(item)
        if self._given_up(item) and slot.result.cancel():
            why = _left_alone(item)
            return _failed(replace(item, fault=why), why)
        result: Result = pickle.loads(slot.result.result())
        if isinstance(result, Refused):
            self._refusals[slot.sha256, _suffix(item)] = (item.name, result)
            self._stops[_archive_of(item)] += result.stopped
        return result

    def _outcome(self, slot: _Slot, result: Prepared | Refused) -> Outcome:
        item = slot.item
        if isinstance(result, Refused):
            return _failed(item, result)
        try:
            return self._keep(item, slot.sha256, result)
        except self.keeper.passes:
            raise
        except YoujuError as error:
            return _failed(item, Refused(error.sentence("zh"), error.sentence("en")))
        except Exception as error:  # a fault of ours in one file must not cost the others
            what = f"{type(error).__name__}: {error}"[:200]
            zh = f"{item.name}：入库时出现内部错误（{what}）；请把文件和此信息一并反馈。"
            return _failed(
                item, Refused(zh, f"{item.name}: an internal fault ({what}); please report it with the file.")
            )

    def _keep(self, item: Item, sha256: str, read: Prepared) -> Outcome:
        library = self.library
        corrected = as_corrected(read.document, library)
        told = library.store.hand.of(corrected)
        if corrected is not read.document or told:
            read = again(read, corrected, library.vocabulary, told)
        document = read.document
        keep_scans(library.originals, library.keep_original(item.data), read.scans)
        parts = (document, read.passages, read.figures, read.checks, _reading(item, read))
        if not self.keeper.keep(document.id, partial(library.store.add, *parts)):
            return _known(item, *(self._known(sha256) or (document.id, document.name)))
        self.queue.put(document, read.passages)
        nothing = () if read.figures else ("没有读到任何数字 / no figure was found",)
        return Outcome(
            item.name,
            OutcomeStatus.ADDED,
            document.id,
            figures=len(read.figures),
            passages=len(read.passages),
            warnings=(*document.warnings, *nothing),
            seconds=read.seconds,
            path=item.path,
            pages=len(document.pages),
            tables=len(document.tables),
            unread=read.unread,
        )

    def _known(self, sha256: str) -> tuple[str, str] | None:
        return self.library.store.known(sha256, Scope(frozenset({self.collection})))

    def _note(self, outcome: Outcome) -> None:
        """Keep why a file failed, until it does not; a store that cannot even do that has said so already."""
        path = outcome.path or outcome.name
        if outcome.status is not OutcomeStatus.FAILED:
            self._forget(path)
            return
        at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        with suppress(StoreFault):
            self.library.store.note_refusal(Refusal(path, self.collection, outcome.reason_zh, outcome.reason_en, at))

    def _forget(self, path: str) -> None:
        """Forget earlier refusals of a path and of files inside it, where there were any when the job began."""
        if self._refused is None:
            scope = Scope(frozenset({self.collection}))
            self._refused = frozenset(refusal.path for refusal in self.library.store.refusals(scope))
        if any(refused == path or refused.startswith(f"{path}/") for refused in self._refused):
            with suppress(StoreFault):
                self.library.store.forget_refusals(path, self.collection)


def _full(waiting: deque[_Slot]) -> bool:
    return len(waiting) > _MOST_AHEAD or sum(slot.weight for slot in waiting) > _MOST_BYTES


def _of_archive(archive: Item, entry: Entry) -> Item:
    """An entry as an item; `entry.path` begins with the archive's name."""
    path = archive.path.removesuffix(archive.name) + entry.path
    fault = Refused(entry.fault.sentence("zh"), entry.fault.sentence("en")) if entry.fault else None
    folder = entry.path.removesuffix(entry.name)
    return Item(entry.name, path, entry.data, fault, folder)


def _suffix(item: Item) -> str:
    return PurePath(item.name).suffix.lower()


def _archive_of(item: Item) -> str:
    """The path of the outermost archive that a file lies in; of other files their folder and nothing more."""
    return item.path.removesuffix(item.inside + item.name) + item.inside.partition("/")[0]


def _left_alone(item: Item) -> Refused:
    zh = "同一压缩包里已有多个文件无法在限度内读取，未读取；请单独提供。"
    en = "several files of the same archive could not be read within bounds; it was not read; supply it by itself."
    return Refused(f"{item.inside}{item.name}：{zh}", f"{item.inside}{item.name}: {en}")


def _known(item: Item, document_id: str, name: str) -> Outcome:
    return Outcome(
        item.name,
        OutcomeStatus.KNOWN,
        document_id,
        reason_zh=f"{item.inside}{item.name}：与已入库的“{name}”内容相同，未重复入库。",
        reason_en=f"{item.inside}{item.name}: the same content as {name}, which is already kept.",
        path=item.path,
    )


def _failed(item: Item, why: Refused) -> Outcome:
    # Faults of the archive itself name the whole path already.
    zh, en = (why.zh, why.en) if item.fault else (item.inside + why.zh, item.inside + why.en)
    return Outcome(item.name, OutcomeStatus.FAILED, reason_zh=zh, reason_en=en, path=item.path)


def _reading(item: Item, read: Prepared) -> Reading:
    document = read.document
    return Reading(
        document.id,
        item.path,
        len(document.pages),
        len(read.scans),
        len(document.tables),
        len(read.figures),
        len(read.passages),
        read.unread,
        round(read.seconds, 3),
    )


def _marked(outcomes: Iterable[Outcome]) -> Iterator[tuple[Outcome, bool]]:
    """Each outcome with whether it is the last one."""
    waiting: Outcome | None = None
    for outcome in outcomes:
        if waiting:
            yield waiting, False
        waiting = outcome
    if waiting:
        yield waiting, True


def _unheard(item: Item) -> None:
    """Files of an archive are announced by their archive."""
