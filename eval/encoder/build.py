"""From data to a folder that `load_static` reads: train, pack, measure, describe."""

import json
import time
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from assistant.records.embed import SHIPPED_ID, Training, train_static
from assistant.records.static_encoder import TOKENIZER, WEIGHTS, load_static, pack
from assistant.records.vocabulary import Vocabulary
from eval.encoder.holdout import Recall, measure
from eval.encoder.pairs import Amounts, training_pairs
from eval.encoder.templates import Templates
from eval.encoder.tokens import make_tokenizer, start_vectors, token_shares

LIBRARIES = ("sentence-transformers", "torch", "tokenizers", "numpy", "jieba")
TEXTS_COUNTED = 25_000  # of each set, for the Latin words


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the weights, besides data and library versions."""

    tokens: int = 12_000
    dim: int = 256
    longest_word: int = 2
    rarity: float = 1e-3
    seed: int = 1
    amounts: Amounts = field(default_factory=Amounts)
    training: Training = field(default_factory=Training)


@dataclass(frozen=True, slots=True)
class Built:
    """What a build gave: fingerprint, pairs by set, the falling loss, recall on the held-out reports, seconds taken."""

    fingerprint: str
    pairs: dict[str, int]
    log: list[dict[str, float]]
    recall: tuple[Recall, ...]
    seconds: float


def build(out: Path, templates: Templates, words: Vocabulary, recipe: Recipe) -> Built:
    """Train an encoder and write it to `out` with its recipe, training log and model card; one core, about a minute."""
    started = time.monotonic()
    pairs = training_pairs(templates, words, recipe.amounts, recipe.seed)
    texts = [text for rows in pairs.values() for pair in islice(rows, TEXTS_COUNTED) for text in pair]
    shares = token_shares(texts, recipe.tokens, recipe.longest_word)
    tokenizer = make_tokenizer(shares)
    start = start_vectors(tokenizer, shares, recipe.dim, recipe.rarity, recipe.seed)
    weights, log = train_static(tokenizer, start, pairs, recipe.training)
    fingerprint = pack(out, tokenizer, weights)
    built = Built(
        fingerprint=fingerprint,
        pairs={name: len(rows) for name, rows in pairs.items()},
        log=log,
        recall=measure(load_static(out, SHIPPED_ID), templates),
        seconds=time.monotonic() - started,
    )
    _describe(out, recipe, built)
    return built


def _describe(out: Path, recipe: Recipe, built: Built) -> None:
    facts = {
        "id": SHIPPED_ID,
        "fingerprint": built.fingerprint,
        "recipe": asdict(recipe),
        "pairs": built.pairs,
        "libraries": {name: version(name) for name in LIBRARIES},
        "recall": [asdict(recall) for recall in built.recall],
    }
    (out / "recipe.json").write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    (out / "training.log").write_text(_log_text(built), encoding="utf-8")
    template = (Path(__file__).parent / "model_card.md").read_text(encoding="utf-8")
    (out / "MODEL_CARD.md").write_text(_card(template, out, recipe, built), encoding="utf-8")


def _log_text(built: Built) -> str:
    lines = [f"pairs {name} {count}" for name, count in built.pairs.items()]
    lines += [
        f"step {entry['step']} epoch {entry['epoch']:.2f} loss {entry['loss']:.4f} rate {entry['learning_rate']:.4f}"
        for entry in built.log
        if "loss" in entry
    ]
    lines += [f"recall {r.name}: first {r.first:.3f}, first five {r.first_five:.3f}" for r in built.recall]
    lines.append(f"fingerprint {built.fingerprint}, {built.seconds:.0f} s")
    return "\n".join(lines) + "\n"


def _card(template: str, out: Path, recipe: Recipe, built: Built) -> str:
    rows = [f"| {r.name} | {r.questions} | {r.first:.1%} | {r.first_five:.1%} |" for r in built.recall]
    return template.format(
        id=SHIPPED_ID,
        fingerprint=built.fingerprint,
        dim=recipe.dim,
        megabytes=f"{sum((out / name).stat().st_size for name in (TOKENIZER, WEIGHTS)) / 1e6:.1f}",
        pairs=", ".join(f"{name} {count:,}" for name, count in built.pairs.items()),
        tokens=f"{load_static(out, SHIPPED_ID).tokenizer.get_vocab_size():,}",
        recall="\n".join(rows),
    )
