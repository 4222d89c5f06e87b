"""Whether any file can hurt the reading: real files of every format, made hostile, read by the product's own processes.

`python -m eval.fuzz_readers [--cases N] [--seed N] [--keep FOLDER]` tells for each format how many became documents, how many
were refused with a reason, and how many met a fault: an internal fault, a crash, a time-out, or too much memory. It ends
with 1 when there was one; `--keep` keeps those files.
"""

import pickle
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import MappingProxyType

from rich.console import Console
from rich.table import Table

from eval.mutations import blown_up, bombs, damaged, operated
from eval.written import FORMATS, Content, archive, content, text
from ingest.prepare import Prepared
from ingest.worker import IsArchive, Read, Refused, Result
from ingest.workers import Bounds, Workers

_SECONDS, _MEGABYTES = 60, 2048
_WORKERS = 2
_SLOW = MappingProxyType({".png": 20, ".jpg": 20, ".tif": 20, ".pdf": 2})
"""How many times fewer cases there are of formats that take long to read."""
FAULTS: Mapping[str, str] = MappingProxyType(
    {
        "an internal fault": "internal fault",
        "took too long": "time-out",
        "too much memory": "memory",
        "the reading program fail": "crash",
    }
)
"""What a refusal says where it is no refusal but a fault, and what the fault is called."""


@dataclass(frozen=True, slots=True)
class Case:
    """A hostile file: its name tells format and number."""

    name: str
    data: bytes


@dataclass(slots=True)
class Outcomes:
    """What became of the cases of one format."""

    became: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[Case, str]] = field(default_factory=list)


def originals(suffix: str) -> list[bytes]:
    """Sound files of a format, different from each other."""
    return [_written(suffix, content(number)) for number in range(3)]


SUFFIXES = (*FORMATS, ".md", ".mht", ".jpg", ".tif", ".zip")


def _written(suffix: str, one: Content) -> bytes:
    if suffix == ".md":
        rows = "\n".join("| " + " | ".join(row) + " |" for row in (one.rows[0], ("---",) * 4, *one.rows))
        return f"# {one.title}\n\n{one.caption}\n\n{rows}\n".encode() + text(one)
    if suffix == ".mht":
        head = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        return head + FORMATS[".html"](one)
    if suffix == ".zip":
        return archive([one])
    if suffix in (".jpg", ".tif"):
        return _again(FORMATS[".png"](one), suffix)
    return FORMATS[suffix](one)


def _again(picture: bytes, suffix: str) -> bytes:
    import io

    from PIL import Image

    file = io.BytesIO()
    Image.open(io.BytesIO(picture)).save(file, {".jpg": "JPEG", ".tif": "TIFF"}[suffix])
    return file.getvalue()


def cases(suffix: str, count: int, seed: int) -> Iterator[Case]:
    """`count` hostile files of a format after its bombs; the same for the same seed."""
    sound = originals(suffix)
    for name, data in bombs(suffix, sound[0]).items():
        yield Case(f"{name}{suffix}", data)
    for number in range(count):
        rng = Random(f"{seed}/{suffix}/{number}")
        data = rng.choice(sound)
        packed = data.startswith(b"PK")
        yield Case(f"{number}{suffix}", rng.choice((damaged, blown_up, *([operated] * 4 if packed else ())))(data, rng))


def read_all(hostile: Iterator[Case], workers: Workers, at_once: int = 8) -> Outcomes:
    """What becomes of the files, of archives by what is in them; never an exception, whatever is in them."""
    told, waiting = Outcomes(), list[tuple[Case, Future[bytes]]]()
    for case in hostile:
        waiting.append((case, workers.read(Read(case.name, case.data, "default"))))
        while len(waiting) >= at_once:
            _note(*waiting.pop(0), told, workers)
    for case, reply in waiting:
        _note(case, reply, told, workers)
    return told


def _note(case: Case, reply: "Future[bytes]", told: Outcomes, workers: Workers) -> None:
    result: Result = pickle.loads(reply.result())
    if isinstance(result, IsArchive):
        said = [entry.fault.sentence("en") for entry in workers.entries(case.name, case.data) if entry.fault]
        _count(case, "refused" if said else "unpacked", " ".join(said), told)
    elif isinstance(result, Refused):
        _count(case, "refused", result.en, told)
    else:
        _count(case, "document", _astray(result), told)


def _count(case: Case, became: str, said: str, told: Outcomes) -> None:
    fault = next(
        (name for words, name in FAULTS.items() if words in said), "astray" if became == "document" and said else ""
    )
    told.became[fault or became] += 1
    if fault:
        told.faults.append((case, said))


def _astray(made: Prepared) -> str:
    """Which spans lie outside the text."""
    size = len(made.document.text)
    out = [one.span for one in made.figures if not 0 <= one.span.start < one.span.end <= size]
    return f"spans outside the text: {out[:3]}" if out else ""


def main() -> None:
    """Read so many hostile files and print what became of them."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=600, help="files of each format; slow formats have fewer")
    parser.add_argument("--seed", type=int, default=1, help="another number makes other files")
    parser.add_argument("--only", nargs="*", default=SUFFIXES, choices=SUFFIXES, help="formats, such as .docx")
    parser.add_argument("--keep", type=Path, help="folder to keep the files that met a fault")
    chosen = parser.parse_args()
    table = Table("format", "files", "documents", "refused", "faults", "files/s")
    total = Counter[str]()
    workers = Workers(_WORKERS, Bounds(_SECONDS, _MEGABYTES), Path("/nonexistent"))
    for suffix in chosen.only:
        begun = time.perf_counter()
        told = read_all(cases(suffix, chosen.cases // _SLOW.get(suffix, 1), chosen.seed), workers)
        files = told.became.total()
        whole = told.became["document"] + told.became["unpacked"]
        speed = files / (time.perf_counter() - begun)
        table.add_row(
            suffix, str(files), str(whole), str(told.became["refused"]), str(len(told.faults)), f"{speed:.1f}"
        )
        total.update(told.became)
        _keep(told, chosen.keep)
    workers.close()
    Console().print(table)
    print(f"{total.total()} files: " + ", ".join(f"{name} {count}" for name, count in sorted(total.items())))
    sys.exit(1 if set(total) & {*FAULTS.values(), "astray"} else 0)


def _keep(told: Outcomes, folder: Path | None) -> None:
    for case, said in told.faults:
        print(f"{case.name}: {said[:300]}")
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / case.name).write_bytes(case.data)


if __name__ == "__main__":
    main()
