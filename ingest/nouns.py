"""Noun phrases of report sentences: what a run of words before or after a figure names.

A run before a figure reads [list mark] [place or time] [how] [verbs] [thing]; what follows a figure is either the thing it
counts (5 座污水处理厂) or what is said of a thing named before it (河长 268 名累计巡河).
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.records.model import Span
from assistant.records.period import PeriodReading
from assistant.records.vocabulary import Vocabulary
from ingest.wording import wording

LONGEST = 24
_SHORT = 12
_LONGEST_FIELD = 6
_GETTING = re.compile("[获得]|取得|完成|实现|享受|通过")
_NO_NOUNS = frozenset({"中", "内", "里", "当中", "之中", "在建", "在岗", "在册", "在编", "在校", "在线"})
"""What is no thing behind a count: 断面 23 个中, 其余 5 个在建."""
_OF = re.compile("(?<!以[上下内])的")
_PAGE = re.compile(r"\n\s*[-—–]\s*\d{1,3}\s*[-—–]\s*(?=\n)")
_FROM_EARLIER = re.compile(
    "(?<=[\u4e00-\u9fff]{2})[由从](?:年初|期初|上年度?末?|去年|原来|原先|原有?|此前|以前|之前|最初|过去|初期|[改整治建]\\w{1,2}前)的?$"
)
_UNSEEN = re.compile(r"[\s*#`>|“”]+")
_PERSONS = ("名", "人", "位", "人次")
_PERSON = re.compile(r"[员师生者工民人户长手官干警兵医童老妇士众友属]$|专家|人才|党员|对象|队伍|骨干|代表")
_KINDS = frozenset({"大", "项", "类", "种", "个", "条", "款"})
WHERE = re.compile(
    r"(?:[在对向由从与和至到给为]|位于|分布于|来自)?(?:[全各该本我辖]?[省市区县镇乡街州村]|辖区|境内|[^，]{0,8}?(?:[省市区县镇乡街州]|局|委|院|厅|街道|范围|沿线|区域))?"
    r"(?:[内中里上下等]|以内|之中|各)?"
)
_AMONG = re.compile(r"(?:[在居列排占]|位[居列])(?:[全各][国省市区县州]|[^，]{0,8}[省市区县州])?各?$")
_ALL_OF = re.compile("全[国省市区县州]$")
_PLACED_IN = re.compile(
    "[\u4e00-\u9fff]{1,6}(?:[（(][省市区县旗州、]{1,5}[）)])?[中里内](?:我们|我[省市区县州局委镇乡])?(?:排|位|列|居)"
)
_OUT_OF = re.compile(
    r"^([\u4e00-\u9fff]{1,10}?(?:[（(][省市区县旗州、]{1,5}[）)])?)(?:[中里内](?![心学])|当中|之中|排|位|居|列|$)"
)
_ORGAN = re.compile("(?:平台|中心|[局委厅院办会站所]|部门|机关|单位|企业|学校|医院)$")
_FAULT = re.compile("(?:缺失|不足|不全|滞后|偏[低高慢少晚]|老化|超期|逾期|异常|不符|损坏|短缺|过[低高])$")
_PROBLEM = re.compile(
    "^([^，]{2,12}?)(?:到位|推进|进度|进展|执行|实施|使用|建设)?(?:偏[晚慢低高少]|滞后|缓慢|较[慢低晚]|不[足够]|不到位|不及时)"
)
_SET_BESIDE = re.compile("^(?:与|同|和)[^，]{2,12}(?:相比|相较)的?(?=[\u4e00-\u9fff]{2})")
_EVERY = re.compile("(?:平均)?每一?[个家座名位户]?[\u4e00-\u9fff]{2,3}")
_BODY = re.compile("(?:中心|机构|公司|院|所|站|室|会|基地|平台|厂|车间|店|社|队|业|户|员|人|者)$")
_CAUSED = re.compile(
    "^([^，]{3,14}?)(?:因(?![素公])[^，]{2,}|由于[^，]{2,}|原定[^，]*|原计划[^，]*|预定[^，]*|计划于[^，]*|定于[^，]*|拟于[^，]*)$"
)
_TOPIC = re.compile(
    r"^([^，]{2,30}?(?:项目|工程|系统|平台|基地|水库|公路|道路|大桥|桥梁|地块|园区))(?=$|[，因于自已由受在按经未尚仍从是被正\d]|全面|顺利|建设内容|位于|目前|现已)"
)
_PLACE = re.compile("[县区市镇乡村省州](?![级民委办直内域])|站(?![点位长台房所务区前内])")
_PAPER = re.compile("(?<=[\u4e00-\u9fff]{2})(?:协议|意向|批复)$")
_HAS = re.compile(
    "^(?:辖区内?|境内|城区|[全我本该][省市区县镇乡村局院校])?(?:共|现|还|另|建|设|拥)?有(?![限效关机色线偿序望待些无])(?=[\u4e00-\u9fff]{2})"
)
_WITHIN = re.compile("(?<![集高初其])(?:之|当)?中$")
_NUMBERED = re.compile("^\\d{3,}(?=[\u4e00-\u9fff]{2})")
_POST = re.compile("(?:编制|岗位|员额|名额|指标)$")
_MEANS = re.compile("^(?:通过|采取|采用|按照|依托|利用|以)[^，]{2,14}?(?:方式|形式|渠道|平台|模式|途径)")
_TOGETHER = re.compile("(?<=[\u4e00-\u9fff]{2})(?:共计?|累计|已|合计|全年)$")
_CAUSE = re.compile("(?<![原基])因(?![素公])|由于")
_DEED = re.compile(
    "(?<=[\u4e00-\u9fff]{2})(?:新建|改建|扩建|重建|安全排查|排查|普查|摸排|发放|安装|购置|更换|栽植|铺设|架设|投放|配备|兑付|拆除|清运|交付|开工|竣工|投用|入库)$"
)


@lru_cache(maxsize=4096)
def squeeze(run: str) -> str:
    """`run` without blanks, line breaks, page numbers and Markdown marks: how a measure is shown."""
    return _UNSEEN.sub("", _PAGE.sub("", run) if "\n" in run else run)


@lru_cache(maxsize=4096)
def tidy(run: str) -> str:
    """`run` squeezed, without list marks, leading and linking words."""
    words = wording()
    kept = _SET_BESIDE.sub("", words.leading.sub("", squeeze(run)))
    short = words.linking.sub("", _FROM_EARLIER.sub("", kept))
    if "（" in short and "）" not in short and kept.startswith(f"{short}）"):
        short += "）"
    return kept.rstrip("均为是达约：:") if short in words.totalled else short


@lru_cache(maxsize=4096)
def is_bare(run: str) -> bool:
    """Whether a run only tells what was done (已整改, 按时办结), and to nothing named in it."""
    return bool(wording().bare.fullmatch(run)) and not _POST.search(run) and not _PAPER.search(run)


@lru_cache(maxsize=4096)
def thing_of(run: str) -> str:
    """What a run such as 白榆局内设股室, 新建改造供水管网 or 共发放问卷 names: what follows its last verb; else the run."""
    words = wording()
    run = re.split(r"等(?![次级候同效奖功舱座值])|的", _MEANS.sub("", run))[-1] or run
    run = _HAS.sub("", run)
    rest = words.action.sub("", run)
    if (
        len(rest) < 2 and not _POST.search(run) and (verb := words.acting.match(run))
    ):  # 发放租赁补贴: the last action is a thing
        rest = next((run[verb.end() :] for m in words.nominal.finditer(run, verb.end()) if m.end() == len(run)), "")
    run = _NUMBERED.sub("", rest if len(rest) >= 2 else run)
    told = words.told.search(run)
    if told and len(run) - told.end() >= 2 and not is_bare(run[told.end() :]):
        return run[told.end() :]  # 执法队伍共处理违章停车
    for found in reversed(list(words.doing.finditer(run))):
        rest = run[found.end() :]
        built = rest in words.generic and found[0].endswith(
            ("建", "造", "治", "固", "设")
        )  # 处理厂扩建工程 is one name
        paid = words.granting.fullmatch(found[0]) and words.nominal.fullmatch(rest)
        if len(rest) >= 2 and not built and (paid or not is_bare(rest)):
            return rest
    for found in words.acting.finditer(run, 2):  # 数字城管平台受理案件
        if len(run) - found.end() >= 2 and _ORGAN.search(run[: found.start()]) and not is_bare(run[found.end() :]):
            return run[found.end() :]
    return run


def without_deed(name: str) -> str:
    """A thing without what was done to it behind it: 泵站 of 泵站新建, 助学金 of 助学金发放; names (管网改造) stay whole."""
    short = _DEED.sub("", name)
    return short if short == name else _TOGETHER.sub("", short)


def action_of(run: str) -> str:
    """What is done to a counted noun that follows: the words before it, or of a long list of examples only its verb."""
    if len(run) <= _SHORT:
        return run
    found = wording().doing.search(run)
    return found[0] if found else ""


def ends_in_entity(run: str) -> bool:
    """Whether a run ends with the kind of noun that names who or what something is said of."""
    return any(m.end() == len(run) for m in wording().entity.finditer(run))


def is_body(run: str) -> bool:
    """Whether a run ends as the name of a body or a person does: 企业技术中心, not 单位资产."""
    return bool(_BODY.search(run))


def named_before(run: str, noun: str, tail: str, unit: str) -> bool:
    """Whether a count is of the noun that ends `run` (河长 268 名巡河) rather than of `noun` behind it."""
    words = wording()
    thing = words.action.sub("", run)
    if len(thing) < 2 or WHERE.fullmatch(thing):
        return False
    if ends_in_entity(run) and not words.entity.search(noun) and unit not in _KINDS:
        return True
    if unit.endswith(_PERSONS) and _PERSON.search(thing) and not _PERSON.search(noun):
        return True
    return bool(words.action.match(tail)) and not ends_in_entity(noun) and unit not in _KINDS


def compared_among(head: str, tail: str) -> str:
    """The noun of a count that is only the field of a ranking: 区 of 在全市 9 个区中排名第 2; "" for any other count."""
    if not _AMONG.search(head) and not (_ALL_OF.search(head) and _PLACED_IN.match(tail)):
        return ""
    found = _OUT_OF.match(tail)
    return found[1] if found and (found.end() > found.end(1) or len(found[1]) <= _LONGEST_FIELD) else ""


def possessed(tail: str, noun: str) -> str:
    """What of the counted noun is meant, where the tail ends with it: 征求 38 个单位的意见."""
    rest = tail[len(noun) :] if tail.startswith(noun) else ""
    return rest if rest.startswith("的") and 3 <= len(rest) <= 7 and "的" not in rest[1:] else ""


def tail_noun(
    text: str, tail: Span, periods: Sequence[PeriodReading], *, followed: bool = False, alone: bool = False
) -> str:
    """The noun phrase that opens `tail`, cut before a period, a verb or 的; "" where a verb opens it.

    `followed` when the tail runs into the next figure: it then says something of its noun. `alone` when nothing before
    the number can be counted.
    """
    cut = min([p.span.start for p in periods if tail.start <= p.span.start < tail.end], default=tail.end)
    run = squeeze(text[tail.start : cut]).lstrip("的").rstrip("、和与及")
    words = wording()
    if not tidy(run):
        return ""
    done = words.doing.match(run) if alone else None
    if done and not _GETTING.match(run) and (body := words.entity.match(run, done.end())):
        return run[: body.end()]  # 4 辆报废车辆未核销
    state = words.state.match(run)
    if state and (state.end() == len(run) or (words.doing.match(run, state.end()) and not ends_in_entity(run))):
        return ""  # 5 家违规使用资金
    if words.verb.match(run):
        # 3 家存在虚报行为的机构: what the verb says of them stands before the noun.
        found = re.search(r"的([^的、]{2,10})$", run)
        return found[1] if found and ends_in_entity(found[1]) else ""
    caused = _CAUSE.search(run, 2)
    if caused and "的" not in run[: caused.start()] and not words.doing.match(run):
        run = run[: caused.start()]  # 2 处灌区改造因征地滞后
    if _FAULT.search(run) and "的" not in run:
        return up_to_entity(run) if words.entity.search(run) else ""  # 5 人考勤记录缺失
    place = _PLACE.match(run)
    if place and "不" in run and not ends_in_entity(run):
        return place[0]  # 2 个县配套不到位
    first = place.end() if place else 2
    ends = [m.start() for p in (words.predicate, _OF) if (m := p.search(run, first))]
    ends += [m.end() for m in words.entity.finditer(run) if words.dependent.match(run, m.end())]
    if followed and not ends:
        ends = [m.start() for m in words.acting.finditer(run, 2) if len(run) - m.end() >= 2]
    end = min(ends, default=len(run))
    noun = re.sub(r"[（(][^）)]*$|[\W_]+$", "", words.leading.sub("", run[:end].split("、")[0]))
    if noun in _NO_NOUNS:
        return ""  # 断面 23 个中，优良的 22 个
    return (_WITHIN.sub("", noun) if len(noun) > 2 else noun)[:LONGEST]


def up_to_entity(noun: str) -> str:
    """零售企业销售 before a number: the noun ends with its entity, what follows belongs to the next figure."""
    found = list(wording().entity.finditer(noun))
    return noun[: found[-1].end()] if found else noun


def split_by_entity(run: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """Subject and measure of a run such as 规上企业营收; a name of the vocabulary (项目支出) is never cut."""
    words = wording()
    if words.granting.match(run) or run.startswith(("为", "对", "向", "给")):
        return "", run
    ends = [m for m in words.entity.finditer(run) if not words.compound.match(run, m.end())]
    ends = [m for m in ends if not _EVERY.fullmatch(run[: m.end()])]  # 每单位全血的采集成本
    ends = [m for m in ends if len(tidy(run[m.end() :])) >= 2]
    known = [span for _, span in vocabulary.find(run)] if ends else []
    found = [m for m in ends if not any(n.start < m.end() < n.end for n in known)]
    if not found or run[: found[-1].end()] in words.generic:
        return "", run
    return run[: found[-1].end()], run[found[-1].end() :]


def is_person(name: str) -> bool:
    """Whether a name ends as that of a person or of people does: 专任教师, 优抚对象."""
    return bool(_PERSON.search(name))


def last_name(run: str) -> str:
    """The name in a run that stands before a period or a verb: without list marks, after its last 的."""
    name = tidy(run)
    after = name.rsplit("的", 1)[-1]
    return after if len(after) >= 2 else name


def topic_of(run: str) -> str:
    """The work that a part of a sentence without figures is about: 西山防涝工程因管线迁改滞后，…; "" where it names none."""
    found = _TOPIC.match(tidy(run)) or _PROBLEM.match(tidy(run)) or _CAUSED.match(tidy(run))
    name = last_name(found[1]) if found else ""
    if wording().spending.search(name):
        return ""
    words = wording()
    plain = (
        len(name) >= (3 if _CAUSED.match(tidy(run)) else 4)
        and not words.doing.search(name)
        and not words.verb.match(name)
    )
    return (
        name
        if plain and not name.startswith(("为", "对", "向", "由", "针对", "围绕", "通过", "根据", "该", "本"))
        else ""
    )
