"""What a question asks for, as terms: runs of words with the other ways records may put them."""

import re
import tomllib
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from assistant.records.segment import segment
from assistant.records.vocabulary import Vocabulary

_COUNTING = re.compile(
    r"(?:多少|几)(?:万|亿|十|百|千)*(?:平方公里|平方米|公里|亩|吨|钱|元|人次|家次|[个家件次场项处座条所台套辆批期篇份户间栋张宗笔起例名人位类种组支部本只头棵株米天口])?"
)
# A place named in a question is a term of its own: 南浦区 of 南浦区育苗基地.
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,3}?(?<![园社校景片城辖小灾地山老市各分郊街牧林库农全两本外])(?:区|县|镇|乡|街道)(?![县块间域分镇村划级])"
)
_WEAK = 0.3
# What an English question names in Chinese besides is surely what records call it.
_GLOSS = 2.0
# Terms that weigh more are what is counted or measured.
FOCUSED = 2.0
# So many English words a Chinese one stands for are looked for in records in English.
_ENGLISH = 4
_PARTICLES = "得有共是在为和与及或由对于把被向到上"
_JOINING = "和与及或跟同"
# Characters that end names of things: 健身点, 养老院, 护林员.
_NOUN_TAIL = re.compile(r"[点站室馆院所场店屋厅园区段线路桥渠库塘坝员生师户类型式版期级类费款率量值额数]")
_LATIN = re.compile(r"[a-z](?:[a-z0-9\-']*[a-z0-9])?")
_POSSESSIVE = re.compile(r"(?<=[a-z])'s?(?![a-z])")
# What stands in brackets behind English words is what the records call it: flood walls (防洪墙).
_GLOSSED = re.compile(
    r"(?:\b[A-Za-z][A-Za-z'’\-]*[\s\"“”]+){0,2}\b[A-Za-z][A-Za-z'’\-]*[\"”]?\s*[(（]\s*(?P<zh>[\u4e00-\u9fff][^()（）]*)[)）]"
)
_ENUMERATED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])、([\u4e00-\u9fff])(?![、\u4e00-\u9fff]{0,1}、)")


@dataclass(frozen=True, slots=True)
class Term:
    """A thing asked for: as written, every run of characters that counts as finding it, and how much it counts.

    `foreign` are what records in English may call a Chinese word.
    """

    text: str
    alternatives: tuple[str, ...]
    weight: float = 1.0
    foreign: tuple[str, ...] = ()


@cache
def function_words() -> dict[str, tuple[str, ...]]:
    """Words that ask without naming, by language."""
    raw = tomllib.loads(files("assistant.answering").joinpath("function_words.toml").read_text(encoding="utf-8"))
    return {k: tuple(v) for k, v in raw.items()}


@cache
def _splitter() -> re.Pattern[str]:
    words = sorted(function_words()["zh"], key=len, reverse=True)
    return re.compile("|".join(re.escape(w) for w in words) + r"|[\s\W]+")


def is_place(text: str) -> bool:
    """Whether `text` is the name of a place with its level (松坪乡)."""
    return bool(_PLACE.fullmatch(text))


def terms(content: str, vocabulary: Vocabulary) -> tuple[Term, ...]:
    """The terms of `content`, a question without the names of offices and periods, in reading order."""
    found: dict[str, Term] = {}
    glossed = _without_glosses(content)
    weight = _GLOSS if glossed != content else 1.0
    content = _ENUMERATED.sub(r"\1\2", glossed)
    lowered = content.lower()
    for run in re.findall(r"[\u4e00-\u9fff“”0-9a-zA-Z%.]*[\u4e00-\u9fff][\u4e00-\u9fff“”0-9a-zA-Z%.]*", content):
        for term in _chinese(run, vocabulary):
            foreign = vocabulary.english.get(term.text, ())[:_ENGLISH]
            found.setdefault(term.text, replace(term, foreign=foreign, weight=weight))
    for term in _english(re.sub(r"[\u4e00-\u9fff]", " ", lowered), vocabulary):
        found.setdefault(term.text, replace(term, foreign=vocabulary.english.get(term.alternatives[0], ())[:_ENGLISH]))
    found = {text: term for text, term in found.items() if re.search(r"[^\W\d_]", text)}
    weak = frozenset(function_words()["weak"])
    return tuple(replace(t, weight=_WEAK) if t.text in weak else t for t in found.values())


def _without_glosses(content: str) -> str:
    """English `content` with what brackets call in Chinese put in place of the English words before it."""
    stop = frozenset(function_words()["en"])

    def named(match: re.Match[str]) -> str:
        before = match[0][: match.start("zh") - match.start()]
        words = re.findall(r"[A-Za-z][A-Za-z'’\-]*", before)
        last = max((i for i, w in enumerate(words) if w.lower() in stop), default=-1)
        return f"{' '.join(words[: last + 1])} {match['zh']} "

    return _GLOSSED.sub(named, content)


