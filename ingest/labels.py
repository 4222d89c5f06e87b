"""Labels of items: the thing that an item is headed by (（2）深水网箱。实际投放 66 口), which its bare words are of."""

import re

from ingest.nouns import is_bare, squeeze, thing_of
from ingest.wording import wording

_MARK = re.compile(
    r"(?:[（(]?\d{1,3}[)）、.．](?!\d)|[①-⑳]|[-·•■◆●▪]|(?:产出|数量|质量|时效|成本|效益)?指标[一二三四五六七八九十\d]{1,2}[：:])"
)
_LABEL = re.compile(r"[\W_]*(?P<label>[^，。；：！？]{2,16})[。：:]?$")
_PRAISE = re.compile(
    "稳步|明显|有序|有力|显著|持续|全面|不断|扎实|深入|更加?|再|恢复|向好|扩大|加快|到位|提升|良好|稳定|完善|健全|圆满|高效|(?:闲置|滞后|缓慢|薄弱|偏.|不.{1,3}|较.|过.)$"
)
_OPENING = re.compile(r"(?P<label>[^，。；：！？\d—]{2,14})(?:[：:。]|——)")
_ABSTRACT = re.compile(
    r"(?:情况|管理|指标|数量|质量|时效|成本|效益|满意度|构成|投向|来源|问题|建议|目标|概况|概述|职能|职责|绩效|评价|工作|方面|机构|收入|支出|预算|决算"
    r"|经费|资金|编制|执行|依据|背景|过程|结论|方法|原则|说明|分析|措施|打算|计划|任务|内容|范围|人员|结果|成效|做法|经验|不足|原因|其他|方案|制度)$"
)


def label_of(sentence: str, before: str) -> str:
    """The thing that an item begins to tell of with `sentence`; `before` where it begins no item.

    "" for the items that are headed by a sentence, an abstraction (资金构成) or a process.
    """
    words = squeeze(sentence)
    marks = 0
    while mark := _MARK.match(words, marks):
        marks = mark.end()
    if not marks:
        return before
    rest = words[marks:]
    found = _LABEL.fullmatch(rest) or _OPENING.match(rest)
    return _thing(found["label"]) if found else ""


def _thing(label: str) -> str:
    if _ABSTRACT.search(label) or _PRAISE.search(label) or re.search("[、和与及]", label):
        return ""
    thing = thing_of(label)
    known = wording()
    if len(thing) < 2 or is_bare(thing) or known.verb.match(thing) or known.predicate.search(thing, 2):
        return ""
    return "" if known.spending.search(thing) or thing in known.generic else thing
