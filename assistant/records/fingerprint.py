"""How alike two documents are: a small print of each one's words and numbers, kept so that texts need not be read again.

Words and numbers are told apart: the corrected version of a report has the same words and other numbers, the same report
in another format has both.
"""

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RUN = 5
_KEPT_RUNS = 128
_KEPT_NUMBERS = 400
_ALL = (1 << 32) - 1
_NUMBER = re.compile(r"\d[\d,，]*(?:\.\d+)?%?")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# Lines of the page around a report, not of the report: page numbers, and labels of a web page.
_AROUND = re.compile(
    r"[-—–\s]*(?:第\s*)?\d{1,3}\s*(?:页|/\s*\d{1,3})?(?:\s*共\s*\d{1,3}\s*页)?[-—–\s]*|"
    r".{0,12}(?:浏览|点击|阅读|发布|来源|索引号|文号|成文|公开|打印|字号|编辑|作者|电话|备案).{0,4}[:：].{0,40}"
)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Print:
    """`runs` and `numbers` are the smallest hashes of a text's runs of letters and of its numbers, ascending; `letters` counts."""

    letters: int
    runs: tuple[int, ...]
    numbers: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.letters}:{_packed(self.runs)}:{_packed(self.numbers)}"


def fingerprint(text: str) -> Print:
    """The print of a text; line breaks, blanks, marks and furniture of web pages make no difference to it."""
    plain = text.translate(_FULL_WIDTH)
    inner = "\n".join(line for line in plain.split("\n") if not _AROUND.fullmatch(line.strip()))
    letters = "".join(_LETTER.findall(inner)).lower()
    numbers = {_canonical(m.group()) for m in _NUMBER.finditer(inner)}
    return Print(len(letters), _runs(letters), _smallest({_hashed(n) for n in numbers}, _KEPT_NUMBERS))


def parse(written: str) -> Print:
    """The print that `str` wrote; an empty one for an empty string."""
    if not written:
        return Print(0, (), ())
    letters, runs, numbers = written.split(":")
    return Print(int(letters), _unpacked(runs), _unpacked(numbers))


def alike(one: Print, other: Print) -> float:
    """The share of runs of letters that two texts have in common, 0 to 1, within a few hundredths."""
    union = sorted({*one.runs, *other.runs})[:_KEPT_RUNS]
    both = {*one.runs} & {*other.runs}
    return sum(1 for run in union if run in both) / len(union) if union else 0.0


def contained(one: Print, other: Print) -> float:
    """The share of the shorter text's runs of letters that the longer one has too, 0 to 1, within a few hundredths."""
    shorter, longer = sorted((one.letters, other.letters))
    same = alike(one, other)
    return min(1.0, same * (shorter + longer) / (1 + same) / shorter) if shorter else 0.0


def numbers_apart(one: Print, other: Print) -> tuple[int, int, int]:
    """How many different numbers only the first text has, only the second, and both; of long texts a sample."""
    limit = min(p.numbers[-1] if len(p.numbers) >= _KEPT_NUMBERS else _ALL for p in (one, other))
    first, second = ({n for n in p.numbers if n <= limit} for p in (one, other))
    return len(first - second), len(second - first), len(first & second)


def _canonical(written: str) -> str:
    """1,491.50 and 1491.5 are one number; 98% and 98 are two."""
    plain = re.sub(r"[,，]", "", written)
    whole, point, rest = plain.rstrip("%").partition(".")
    rest = rest.rstrip("0")
    return (whole.lstrip("0") or "0") + (point + rest if rest else "") + ("%" if plain.endswith("%") else "")


def _runs(letters: str) -> tuple[int, ...]:
    import numpy as np

    codes = np.frombuffer(letters.encode("utf-32-le"), np.uint32).astype(np.uint64)
    if len(codes) < _RUN:
        return ()
    mixed: NDArray[Any] = np.zeros(len(codes) - _RUN + 1, np.uint64)
    for at in range(_RUN):
        mixed = mixed * np.uint64(1_000_003) + codes[at : at + len(mixed)]
    mixed = (mixed ^ (mixed >> np.uint64(31))) * np.uint64(0x9E3779B97F4A7C15)
    return tuple(np.unique(mixed >> np.uint64(32))[:_KEPT_RUNS].tolist())


def _hashed(word: str) -> int:
    import zlib

    return zlib.crc32(word.encode())


def _smallest(hashes: set[int], count: int) -> tuple[int, ...]:
    return tuple(sorted(hashes)[:count])


def _packed(hashes: tuple[int, ...]) -> str:
    return base64.b64encode(b"".join(h.to_bytes(4, "big") for h in hashes)).decode()


def _unpacked(written: str) -> tuple[int, ...]:
    raw = base64.b64decode(written)
    return tuple(int.from_bytes(raw[at : at + 4], "big") for at in range(0, len(raw), 4))
