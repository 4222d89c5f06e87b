"""How well the words of a table, a header or a label, are named by a question: by runs of characters or English words.

Matches are bit masks over the tokens of the question, so that what a row and a column explain together can be added up.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from assistant.answering.table_plan import nouns
from assistant.answering.terms import Term, function_words
from assistant.records.fold import simplified
from assistant.records.model import Span

_TOKEN = re.compile(r"[\u3400-\u9fff]|[a-z]+|\d+(?:[.,]\d+)*")
_LATIN = re.compile(r"[a-z]+")
_NAME = re.compile(r"\b[A-Z][a-z]{3,}(?:['’-][a-z]+)?\b")
_LEAD = re.compile(
    r"^\s*(?:其\s*中\s*[:：]?|of which:?|including:?|[加减][:：]|[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|\d+(?:\.\d+)*[、.．](?!\d)|[（(]\d{1,2}[）)]|-+)\s*",
    re.I,
)
_BRACKETED = re.compile(r"[（(\[【][^（）()\[\]【】]*[）)\]】]")
_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "with",
        "and",
        "or",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "its",
        "it",
    ]
)
# Characters that open a label without telling it from another: 年运维花费 is asked for as 运维.
_OPENING = frozenset("年总全本今共各当累")
_LEAST_SHARE = 0.3
_LONG_RUN = 4
_SHORT = 3
_LATIN_FORMS = (("ies", "y"), ("sses", "ss"), ("es", "e"), ("s", ""), ("ing", ""), ("ed", ""))


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of a question with their places, its terms as masks, and the tokens that ask or fill only.

    `names` are its capitalised words in small letters: they may spell Chinese names (Shigu: 石鼓).
    """

    tokens: tuple[str, ...]
    spans: tuple[Span, ...]
    pairs: frozenset[tuple[str, str]]
    idle: int
    terms: tuple[tuple[int, Term], ...]
    names: tuple[tuple[int, str], ...] = ()

    def mask_of(self, start: int, end: int) -> int:
        """The tokens that lie in the characters `start` to `end` (half open) of the question."""
        return sum(1 << i for i, own in enumerate(self.spans) if start <= own.start and own.end <= end)

    def may_hold(self, label: str) -> bool:
        """Whether the question shares two neighbouring tokens with a label, or the label is of one token."""
        pairs = _label_pairs(label)
        return not pairs or bool(self.names) or not self.pairs.isdisjoint(pairs)


@dataclass(frozen=True, slots=True)
class Fit:
    """What of a question a label explains (`mask`), and how many of the label's own tokens the question lacks."""

    mask: int = 0
    lacking: int = 0
    size: int = 1
    scattered: bool = False

    @property
    def whole(self) -> bool:
        """Whether the question names the label in full, in one piece."""
        return self.mask != 0 and self.lacking == 0 and not self.scattered

    @property
    def share(self) -> float:
        """The share of the label that the question names."""
        return 1 - self.lacking / self.size if self.mask else 0.0


NOTHING = Fit()


def words_of(text: str, terms: Sequence[Term], asking_spans: Iterable[Span] = ()) -> Words:
    """The tokens of a question `text`, with the masks of its `terms`; what stands in `asking_spans` names nothing."""
    lowered = simplified(text.lower())
    found = list(_TOKEN.finditer(lowered))
    tokens = tuple(_folded(m[0]) for m in found)
    spans = tuple(Span(*m.span()) for m in found)
    bare = Words(tokens, spans, frozenset(pairwise(tokens)), 0, ())
    placed = []
    for term in terms:
        at = lowered.find(simplified(term.text.lower()))
        folded = replace(term, alternatives=tuple(map(simplified, term.alternatives)))
        placed.append((bare.mask_of(at, at + len(term.text)) if at >= 0 else 0, folded))
    idle = 0
    for m in nouns().finditer(lowered):
        own = bare.mask_of(*m.span())
        # 村 of 农村公路 is part of a word, and no kind of row.
        if len(m[0]) > 1 or not any(own & place and place != own for place, _ in placed):
            idle |= own
    asking = sorted(function_words()["zh"], key=len, reverse=True)
    for m in re.finditer("|".join(map(re.escape, asking)), lowered):
        idle |= bare.mask_of(*m.span())
    for span in asking_spans:
        idle |= bare.mask_of(span.start, span.end)
    small = _SMALL | frozenset(function_words()["en"])
    idle |= sum(1 << i for i, t in enumerate(tokens) if t in small)
    names = ((bare.mask_of(*m.span()), _plain_name(m[0])) for m in _NAME.finditer(text))
    return Words(
        tokens,
        spans,
        bare.pairs,
        idle,
        tuple(_bared(tokens, place, term, idle) for place, term in placed),
        tuple((place, name) for place, name in names if place and not place & idle),
    )


