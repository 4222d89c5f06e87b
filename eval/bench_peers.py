"""LlamaIndex and txtai over the passages of an archive, run by a Python of their own, judged as our own answers are."""

import json
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import assistant.records
from assistant.records.library import Library
from eval import peers as script
from eval.bench_archive import copies
from eval.bench_lookalikes import Asked, rates, retrieved, told
from eval.bench_table import Row, spread
from ingest.vectorise import vector_text

_ENCODER = Path(assistant.records.__file__).parent / "encoder"


def against_peers(library: Library, passages: int, asked: Sequence[Asked], python: str, floor: float) -> Iterator[Row]:
    """A row for each peer over the first `passages` passages: milliseconds, times `floor`, and what its first passage is.

    `python` is an interpreter that has llama-index-core and txtai. Raises CalledProcessError where it has not.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "passages.jsonl", _passages(library, passages))
        _write(folder / "questions.jsonl", ({"text": one.text} for one in asked))
        done = subprocess.run(
            [python, script.__file__, name, str(_ENCODER)], check=True, stdout=subprocess.PIPE, text=True
        )
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            yield _row(json.loads(line), asked, f"{passages // 1000} k", floor)


def _row(result: dict[str, Any], asked: Sequence[Asked], size: str, floor: float) -> Row:
    found = dict(zip((one.text for one in asked), result["found"], strict=True))
    counted = rates(asked, lambda one: retrieved(one, found[one.text]))
    times = f"p50 {statistics.median(result['ms']) / floor:.1f} × floor"
    return Row(f"{size}: {result['peer']}", spread(result["ms"]), f"{times}; first passage: {told(counted)}")


def _passages(library: Library, count: int) -> Iterator[dict[str, str]]:
    for one in copies(library, count):
        for passage in one.passages:
            yield {"id": passage.id, "text": vector_text(one.document, passage)}


def _write(path: Path, lines: Iterator[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
