"""Names for a figure: its measure and its subject, made of the words around it and of the figures before it.

The subject 主语 is the nearest noun that governs a figure inside its own clause. A counted noun before what is said of it
(76 家限上企业 1-11 月销售额 …，同比增长 …) governs every later figure of the clause; one that is itself the object of a verb
(走访企业 61 家次) governs only measures that cannot stand alone (总投资, 面积). A change, a share, a place and a completion
are said of the same subject as the figure they follow, and where that has none, of what that figure measures. Money of
the whole department has no subject.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.records.model import Role, Span
from assistant.records.period import PeriodReading
from assistant.records.quantity import Reading, family
from assistant.records.vocabulary import Vocabulary
from ingest.wording import wording

_COUNTS = frozenset({"count", "people", "visits", "households"})
_PHYSICAL = frozenset({"area", "length", "mass", "volume"})
_OF = re.compile("(?<!以[上下内])的")
_PERSONS = ("家", "户", "名", "人", "位")
_BODIES = ("家", "户", "名", "人", "位", "所", "个")
_KINDS = frozenset({"大", "项", "类", "种", "个", "条", "款"})
_SHORT = 12
_MOST_STATED = 8
_LONGEST = 24
_FOLLOWS = frozenset({Role.CHANGE, Role.RANK, Role.SHARE})
_COMPLETED = re.compile(r"(?:完成|达到?|为|占)?[^，]{0,8}?(?:目标|计划|任务|预算|进度)[数值]?的?$")
_EACH = re.compile(r"^(.{2,10}?)(?:每[人户亩月年个家次]|人均|户均)")
_AGAINST = re.compile(r"([^，]{0,6}?)[比较]((?:年初|上年|调整|全年)?(?:预算|决算|计划|目标)[数值]?)$")
_PAGE = re.compile(r"\n\s*[-—–]\s*\d{1,3}\s*[-—–]\s*(?=\n)")
_REACHING = re.compile(r"[均都也]?(?:未能?)?(?:达到?|完成|超过|超出|超|低于|高于|优于|实现)?了?")
_NEW_VALUE = re.compile(r"^(?:提高|增加|增长|上升|提升|扩大|减少|下降|降低|压减|压缩|缩短|降|增|升)(?:到|至)了?$")


@dataclass(frozen=True, slots=True)
class Head:
    """Where a figure stands: the runs before and after it; see ingest.binding.

    `listed` when it only continues a list, `followed` when its tail runs into the next figure, `attached` when its head
    begins at the figure before, `limit` the threshold that its head runs on from (5 亿元以上项目 4 个).
    """

    text: str
    head: Span
    tail: Span
    listed: bool
    followed: bool
    limit: Span | None
    attached: bool = False


@dataclass(frozen=True, slots=True)
class Carried:
    """What a figure may take over from the ones before it in its sentence.

    `subject` is the last one named, `governs` whether it reaches every later figure of its clause; `said_of` is the
    subject that the last figure with a measure of its own took; `base` and `rate` are what changes and shares are of;
    `names` are those that 分别 pairs numbers with, `stated` the measures of their own in this clause; `planning` when
    the clause tells a plan.
    """

    subject: str = ""
    governs: bool = False
    said_of: str = ""
    measure: str = ""
    base: str = ""
    rate: str = ""
    head: str = ""
    role: Role | None = None
    unit: str = ""
    names: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    planning: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A figure's measure and subject, and what it hands on."""

    measure: str
    subject: str
    carried: Carried


