"""Which offices a question names: by full, short, partial or English name; near-identical names never mix."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answering.offices import LEVELS, Office, Offices, backward, kinds, romanised, spoken_parts
from assistant.records.model import Span

__all__ = ["Mention", "Office", "full_names", "mentions", "romanised"]

_ORGANISATION = re.compile(
    r"(?:局|委员会|委|办公室|中心|院|馆|厅|处|办事处|政府|联合会|学校|总队|支队|所|站|公司|集团)$"
)
_REGION_BEFORE = re.compile(r"([\u4e00-\u9fff]{2,5}?[省市区县州旗镇乡])$")
_ASKING = re.compile(
    r"^(?:请问|问一下|查一下|帮我查|查询|关于|那么|那|和|与|及|跟|比|对比|比较|各|全|本|我|请|看看|看|查|在|年|度|月|底|的|是|[，,。、？?\s])+"
)
_JOINING = re.compile(r"[局委会院和与及跟、，,比或对在年月日里内的按据从给由\d]")
_OFFICE_ENDS = ("局", "委", "委员会", "办事处", "管委会")
_EN_LEVELS = {
    "municipal": "市",
    "city": "市",
    "district": "区",
    "county": "县",
    "provincial": "省",
    "town": "镇",
}
_EN_COMMON = frozenset(
    [
        "the",
        "what",
        "how",
        "which",
        "did",
        "does",
        "do",
        "is",
        "was",
        "were",
        "in",
        "at",
        "of",
        "for",
        "and",
        "has",
        "have",
        "had",
        "show",
        "tell",
        "compare",
        "our",
    ]
)
_OWN = re.compile(
    r"我们?(?:单位|局|委|办|部门|中心|院)|本(?:单位|局|委|部门|中心)|\bour (?:bureau|department|office|unit|commission)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place of a question that names offices: one department when clear, several when ambiguous, none when unknown.

    `region` marks the name of a region or zone: all its offices are meant, which is not ambiguous.
    """

    span: Span
    written: str
    departments: tuple[str, ...]
    region: bool = False


def full_names(names: Iterable[str]) -> dict[str, str]:
    """Names without their outer region, each with the one full name it stands for (桐浦区水务局: 澄湾市桐浦区水务局)."""
    known = set(names)
    longer: dict[str, list[str]] = {}
    for name in known:
        for part in re.finditer(rf"[^{LEVELS}]{{1,6}}[{LEVELS}]", name):
            short = name[part.end() :]
            if short in known and re.match(rf"[^{LEVELS}]{{1,6}}[{LEVELS}]", short):
                longer.setdefault(short, []).append(name)
    return {short: full[0] for short, full in longer.items() if len(full) == 1}


def mentions(question: str, offices: Sequence[Office], home: str | None = None) -> tuple[Mention, ...]:
    """Every place where `question` names an office, left to right.

    `offices` are those of the records in scope; `home` is the asker's own department (我局).
    """
    offices = offices if isinstance(offices, Offices) else Offices(tuple(offices))
    found = _longest([*_chinese(question, offices), *_english(question, offices)])
    found += [m for m in _strangers(question) if not any(m.span.meets(f.span) for f in found)]
    if not found:
        found = (
            _own(question, home)
            or _regions(question, offices)
            or _romanised(question, offices)
            or _partial(question, offices)
            or _unknown(question)
        )
    return tuple(sorted(found, key=lambda m: m.span))


def _chinese(question: str, offices: Offices) -> list[Mention]:
    places: dict[tuple[Span, int], set[str]] = {}
    for one in offices.cored(question):
        for hit in re.finditer(re.escape(one.core), question):
            start = backward(question, hit.start(), one.prefix)
            places.setdefault((Span(start, hit.end()), hit.start()), set()).add(one.office.name)
    read = [_mention(question, span, core, names) for (span, core), names in places.items()]
    known: dict[Span, set[str]] = {}
    for mention in read:
        if mention.departments:
            known.setdefault(mention.span, set()).update(mention.departments)
    merged = [Mention(span, span.of(question), tuple(sorted(names))) for span, names in known.items()]
    return [*merged, *(m for m in read if not m.departments and m.span not in known)]


def _strangers(question: str) -> list[Mention]:
    """Kinds of office that the question names; those that no office on record covers are unknown to the records."""
    found = []
    for zh, _ in kinds():
        for form in zh:
            if not form.endswith(_OFFICE_ENDS):
                continue
            for hit in re.finditer(re.escape(form), question):
                before = _ASKING.sub("", _JOINING.split(question[max(0, hit.start() - 8) : hit.start()])[-1])
                start = hit.start() - len(before)
                found.append(Mention(Span(start, hit.end()), question[start : hit.end()], ()))
    return _longest(found)


def _mention(question: str, span: Span, core: int, names: set[str]) -> Mention:
    """A mention of `names`, or of nobody when the words before the core name a region of none of them."""
    before = _ASKING.sub("", _JOINING.split(question[max(0, core - 8) : core])[-1])
    foreign = _REGION_BEFORE.search(before)
    if foreign and not any(foreign[1].rstrip(LEVELS) in name for name in names):
        start = core - len(foreign[1])
        return Mention(Span(min(start, span.start), span.end), question[start : span.end], ())
    return Mention(span, span.of(question), tuple(sorted(names)))


