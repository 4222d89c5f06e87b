"""What kind of number a question wants, and what a narrative one is after: read from wants.toml and intents.toml."""

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Want:
    """The unit families that can answer, best first; empty when any can. `unit` is the classifier asked with (家).

    `general` when the question only says 多少: the families are then merely likelier or not.
    """

    families: tuple[str, ...] = ()
    unit: str = ""
    general: bool = False


@dataclass(frozen=True, slots=True)
class Intent:
    """What a narrative question is after, and the headings under which reports tell it."""

    name: str
    asks: re.Pattern[str]
    heads: re.Pattern[str]


@cache
def _intents() -> tuple[Intent, ...]:
    raw = tomllib.loads(files("assistant.answering").joinpath("intents.toml").read_text(encoding="utf-8"))
    return tuple(Intent(i["name"], re.compile(i["asks"]), re.compile(i["heads"])) for i in raw["intent"])


def intent_of(content: str) -> Intent | None:
    """The narrative intent of a question by its words: the last one named in Chinese (针对这些问题有什么建议), else the first."""
    lowered = content.lower()
    found = [(max(m.start() for m in i.asks.finditer(lowered)), i) for i in _intents() if i.asks.search(lowered)]
    if not found:
        return None
    chinese = re.search(r"[\u4e00-\u9fff]", content)
    return max(found, key=lambda f: f[0])[1] if chinese else found[0][1]


def heads_only(intent: Intent, heading: str) -> bool:
    """Whether what stands under `heading` is what `intent` is after and nothing else (不是 存在问题和改进措施)."""
    squeezed = "".join(heading.split()).lower()
    return [i.name for i in _intents() if i.heads.search(squeezed)] == [intent.name]


@cache
def _wants() -> tuple[tuple[re.Pattern[str], Want], ...]:
    raw = tomllib.loads(files("assistant.answering").joinpath("wants.toml").read_text(encoding="utf-8"))
    return tuple(
        (re.compile(w["pattern"], re.I), Want(tuple(w["families"]), general=w.get("general", False)))
        for w in raw["want"]
    )


def wanted(content: str) -> Want:
    """What kind of number `content` wants, by its words."""
    unit = re.search(
        r"(?:多少|几)(人次|家次|[家件次场项处座条所台套辆批期篇份户间栋张宗笔起例名位组支部本只头棵株])",
        content,
    )
    want = next((w for p, w in _wants() if p.search(content)), Want())
    return replace(want, unit=unit[1] if unit else "")