def _plain_name(word: str) -> str:
    return re.sub(r"['’]s$|['’-]", "", word).lower()


def spelt(name: str, text: str) -> tuple[int, int] | None:
    """The characters of `text`, as start and end, that `name` spells in pinyin; None where none of two or more do."""
    heard = syllables(text)
    for start in range(len(heard)):
        said = ""
        for end in range(start, len(heard)):
            said += heard[end]
            if said == name and end > start:
                return start, end + 1
            if not name.startswith(said):
                break
    return None


@lru_cache(maxsize=20_000)
def syllables(text: str) -> tuple[str, ...]:
    """The pinyin of each character of `text` without tones; of characters that have none themselves."""
    from pypinyin import Style, lazy_pinyin

    return tuple(s for c in text for s in lazy_pinyin(c, style=Style.NORMAL)) if not text.isascii() else ()


def _through_names(label: str, tokens: tuple[str, ...], found: Fit, words: Words) -> Fit:
    """`found` with the names of the question that spell characters of the label; its level (区) may be left out."""
    core = "".join(tokens)
    mask, lacking = found.mask, found.lacking if found is not NOTHING else len(tokens)
    for place, name in words.names:
        at = None if place & mask else spelt(name, core)
        if at:
            mask |= place
            lacking -= at[1] - at[0]
            lacking -= len(re.match(r"[省市区县镇乡村]?", core[at[1] :])[0])  # type: ignore[index]
    return found if mask == found.mask else Fit(mask, max(0, lacking), len(tokens))


def _bared(tokens: tuple[str, ...], place: int, term: Term, idle: int) -> tuple[int, Term]:
    """A Chinese term without the tokens in it that only ask: 树龄 of 树龄最长."""
    kept = place & ~idle
    if not kept or kept == place or term.text.isascii():
        return place, term
    text = "".join(t for i, t in enumerate(tokens) if kept >> i & 1)
    return place, replace(term, alternatives=(text, *term.alternatives[1:]))


@lru_cache(maxsize=1024)
def _folded(token: str) -> str:
    """A token without the ending of an English plural or participle."""
    if not _LATIN.fullmatch(token) or len(token) < 4:
        return token.replace(",", "")
    return next(
        (token[: -len(e)] + i for e, i in _LATIN_FORMS if token.endswith(e) and not token.endswith("ss")), token
    )


@lru_cache(maxsize=20_000)
def label_tokens(label: str) -> tuple[str, ...]:
    """The tokens of a label without list number, 其中 and what stands in brackets; all of them where nothing else is left."""
    core = simplified(label)
    while (bare := _LEAD.sub("", core, count=1)) != core:
        core = bare
    plain = _BRACKETED.sub("", core)
    core = plain if _TOKEN.search(plain.lower()) else core
    return tuple(_folded(m[0]) for m in _TOKEN.finditer(core.lower()))


@lru_cache(maxsize=20_000)
def _label_pairs(label: str) -> frozenset[tuple[str, str]]:
    tokens = label_tokens(label)
    return frozenset(pairwise(tokens))


def fit(label: str, words: Words) -> Fit:
    """How a label is named by a question; NOTHING where hardly at all, or where the question names another one like it."""
    tokens = label_tokens(label)
    if not tokens:
        return NOTHING
    latin = all(t.isascii() for t in tokens)
    found = _latin(tokens, words) if latin else _runs(label, tokens, words)
    if words.names and not latin:
        found = _through_names(label, tokens, found, words)
    return _through_terms(label, tokens, found, words)


