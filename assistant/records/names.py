"""Looking for many names at once in Chinese or English text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from assistant.records.model import Span

_ENGLISH_WORD = re.compile(r"[A-Za-z0-9&]+")
_PLURAL = re.compile(r"(?<=[a-z]{3})(?<!s)s$")
# Quotes, emphasis marks and white space may stand inside a name: “三公” 经费, 预算执\n行率.
_SKIPPED = frozenset(" \t\r\n\u3000\xa0\"'“”‘’「」『』*")
_UPPER = range(ord("A"), ord("Z") + 1)
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PLAIN |= {code: code + 32 for code in _UPPER} | {code + 0xFEE0: code + 32 for code in _UPPER}
_KEYED = _PLAIN | {ord(character): None for character in _SKIPPED}


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a text is looked through as: characters or English words, with where each begins and ends in the text."""

    words: str | tuple[str, ...]
    starts: Sequence[int]
    ends: Sequence[int]


@dataclass(frozen=True, slots=True)
class Names:
    """Names to look for: their words with the key each stands for, the lengths to try by first word, and `firsts`, which
    finds the characters that any of them begins with.
    """

    keys: Mapping[str | tuple[str, ...], str]
    lengths: Mapping[str, tuple[int, ...]]
    firsts: re.Pattern[str]

    def find(self, tokens: Tokens) -> tuple[tuple[str, Span], ...]:
        """Keys of the longest names with their spans, never overlapping, in text order; the earlier of equals."""
        words = tokens.words
        hits = [
            (-length, at, key)
            for at, word in self._begun(words)
            for length in self.lengths.get(word, ())
            if at + length <= len(words) and (key := self.keys.get(words[at : at + length])) is not None
        ]
        taken = bytearray(len(words))
        kept: list[tuple[Span, str]] = []
        for minus, at, key in sorted(hits):
            if not any(taken[at : at - minus]):
                taken[at : at - minus] = b"\1" * -minus
                kept.append((Span(tokens.starts[at], tokens.ends[at - minus - 1]), key))
        return tuple((key, span) for span, key in sorted(kept))

    def _begun(self, words: str | tuple[str, ...]) -> Iterable[tuple[int, str]]:
        """Where a name may begin, with the word there: most characters are no name's first one."""
        if isinstance(words, str):
            return ((first.start(), first[0]) for first in self.firsts.finditer(words))
        return enumerate(words)


def names(pairs: Iterable[tuple[str | tuple[str, ...], str]]) -> Names:
    """Names for looking up: each pair is the words of a name and the key it stands for."""
    keys = dict(pairs)
    lengths: dict[str, set[int]] = {}
    for name in keys:
        lengths.setdefault(name[0], set()).add(len(name))
    by_first = {first: tuple(sorted(some)) for first, some in lengths.items()}
    firsts = "".join(re.escape(first) for first in by_first if len(first) == 1)
    return Names(MappingProxyType(keys), MappingProxyType(by_first), re.compile(f"[{firsts}]" if firsts else "(?!)"))


def chinese(text: str) -> Tokens:
    """The characters of `text` that count when looking for Chinese names, lower case and half width."""
    words = zh_key(text)
    if len(words) == len(text):
        return Tokens(words, range(len(text)), range(1, len(text) + 1))
    starts = [at for at, character in enumerate(text) if character not in _SKIPPED]
    return Tokens(words, starts, [at + 1 for at in starts])


def english(text: str) -> Tokens:
    """The English words of `text`, lower case and without a plural s."""
    found = list(_ENGLISH_WORD.finditer(text))
    words = tuple(_PLURAL.sub("", word.group().lower()) for word in found)
    return Tokens(words, [word.start() for word in found], [word.end() for word in found])


def zh_key(name: str) -> str:
    """A Chinese name as it is looked for: half width, lower case, no quotes, no white space; it may be empty."""
    return name.translate(_KEYED)


def en_key(name: str) -> tuple[str, ...]:
    """The words under which an English name is looked for; it may be empty."""
    words = _ENGLISH_WORD.findall(name.lower())
    return tuple([_PLURAL.sub("", word) if word[-1] == "s" else word for word in words])
