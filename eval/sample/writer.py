"""Writes a sample or load corpus to a folder, and its gold cases and planted figures as JSON lines."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from eval.sample.city import named_departments
from eval.sample.corpus import DEFAULT_YEARS, Corpus
from eval.sample.gold import gold_cases
from eval.sample.load import load_gold
from eval.sample.texts import table
from eval.sample.values import GoldCase, Planted, Report, SampleManifest

LOAD_CASES = 300


def make_sample(
    folder: Path, *, seed: int = 7, departments: int = 10, years: Sequence[int] = DEFAULT_YEARS
) -> SampleManifest:
    """Write the reports (.txt and .md), ledgers and project list (.csv) into `folder`, UTF-8, the same bytes for the same arguments.

    The manifest holds every report; for thousands of departments use `reports` and `write_corpus`, which stream.
    Raises OSError when the folder cannot be written, ValueError for more departments than names can be made.
    """
    corpus = Corpus(seed, departments, tuple(years))
    written = tuple(_written(folder, corpus))
    names = tuple(one.name for one in written) + tuple(name for name, _ in corpus.tables())
    return SampleManifest(folder, names, written, gold_of(corpus))


def reports(
    seed: int, departments: int, years: Sequence[int] = DEFAULT_YEARS
) -> Iterator[tuple[str, str, tuple[Planted, ...]]]:
    """Every report as (file name, text, planted figures), one at a time: nothing else is held."""
    for one in Corpus(seed, departments, tuple(years)).reports():
        yield one.name, one.text, one.planted


def write_corpus(folder: Path, *, seed: int = 7, departments: int = 10, years: Sequence[int] = DEFAULT_YEARS) -> int:
    """Write folder/documents, folder/gold.jsonl and folder/planted.jsonl, streaming; returns the number of reports."""
    corpus = Corpus(seed, departments, tuple(years))
    folder.mkdir(parents=True, exist_ok=True)
    names: list[str] = []
    with (folder / "planted.jsonl").open("w", encoding="utf-8", newline="\n") as planted:
        for one in _written(folder / "documents", corpus):
            names.append(one.name)
            record = {"source": one.name, "figures": [asdict(figure) for figure in one.planted]}
            planted.write(_line(record))
    _write_gold(gold_of(corpus), folder / "gold.jsonl")
    return len(names)


def gold_of(corpus: Corpus) -> tuple[GoldCase, ...]:
    """The gold cases of a corpus: the written ones for the named departments, sampled ones beyond."""
    if corpus.count <= len(named_departments()):
        return gold_cases(table("gold_cases")["case"], corpus)
    return tuple(load_gold(corpus, LOAD_CASES))


def write_gold(manifest: SampleManifest, path: Path) -> None:
    """Write the manifest's gold cases to `path` as JSON lines, absent fields left out."""
    _write_gold(manifest.gold, path)


def _written(folder: Path, corpus: Corpus) -> Iterator[Report]:
    """Write every file of the corpus, yielding each report as soon as it is written; tables come last."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in corpus.reports():
        (folder / one.name).write_text(one.text, encoding="utf-8", newline="\n")
        yield one
    for name, lines in corpus.tables():
        with (folder / name).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)


def _write_gold(cases: Iterable[GoldCase], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_line(_present(asdict(case))) for case in cases)


def _present(record: dict[str, Any]) -> dict[str, Any]:
    """The record without fields that say nothing, in figures too."""
    shown = {key: value for key, value in record.items() if value not in (None, ())}
    for key in ("figures", "allowed"):
        if key in shown:
            shown[key] = [_present(figure) for figure in shown[key]]
    return shown


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, default=_text) + "\n"


def _text(value: object) -> str:
    """Decimals as strings: a float would change them."""
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"not JSON: {type(value).__name__}")
