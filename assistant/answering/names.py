"""Which offices a question names: by full, short, partial or English name; near-identical names never mix."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from assistant.records.model import Span

_LEVELS = "省市区县州旗镇乡街道"
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


@dataclass(frozen=True, slots=True)
class Office:
    """A department of the records with every name it is known by."""

    name: str
    aliases: tuple[str, ...] = ()


def full_names(names: Iterable[str]) -> dict[str, str]:
    """Names without their outer region, each with the one full name it stands for (桐浦区水务局: 澄湾市桐浦区水务局)."""
    known = set(names)
    longer: dict[str, list[str]] = {}
    for name in known:
        for part in re.finditer(rf"[^{_LEVELS}]{{1,6}}[{_LEVELS}]", name):
            short = name[part.end() :]
            if short in known and re.match(rf"[^{_LEVELS}]{{1,6}}[{_LEVELS}]", short):
                longer.setdefault(short, []).append(name)
    return {short: full[0] for short, full in longer.items() if len(full) == 1}


@cache
def _kinds() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    raw = tomllib.loads(files("assistant.records").joinpath("departments.toml").read_text(encoding="utf-8"))
    return tuple((tuple(k["zh"]), tuple(k["en"])) for k in raw["kind"])


@lru_cache(maxsize=4096)
def _cores(office: Office) -> tuple[tuple[str, str], ...]:
    """(region prefix, core) pairs of an office: 榆桥区教育局 gives (榆桥区, 教育局), and its kind's other forms."""
    out: dict[tuple[str, str], None] = {}
    for zh, _ in _kinds():
        core = next((z for z in sorted(zh, key=len, reverse=True) if office.name.endswith(z)), None)
        if core:
            prefix = office.name[: -len(core)]
            out.update({(prefix, form): None for form in zh})
            break
    for alias in office.aliases:
        at = office.name.find(alias)
        out[(office.name[:at] if at > 0 else "", alias)] = None
    out[("", office.name)] = None
    return tuple(out)


def mentions(question: str, offices: Sequence[Office], home: str | None = None) -> tuple[Mention, ...]:
    """Every place where `question` names an office, left to right.

    `offices` are those of the records in scope; `home` is the asker's own department (我局).
    """
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


def _chinese(question: str, offices: Sequence[Office]) -> list[Mention]:
    places: dict[tuple[Span, int], set[str]] = {}
    for office in offices:
        for prefix, core in _cores(office):
            for hit in re.finditer(re.escape(core), question):
                start = _backward(question, hit.start(), prefix)
                places.setdefault((Span(start, hit.end()), hit.start()), set()).add(office.name)
    return [_mention(question, span, core, names) for (span, core), names in places.items()]


def _backward(question: str, start: int, prefix: str) -> int:
    """Where `prefix`, read backwards from `start`, begins; only level characters (区, 市) may be left out."""
    position, at = len(prefix) - 1, start - 1
    while position >= 0 and at >= 0:
        if prefix[position] == question[at]:
            start = at
            position, at = position - 1, at - 1
        elif prefix[position] in _LEVELS:
            position -= 1
        else:
            break
    return start


def _strangers(question: str) -> list[Mention]:
    """Kinds of office that the question names; those that no office on record covers are unknown to the records."""
    found = []
    for zh, _ in _kinds():
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
    if foreign and not any(foreign[1].rstrip(_LEVELS) in name for name in names):
        start = core - len(foreign[1])
        return Mention(Span(min(start, span.start), span.end), question[start : span.end], ())
    return Mention(span, span.of(question), tuple(sorted(names)))


def _english(question: str, offices: Sequence[Office]) -> list[Mention]:
    lowered = question.lower()
    hits = [
        (m.span(), zh)
        for zh, en in _kinds()
        for phrase in en
        for m in re.finditer(rf"\b{re.escape(phrase)}\b", lowered)
    ]
    hits = [h for h in hits if not any(_wider(o[0], h[0]) for o in hits)]
    found = []
    floor = 0
    for (start, end), zh in sorted(hits, key=lambda h: h[0]):
        fitting = [(o.name, core) for o in offices if (core := next((z for z in zh if o.name.endswith(z)), None))]
        around = lowered[max(floor, start - 60) : start] + _place_after(lowered[end:])
        scores = {name: _english_score(around, name[: -len(core)]) for name, core in fitting}
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


def _english_score(lowered: str, prefix: str) -> int:
    """How well an English question names the region `prefix`: romanised names weigh more than level words."""
    parts = re.findall(rf"[^{_LEVELS}]+[{_LEVELS}]*", prefix)
    score = 0
    for depth, part in enumerate(parts):
        stem = part.rstrip(_LEVELS)
        if stem and re.search(rf"\b{romanised(stem)}\b", re.sub(r"['’\-]", "", lowered)):
            score += 4 if depth == len(parts) - 1 else 1
    level = parts[-1][-1] if parts else ""
    asked = {v for k, v in _EN_LEVELS.items() if re.search(rf"\b{k}\b", lowered)}
    return score + (2 if level in asked else 0)


@lru_cache(maxsize=4096)
def romanised(text: str) -> str:
    """`text` in pinyin without tones and blanks: 榆桥区 gives yuqiaoqu."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(text, style=Style.NORMAL))


def _longest(found: Iterable[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.span.start - m.span.end, not m.departments, m.span.start)):
        if not any(k.span.meets(mention.span) for k in kept):
            kept.append(mention)
    return kept


def _regions(question: str, offices: Sequence[Office]) -> list[Mention]:
    """Regions named without an office (榆桥区2022年…), each with all its offices; a region of all offices tells nothing."""
    regions: dict[str, set[str]] = {}
    for office in offices:
        for part in _region_parts(office):
            regions.setdefault(part, set()).add(office.name)
    found = []
    for region, names in regions.items():
        stem = region.rstrip(_LEVELS)
        written = region if region in question else stem if len(stem) > 1 and stem in question else ""
        if written and len(names) < len(offices):
            at = question.index(written)
            found.append(Mention(Span(at, at + len(written)), written, tuple(sorted(names)), region=True))
    return _longest(found)


@lru_cache(maxsize=4096)
def _region_parts(office: Office) -> tuple[str, ...]:
    """The regions in an office's name, outermost first: 南栎市, 榆桥区."""
    prefix = next((p for p, core in _cores(office) if core != office.name and p), "")
    return tuple(re.findall(rf"[^{_LEVELS}]+?[{_LEVELS}]", prefix))


def _romanised(question: str, offices: Sequence[Office]) -> list[Mention]:
    """A capitalised word that romanises part of some offices' names (Ligang Economic Zone)."""
    for match in re.finditer(r"\b[A-Z][a-z]{3,}(?:['’\-][a-z]+)?\b", question):
        word = re.sub(r"['’\-]", "", match[0].lower())
        names = tuple(sorted(o.name for o in offices if word in romanised(o.name)))
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


def _partial(question: str, offices: Sequence[Office]) -> list[Mention]:
    """A run of at least four characters shared with exactly one office's name (栎港经济区)."""
    best: dict[str, Span] = {}
    for office in offices:
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
        named = any(z in run for zh, _ in _kinds() for z in zh)
        if region or named:
            trimmed = _ASKING.sub("", run)
            start = match.end() - len(trimmed)
            return [Mention(Span(start, match.end()), trimmed, ())]
    return []