def named(
    where: Head,
    reading: Reading,
    periods: Sequence[PeriodReading],
    vocabulary: Vocabulary,
    role: Role,
    carried: Carried,
) -> Named:
    """The measure and subject of one figure; `periods` are those of its clause that are not only compared with."""
    kind = family(reading.quantity.unit)
    if where.listed:
        return _listed(kind, reading, carried)
    if role is Role.THRESHOLD:
        return _limiting(where, periods, carried)
    words = squeeze(where.head.of(where.text))
    if carried.measure and (_NEW_VALUE.match(words) or (role is Role.TARGET and _REACHING.fullmatch(words))):
        return Named(carried.measure, carried.said_of, carried)
    if kind in _COUNTS and role is not Role.CHANGE:
        return _counted(where, reading, periods, carried)
    subject, measure = _split_by_period(where.text, where.head, periods)
    tail = where.tail.of(where.text)
    if role in _FOLLOWS:
        return _following(_subject(subject), tidy(measure) or tidy(tail)[:_LONGEST], kind, carried)
    if kind == "percent" and _COMPLETED.fullmatch(squeeze(measure)):
        return _completing(_subject(subject), tidy(measure), kind, carried)
    bare = tidy(measure)
    if not (bare or tidy(tail)) and carried.measure:
        return Named(carried.measure, carried.said_of, carried)
    found = wording().relative.search(bare)
    if role is Role.TARGET and kind == "percent" and found and found.start() >= 2:
        return _following(_subject(subject), bare, kind, carried)
    against = _AGAINST.match(bare)
    if against and carried.base and (not against[1] or against[1] in wording().vague):
        return Named(against[2], carried.said_of or carried.base, carried)  # 较年初预算数 18 万元减少 0.02 万元
    if not subject:
        subject, measure = _split_by_entity(tidy(measure), vocabulary)
    return _stating(_subject(subject), measure, tail, kind, carried, attached=where.attached)


def _listed(kind: str, reading: Reading, carried: Carried) -> Named:
    """A figure that only continues a list (33 家、165 万元): same measure; another classifier counts something else."""
    if kind in _COUNTS and family(carried.unit) in _COUNTS and carried.unit != reading.quantity.unit:
        measure = tidy(carried.head) or carried.measure
        return Named(measure, measure if measure != carried.measure else carried.said_of, carried)
    return Named(carried.measure, carried.said_of, carried)


def _limiting(where: Head, periods: Sequence[PeriodReading], carried: Carried) -> Named:
    """A limit: what it limits stands after it (单价 50 万元以上设备), or governs it (149 家注资 2000 万元以上企业)."""
    noun = _up_to_entity(tail_noun(where.text, where.tail, periods))
    measure = tidy(where.head.of(where.text)) or noun or carried.measure
    fresh = bool(noun) and not (carried.governs and noun in carried.subject)
    subject = noun if fresh else carried.subject
    return Named(measure.removeprefix(subject) or measure, subject, carried)


def _following(own: str, measure: str, kind: str, carried: Carried) -> Named:
    """A change, share or place: said of what it follows, or of what its own words put before the change."""
    words = wording()
    found = words.relative.search(measure)
    left = tidy(measure[: found.start()]) if found else ""
    if len(left) == 1 and found and found.start() == 1:  # 药占比 is a name
        return _stating(own, measure, "", kind, carried)
    left = "" if left in words.vague else left
    base = (carried.rate or carried.base) if kind == "points" else (carried.base or carried.rate)
    bare = found is not None and not left and found.start() == 0
    governing = carried.subject if carried.governs else ""
    subject = own or governing or left or carried.said_of or base
    shown = measure
    if base and bare and base != subject:
        shown = f"{base}{measure}"  # 限上企业销售额…，同比增长: what grows is the figure before
    after = replace(carried, subject=own, governs=True, said_of=own) if own else carried
    if left:
        after = replace(after, base=left, said_of=after.said_of if governing else "")
    return Named(shown, subject, after)


def _completing(own: str, measure: str, kind: str, carried: Carried) -> Named:
    """How far a goal or a budget was reached: of the subject of what was reached, or of what it measures."""
    subject = own or carried.said_of
    if not subject and carried.base and not wording().spending.search(carried.base):
        subject = carried.base
    return Named(measure, subject, replace(carried, rate=measure, measure=measure))