def _english(question: str, offices: Offices) -> list[Mention]:
    lowered = question.lower()
    hits = [
        (m.span(), zh) for zh, en in kinds() for phrase in en for m in re.finditer(rf"\b{re.escape(phrase)}\b", lowered)
    ]
    hits = [h for h in hits if not any(_wider(o[0], h[0]) for o in hits)]
    found = []
    floor = 0
    for (start, end), zh in sorted(hits, key=lambda h: h[0]):
        around = lowered[max(floor, start - 60) : start] + _place_after(lowered[end:])
        said, levels = _words_and_levels(around)
        scores = {name: _english_score(said, levels, prefix) for name, prefix in offices.ending(zh)}
        best = max(scores.values(), default=0)
        names = tuple(sorted(n for n, v in scores.items() if v == best))
        places = [(word, at) for word, at in _places(question, start) if at >= floor]
        if any(_foreign(word, names) for word, _ in places):
            names = ()
        begin = min([at for _, at in places], default=start)
        found.append(Mention(Span(begin, end), question[begin:end], names))
        floor = end
    return found


def _wider(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one != other and one[0] <= other[0] and other[1] <= one[1]


def _place_after(rest: str) -> str:
    """The place that follows an office (the water bureau of Yuqiao district), "" where something else follows."""
    match = re.match(r"\s*(?:of|in|for)\s+(?:the\s+)?([a-z'’\- ]{3,40})", rest)
    return f" {match[1]}" if match else ""


def _places(question: str, end: int) -> list[tuple[str, int]]:
    """Capitalised words right before or after an office's English name, with their offsets: they may name its place."""
    words = list(re.finditer(r"[A-Za-z'’\-]+", question[:end]))
    named = []
    for match in reversed(words[-5:]):
        word = match[0].lower()
        if word in _EN_LEVELS or word == "county":
            continue
        if not match[0][0].isupper() or word in _EN_COMMON:
            break
        named.append((re.sub(r"['’\-]", "", word), match.start()))
    return named


def _foreign(word: str, names: Sequence[str]) -> bool:
    """Whether the romanised `word` is part of none of `names`."""
    return not any(word in romanised(name) for name in names)


def _words_and_levels(lowered: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of an English question, and the levels of region (区 for district) it names."""
    levels = frozenset(v for k, v in _EN_LEVELS.items() if re.search(rf"\b{k}\b", lowered))
    return frozenset(re.findall(r"\w+", re.sub(r"['’\-]", "", lowered))), levels


def _english_score(said: frozenset[str], levels: frozenset[str], prefix: str) -> int:
    """How well an English question names the region `prefix`: romanised names weigh more than level words."""
    stems, level = spoken_parts(prefix)
    score = sum(4 if depth == len(stems) - 1 else 1 for depth, stem in enumerate(stems) if stem in said)
    return score + (2 if level in levels else 0)


def _longest(found: Iterable[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.span.start - m.span.end, not m.departments, m.span.start)):
        if not any(k.span.meets(mention.span) for k in kept):
            kept.append(mention)
    return kept


def _regions(question: str, offices: Offices) -> list[Mention]:
    """Regions named without an office (榆桥区2022年…), each with all its offices; a region of all offices tells nothing."""
    found = []
    for region, names in offices.regions(question).items():
        stem = region.rstrip(LEVELS)
        written = region if region in question else stem if len(stem) > 1 and stem in question else ""
        if written and len(names) < len(offices):
            at = question.index(written)
            found.append(Mention(Span(at, at + len(written)), written, tuple(sorted(names)), region=True))
    return _longest(found)


def _romanised(question: str, offices: Offices) -> list[Mention]:
    """A capitalised word that romanises part of some offices' names (Ligang Economic Zone)."""
    for match in re.finditer(r"\b[A-Z][a-z]{3,}(?:['’\-][a-z]+)?\b", question):
        word = re.sub(r"['’\-]", "", match[0].lower())
        names = offices.sounding(word)
        if names and len(names) < len(offices) and word not in _EN_COMMON:
            tail = re.match(r"(?:\s+(?:[A-Z][a-z]+|district|county|city|zone|park))*", question[match.end() :])
            end = match.end() + (tail.end() if tail else 0)
            return [Mention(Span(match.start(), end), question[match.start() : end], names, region=True)]
    return []


def _own(question: str, home: str | None) -> list[Mention]:
    match = _OWN.search(question)
    if not match or not home:
        return []
    return [Mention(Span(*match.span()), match[0], (home,))]


def _partial(question: str, offices: Offices) -> list[Mention]:
    """A run of at least four characters shared with exactly one office's name (栎港经济区)."""
    best: dict[str, Span] = {}
    for office in offices.sharing(question):
        run = _common(question, office.name)
        if run.end - run.start >= 4:
            best[office.name] = run
    if not best:
        return []
    longest = max(s.end - s.start for s in best.values())
    names = tuple(sorted(n for n, s in best.items() if s.end - s.start == longest))
    span = best[names[0]]
    return [Mention(span, span.of(question), names)]


def _common(question: str, name: str) -> Span:
    """The longest run of `question` that stands in `name`, as a span of the question."""
    best = Span(0, 0)
    for start in range(len(question)):
        while (
            start + best.end - best.start < len(question)
            and question[start : start + best.end - best.start + 1] in name
        ):
            best = Span(start, start + best.end - best.start + 1)
    return best


def _unknown(question: str) -> list[Mention]:
    """An office by its look (X区Y局) that the records do not hold."""
    for match in re.finditer(
        r"[\u4e00-\u9fff]{2,20}?(?:局|委员会|管委会|街道办事处|中心|医院|学校|人民政府)(?![\u4e00-\u9fff]?们)",
        question,
    ):
        run = match[0]
        region = re.search(r"[\u4e00-\u9fff]{1,6}[省市区县州旗镇乡]", run)
        named = any(z in run for zh, _ in kinds() for z in zh)
        if region or named:
            trimmed = _ASKING.sub("", run)
            start = match.end() - len(trimmed)
            return [Mention(Span(start, match.end()), trimmed, ())]
    return []