def _latin(tokens: tuple[str, ...], words: Words) -> Fit:
    own = [t for t in dict.fromkeys(tokens) if len(tokens) <= _SHORT or t not in _SMALL] or list(tokens)
    mask = lacking = 0
    named = False
    for token in own:
        places = [i for i, t in enumerate(words.tokens) if t == token]
        if places:
            mask |= sum(1 << i for i in places)
            named = named or not token.isdigit() or len(own) == 1
        else:
            lacking += 1
    return Fit(mask, lacking, len(own)) if named or not lacking else NOTHING


def _runs(label: str, tokens: tuple[str, ...], words: Words) -> Fit:
    """Common runs of two or more tokens, longest first; a label of one token must stand in the question as it is."""
    if len(tokens) == 1:
        mask = sum(1 << i for i, t in enumerate(words.tokens) if t == tokens[0] and not words.idle >> i & 1)
        return Fit(mask, 0, 1) if mask else NOTHING
    if words.pairs.isdisjoint(_label_pairs(label)):
        return NOTHING
    mask = 0
    covered: set[int] = set()
    longest = 0
    for size, at, own in sorted(_common(tokens, words.tokens), reverse=True):
        taken = range(own, own + size)
        if covered.isdisjoint(taken) and not any(mask >> i & 1 for i in range(at, at + size)):
            if _contradicted(tokens, own, size, words, at):
                continue
            covered.update(taken)
            longest = max(longest, size)
            mask |= sum(1 << i for i in range(at, at + size))
    lacking = len(tokens) - len(covered)
    if not mask or (longest < _LONG_RUN and len(covered) / len(tokens) < _LEAST_SHARE):
        return NOTHING
    return Fit(mask, lacking, len(tokens), _scattered(mask, words))


def _scattered(mask: int, words: Words) -> bool:
    """Whether the tokens matched stand apart, with words that name something else between them."""
    first = (mask & -mask).bit_length() - 1
    between = (1 << mask.bit_length()) - (1 << first)
    return bool(between & ~mask & ~words.idle)


def _common(label: tuple[str, ...], question: tuple[str, ...]) -> list[tuple[int, int, int]]:
    """Maximal common runs of two tokens or more as (size, start in the question, start in the label)."""
    found: list[tuple[int, int, int]] = []
    for own in range(len(label)):
        for at in range(len(question)):
            if label[own] != question[at] or (own and at and label[own - 1] == question[at - 1]):
                continue
            size = 1
            while own + size < len(label) and at + size < len(question) and label[own + size] == question[at + size]:
                size += 1
            if size > 1:
                found.append((size, at, own))
    return found


def _contradicted(label: tuple[str, ...], own: int, size: int, words: Words, at: int) -> bool:
    """Whether the question goes on differently where the label goes on, too: 北京艾德公司 is not 安徽艾德公司."""
    before = own > 0 and at > 0 and _goes_on(words, at - 1, at) and label[own - 1] not in _OPENING
    return before and label[own - 1] != words.tokens[at - 1]


def _goes_on(words: Words, one: int, other: int) -> bool:
    """Whether two neighbouring tokens belong to one name: nothing between them, neither a word that only asks."""
    touching = words.spans[one].end == words.spans[other].start
    alike = words.tokens[one].isascii() == words.tokens[other].isascii()
    return touching and alike and not words.idle >> one & 1


def _through_terms(label: str, tokens: tuple[str, ...], found: Fit, words: Words) -> Fit:
    """`found` with the terms of the question that the label puts in other words (synonyms, translations)."""
    joined = "".join(tokens)
    mask, lacking = found.mask, found.lacking if found is not NOTHING else len(tokens)
    for place, term in words.terms:
        if not place or place & mask:
            continue
        other = next((a for a in term.alternatives if a != term.text and len(a) > 1 and a in joined), "")
        if other:
            mask |= place
            lacking = max(0, lacking - len(other))
    if mask == found.mask:
        return found
    return Fit(mask, lacking, len(tokens)) if lacking < len(tokens) else NOTHING


def count(mask: int) -> int:
    """How many tokens a mask holds."""
    return mask.bit_count()