def _stating(own: str, measure: str, tail: str, kind: str, carried: Carried, *, attached: bool = False) -> Named:
    """An amount, a rate or points with a measure of its own."""
    words = wording()
    measure = tidy(measure) or tidy(tail)[:_LONGEST] or carried.measure
    if kind == "score" and attached and measure in {"得", "得分", "扣", "实得"}:
        return Named(measure, carried.measure, carried)  # 投入 10 分得 9.15 分
    if kind == "score" and not own:
        own = _scored(measure)
    each = _EACH.match(measure)
    if each and not own and kind == "money":
        own = "" if each[1] in words.generic else tidy(each[1])
    granted = words.granting.match(measure)
    done = words.action.match(measure)
    if kind in _PHYSICAL and not own and done and len(measure) - done.end() >= 2:
        own = measure[done.end() :]
        after = replace(carried, subject=own, governs=False, said_of=own, measure=measure)
        return Named(measure, own, _based(after, measure, kind))
    if granted and len(measure) > granted.end():
        measure = measure[granted.end() :]
    subject = own or _governing(measure, carried)
    keep = own or (carried.subject if carried.governs or subject else "")
    after = replace(carried, subject=keep, governs=bool(own) or carried.governs, said_of=subject, measure=measure)
    return Named(measure, subject, _based(after, measure, kind))


def _governing(measure: str, carried: Carried) -> str:
    """The subject of an earlier figure, where it reaches a figure of `measure`."""
    words = wording()
    if not carried.subject or words.independent.search(measure):
        return ""
    return carried.subject if carried.governs or words.dependent.fullmatch(measure) else ""


def _scored(measure: str) -> str:
    """Whose points they are: 决策指标 of 决策指标分值, nobody's of 综合得分."""
    found = re.match(r"(.{2,12}?)(?:分值|权重|满分|得分|得|扣分|扣)$", measure)
    return found[1] if found and re.search(r"(?:指标|情况|方面|维度|部分|管理|类)$", found[1]) else ""


def _based(carried: Carried, measure: str, kind: str) -> Carried:
    """`carried` with `measure` as what later changes and shares are of."""
    after = replace(carried, stated=(*carried.stated[-_MOST_STATED:], measure))
    return replace(after, rate=measure) if kind == "percent" else replace(after, base=measure, rate="")


def _counted(where: Head, reading: Reading, periods: Sequence[PeriodReading], carried: Carried) -> Named:
    """A count: the noun after it names what is counted (38 个单位), else the one before (接待名企 70 多家)."""
    words = wording()
    left, right = _split_by_period(where.text, where.head, periods)
    verb, tail = tidy(right or left), tidy(where.tail.of(where.text))
    unit = reading.quantity.unit
    noun = tail_noun(where.text, where.tail, periods)
    cut = _up_to_entity(noun)
    if where.followed or (unit.endswith(_BODIES) and len(noun) - len(cut) >= 4):
        noun = cut  # 300 家商户作出退货承诺: a body is counted, what follows is said of it
    limit = squeeze(where.limit.of(where.text)) if where.limit else ""
    before = _ends_in_entity(verb) and not words.entity.search(noun) and unit not in _KINDS
    if noun and not before:
        persons = unit.endswith(_PERSONS)
        fresh = words.entity.search(noun) or not carried.subject or not persons or unit in _KINDS
        measure = f"{_action(verb)}{noun}{_possessed(tail, noun)}"
        subject = noun if fresh else carried.subject
        after = replace(carried, subject=subject, governs=True, said_of=subject, measure=measure)
        return Named(measure, subject, _based(after, measure, "count"))
    if not verb:
        measure = tail[:_LONGEST] or carried.subject
        # 2 家获得奖励: the bare count stands for the subject named before.
        after = replace(carried, governs=bool(carried.subject), said_of=carried.subject, measure=measure)
        return Named(measure, carried.subject, _based(after, measure, "count"))
    measure = (verb if len(verb) <= _LONGEST else _thing(verb)) + ("" if _ends_in_entity(verb) else tail[:_SHORT])
    if limit and len(limit) + len(measure) <= _LONGEST:
        measure = f"{tidy(limit)}{measure}"
    omitted = squeeze(where.head.of(where.text)).endswith("的") or words.bare.fullmatch(verb)
    if omitted and carried.subject:  # 已开工 9 个, 其中表示满意的 861 户: the noun stands before
        after = replace(carried, said_of=carried.subject, measure=measure)
        return Named(measure, carried.subject, _based(after, measure, "count"))
    subject = _thing(verb)
    after = replace(carried, subject=subject, governs=False, said_of=subject, measure=measure)
    return Named(measure, subject, _based(after, measure, "count"))


def _possessed(tail: str, noun: str) -> str:
    """What of the counted noun is meant, where the tail ends with it: 征求 38 个单位的意见."""
    found = re.match(rf"{re.escape(noun)}(的[^的]{{2,6}})$", tail)
    return found[1] if found else ""


