"""What reading files costs: each format beside a plain text extraction by the same library in the same run, and a batch
of mixed files with its peak memory.

`python -m eval.bench_files [--each N] [--mixed N] [--workers N]` writes fictional files in a folder of its own.
"""

import io
import shutil
import subprocess
import tempfile
import threading
import time
import zipfile
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from rich.console import Console
from rich.table import Table

from assistant.records.library import open_library
from assistant.records.vocabulary import Vocabulary, load_vocabulary
from assistant.settings import Settings
from eval.written import FORMATS, archive, content, word
from ingest.bounded import in_this_process
from ingest.pipeline import ingest
from ingest.prepare import prepare
from ingest.readers import read_file

_PAGE = 1_200
"""Characters that count as a page where a format has none."""
_SLOW = {".png": 4, ".doc": 4}
"""Formats of which so few are read, as each takes seconds."""
_MIX = {".docx": 30, ".xlsx": 18, ".xls": 10, ".pdf": 14, ".txt": 12, ".html": 8, ".csv": 5, ".zip": 2, ".png": 1}
"""Files of each format in a hundred of the batch; an archive holds ten documents."""
_IN_ARCHIVE = 10
_LOOKS = 0.1


@dataclass(frozen=True, slots=True)
class Speed:
    """What one format costs, in seconds for `files` files of `pages` pages: the plain extraction, ours, and all we do."""

    suffix: str
    files: int
    pages: float
    plain: float
    reading: float
    whole: float


