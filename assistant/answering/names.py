"""Which offices a question names: by full, short, partial or English name; near-identical names never mix."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.answering.mention import Mention, longest, narrower
from assistant.answering.names_english import in_english, spelt_places, zones
from assistant.answering.offices import (
    LEVELS,
    Office,
    Offices,
    backward,
    kinds,
    places_of,
    region_parts,
    romanised,
    spoken_zone,
)
from assistant.records.model import Span

_ORGANISATION = re.compile(
    r"(?:局|委员会|委|办公室|中心|院|馆|厅|处|办事处|政府|联合会|学校|总队|支队|所|站|公司|集团)$"
)


_REGION_BEFORE = re.compile(r"([\u4e00-\u9fff]{2,5}?[省市区县州旗镇乡])$")


_ASKING = re.compile(
    r"^(?:(?:台账|报告|明细表?|[表清名]单|附?表格?|账)(?:上|里|中|内|显示)?|请问|问一下|查一下|帮我查|查询|关于|那么|那|和|与|及|跟|比|对比|比较|各|全|本|我|请|看看|看|查|在|年|度|月|底|的|是|[，,。、？?\s])+"
)


_JOINING = re.compile(r"[局委会院和与及跟、，,比或对在年月日里内的按据从给由\d]")


_OFFICE_ENDS = ("局", "委", "委员会", "办事处", "管委会")


_FEWEST_SHORTENED = 3


_OWN = re.compile(
    r"我们?(?:单位|局|委|办|部门|中心|院)|本(?:单位|局|委|部门|中心)|\bour (?:bureau|department|office|unit|commission)\b",
    re.I,
)


def mentions(question: str, offices: Sequence[Office], home: str | None = None) -> tuple[Mention, ...]:
    """Every place where `question` names an office, left to right.

    `offices` are those of the records in scope; `home` is the asker's own department (我局).
    """
    offices = offices if isinstance(offices, Offices) else Offices(tuple(offices))
    found = longest([*_chinese(question, offices), *in_english(question, offices)])
    found = [n for m in found for n in (*_coordinated(question, m, offices), m)]
    # 市公园管理中心 in full is no 中心 of another office.
    opened = list(_opened(question, offices))
    found = [f for f in found if not any(m.span.holds(f.span) and m.span != f.span for m in opened)]
    for more in (opened, _strangers(question)):
        found += [m for m in more if not any(m.span.meets(f.span) for f in found)]
    found = _placed(question, _settled(question, [_anglicised(m, offices) for m in found]), offices)
    if not found:
        found = (
            _own(question, home)
            or _abbreviated(question, offices)
            or _of_no_office(question, offices)
            or _regions(question, offices)
            or _spelt(question, offices)
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
    if any(place in around for place in places_of(Office(name)) if place != parts[-1] and len(place) > 2):
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


_LEVEL_ALONE = frozenset("省市区县")
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
    return longest(found)


def _mention(question: str, span: Span, core: int, names: set[str]) -> Mention:
    """A mention of `names`, or of nobody when the words before the core name a region of none of them."""
    before = _ASKING.sub("", _JOINING.split(question[max(0, core - 8) : core])[-1])
    every = _ALL_OF_LEVEL.search(question[:core])
    if every:
        of_level = tuple(
            sorted(n for n in names if region_parts(Office(n))[-1:] and region_parts(Office(n))[-1].endswith(every[1]))
        )
        return Mention(Span(every.start(), span.end), question[every.start() : span.end], of_level, region=True)
    if before in _LEVEL_ALONE and not any(_may_be_of(before, name) for name in names):
        return Mention(Span(core - 1, span.end), question[core - 1 : span.end], ())
    foreign = _REGION_BEFORE.search(before)
    if foreign and not any(foreign[1].rstrip(LEVELS) in form for name in names for form in (name, spoken_zone(name))):
        start = core - len(foreign[1])
        return Mention(Span(min(start, span.start), span.end), question[start : span.end], ())
    return Mention(span, span.of(question), tuple(sorted(names)))


def _may_be_of(level: str, name: str) -> bool:
    """Whether the office `name` may be of a `level` of government: 市城管局 is none of 栖梧区城管局."""
    parts = region_parts(Office(name)) or (name[:1],)
    return parts[-1][-1] not in _LEVEL_ALONE or parts[-1].endswith(level)


def _regions(question: str, offices: Offices) -> list[Mention]:
    """Regions named without an office (榆桥区2022年…), each with all its offices; a region of all offices tells nothing."""
    found = []
    for region, names in offices.regions(question).items():
        stem = region.rstrip(LEVELS)
        written = region if region in question else stem if len(stem) > 1 and stem in question else ""
        if written and len(names) < len(offices):
            at = question.index(written)
            found.append(Mention(Span(at, at + len(written)), written, tuple(sorted(names)), region=True))
    return narrower(longest(found))


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
        ends = [other.end()] if other else _kinds_at(question, region.span.end)
        if slips or ends:
            span = slips[0] if slips else Span(at, max(ends))
            return [Mention(span, span.of(question), ())]
    return []


def _spelt(question: str, offices: Offices) -> list[Mention]:
    """The zones and places that an English question spells, left to right."""
    found = zones(question, offices)
    return found + [m for m in spelt_places(question, offices) if not any(m.span.meets(z.span) for z in found)]


def _kinds_at(question: str, at: int) -> list[int]:
    """Where the kinds of office end that `question` names from `at` on: 疾控中心 of 沛岚市疾控中心."""
    return [at + len(form) for zh, _ in kinds() for form in zh if len(form) > 2 and question.startswith(form, at)]


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
    return longest([Mention(span, span.of(question), tuple(sorted(names))) for span, names in found.items()])


def _opened(question: str, offices: Offices) -> list[Mention]:
    """Offices whose name by their level is shortened by leaving characters out (市公路中心): the longest runs."""
    found: dict[Span, set[str]] = {}
    for alias, name in offices.opening(question):
        if run := _shortened(question, question.index(alias[:2]), alias):
            found.setdefault(run, set()).add(name)
    return longest([Mention(span, span.of(question), tuple(sorted(names))) for span, names in found.items()])


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
