"""The shipped encoder: one trained vector per token, averaged; needs tokenizers and numpy, not torch.

Weights are stored as int8 with one scale per token (about 3 MB) and expanded to float32 when loaded. A folder of
this form is written by `pack` and read by `load_static`; its fingerprint covers both files.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from assistant.errors import InvalidSetting

Floats = NDArray[np.float32]

TOKENIZER = "tokenizer.json"
WEIGHTS = "weights.npz"
# Texts averaged at once: bounds the memory of the gathered token vectors, whatever the size of a batch.
CHUNK = 256


@dataclass(frozen=True, slots=True)
class StaticEncoder:
    """Mean of token vectors, scaled to unit length; safe to share between threads."""

    id: str
    fingerprint: str
    tokenizer: Tokenizer = field(repr=False)
    table: Floats = field(repr=False)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self.table.shape[1])

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of `texts`, float32 (n, dim), unit length; zeros for a text without a single token ("", "——")."""
        out = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), CHUNK):
            chunk = list(texts[start : start + CHUNK])
            tokens = [encoding.ids for encoding in self.tokenizer.encode_batch_fast(chunk, add_special_tokens=False)]
            out[start : start + CHUNK] = _unit(_means(self.table, tokens))
        return out


def _means(table: Floats, tokens: list[list[int]]) -> Floats:
    """Mean of the rows of `table` for each list of token ids, (n, dim); zeros for an empty list."""
    lengths = np.array([len(ids) for ids in tokens])
    means = np.zeros((len(tokens), table.shape[1]), dtype=np.float32)
    full = lengths > 0
    if full.any():
        flat = np.fromiter((id_ for ids in tokens for id_ in ids), dtype=np.int64, count=int(lengths.sum()))
        starts = np.concatenate(([0], np.cumsum(lengths[full])[:-1]))
        means[full] = np.add.reduceat(table[flat], starts, axis=0) / lengths[full, None]
    return means


def _unit(rows: Floats) -> Floats:
    """`rows` scaled to unit length; a row of zeros stays so."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Floats = rows / np.maximum(lengths, np.finfo(np.float32).tiny)
    return scaled


def pack(folder: Path, tokenizer: Tokenizer, weights: Floats) -> str:
    """Write `tokenizer` and `weights` (tokens, dim; float32) into `folder`, rounded to int8; return the fingerprint."""
    folder.mkdir(parents=True, exist_ok=True)
    scales = (np.abs(weights).max(axis=1, keepdims=True) / 127 + 1e-12).astype(np.float16)
    divisors = np.maximum(scales.astype(np.float32), 1e-12)
    rounded = np.clip(np.round(weights / divisors), -127, 127).astype(np.int8)
    np.savez(folder / WEIGHTS, tokens=rounded, scales=scales)
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    return _fingerprint(folder)


def load_static(folder: Path, id: str) -> StaticEncoder:
    """The encoder packed in `folder`, named `id`; raises InvalidSetting when its files are missing or damaged."""
    try:
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        with np.load(folder / WEIGHTS, allow_pickle=False) as packed:
            table = _expand(packed)
        fingerprint = _fingerprint(folder)
    except Exception as fault:  # tokenizers raises bare Exception for a damaged file
        raise InvalidSetting(
            str(folder),
            zh=f"编码器文件缺失或损坏（{fault}）；请重新安装，或用 `python -m eval.encoder` 重新训练",
            en=f"the encoder's files are missing or damaged ({fault}); reinstall, or train it again with `python -m eval.encoder`",
        ) from fault
    return StaticEncoder(id=id, fingerprint=fingerprint, tokenizer=tokenizer, table=table)


def _expand(packed: Any) -> Floats:
    table: Floats = packed["tokens"] * packed["scales"].astype(np.float32)
    return table


def _fingerprint(folder: Path) -> str:
    """First 16 hexadecimal digits of the SHA-256 over tokenizer and weights."""
    digest = hashlib.sha256()
    for name in (TOKENIZER, WEIGHTS):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]
