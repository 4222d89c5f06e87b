"""Everything an installation keeps, as one bundle that both ways (a file in, a question out) are given."""

import hashlib
import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.records import disk
from assistant.records.cache import Once
from assistant.records.originals import Originals, open_originals
from assistant.records.own_encoder import PREFIX as OWN
from assistant.records.own_encoder import in_use, load_own
from assistant.records.store import Store
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.llm.chat import ChatModel
    from assistant.records.access import Access
    from assistant.records.audit import Audit
    from assistant.records.embed import Encoder
    from assistant.records.vectors import VectorIndex
    from assistant.records.vocabulary import Vocabulary

# Of figures, what they measure in few words (25 MB): near-identical reports share most of it.
_REMEMBERED = 20_000


@dataclass(frozen=True)
class Library:
    """Settings, records, vectors, encoder, vocabulary and originals of one installation.

    What is heavy is made when first asked for, once, whichever thread asks.
    """

    settings: Settings
    store: Store
    originals: Originals
    load_vocabulary: "Once[Vocabulary]"
    load_encoder: "Once[Encoder]"
    open_vectors: "Once[VectorIndex]"
    open_model: "Once[ChatModel]"
    load_matcher: "Once[Encoder]"
    open_access: "Once[Access]"
    open_audit: "Once[Audit]"

    @property
    def vocabulary(self) -> "Vocabulary":
        """The shipped vocabulary with the office's own; raises InvalidSetting when a file of it is wrong."""
        return self.load_vocabulary()

    @property
    def encoder(self) -> "Encoder":
        """The sentence encoder; raises InvalidSetting when it cannot be loaded."""
        return self.load_encoder()

    @property
    def matcher(self) -> "Encoder":
        """The shipped encoder, whatever is set for passages: how figures are weighed was fitted with it."""
        return self.load_matcher()

    @property
    def vectors(self) -> "VectorIndex":
        """The vector index over passages; raises StoreFault when it cannot be opened."""
        return self.open_vectors()

    @property
    def vocabulary_folder(self) -> Path:
        """Where an office keeps its own vocabulary, whether or not it does."""
        return _vocabulary_folder(self.settings)

    @property
    def model(self) -> "ChatModel":
        """The language model, absent unless the settings name one."""
        return self.open_model()

    @property
    def access(self) -> "Access":
        """Accounts and what each may see; raises StoreFault when they cannot be opened."""
        return self.open_access()

    @property
    def audit(self) -> "Audit":
        """The audit log; raises StoreFault when it cannot be opened."""
        return self.open_audit()

    def keep_original(self, data: bytes) -> str:
        """Keep a file as it came, whole or not at all; returns its SHA-256 in hex, which is its name in `originals`.

        Raises StoreFault when it cannot be written.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        self.originals.put(sha256, data)
        return sha256

    def close(self) -> None:
        """Let go of the databases and, if it was opened, of the vector index."""
        self.store.close()
        self.originals.close()
        if self.open_access.made:
            self.access.close()
        if self.open_audit.made:
            self.audit.close()
        if self.open_vectors.made:
            self.vectors.close()


def open_library(settings: Settings) -> Library:
    """The library in `settings.data_dir`, its folders and tables made where missing.

    Raises StoreFault when the folder cannot be used.
    """
    disk.use(settings.data_dir)
    originals = open_originals(settings)
    encoder = Once(lambda: _encoder(settings))
    return Library(
        settings=settings,
        store=Store(settings.store_url),
        originals=originals,
        load_vocabulary=Once(lambda: _vocabulary(settings)),
        load_encoder=encoder,
        open_vectors=Once(lambda: _vectors(settings, encoder())),
        open_model=Once(lambda: _model(settings)),
        load_matcher=Once(lambda: _matcher(settings, encoder)),
        open_access=Once(lambda: _access(settings)),
        open_audit=Once(lambda: _audit(settings)),
    )


def _vocabulary(settings: Settings) -> "Vocabulary":
    from assistant.records.vocabulary import load_vocabulary

    return load_vocabulary(_vocabulary_folder(settings))


def _vocabulary_folder(settings: Settings) -> Path:
    return settings.data_dir / "vocabulary"


def _encoder(settings: Settings) -> "Encoder":
    from assistant.records.embed import load_encoder

    own = _own_encoder(settings)
    if own is not None:
        return load_own(settings.data_dir, own)
    return load_encoder(
        settings.encoder, allow_hub=settings.allow_hub, url=settings.encoder_url, key=settings.encoder_key
    )


def _own_encoder(settings: Settings) -> str | None:
    """The id of the encoder trained on the office's reports, unless the settings name another one."""
    return in_use(settings.data_dir) if settings.encoder is None and settings.encoder_url is None else None


def _matcher(settings: Settings, encoder: "Once[Encoder]") -> "Encoder":
    from assistant.records.embed import load_encoder
    from assistant.records.remembered import Remembered

    shipped = settings.encoder is None and settings.encoder_url is None and _own_encoder(settings) is None
    return Remembered(encoder() if shipped else load_encoder(), _REMEMBERED)


def _vectors(settings: Settings, encoder: "Encoder") -> "VectorIndex":
    from assistant.records.vectors import VectorIndex

    return VectorIndex(settings.chroma_url or settings.data_dir / "vectors", encoder, partial(_former, settings))


def _former(settings: Settings, id: str) -> "Encoder | None":
    """The encoder that an index was made with before the settings named another; None where it is no longer to be had."""
    from assistant.errors import YoujuError
    from assistant.records.embed import SHIPPED_ID, load_encoder

    try:
        if id.startswith(OWN):
            return load_own(settings.data_dir, id)
        return load_encoder(None if id == SHIPPED_ID else id)
    except YoujuError:
        return None


def _model(settings: Settings) -> "ChatModel":
    from assistant.llm.configured import configured_model

    return configured_model(settings)


def _access(settings: Settings) -> "Access":
    from assistant.records.access import Access

    _own(settings.access_url)
    return Access(settings.access_url)


def _audit(settings: Settings) -> "Audit":
    from assistant.records.audit import Audit

    _own(settings.audit_url)
    return Audit(settings.audit_url, days=settings.audit_days)


def _own(url: str) -> None:
    """Make a file that nobody else on the machine reads: it holds hashes of passwords, or who did what."""
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise disk.unusable(path, error) from error
