"""Chinese runs cut into words with the shipped tokenizer, whose words have at most two characters."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer


@cache
def _tokenizer() -> "Tokenizer":
    from tokenizers import Tokenizer

    return Tokenizer.from_str(files("assistant.records").joinpath("encoder/tokenizer.json").read_text(encoding="utf-8"))


def segment(run: str) -> list[str]:
    """The words of a Chinese run in order; neighbouring characters that form no known word stay together.

    A single character between two words is left out: it is a particle or an ending. A run of one character is kept.
    """
    units: list[str] = []
    loose = ""
    for token in _tokenizer().encode(run, add_special_tokens=False).tokens:
        if len(token) == 1:
            loose += token
            continue
        units += [loose, token] if len(loose) > 1 else [token]
        loose = ""
    if len(loose) > 1 or (loose and not units):
        units.append(loose)
    return units
