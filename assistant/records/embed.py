"""Encoders (向量编码): texts to unit vectors. The only module that imports sentence-transformers.

`load_encoder(None)` gives the shipped static encoder, read without torch; any other name is a sentence-transformers
model: a local folder, or a hub id that is already in the local cache. Nothing is fetched unless the caller allows it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from assistant.errors import InvalidSetting

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

SHIPPED_ID = "youju-static-zh-en-256"
SHIPPED = Path(__file__).parent / "encoder"


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is their cosine similarity."""

    @property
    def id(self) -> str:
        """What the encoder is called: the shipped one's name, or the folder or hub id it was loaded from."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    @property
    def fingerprint(self) -> str:
        """A hash of the weights; vectors of two encoders may be compared only when theirs are equal."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of `texts`, float32 (n, dim), unit length (zeros where nothing can be read)."""


def load_encoder(
    name: str | None = None, *, allow_hub: bool = False, url: str | None = None, key: str | None = None
) -> Encoder:
    """The encoder called `name`: None is the shipped one, else a sentence-transformers folder or hub id.

    With `url` it is the model `name` of an OpenAI-compatible embeddings endpoint there, asked with `key`. Unless `allow_hub`, HF_HUB_OFFLINE=1 is set for this process and only what is on disk is used.
    Raises InvalidSetting when the model is not there or cannot be read, StoreFault when the endpoint does not answer.
    """
    if url is not None:
        from assistant.records.endpoint import endpoint_encoder

        if name is None:
            raise InvalidSetting(
                "encoder", zh="设了 encoder_url 时，须写明模型名称", en="name the model that encoder_url is to use"
            )
        return endpoint_encoder(url, name, key)
    if name is None:
        from assistant.records.static_encoder import load_static

        return load_static(SHIPPED, SHIPPED_ID)
    try:
        return _sentence_encoder(name, allow_hub=allow_hub)
    except InvalidSetting:
        raise
    except Exception as fault:  # the loaders raise OSError, ValueError, KeyError, SafetensorError, ...
        first = (str(fault).strip().splitlines() or [type(fault).__name__])[0]
        raise InvalidSetting(
            name,
            zh=f"无法载入编码模型（{first}）；请把 encoder 设为完整的模型文件夹，或留空以使用自带编码器",
            en=f"cannot load this encoder ({first}); set `encoder` to a complete model folder, "
            "or leave it empty for the shipped one",
        ) from fault


@dataclass(frozen=True, slots=True)
class SentenceEncoder:
    """Any sentence-transformers model; one text batch at a time, because its tokenizer may not be shared by threads."""

    id: str
    dim: int
    fingerprint: str
    model: Any = field(repr=False)
    lock: Lock = field(default_factory=Lock, repr=False)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of `texts`, float32 (n, dim), unit length."""
        import numpy as np

        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        with self.lock:
            vectors = self.model.encode(
                list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)


def _sentence_encoder(name: str, *, allow_hub: bool) -> SentenceEncoder:
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    if not allow_hub:
        # Read when huggingface_hub is first imported, so it comes before the imports below.
        os.environ["HF_HUB_OFFLINE"] = "1"
    folder = name if allow_hub else _on_disk(name)
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(folder, local_files_only=not allow_hub, trust_remote_code=False)
    dim = model.get_embedding_dimension()
    if not dim:
        raise ValueError("the model does not tell the length of its vectors")
    return SentenceEncoder(id=name, dim=int(dim), fingerprint=_model_hash(model), model=model)


def _on_disk(name: str) -> str:
    """The folder of a model: `name` itself, or where the local cache keeps the hub id `name`.

    A folder is never looked up; a hub id may be, whatever the environment says, once huggingface_hub is imported.
    """
    if name and Path(name).is_dir():
        return name
    from huggingface_hub import snapshot_download

    try:
        return snapshot_download(name, local_files_only=True)
    except Exception as fault:
        raise InvalidSetting(
            name,
            zh="既不是模型文件夹，本机缓存中也没有这个模型；请把 encoder 设为已下载的模型文件夹，"
            "或留空以使用自带编码器，或设 allow_hub 为 true 以下载",
            en="is no folder, and no model of that name is in the local cache; set `encoder` to a folder with the "
            "downloaded model, or leave it empty for the shipped one, or set `allow_hub` to true to fetch it",
        ) from fault


def _model_hash(model: Any) -> str:
    """First 16 hexadecimal digits of the SHA-256 over all weights and the modules' settings (pooling, length)."""
    import torch

    digest = hashlib.sha256()
    for module in model:
        settings: dict[str, Any] = getattr(module, "get_config_dict", dict)()
        digest.update(repr(sorted(settings.items())).encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Training:
    """How token vectors are trained; `dims` are the lengths at which a cut vector must still rank well (Matryoshka)."""

    epochs: float = 2.0
    batch_size: int = 512
    learning_rate: float = 0.1
    warmup: float = 0.1
    scale: float = 20.0
    dims: tuple[int, ...] = (256, 128, 64)
    seed: int = 1


def train_static(
    tokenizer: Tokenizer,
    start: NDArray[np.float32],
    pairs: Mapping[str, Sequence[tuple[str, str]]],
    training: Training,
) -> tuple[NDArray[np.float32], list[dict[str, float]]]:
    """Train token vectors (tokens, dim) so that the two texts of a pair meet; return them with the loss as it fell.

    `pairs` are named sets of (question, passage); within a batch every other passage counts as wrong. The same seed,
    data and library versions give the same vectors. Needs the packages accelerate and datasets.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # sums in a fixed order: the same weights on every run
    torch.manual_seed(training.seed)
    try:
        tokens: Any = StaticEmbedding(tokenizer, embedding_weights=start.copy())
        log = _fit(SentenceTransformer(modules=[tokens], device="cpu"), pairs, training)
        return tokens.embedding.weight.detach().numpy().copy(), log
    finally:
        torch.set_num_threads(threads)


def _fit(model: Any, pairs: Mapping[str, Sequence[tuple[str, str]]], training: Training) -> list[dict[str, float]]:
    """Run the trainer over `model` in place; the log holds step, epoch, loss and learning rate."""
    from datasets import Dataset
    from sentence_transformers import SentenceTransformerTrainer, SentenceTransformerTrainingArguments
    from sentence_transformers.sentence_transformer.losses import MatryoshkaLoss, MultipleNegativesRankingLoss

    loss = MatryoshkaLoss(
        model, MultipleNegativesRankingLoss(model, scale=training.scale), matryoshka_dims=list(training.dims)
    )
    data = {
        name: Dataset.from_dict({"anchor": [q for q, _ in rows], "positive": [p for _, p in rows]})
        for name, rows in pairs.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        arguments = SentenceTransformerTrainingArguments(
            output_dir=folder,
            num_train_epochs=training.epochs,
            per_device_train_batch_size=training.batch_size,
            learning_rate=training.learning_rate,
            warmup_steps=training.warmup,
            lr_scheduler_type="linear",
            batch_sampler="no_duplicates",
            multi_dataset_batch_sampler="proportional",
            save_strategy="no",
            logging_steps=50,
            report_to="none",
            disable_tqdm=True,
            use_cpu=True,
            seed=training.seed,
        )
        trainer = SentenceTransformerTrainer(model=model, args=arguments, train_dataset=data, loss=loss)
        trainer.train()
    return list(trainer.state.log_history)