def _chinese(run: str, vocabulary: Vocabulary) -> Iterator[Term]:
    """Terms of a Chinese run: known words where they are longer than the asking word that begins there (老年人, 看病)."""
    run = _PLACE.sub(r"\g<0>，", _COUNTING.sub("，", run))
    at = 0
    rest = ""
    while at < len(run):
        asking = _splitter().match(run, at)
        word = max(_longest(run, at, vocabulary.synonyms), _longest(run, at, vocabulary.words), key=len)
        if not asking and len(word) < 2:
            rest += run[at]
            at += 1
            continue
        yield from _loose(rest, vocabulary)
        rest = ""
        tail = _tail(run, at + len(word), vocabulary) if not asking or len(asking[0]) < len(word) else ""
        if tail:
            whole = f"{word}{tail}"
            yield Term(whole, (whole, *(f"{a}{tail}" for a in vocabulary.synonyms.get(word, ()))))
            at += len(whole)
            continue
        if asking and len(asking[0]) >= len(word):
            at = max(asking.end(), at + 1)
            continue
        yield Term(word, (word, *vocabulary.synonyms.get(word, ())))
        at += len(word)
    yield from _loose(rest, vocabulary)


def _tail(run: str, at: int, vocabulary: Vocabulary) -> str:
    """The single character at `at` that belongs to the known word before it (健身点), "" where it begins another."""
    tail = run[at : at + 1]
    if not _NOUN_TAIL.fullmatch(tail):
        return ""
    starts = [_longest(run, at, vocabulary.synonyms), _longest(run, at, vocabulary.words)]
    return "" if any(starts) or _splitter().match(run, at) else tail


def _loose(rest: str, vocabulary: Vocabulary) -> Iterator[Term]:
    """Terms of what no known word covers; a single character may be a word of its own (盖了 leaves 盖)."""
    if rest and rest in _JOINING:
        return
    if len(rest) == 1 and rest in vocabulary.synonyms:
        yield Term(rest, (rest, *vocabulary.synonyms[rest]))
    elif not rest.isdigit():
        yield from _words(rest)


def _words(run: str) -> Iterator[Term]:
    bare = run.strip(_PARTICLES)
    joined = bool(bare) and (run[0] in _JOINING or run[-1] in _JOINING)
    kept = bare if len(bare) > 1 or joined else run
    for word in _whole_words(segment(kept)) if kept else ():
        yield Term(word, (word,))


def _whole_words(words: Sequence[str]) -> list[str]:
    """`words` with a single character joined to the word before it: 健身点, not 健身 and 点."""
    joined: list[str] = []
    for word in words:
        tail = len(word) == 1 and joined and len(joined[-1]) > 1
        if tail and word not in _PARTICLES + _JOINING:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _longest(piece: str, at: int, words: Container[str]) -> str:
    return next((piece[at : at + n] for n in range(min(8, len(piece) - at), 1, -1) if piece[at : at + n] in words), "")


def _english(lowered: str, vocabulary: Vocabulary) -> Iterator[Term]:
    words = _LATIN.findall(_POSSESSIVE.sub("", lowered.replace("-", " ").replace("’", "'")))
    stop = frozenset(function_words()["en"])
    at = 0
    while at < len(words):
        size, chinese = _phrase(words, at, vocabulary.glossary)
        if size:
            phrase = " ".join(words[at : at + size])
            if not stop.issuperset(words[at : at + size]):
                yield Term(phrase, (*chinese, phrase))
            at += size
            continue
        if words[at] not in stop and len(words[at]) > 1:
            yield Term(words[at], (words[at],))
        at += 1


def _phrase(words: Sequence[str], at: int, glossary: Mapping[str, tuple[str, ...]]) -> tuple[int, tuple[str, ...]]:
    for size in range(min(5, len(words) - at), 0, -1):
        run = words[at : at + size]
        for form in _forms(run[-1]):
            known = glossary.get(" ".join([*run[:-1], form]))
            if known:
                return size, known
    return 0, ()


def _forms(word: str) -> Iterator[str]:
    """A word and its likely dictionary forms: visits, visited, visiting give visit."""
    yield word
    for ending, instead in (
        ("ies", "y"),
        ("es", ""),
        ("es", "e"),
        ("s", ""),
        ("ed", ""),
        ("ed", "e"),
        ("ing", ""),
        ("ing", "e"),
        ("'s", ""),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            yield word[: -len(ending)] + instead
    if re.search(r"([bdgklmnprt])\1(?:ed|ing)$", word):
        yield re.sub(r"([bdgklmnprt])\1(?:ed|ing)$", r"\1", word)


@lru_cache(maxsize=4096)
def pairs(run: str) -> tuple[str, ...]:
    """The character pairs of a Chinese run; a Latin word or a single character is its own pair."""
    squeezed = re.sub(r"[\s“”]+", "", run)
    if len(squeezed) < 2 or squeezed.isascii():
        return (squeezed,) if squeezed else ()
    return tuple(squeezed[i : i + 2] for i in range(len(squeezed) - 1))


@lru_cache(maxsize=4096)
def stems(run: str) -> tuple[str, ...]:
    """The words of an English run without their endings: rangers gives ranger, treated treat."""
    return tuple(min(_forms(word), key=len) for word in _LATIN.findall(run))


def shares_character(term: Term, measure: str) -> bool:
    """Whether a two-character Chinese term has a character in common with `measure`."""
    return len(term.text) == 2 and not term.text.isascii() and (term.text[0] in measure or term.text[1] in measure)
