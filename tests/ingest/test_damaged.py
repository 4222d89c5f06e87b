"""Damaged files of every format end as a document or a reason: bytes flipped, cut, repeated, pasted, in parts of packages too."""

import io
import pickle
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from eval.written import FORMATS, content
from ingest.prepare import Prepared
from ingest.worker import Read, Refused
from ingest.workers import Bounds, Workers

_PASTED = (b"\x00", b"\xff" * 4, b"9" * 40, b"<", b"&#x10FFFF;", b"</w:p>", b",", "万元".encode(), b"-1", b"1e999")
_CASES = {".pdf": 8}
_ONE = content(1)
_SMALL = replace(_ONE, paragraphs=_ONE.paragraphs[:3], rows=_ONE.rows[:3])
_FAULTS = ("internal fault", "too long", "too much memory")


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """A process, so that not even a crash of a native library ends the tests."""
    made = Workers(2, Bounds(120, 2048), Path("/nonexistent"))
    yield made
    made.close()


def damaged(data: bytes, rng: Random) -> bytes:
    for _ in range(rng.choice((1, 1, 2, 6))):
        at = rng.randrange(len(data) or 1)
        size = rng.choice((1, 4, 16, 200))
        pasted = rng.choice(_PASTED)
        data = rng.choice(
            (
                data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :],
                data[:at] + data[at + size :],
                data[:at] + data[at : at + size] * 20 + data[at:],
                data[:at] + pasted + data[at:],
                data[:at] + pasted + data[at + len(pasted) :],
                data[: max(at, 64)],
            )
        )
    return data


def damaged_inside(data: bytes, rng: Random) -> bytes:
    """A package whose largest part is damaged, packed whole again."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        hit = rng.choice(sorted(package.namelist(), key=lambda name: -package.getinfo(name).file_size)[:4])
        for name in package.namelist():
            part = package.read(name)
            again.writestr(name, damaged(part, rng) if name == hit else part)
    return out.getvalue()


def cases(suffix: str) -> list[bytes]:
    whole = FORMATS[suffix](_SMALL)
    made = []
    for number in range(_CASES.get(suffix, 24)):
        rng = Random(f"{suffix}/{number}")
        packed = whole.startswith(b"PK") and number % 4
        made.append(damaged_inside(whole, rng) if packed else damaged(whole, rng))
    return made


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix != ".png"])
def test_a_damaged_file_is_a_document_or_a_reason(suffix: str, workers: Workers) -> None:
    asked = [workers.read(Read(f"a{suffix}", data, "default")) for data in cases(suffix)]
    results = [pickle.loads(reply.result()) for reply in asked]
    for number, result in enumerate(results):
        if isinstance(result, Refused):
            assert not any(fault in result.en for fault in _FAULTS), f"case {number}: {result.en}"
            assert result.zh.startswith(f"a{suffix}：")
        else:
            assert isinstance(result, Prepared)
            text = result.document.text
            assert all(0 <= figure.span.start < figure.span.end <= len(text) for figure in result.figures)
