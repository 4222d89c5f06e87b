"""The shipped encoder adapted to an office: its token vectors trained on, within minutes on one core. Needs torch alone."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import InvalidSetting
from assistant.records.embed import SHIPPED, SHIPPED_ID, Encoder
from assistant.records.library import Library
from assistant.records.static_encoder import StaticEncoder, load_static, pack
from eval.encoder.holdout import Recall
from eval.encoder.office import better, learnt_pairs, measured, split, told
from eval.encoder.pairs import Amounts, Pair, training_pairs
from eval.encoder.templates import load_templates

# The general pairs beside the office's own, so that what the shipped encoder knows is not lost.
_GENERAL = Amounts(domain_reports=60, cloze_reports=30, mixed_reports=40, synonym_reports=40)
_GENERAL_SHARE = 4  # a set of them is at most this part of the office's
_LEAST_REPORTS = 5


@dataclass(frozen=True, slots=True)
class Adaption:
    """How token vectors are trained on: rounds over all pairs, pairs weighed together, and the optimiser's rate."""

    epochs: int = 3
    batch: int = 256
    rate: float = 0.01
    scale: float = 20.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Adapted:
    """What came of it: reports learnt from and kept aside, pairs by set, and recall on those kept aside before and after."""

    learnt: int
    aside: int
    pairs: dict[str, int]
    before: tuple[Recall, ...]
    after: tuple[Recall, ...]
    fingerprint: str

    @property
    def better(self) -> bool:
        """Whether the office's own passages are found first more often than before."""
        return better(self.before, self.after)


def adapt(library: Library, out: Path, how: Adaption, on_step: Callable[[int, int], None] = lambda *_: None) -> Adapted:
    """Train the shipped encoder on the reports of `library` and write it to `out`; nothing else changes.

    Compared on reports kept from training with the encoder in use. Raises InvalidSetting where the reports are too few.
    """
    parts = split(told(library))
    if len(parts.learnt) + len(parts.aside) < _LEAST_REPORTS or not parts.learnt or not parts.aside:
        raise InvalidSetting(
            "train-encoder",
            zh=f"可供学习的报告太少，或内容都一样；请先导入至少 {_LEAST_REPORTS} 份不同的报告",
            en=f"there are too few reports to learn from, or all say the same; ingest at least {_LEAST_REPORTS} "
            "different ones first",
        )
    templates = load_templates()
    pairs = learnt_pairs(parts.learnt, templates, library.vocabulary)
    most = sum(map(len, pairs.values())) // _GENERAL_SHARE
    general = training_pairs(templates, library.vocabulary, replace(_GENERAL, most=max(most, how.batch)), how.seed)
    shipped = load_static(SHIPPED, SHIPPED_ID)
    table = trained(shipped, {**pairs, **general}, how, on_step)
    fingerprint = pack(out, shipped.tokenizer, table)
    in_use: Encoder = library.encoder
    return Adapted(
        len(parts.learnt),
        len(parts.aside),
        {name: len(rows) for name, rows in pairs.items()},
        measured(in_use, parts.aside, library.vocabulary),
        measured(load_static(out, fingerprint), parts.aside, library.vocabulary),
        fingerprint,
    )


def trained(
    encoder: StaticEncoder,
    pairs: Mapping[str, Sequence[Pair]],
    how: Adaption,
    on_step: Callable[[int, int], None] = lambda *_: None,
) -> NDArray[np.float32]:
    """The token vectors (tokens, dim) of `encoder` after training on `pairs`; the same for the same seed and data.

    Each question must be nearer to its passage than to the other passages of a batch.
    """
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # sums in a fixed order: the same weights on every run
    try:
        torch.manual_seed(how.seed)
        bag = torch.nn.EmbeddingBag.from_pretrained(
            torch.from_numpy(encoder.table.copy()), freeze=False, mode="mean", sparse=True
        )
        optimiser: Any = torch.optim.SparseAdam(list(bag.parameters()), lr=how.rate)
        batches = list(_batches([pair for rows in pairs.values() for pair in rows], how))
        for step, batch in enumerate(batches):
            on_step(step, len(batches))
            optimiser.zero_grad()
            _loss(bag, encoder, batch, how.scale).backward()
            optimiser.step()
        table: NDArray[np.float32] = bag.weight.detach().numpy().copy()
        return table
    finally:
        torch.set_num_threads(threads)


def _batches(pairs: Sequence[Pair], how: Adaption) -> list[list[Pair]]:
    rng = random.Random(how.seed)
    out: list[list[Pair]] = []
    for _ in range(how.epochs):
        order = list(pairs)
        rng.shuffle(order)
        out += [order[at : at + how.batch] for at in range(0, len(order), how.batch)]
    return [batch for batch in out if len(batch) > 1]


def _loss(bag: Any, encoder: StaticEncoder, batch: Sequence[Pair], scale: float) -> Any:
    """Cross entropy of each question choosing its passage among those of the batch; the same passage again is no rival."""
    import torch

    texts = [text for side in zip(*batch, strict=True) for text in side]
    ids = [one.ids for one in encoder.tokenizer.encode_batch_fast(texts, add_special_tokens=False)]
    offsets = np.cumsum([0, *map(len, ids)])[:-1]
    flat = torch.tensor([token for own in ids for token in own], dtype=torch.long)
    rows = torch.nn.functional.normalize(bag(flat, torch.from_numpy(offsets)), dim=1)
    asked, passages = rows[: len(batch)], rows[len(batch) :]
    scores = scale * asked @ passages.T
    same = np.array([[one == other for _, other in batch] for _, one in batch])
    np.fill_diagonal(same, False)
    scores = scores.masked_fill(torch.from_numpy(same), float("-inf"))
    return torch.nn.functional.cross_entropy(scores, torch.arange(len(batch)))
