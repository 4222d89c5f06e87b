"""The word lists by which sentences are taken apart, read once from wording.toml."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Wording:
    """Compiled word lists, one pattern a list of wording.toml.

    `entity` finds the end of a subject, `verb` a leading verb, `predicate` one after a noun, `state` what is one there and an adjective before it, `doing` one whose object
    follows, `compound` what a noun is only the first half of, `relative` the words of a change, share or place.
    """

    entity: re.Pattern[str]
    verb: re.Pattern[str]
    leading: re.Pattern[str]
    linking: re.Pattern[str]
    action: re.Pattern[str]
    doing: re.Pattern[str]
    granting: re.Pattern[str]
    predicate: re.Pattern[str]
    state: re.Pattern[str]
    compound: re.Pattern[str]
    relative: re.Pattern[str]
    dependent: re.Pattern[str]
    spent: re.Pattern[str]
    independent: re.Pattern[str]
    bare: re.Pattern[str]
    relational: re.Pattern[str]
    funded: re.Pattern[str]
    acting: re.Pattern[str]
    nominal: re.Pattern[str]
    told: re.Pattern[str]
    spending: re.Pattern[str]
    each: re.Pattern[str]
    fund: re.Pattern[str]
    ranking: re.Pattern[str]
    generic: frozenset[str]
    vague: frozenset[str]
    totalled: frozenset[str]


@cache
def wording() -> Wording:
    """The word lists of wording.toml, longest word first so that the longest wins."""
    words = tomllib.loads(files("ingest").joinpath("wording.toml").read_text(encoding="utf-8"))
    how, acts = _any([*words["modifiers"], *words["manner"]]), _any(words["actions"])
    measures = _any([*words["dependent"], *words["relational"]])
    rate = rf"(?:[不未]?{_any([*words['actions'], *words['qualities']])}){{1,3}}[率比量]"
    each = r"(?:[人户亩次日月年车村床生班师校件台站场]均|平均|每\w{1,3}|单(?:批次|[口页台座件吨例亩户次盏辆床份篇张人位生校]))"
    moved, against = (
        _any(words["changes"]),
        r"(?:[与同]|(?<!比)较(?![好为差])|比(?![例重较])|相比|相较|高于|低于|慢于|快于|优于|好于|少于|多于|早于|晚于|超过)[^，]{0,16}?",
    )
    doing = [w for w in words["actions"] if w not in set(words["nominal"])]
    return Wording(
        entity=re.compile(_any(words["entities"])),
        verb=re.compile(
            rf"(?!重点|全面|日常|在[建册岗校职编读线园库])(?:{_any([*words['verbs'], *words['openers'], *doing])})"
        ),
        leading=re.compile(
            rf"^(?:[①-⑳]|\d{{1,2}}[、.．)）](?!\d)|[（(][一二三四五六七八九十\d]{{1,3}}[）)]|[一二三四五六七八九十]{{1,3}}、(?![一二三四五六七八九十])|全年(?!预算)|{_any(words['leading'])}|[\W_])+"
        ),
        linking=re.compile(
            rf"(?:(?<![实雷马抵])(?<![签节制预])(?<![行作认成]){_any(words['linking'])}|(?<![人户亩次日月年车平村床生班师校件台站场])均|[\W_])+$"
        ),
        action=re.compile(rf"^(?:(?:{_any(words['manner'])}){{0,3}}{acts}(?![性型化类式者员会局厅院所站])){{1,4}}"),
        doing=re.compile(_any(doing)),
        granting=re.compile(rf"^{_any(words['granting'])}"),
        predicate=re.compile(
            rf"{_any([v for v in (*words['verbs'], *words['openers'], *words['states'], *doing) if len(v) > 1])}(?!{_any(words['places'])})"
            r"|[\u4e00-\u9fff]{2}了(?=(?!解)[\u4e00-\u9fff])"
            r"|(?<![行作认成人])为|[寻找讨追要领拿送等盼查挽][到回](?![期位岗账站款])|[是均已占尚仍将被才曾却]|(?<![原基])因(?![素公])|未(?![成来])|获(?!奖)"
        ),
        state=re.compile(_any(words["states"])),
        compound=re.compile(_any(words["compounds"])),
        relative=re.compile(
            rf"(?:{against})?(?:均|各|分别)?(?:同比|环比|年均|净)*{moved}[率幅额]?(?:了|为)?$"
            rf"|{against}$|(?:同比|(?:比|较)(?:上年|去年|年初)[^，]{{0,6}})[多少][\u4e00-\u9fff]{{1,3}}$|占[^，]*$|(?:在[^，]{{0,14}}?|位|排)?(?:排名|位列|位居|居|排位|名列)[^，]{{0,8}}$"
        ),
        dependent=re.compile(rf"(?:{how}|{acts}|{each}|{measures}){{0,5}}(?:{measures}|{rate})"),
        spent=re.compile(rf"(?:{how}|{each}){{0,4}}(?:{_any(words['spent'])}){{0,2}}(?:合计|共计|总计|总额)?"),
        bare=re.compile(
            rf"(?:{how}|{acts}|{_any(words['dependent'])}|(?:[不未较]|非常|基本|比较)?{_any(words['qualities'])}){{1,6}}"
        ),
        relational=re.compile(rf"(?:{how}|{each}|{_any(doing)}){{0,5}}(?:{_any(words['relational'])}|{rate})$"),
        funded=re.compile(
            rf"(.{{2,}}?(?:资金|经费|项目|工程|补助|补贴|[^三]费))(?:{how}){{0,3}}(?:{_any(words['spent'])})$"
        ),
        acting=re.compile(rf"{acts}(?!{_any([*words['places'], *'业产类性型化区机车队组网院厅室处科'])})"),
        told=re.compile(rf"{_any(words['openers'])}(?:{acts}){{1,3}}"),
        nominal=re.compile(_any(words["nominal"])),
        independent=re.compile(_any(words["independent"])),
        spending=re.compile(_any(words["spending"])),
        each=re.compile(rf"^(?:{each})+"),
        fund=re.compile(
            rf".{{2,}}{_any(words['funds'])}(?:资金|经费|基金)$|^(?!财政|一般|政府|单位|预算|部门|全年|年).{{6,}}(?:资金|经费|基金)$"
        ),
        ranking=re.compile(r"(?:在[^，]{0,14}?|位|排)?(?:排名|位列|位居|居|排位|名列)[^，]{0,8}$"),
        generic=frozenset(words["generic"]),
        vague=frozenset(words["vague"]),
        totalled=frozenset(words["totalled"]),
    )


def _any(words: Iterable[str]) -> str:
    """A pattern for any of `words`, the longest first; grouped by first character, so that most places fail at once."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    grouped: dict[str, list[str]] = {}
    for word in ordered:
        grouped.setdefault(word[0], []).append(re.escape(word[1:]))
    firsts = "".join(map(re.escape, grouped))
    return f"(?=[{firsts}])(?:" + "|".join(f"{re.escape(c)}(?:{'|'.join(rest)})" for c, rest in grouped.items()) + ")"
