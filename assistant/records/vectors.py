"""The vector index (向量索引): passages by meaning. The only module that imports chromadb and LangChain.

A LangChain `Chroma` store over our own encoder: no other embedder is ever called, nothing is sent anywhere.
The index is derived; `youju reindex` makes it again from the record store.

After a change of the encoder the index made with the former one goes on serving, questions encoded by that one, until
another index was made beside it and takes its place (renewal.py).

Threads: one `VectorIndex` may serve all threads of a process. Writers take turns; readers hold no lock while
they read, for Chroma's engine admits parallel readers. Processes: what another process wrote to the folder is
seen by the next read, because the folder is opened again once its database has changed. Writers of several
processes take turns too, by a lock beside the folder: Chroma loses vectors where two of them write at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count, islice
from pathlib import Path
from shutil import rmtree
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.errors import StoreFault, YoujuError
from assistant.records import vector_faults as faults
from assistant.records.embed import Encoder
from assistant.records.vector_server import ANSWER_SECONDS, Heartbeat, address

if TYPE_CHECKING:
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings

T = TypeVar("T")
Scored = list[tuple[str, float]]

COLLECTION = "passages"
NEXT, FORMER = "passages-next", "passages-former"
DATABASE = "chroma.sqlite3"
# Reports repeat each other nearly word for word: with Chroma's defaults many true neighbours are missed.
GRAPH = {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": 400}
ADDED_AT_ONCE = 2_000  # below Chroma's limit of 5,461
FETCHED_AT_ONCE = 1_000
# Up to here the vectors of the named documents are fetched and ranked exactly: no slower than a filtered search.
EXACT_DOCUMENTS = 16
LONGEST_WAIT = 300.0
"""Seconds to wait for the writer of another process."""


@dataclass(frozen=True, slots=True)
class VectorItem:
    """A passage to be found by meaning; `text` is what is encoded, with the headings or title it needs."""

    id: str
    document_id: str
    text: str


@dataclass(frozen=True, slots=True)
class _Opened:
    """An open collection, id and fingerprint of the encoder it was made with, and the encoder at hand for it."""

    client: Any
    store: Chroma
    encoder: str
    fingerprint: str
    used: Encoder

    @property
    def matches(self) -> bool:
        """Whether the vectors are those of the encoder at hand."""
        return self.fingerprint == self.used.fingerprint


class VectorIndex:
    """Vectors of passages in a folder (made by the first `add`), or on a Chroma server (an http or https URL).

    `former` gives the encoder of an id, if it is still to be had: with it an index made by another encoder than `encoder`
    goes on being read and added to, `stale` as it is.
    """

    def __init__(
        self,
        place: Path | str,
        encoder: Encoder,
        former: Callable[[str], Encoder | None] = lambda _: None,
        collection: str = COLLECTION,
    ) -> None:
        self._url = place if isinstance(place, str) and "://" in place else None
        self._folder = Path(place)
        self._heartbeat = Heartbeat(self._url) if self._url else None
        self._encoder = encoder
        self._former = former
        self._collection = collection
        self._guard = Lock()  # of the three below; never held while Chroma works, except to open
        self._opened: _Opened | None = None
        self._seen: tuple[int, ...] = ()
        self._writing = False
        self._turn = Lock()  # of writers

    @property
    def place(self) -> str:
        """The folder or URL, for people."""
        return self._url or str(self._folder)

    @property
    def away(self) -> bool:
        """Whether the index lies on a server that does not answer now; never of a folder."""
        return self._heartbeat is not None and self._heartbeat.missed() is not None

    @property
    def stale(self) -> bool:
        """Whether the index was made with another encoder; False when there is none yet. Raises StoreFault."""
        try:
            made = self._run(lambda opened: _made_with(opened.client, self._collection), any_encoder=True)
            return made[1] != self._encoder.fingerprint
        except faults.NoIndex:
            return False

    def warm_up(self) -> None:
        """Load what writing needs, and make the index if need be. Raises StoreFault."""
        with self._alone():
            self._write(lambda opened: None, any_encoder=True)

    def count(self) -> int:
        """How many passages are in the index; 0 when there is none yet. Raises StoreFault when damaged."""
        try:
            return self._run(partial(_count, collection=self._collection), any_encoder=True)
        except faults.NoIndex:
            return 0

    def add(self, items: Iterable[VectorItem]) -> int:
        """Encode and keep `items` in place of those of the same ids; return how many. Makes the index if need be.

        Raises StoreFault when the index cannot be written or was made with another encoder.
        """
        added = 0
        stream = iter(items)
        while rows := {item.id: item for item in islice(stream, ADDED_AT_ONCE)}:
            with self._alone():
                self._write(partial(_put, items=list(rows.values())))
            added += len(rows)
        return added

    def delete_document(self, document_id: str) -> None:
        """Forget the passages of a document; nothing happens when there are none. Raises StoreFault."""
        try:
            with self._alone():
                self._write(partial(_delete, document_id=document_id), any_encoder=True, create=False)
        except faults.NoIndex:
            return

    def nearest(self, text: str, k: int, document_ids: Sequence[str] | None = None) -> Scored:
        """The `k` passages nearest in meaning as (id, cosine), best first; of `document_ids` only unless None.

        Exact within a few documents; over many, or all, an approximate search that misses hardly any.
        Raises StoreFault when the index is missing, damaged or made with another encoder.
        """
        if k < 1 or (document_ids is not None and not document_ids):
            return []
        wanted = list(dict.fromkeys(document_ids or ()))
        where = {"document_id": {"$in": wanted}} if wanted else None
        if where and len(wanted) <= EXACT_DOCUMENTS:
            return _ranked(self._run(partial(self._cosines, text=text, where=where)))[:k]
        return self._run(partial(_search, text=text, k=k, where=where))

    def similarities(self, text: str, ids: Sequence[str]) -> dict[str, float]:
        """Exact cosine of `text` with each passage of `ids`; ids that are not in the index are left out.

        Raises StoreFault when the index is missing, damaged or made with another encoder.
        """
        wanted = list(dict.fromkeys(ids))
        found: dict[str, float] = {}
        for start in range(0, len(wanted), FETCHED_AT_ONCE):
            some = wanted[start : start + FETCHED_AT_ONCE]
            found |= self._run(partial(self._cosines, text=text, ids=some))
        return found

    def rebuild(self, items: Iterable[VectorItem]) -> int:
        """Empty the index, whatever made or damaged it, and add `items`; return how many. Raises StoreFault.

        A damaged folder is moved aside (vectors.damaged-1), not deleted.
        """
        with self._alone():
            try:
                self._write(_drop, any_encoder=True)
            except StoreFault:
                if self._url:
                    raise
                self._move_aside()
            self.close()
        return self.add(items)

    def beside(self) -> VectorIndex:
        """The index that is being made beside this one, to take its place; nothing of it may be there yet."""
        if self._url:
            return VectorIndex(self._url, self._encoder, collection=NEXT)
        return VectorIndex(self._folder.with_name(f"{self._folder.name}.next"), self._encoder)

    def unlike(self, items: Sequence[VectorItem]) -> list[VectorItem]:
        """Those of `items` that the index does not hold with this very text. Raises StoreFault."""
        held: dict[str, str] = {}
        try:
            for start in range(0, len(items), FETCHED_AT_ONCE):
                some = [item.id for item in items[start : start + FETCHED_AT_ONCE]]
                held |= self._run(partial(_texts, ids=some))
        except faults.NoIndex:
            return list(items)
        return [item for item in items if held.get(item.id) != item.text]

    def keep_only(self, ids: Container[str]) -> None:
        """Forget every passage but `ids`. Raises StoreFault."""
        with self._alone():
            held: list[str] = self._write(lambda opened: opened.store.get(include=[])["ids"])
            gone = [id_ for id_ in held if id_ not in ids]
            for start in range(0, len(gone), FETCHED_AT_ONCE):
                self._write(partial(_delete_ids, ids=gone[start : start + FETCHED_AT_ONCE]))

    def give_way_to(self, other: VectorIndex) -> None:
        """Put `other`, which was made `beside` this one, in the place of this one. Raises StoreFault.

        Others that hold a folder open find the new one at their next read; in one process one `VectorIndex` may hold it.
        """
        with self._alone():
            other.close()
            if self._url:
                self._write(_swap, any_encoder=True)
                self.close()
                return
            self.close()
            aside = self._folder.with_name(f"{self._folder.name}.former")
            rmtree(aside, ignore_errors=True)
            try:
                if self._folder.exists():
                    self._folder.rename(aside)
                other._folder.rename(self._folder)
            except OSError as fault:
                raise faults.damaged_folder(self.place, fault) from fault
            rmtree(aside, ignore_errors=True)

    def close(self) -> None:
        """Let go of the folder or connection; the next use opens it again."""
        with self._guard:
            self._release()
        if self._heartbeat is not None:
            self._heartbeat.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While it lasts nobody else writes, in this process or another one. Raises StoreFault after a long wait."""
        with self._turn:
            if self._url:
                yield
                return
            from filelock import FileLock, Timeout

            lock = FileLock(self._folder.with_name(f"{self._folder.name}.lock"), timeout=LONGEST_WAIT)
            try:
                self._folder.parent.mkdir(parents=True, exist_ok=True)
                lock.acquire()
            except Timeout:
                raise faults.being_written(self.place) from None
            except OSError as fault:
                raise faults.damaged_folder(self.place, fault) from fault
            try:
                yield
            finally:
                lock.release()

    def _run(self, job: Callable[[_Opened], T], *, any_encoder: bool = False, create: bool = False) -> T:
        """`job` over the open collection; on a fault once more over a newly opened one, for another process may
        have rebuilt or extended it. Unless `any_encoder`, vectors of another encoder are refused.
        """
        for last in (False, True):
            try:
                self._answering()
                opened = self._open(create=create)
                if not any_encoder and not opened.matches:
                    raise faults.other_encoder(self.place, opened.encoder, self._encoder.id)
                return job(opened)
            except YoujuError:
                raise
            except Exception as fault:  # chromadb raises errors of its own, of sqlite, of httpx, and plain ValueError
                self.close()
                if last:
                    describe = faults.failing_server if self._url else faults.damaged_folder
                    raise describe(self.place, fault) from fault
        raise AssertionError("unreachable")

    def _answering(self) -> None:
        """Raise StoreFault where the server does not answer."""
        if self._heartbeat is not None and (fault := self._heartbeat.missed()):
            raise faults.failing_server(self.place, fault) from fault

    def _write(self, job: Callable[[_Opened], T], *, any_encoder: bool = False, create: bool = True) -> T:
        """`_run` for a writer: while it lasts, a changed database is its own doing. The caller is `_alone`."""
        with self._guard:
            if self._seen != self._look():
                self._release()  # what another process wrote must be known before more is added
            self._writing = True
        try:
            return self._run(job, any_encoder=any_encoder, create=create)
        finally:
            with self._guard:
                self._seen = self._look()
                self._writing = False

    def _open(self, *, create: bool) -> _Opened:
        with self._guard:
            if not self._writing and self._seen != self._look():
                self._release()
            if self._opened is None:
                self._opened = self._connect(create=create)
                self._seen = self._look()
            return self._opened

    def _release(self) -> None:
        if self._opened is not None:
            _let_go(self._opened.client)
            self._opened = None

    def _look(self) -> tuple[int, ...]:
        """What changes whenever the folder's database is written to."""
        files = () if self._url else (self._folder / DATABASE, self._folder / f"{DATABASE}-wal")
        states = (file.stat() for file in files if file.is_file())
        return tuple(part for state in states for part in (state.st_ino, state.st_mtime_ns, state.st_size))

    def _connect(self, *, create: bool) -> _Opened:
        if not create and not self._url and not (self._folder / DATABASE).is_file():
            raise faults.no_index(self.place)
        from chromadb.errors import NotFoundError

        client = _client(self._url, self._folder)
        try:
            opened = self._collected(client, create=create)
        except Exception as fault:
            _let_go(client)
            if isinstance(fault, NotFoundError):
                raise faults.no_index(self.place) from None
            raise
        return opened

    def _collected(self, client: Any, *, create: bool) -> _Opened:
        """The collection, with the encoder it was made with where that is to be had, else with ours."""
        store = _store(client, self._collection, self._encoder, create=create)
        encoder, fingerprint = _made_with(client, self._collection)
        if fingerprint == self._encoder.fingerprint or (former := self._former(encoder)) is None:
            return _Opened(client, store, encoder, fingerprint, self._encoder)
        return _Opened(client, _store(client, self._collection, former, create=False), encoder, fingerprint, former)

    def _cosines(self, opened: _Opened, text: str, **which: Any) -> dict[str, float]:
        """Exact cosines with the passages that `which` (ids= or where=) selects."""
        import numpy as np

        found = opened.store.get(include=["embeddings"], **which)
        if not found["ids"]:
            return {}
        cosines = np.asarray(found["embeddings"], dtype=np.float32) @ opened.used.encode([text])[0]
        if not np.isfinite(cosines).all():
            raise ValueError("it holds vectors that are no numbers")
        return dict(zip(found["ids"], map(float, cosines), strict=True))

    def _move_aside(self) -> None:
        self.close()
        names = (self._folder.with_name(f"{self._folder.name}.damaged-{n}") for n in count(1))
        try:
            self._folder.rename(next(name for name in names if not name.exists()))
        except OSError as fault:
            raise faults.damaged_folder(self.place, fault) from fault


