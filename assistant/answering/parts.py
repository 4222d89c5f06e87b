"""A question cut into the things it asks for."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.answering.kinds import EXECUTION_KEYS, NAMES_MEASURE
from assistant.records.vocabulary import Vocabulary

_PART = re.compile(
    r"[，,；;？?](?:\s*(?:and|以及|还有))?|、(?=[^，。？、]{0,6}(?:多少|几[^何乎类种]|多[大高长]))|\s+and\s+(?=how\b|what\b)",
    re.I,
)
_ASKS_NUMBER = re.compile(
    r"多少|是[增涨升]是[减跌降]|[增涨升][加了]*还是[减跌降]|上升还是下降|第几|呢$|几(?![何乎])|多[大高长快久深宽重厚远]|干啥|啥用|做什么|去哪|为啥|(?:增|降|涨|跌)幅|增速|占比|"
    r"(?:比|较|同)(?:上一?年|去年)[^，。]{0,6}(?:怎么样|如何|怎样)|都?(?:整改|改|办结|完成|处理)(?:完|好)?了(?:吗|没有|没)|哪(?:个|一)?[年区县]|什么原因|为什么|为何|"
    r"how (?:many|much|fast|far|long|often|high|large|big)|\bwhat\b|\bdid (?:it|that|this|they) (?:rise|fall|grow|increase|decrease|change)",
    re.I,
)
_BY_HOW_MUCH = re.compile(
    r"(?<![\u4e00-\u9fff])(?:长|短|高|低|多|少|大|小|快|慢|贵|便宜|重|轻)(?:了|出)?(?:多少|几)[\u4e00-\u9fff]{0,4}$|\bby how (?:much|many)$",
    re.I,
)
# What a question tells to reckon by is not what it asks for: 按下降幅度推算, judging from the 2023 report.
BASIS = re.compile(
    r"(?:按照?|根据|依据|从|由|以)[^，,。？?]{1,20}?(?:推算|倒推|反推|倒算|测算|推断|来看|看来|来算)|"
    r"\bdo(?:es)? (?:the |its |their )?[\w\s,]{3,60}? (?:agree|match|tally|differ)\b[^?]*\??|\b(?:judging|working|reckoning|inferr\w+|calculat\w+|going) (?:back )?(?:from|by) the \d{4} (?:report|accounts?|figures?|documents?)",
    re.I,
)
# What kinds there are and how many of each is one question: how a figure divides.
_OF_EACH = re.compile(
    r"\bhow many of each\b|(?:哪几?|几|什么)[类种][^，。？]{0,10}[，,]\s*各(?:有|是)?(?:多少|几)", re.I
)
_JOINED = re.compile(r"\s*(?:和|与|及|以及|、|and|,)\s*(?:the\s+)?", re.I)
_AND_CHANGE = re.compile(
    r"(?:和|与|及|以及|、)(?P<what>(?:同比)?(?:增[幅速长]|降幅|占比|比重|排名|完成率)(?:率|情况)?)"
)


def asked_parts(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """A question cut where it asks for several numbers: 引进几个项目，总投资多少？ Otherwise the whole."""
    if _OF_EACH.search(text):
        return (text,)
    parts = [p for p in _PART.split(text) if p and p.strip(" ？?。.（）()")]
    asking = [p for p in parts if _ASKS_NUMBER.search(p) and not BASIS.fullmatch(p.strip())]
    if len(asking) == 1 and parts[-1] is asking[0]:
        asking = [p for p in parts[:-1] if NAMES_MEASURE.search(p)] + asking
    parts = _whole_comparisons(parts)
    asking = [p for p in parts if p in asking or _BY_HOW_MUCH.search(p)]
    if len(asking) < 2:
        return _coordinated(text, vocabulary)
    merged: list[str] = []
    waiting = ""
    for part in parts:
        if part in asking:
            merged.append(waiting + part)
            waiting = ""
        else:
            waiting += f"{part}，"
    merged[0] = waiting + merged[0]
    return tuple(one for part in merged for one in _coordinated(part, vocabulary))


def _whole_comparisons(parts: Sequence[str]) -> list[str]:
    """`parts` with a bare "by how much" joined to what it belongs to: 谁治理的河流长，长多少."""
    whole: list[str] = []
    for part in parts:
        if whole and _BY_HOW_MUCH.fullmatch(part.strip(" ？?。")):
            whole[-1] += f"，{part}"
        else:
            whole.append(part)
    return whole


# Two measures that are set against each other or added up are one question: 自评得分和复核得分差多少.
_ONE_NUMBER = re.compile(
    r"相?差(?:多少|几|距|额|了|值)|之差|之和|一共|合计|总共|共计|加起来|合起来|占|之比|(?:多|少|高|低)(?:了|出)?(?:多少|几)|"
    r"\b(?:difference|gap|combined|together|altogether|in total|sum of|ratio|apart)\b",
    re.I,
)


def _coordinated(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """人员经费和公用经费分别是多少 as two questions: measures that stand side by side, joined by 和 or and."""
    if _ONE_NUMBER.search(text):
        return (text,)
    named = [(i, s) for i, s in (*vocabulary.find(text), *vocabulary.find_en(text)) if i.key not in EXECUTION_KEYS]
    spans = sorted({s for _, s in named})
    for one, other in pairwise(spans):
        if _JOINED.fullmatch(text[one.end : other.start]):
            return (text[: one.end] + text[other.end :], text[: one.start] + text[other.start :])
    relative = _AND_CHANGE.search(text)
    if relative and spans and spans[0].start < relative.start():
        first = text[: relative.start()] + text[relative.end() :]
        return (first if _ASKS_NUMBER.search(first) else f"{first}是多少", relative["what"] + "是多少")
    return (text,)
