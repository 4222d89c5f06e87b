"""Which offices a question names: by full, short, partial or English name; near-identical names never mix."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.answering.offices import LEVELS, Office, Offices, backward, kinds, region_parts, romanised, spoken_parts
from assistant.records.model import Span

__all__ = ["Mention", "Office", "mentions", "romanised"]

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
_FEWEST_SHORTENED = 3
_SHORTEST_SOUND = 4
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


def mentions(question: str, offices: Sequence[Office], home: str | None = None) -> tuple[Mention, ...]:
    """Every place where `question` names an office, left to right.

    `offices` are those of the records in scope; `home` is the asker's own department (我局).
    """
    offices = offices if isinstance(offices, Offices) else Offices(tuple(offices))
    found = _longest([*_chinese(question, offices), *_english(question, offices)])
    found = [n for m in found for n in (*_coordinated(question, m, offices), m)]
    for more in (_opened(question, offices), _strangers(question)):
        found += [m for m in more if not any(m.span.meets(f.span) for f in found)]
    found = _placed(question, _settled(question, [_anglicised(m, offices) for m in found]), offices)
    if not found:
        found = (
            _own(question, home)
            or _abbreviated(question, offices)
            or _of_no_office(question, offices)
            or _regions(question, offices)
            or _romanised(question, offices)
            or _partial(question, offices)
            or _unknown(question)
        )
    return tuple(sorted(found, key=lambda m: m.span))


_NO_OFFICE_ALONE = re.compile(
    r"hospitals?|schools?|cent(?:er|re)s?|stations?|college|librar(?:y|ies)|museums?|parks?|courts?|police", re.I
)


def _anglicised(mention: Mention, offices: Offices) -> Mention:
    """`mention` with the office it names in Chinese where the records know that by an English name only."""
    known = () if mention.departments else offices.anglicised(mention.written)
    return replace(mention, departments=known) if known else mention


_GLOSSED = re.compile(r"\s*[（(]\s*[\u4e00-\u9fff]")
_ANY_OF_KIND = re.compile(r"[a-z ]+s")


def _settled(question: str, found: list[Mention]) -> list[Mention]:
    """`found` without unknown offices that are none: a kind alone beside an office on record (财政局复核), hospital stays.

    Neither are several of a kind (health centres), nor what the question itself puts in Chinese: Haitang Subdistrict (海棠街道).
    """
    known = any(m.departments for m in found)
    return [
        m
        for m in found
        if m.departments
        or not (
            _NO_OFFICE_ALONE.fullmatch(m.written)
            or (known and _bare(m.written))
            or _ANY_OF_KIND.fullmatch(m.written)
            or (m.written.isascii() and _GLOSSED.match(question[m.span.end :]))
        )
    ]


def _placed(question: str, found: list[Mention], offices: Offices) -> list[Mention]:
    """`found` with offices that fit several regions settled by the one named elsewhere: 统计局 of 青渚区审计局和统计局.

    Where the question names the regions of all of them (the two industry bureaus, Tongpu or Tingzhou), all are meant.
    """
    if not any(len(m.departments) > 1 and not m.region for m in found):
        return found
    named = offices.regions(question)
    words = re.findall(r"\b[A-Z][a-z]{3,}(?:['’-][a-z]+)?\b", question)
    spoken = frozenset(re.sub(r"['’-]", "", w.lower()) for w in words)
    out = []
    for m in found:
        own = [n for n in m.departments if _region_named(n, m, question, named, spoken)]
        if m.region or len(m.departments) < 2 or not own:
            out.append(m)
        elif len(own) == 1:
            out.append(replace(m, departments=tuple(own)))
        else:
            out.append(replace(m, departments=tuple(own), region=len(_innermost(own)) > 1))
    return out


def _innermost(names: Sequence[str]) -> set[str]:
    """The innermost regions in the names of offices."""
    return {parts[-1] for n in names if (parts := region_parts(Office(n)))}


def _region_named(name: str, mention: Mention, question: str, named: Iterable[str], spoken: frozenset[str]) -> bool:
    """Whether `question` names the innermost region of the office `name` outside of `mention`."""
    parts = region_parts(Office(name))
    if not parts:
        return False
    stem = parts[-1].rstrip(LEVELS)
    around = f"{question[: mention.span.start]}，{question[mention.span.end :]}"
    if parts[-1] in named and len(stem) > 1 and stem in around:
        return True
    return bool(stem) and romanised(stem) in spoken


def _bare(written: str) -> bool:
    """Whether an office is named by its kind alone, without a place."""
    lowered = written.lower()
    return any(lowered == phrase for _, en in kinds() for phrase in en) or any(
        written == form for zh, _ in kinds() for form in zh
    )


def _chinese(question: str, offices: Offices) -> list[Mention]:
    places: dict[tuple[Span, int], set[str]] = {}
    for one in offices.cored(question):
        for hit in re.finditer(re.escape(one.core), question):
            start = backward(question, hit.start(), one.prefix)
            start = start if start < hit.start() else _before_region(question, start, one.office)
            places.setdefault((Span(start, hit.end()), hit.start()), set()).add(one.office.name)
    read = [_mention(question, span, core, names) for (span, core), names in places.items()]
    known: dict[Span, set[str]] = {}
    for mention in read:
        if mention.departments:
            known.setdefault(mention.span, set()).update(mention.departments)
    level = {m.span for m in read if m.region}
    merged = [Mention(span, span.of(question), tuple(sorted(names)), span in level) for span, names in known.items()]
    return [*merged, *(m for m in read if not m.departments and m.span not in known)]


_COORDINATED = re.compile(r"([\u4e00-\u9fff]{2,6}?)\s*(?:和|与|、|跟|及|以及|同|,|，)\s*$")
_ALL_OF_LEVEL = re.compile(r"(?:[两三四五六七八九]|\d|各|所有|全部)(?:个|家)?([省市区县镇])$")


def _coordinated(question: str, mention: Mention, offices: Offices) -> list[Mention]:
    """Offices of the same kind named by their region alone before `mention`: 望潮区 in 望潮区和石渠区水务局."""
    own = mention.departments[0] if len(mention.departments) == 1 and not mention.region else ""
    regions = region_parts(Office(own)) if own else ()
    if not regions:
        return []
    core = own[own.rfind(regions[-1]) + len(regions[-1]) :]
    start, found = mention.span.start, []
    while match := _COORDINATED.search(question[:start]):
        fitting = {
            name: region
            for region, names in offices.regions(match[1]).items()
            for name in names
            if name != own and name.endswith(f"{region}{core}") and _ends_with_region(match[1], region)
        }
        if len(fitting) != 1:
            break
        name, region = next(iter(fitting.items()))
        written = region if match[1].endswith(region) else region.rstrip(LEVELS)
        start = match.end(1) - len(written)
        found.append(Mention(Span(start, match.end(1)), written, (name,)))
    return found


def _ends_with_region(run: str, region: str) -> bool:
    return run.endswith(region) or (len(region.rstrip(LEVELS)) > 1 and run.endswith(region.rstrip(LEVELS)))


def _before_region(question: str, start: int, office: Office) -> int:
    """`start` moved before the innermost region of `office` where that stands right before it (汀洲服务中心)."""
    for region in region_parts(office)[-1:]:
        for form in (region, region.rstrip(LEVELS)):
            if len(form) > 1 and question[:start].endswith(form):
                return start - len(form)
    return start


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
    every = _ALL_OF_LEVEL.search(question[:core])
    if every:
        of_level = tuple(
            sorted(n for n in names if region_parts(Office(n))[-1:] and region_parts(Office(n))[-1].endswith(every[1]))
        )
        return Mention(Span(every.start(), span.end), question[every.start() : span.end], of_level, region=True)
    foreign = _REGION_BEFORE.search(before)
    if foreign and not any(foreign[1].rstrip(LEVELS) in name for name in names):
        start = core - len(foreign[1])
        return Mention(Span(min(start, span.start), span.end), question[start : span.end], ())
    return Mention(span, span.of(question), tuple(sorted(names)))


def _english(question: str, offices: Offices) -> list[Mention]:
    lowered = question.lower()
    hits = [
        (m.span(), zh)
        for zh, en in kinds()
        for phrase in en
        if phrase in lowered
        for m in re.finditer(rf"\b{re.escape(phrase)}(?:s\b(?!')|\b)", lowered)
    ]
    hits = [h for h in hits if not any(_wider(o[0], h[0]) for o in hits)]
    found = []
    floor = 0
    for (start, end), zh in sorted(hits, key=lambda h: h[0]):
        around = lowered[max(floor, start - 60) : start] + _place_after(lowered[end:])
        said, levels = _words_and_levels(around)
        after = re.match(r"\s*(?:of|in|for)\s+(?:the\s+)?([\u4e00-\u9fff]{2,8})", question[end:])
        region = after[1].rstrip(LEVELS) if after else ""
        scores = {
            name: _english_score(said, levels, prefix) + 4 * bool(region and region in name)
            for name, prefix in offices.ending(zh)
        }
        best = max(scores.values(), default=0)
        names = tuple(sorted(n for n, v in scores.items() if v == best))
        places = [(word, at) for word, at in _places(question, start) if at >= floor]
        near = tuple(n for n in names if places and not any(_foreign(word, [n]) for word, _ in places))
        names = near or names  # of Wangchao and Shiqu water bureaus the one right before; the other is read below
        if any(_foreign(word, names) for word, _ in places):
            names = ()
        begin = min([at for _, at in places], default=start)
        mention = Mention(Span(begin, end), question[begin:end], names)
        found += [*_coordinated_english(question, mention, offices.ending(zh)), mention]
        floor = end
    return found


_EN_COORDINATED = re.compile(
    r"\b([A-Z][A-Za-z'’-]{2,})(?:\s+(?:District|County|City|Town|district|county|city|town))?\s*(?:,|\band\b|\bor\b|&|\bversus\b|\bvs\.?)\s+(?:the\s+)?$"
)


def _coordinated_english(question: str, mention: Mention, same_kind: Sequence[tuple[str, str]]) -> list[Mention]:
    """Offices of the same kind named by their region alone before `mention`: Wangchao in Wangchao and Shiqu water bureaus."""
    found, start = [], mention.span.start
    while mention.departments and (match := _EN_COORDINATED.search(question[:start])):
        word = re.sub(r"['’-]", "", match[1].lower())
        fitting = [
            name for name, prefix in same_kind if word in spoken_parts(prefix)[0] and name not in mention.departments
        ]
        if len(fitting) != 1:
            break
        start = match.start()
        found.append(Mention(Span(start, match.end(1)), match[1], (fitting[0],)))
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
        named.append((re.sub(r"['’\-]", "", re.sub(r"['’]s$", "", word)), match.start()))
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
    return _narrower(_longest(found))


_OFFICE_AFTER = re.compile(
    r"(?:(?![哪各个几多的有和与及全所本这那每])[\u4e00-\u9fff]){1,9}?(?:局|委员会|管委会|办公室|办事处)(?!部|限|面|势|长)"
)


def _of_no_office(question: str, offices: Offices) -> list[Mention]:
    """An office named right after a region on record that has none of that name, misspelt perhaps (朔陵市气像局)."""
    for region in _regions(question, offices):
        names = (name[name.find(region.written) :] for name in region.departments if region.written in name)
        at = region.span.start
        slips = [Span(at, at + len(n)) for n in names if one_slip(question[at : at + len(n)], n, region.span.end - at)]
        other = _OFFICE_AFTER.match(question, region.span.end)
        if slips or other:
            span = slips[0] if slips else Span(at, other.end() if other else at)
            return [Mention(span, span.of(question), ())]
    return []


def one_slip(written: str, name: str, after: int = 0) -> bool:
    """Whether `written` is `name` but for one character, none of the first `after`; the last one must sound alike (居: 局)."""
    differing = [i for i, (one, other) in enumerate(zip(written, name, strict=False)) if one != other]
    if len(written) != len(name) or len(differing) != 1 or differing[0] < after:
        return False
    return differing[0] < len(name) - 1 or romanised(written[-1]) == romanised(name[-1])


def _abbreviated(question: str, offices: Offices) -> list[Mention]:
    """Offices whose name is shortened by leaving characters out, from a region on (汀洲中小企业中心): the longest runs."""
    found: dict[Span, set[str]] = {}
    for region, names in offices.regions(question).items():
        stem = region.rstrip(LEVELS)
        at = question.find(stem) if len(stem) > 1 else -1
        for name in names if at >= 0 else ():
            if run := _shortened(question, at, name):
                found.setdefault(run, set()).add(name)
    return _longest([Mention(span, span.of(question), tuple(sorted(names))) for span, names in found.items()])


def _opened(question: str, offices: Offices) -> list[Mention]:
    """Offices whose name by their level is shortened by leaving characters out (市公路中心): the longest runs."""
    found: dict[Span, set[str]] = {}
    for alias, name in offices.opening(question):
        if run := _shortened(question, question.index(alias[:2]), alias):
            found.setdefault(run, set()).add(name)
    return _longest([Mention(span, span.of(question), tuple(sorted(names))) for span, names in found.items()])


def _shortened(question: str, start: int, name: str) -> Span | None:
    """The longest run from `start` whose characters stand in `name` in order and that ends as `name` does, if any."""
    at, best = 0, None
    for end in range(start, len(question)):
        found = name.find(question[end], at)
        if found < 0:
            break
        at = found + 1
        if at == len(name) and end - start >= _FEWEST_SHORTENED:
            best = Span(start, end + 1)
    return best


def _romanised(question: str, offices: Offices) -> list[Mention]:
    """Capitalised words that romanise part of some offices' names (Ligang Economic Zone), each a region of its own."""
    found: list[Mention] = []
    for match in re.finditer(r"\b[A-Z][a-z]+(?:['’\-](?!s\b)[a-z]+)?\b", question):
        word = re.sub(r"['’\-]", "", match[0].lower())
        if len(word) < _SHORTEST_SOUND:
            continue
        names = offices.sounding(word)
        if names and len(names) < len(offices) and word not in _EN_COMMON:
            tail = re.match(
                r"(?:['’]s)?(?:\s+(?:[A-Z][a-z]+|district|county|city|zone|park)\b)*", question[match.end() :]
            )
            end = match.end() + (tail.end() if tail else 0)
            if not any(m.span.meets(Span(*match.span())) for m in found):
                found.append(Mention(Span(match.start(), end), question[match.start() : end], names, region=True))
    return _narrower(found)


def _narrower(found: Sequence[Mention]) -> list[Mention]:
    """Regions without the wider ones that hold them: of Lanchuan and Wangchao (a district of it) the latter."""
    return [m for m in found if not any(set(o.departments) < set(m.departments) for o in found)]


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