def main() -> None:
    """Measure and print both tables."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=30, help="files of each format")
    parser.add_argument("--mixed", type=int, default=1_000, help="files of the batch; 0: no batch")
    parser.add_argument("--workers", type=int, default=2, help="reading processes of the batch")
    chosen = parser.parse_args()
    console = Console()
    vocabulary = load_vocabulary(Path("/nonexistent"))
    table = Table("format", "files", "plain docs/s", "read docs/s", "ratio", "whole docs/s", "pages/s", "ratio")
    for suffix in [*FORMATS, *([".doc"] if shutil.which("soffice") else [])]:
        with console.status(f"reading {suffix}"), in_this_process():
            speed = measured(suffix, min(chosen.each, _SLOW.get(suffix, chosen.each)), vocabulary)
        table.add_row(*_row(speed))
    console.print(table)
    if chosen.mixed:
        with tempfile.TemporaryDirectory() as folder, console.status(f"reading {chosen.mixed} mixed files"):
            console.print(batch(Path(folder), chosen.mixed, chosen.workers))


def measured(suffix: str, files: int, vocabulary: Vocabulary) -> Speed:
    """One format over `files` files: the first is read once before the clock starts, so that libraries are loaded."""
    if suffix == ".doc":
        contents = [_old_word(word(content(number))) for number in range(files)]
    else:
        contents = [FORMATS[suffix](content(number)) for number in range(files)]
    name, plain = f"a{suffix}", PLAIN[suffix]
    plain(contents[0])
    prepare(name, contents[0], vocabulary)
    drafts = [read_file(name, data) for data in contents[:1]]
    pages = files * (len(drafts[0].pages) or len(drafts[0].text) / _PAGE)
    return Speed(
        suffix,
        files,
        pages,
        _seconds(lambda: [plain(data) for data in contents]),
        _seconds(lambda: [read_file(name, data) for data in contents]),
        _seconds(lambda: [prepare(name, data, vocabulary) for data in contents]),
    )


def batch(folder: Path, files: int, workers: int) -> str:
    """Ingest of mixed files, with vectors, by `workers` processes: its time, and the most memory of all its processes."""
    write_mixed(folder / "in", files)
    library = open_library(Settings(data_dir=folder / "data", workers=workers))
    with _memory() as most:
        report = ingest([folder / "in"], library)
    again = ingest([folder / "in"], library)
    counts, size = library.store.counts(), sum(path.stat().st_size for path in (folder / "in").iterdir())
    library.close()
    documents = len(report.outcomes)
    return (
        f"{files} mixed files ({documents} documents, {size / 2**20:.1f} MB), {workers} processes: {report.seconds:.1f} s, "
        f"{documents / report.seconds:.1f} documents/s, {counts.figures} figures, {counts.passages} passages, "
        f"{len(report.failed)} failed; peak memory {most[0]:.0f} MiB; the same again {again.seconds:.2f} s"
    )


def write_mixed(folder: Path, files: int) -> None:
    """Write `files` different files of all formats in a fixed proportion."""
    folder.mkdir(parents=True)
    suffixes = [suffix for suffix, count in _MIX.items() for _ in range(count)]
    for number in range(files):
        # A step prime to a hundred spreads every format over the whole batch.
        suffix = suffixes[number * 37 % len(suffixes)]
        path = folder / f"{number:05}{suffix}"
        if suffix == ".zip":
            path.write_bytes(archive([content(files + number * _IN_ARCHIVE + at) for at in range(_IN_ARCHIVE)]))
        else:
            path.write_bytes(FORMATS[suffix](content(number)))


def _row(speed: Speed) -> Sequence[str]:
    return (
        speed.suffix,
        str(speed.files),
        f"{speed.files / speed.plain:,.1f}",
        f"{speed.files / speed.reading:,.1f}",
        f"{speed.reading / speed.plain:,.1f} ×",
        f"{speed.files / speed.whole:,.1f}",
        f"{speed.pages / speed.whole:,.1f}",
        f"{speed.whole / speed.plain:,.0f} ×",
    )


# Plain text extraction: the least that the same library can do.


def _plain_docx(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "".join(ElementTree.fromstring(package.read("word/document.xml")).itertext())


def _plain_page(data: bytes) -> str:
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(data.decode()).text()


def _plain_workbook(data: bytes) -> str:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return "\n".join(str(row) for sheet in book for row in sheet.iter_rows(values_only=True))


def _plain_old_workbook(data: bytes) -> str:
    import xlrd

    book = xlrd.open_workbook(file_contents=data)
    return "\n".join(str(sheet.row_values(row)) for sheet in book.sheets() for row in range(sheet.nrows))


def _plain_pdf(data: bytes) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(data) as pdf:
        return "".join(page.get_textpage().get_text_range() for page in pdf)


def _plain_scan(data: bytes) -> str:
    import numpy as np
    from PIL import Image

    from ingest.ocr import _engine  # the very engine, without what is made of its lines

    found = _engine()(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")))
    return "".join(found.txts)


def _plain_csv(data: bytes) -> str:
    import csv

    return str(list(csv.reader(io.StringIO(data.decode()))))


def _plain_old_word(data: bytes) -> str:
    return _converted(data, ".doc", "txt:Text (encoded):UTF8").decode()


def _old_word(data: bytes) -> bytes:
    return _converted(data, ".docx", "doc:MS Word 97")


def _converted(data: bytes, suffix: str, to: str) -> bytes:
    """A document as LibreOffice writes it in another format."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder, f"given{suffix}")
        given.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        order = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", folder, str(given)]
        subprocess.run(order, check=True, capture_output=True)
        return given.with_suffix("." + to.partition(":")[0]).read_bytes()


PLAIN: Mapping[str, Callable[[bytes], str]] = {
    ".txt": bytes.decode,
    ".html": _plain_page,
    ".csv": _plain_csv,
    ".docx": _plain_docx,
    ".xlsx": _plain_workbook,
    ".xls": _plain_old_workbook,
    ".pdf": _plain_pdf,
    ".png": _plain_scan,
    ".doc": _plain_old_word,
}


def _seconds(job: Callable[[], object]) -> float:
    begun = time.perf_counter()
    job()
    return time.perf_counter() - begun


@contextmanager
def _memory() -> Iterator[list[float]]:
    """The most MiB that this process and those it started held together, looked at ten times a second."""
    most, over = [0.0], threading.Event()

    def look() -> None:
        while not over.wait(_LOOKS):
            most[0] = max(most[0], _held())

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    yield most
    over.set()
    thread.join()


def _held() -> float:
    started = (task / "children" for task in Path("/proc/self/task").iterdir())
    return sum(_resident(process) for lists in started for process in _words(lists)) + _resident("self")


def _words(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii").split()
    except OSError:
        return []


def _resident(process: str) -> float:
    """MiB of a process; pages shared with others count for a part."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


if __name__ == "__main__":
    main()