def _action(verb: str) -> str:
    """What is done to a counted noun that follows: the words before it, or of a long list of examples only its verb."""
    if len(verb) <= _SHORT:
        return verb
    found = wording().doing.search(verb)
    return found[0] if found else ""


def _thing(verb: str) -> str:
    """What a run such as 白榆局内设股室 or 共发放问卷 counts: what follows its last verb."""
    words = wording()
    run = re.split(r"等|的", verb)[-1] or verb
    run = words.action.sub("", run) or run
    for found in reversed(list(words.doing.finditer(run))):
        if len(run) - found.end() >= 2:
            return run[found.end() :]
    return run if len(run) >= 2 else verb


def _ends_in_entity(run: str) -> bool:
    return any(m.end() == len(run) for m in wording().entity.finditer(run))


def tail_noun(text: str, tail: Span, periods: Sequence[PeriodReading]) -> str:
    """The noun phrase that opens `tail`, cut before a period, a verb or 的; "" where a verb opens it."""
    cut = min([p.span.start for p in periods if tail.start <= p.span.start < tail.end], default=tail.end)
    run = squeeze(text[tail.start : cut]).lstrip("的")
    words = wording()
    if not tidy(run):
        return ""
    if words.verb.match(run):
        # 3 家存在虚报行为的机构: what the verb says of them stands before the noun.
        found = re.search(r"的([^的、]{2,10})$", run)
        return found[1] if found and _ends_in_entity(found[1]) else ""
    ends = [m.start() for p in (words.predicate, _OF) if (m := p.search(run, 2))]
    ends += [m.end() for m in words.entity.finditer(run) if words.dependent.match(run, m.end())]
    end = min(ends, default=len(run))
    return re.sub(r"[\W_]+$", "", words.leading.sub("", run[:end].split("、")[0]))[:_LONGEST]


def _up_to_entity(noun: str) -> str:
    """零售企业销售 before a number: the noun ends with its entity, what follows belongs to the next figure."""
    found = list(wording().entity.finditer(noun))
    return noun[: found[-1].end()] if found else noun


def _split_by_period(text: str, head: Span, periods: Sequence[PeriodReading]) -> tuple[str, str]:
    inside = [p for p in periods if head.holds(p.span) and not _part_of_name(text, p.span)]
    if not inside:
        return "", squeeze(head.of(text))
    left = squeeze(text[head.start : inside[0].span.start])
    right = squeeze(text[inside[-1].span.end : head.end])
    return (left, right) if tidy(right) else ("", left)


def _part_of_name(text: str, period: Span) -> bool:
    """全年预算数 is a budget's name, not a year and its 预算数."""
    return text.startswith("预算", period.end) and not any(c.isdigit() for c in period.of(text))


def _split_by_entity(run: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """Subject and measure of a run such as 规上企业营收; a name of the vocabulary (项目支出) is never cut."""
    words = wording()
    if words.granting.match(run) or run.startswith(("为", "对", "向", "给")):
        return "", run
    known = [span for _, span in vocabulary.find(run)]
    found = [
        m
        for m in words.entity.finditer(run)
        if len(tidy(run[m.end() :])) >= 2
        and not words.compound.match(run, m.end())
        and not any(n.start < m.end() < n.end for n in known)
    ]
    if not found or run[: found[-1].end()] in words.generic:
        return "", run
    return run[: found[-1].end()], run[found[-1].end() :]


def _subject(run: str) -> str:
    name = tidy(run)
    after = name.rsplit("的", 1)[-1]
    return after if len(after) >= 2 else name


def squeeze(run: str) -> str:
    """`run` without blanks, line breaks, page numbers and Markdown marks: how a measure is shown."""
    return re.sub(r"[\s*#`>|“”]+", "", _PAGE.sub("", run))


def tidy(run: str) -> str:
    """`run` squeezed, without list marks, leading and linking words."""
    words = wording()
    kept = words.leading.sub("", squeeze(run))
    short = words.linking.sub("", kept)
    if "（" in short and "）" not in short and kept.startswith(f"{short}）"):
        short += "）"
    return kept.rstrip("为是达约：:") if short in words.totalled else short
