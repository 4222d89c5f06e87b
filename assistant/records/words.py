"""Lexical words for full-text search: what a passage is found by, and what a question looks for."""

import re
import unicodedata
from itertools import pairwise

_HAN = "\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_JOINT = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_WORD = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)|[^\W\d_{_HAN}]+")


def terms(text: str) -> list[str]:
    """The searchable words of `text`, in order, repeated as often as they occur.

    Chinese runs give overlapping pairs of characters (预算执行: 预算 算执 执行), a lone one itself; other
    scripts give lower-case words; numbers themselves without thousands separators (1,491.52 -> 1491.52).
    Full-width forms are folded and a line broken inside Chinese is joined, so a phrase is found wherever the
    page happened to end.
    """
    folded = _JOINT.sub("", unicodedata.normalize("NFKC", text).lower())
    found: list[str] = []
    for match in _WORD.finditer(folded):
        run = match[0]
        if match["han"] and len(run) > 1:
            found.extend(map("".join, pairwise(run)))
        else:
            found.append(run.replace(",", "") if match["number"] else run)
    return found