def _client(url: str | None, folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if url is None:
        return _folder_client(folder, settings)
    host, port, secure = address(url)
    client: Any = chromadb.HttpClient(host=host, port=port, ssl=secure, settings=settings)
    # chromadb sets none, and a server that stops in the middle of an answer would be waited for without end.
    session = getattr(client._server, "_session", None)
    if session is not None:
        session.timeout = ANSWER_SECONDS
    return client


def _folder_client(folder: Path, settings: Any) -> Any:
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient

    folder.mkdir(parents=True, exist_ok=True)
    path = str(folder.resolve())
    try:
        return chromadb.PersistentClient(path, settings=settings)
    except Exception:
        # chromadb keeps what it failed to start, and would hand it out again for this path.
        SharedSystemClient._identifier_to_system.pop(path, None)
        raise


def _let_go(client: Any) -> None:
    """Close `client`, and its connections to a server, which chromadb leaves open."""
    client.close()
    for part in (client, client._admin_client):
        session = getattr(part._server, "_session", None)
        if session is not None:
            session.close()


def _store(client: Any, collection: str, encoder: Encoder, *, create: bool) -> Chroma:
    """The collection as LangChain sees it; its metadata is set when it is made and never after."""
    from langchain_chroma import Chroma

    configuration: Any = {"hnsw": GRAPH}
    return Chroma(
        client=client,
        collection_name=collection,
        embedding_function=_embeddings(encoder),
        collection_metadata={"encoder": encoder.id, "fingerprint": encoder.fingerprint},
        collection_configuration=configuration,
        create_collection_if_not_exists=create,
    )


def _embeddings(encoder: Encoder) -> Embeddings:
    """`encoder` as LangChain wants it."""
    from langchain_core.embeddings import Embeddings

    class OurEmbeddings(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            rows: list[list[float]] = encoder.encode(texts).tolist()
            return rows

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    return OurEmbeddings()


def _made_with(client: Any, collection: str) -> tuple[str, str]:
    """Id and fingerprint of the encoder that the collection was made with."""
    made = client.get_collection(collection, embedding_function=None).metadata or {}
    return str(made.get("encoder", "?")), str(made.get("fingerprint", ""))


def _count(opened: _Opened, collection: str) -> int:
    return int(opened.client.get_collection(collection, embedding_function=None).count())


def _put(opened: _Opened, items: Sequence[VectorItem]) -> None:
    opened.store.add_texts(
        [item.text for item in items],
        metadatas=[{"document_id": item.document_id} for item in items],
        ids=[item.id for item in items],
    )


def _delete(opened: _Opened, document_id: str) -> None:
    opened.store.delete(where={"document_id": document_id})


def _delete_ids(opened: _Opened, ids: list[str]) -> None:
    opened.store.delete(ids=ids)


def _texts(opened: _Opened, ids: list[str]) -> dict[str, str]:
    found = opened.store.get(ids=ids, include=["documents"])
    return dict(zip(found["ids"], found["documents"], strict=True))


def _swap(opened: _Opened) -> None:
    """Give the collection made beside the served one its name; a swap that broke off half way is finished."""
    names = {collection.name for collection in opened.client.list_collections()}
    if FORMER in names:
        opened.client.delete_collection(FORMER)
    opened.client.get_collection(COLLECTION, embedding_function=None).modify(name=FORMER)
    opened.client.get_collection(NEXT, embedding_function=None).modify(name=COLLECTION)
    opened.client.delete_collection(FORMER)


def _drop(opened: _Opened) -> None:
    opened.store.delete_collection()


def _search(opened: _Opened, text: str, k: int, where: dict[str, Any] | None) -> Scored:
    found = opened.store.similarity_search_with_score(text, k, filter=where)
    return _ranked({str(passage.id): 1.0 - float(distance) for passage, distance in found})


def _ranked(scores: dict[str, float]) -> Scored:
    """Best first; equals in the order of their ids, so that the same question gives the same list."""
    return sorted(scores.items(), key=lambda scored: (-scored[1], scored[0]))
