"""The word lists by which sentences are taken apart, read once from wording.toml."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Wording:
    """Compiled word lists, one pattern a list of wording.toml.

    `entity` finds the end of a subject, `verb` a leading verb, `predicate` one after a noun, `doing` one whose object
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
    compound: re.Pattern[str]
    relative: re.Pattern[str]
    dependent: re.Pattern[str]
    independent: re.Pattern[str]
    bare: re.Pattern[str]
    spending: re.Pattern[str]
    generic: frozenset[str]
    vague: frozenset[str]
    totalled: frozenset[str]


@cache
def wording() -> Wording:
    """The word lists of wording.toml, longest word first so that the longest wins."""
    words = tomllib.loads(files("ingest").joinpath("wording.toml").read_text(encoding="utf-8"))
    moved, against = _any(words["changes"]), r"(?:[与同较比]|相比|相较|高于|低于|超过)[^，]{0,16}?"
    doing = [w for w in words["actions"] if w not in set(words["nominal"])]
    return Wording(
        entity=re.compile(_any(words["entities"])),
        verb=re.compile(_any(words["verbs"])),
        leading=re.compile(
            rf"^(?:\d{{1,2}}[、.．)）](?!\d)|[（(][一二三四五六七八九十\d]{{1,3}}[）)]|全年(?!预算)|{_any(words['leading'])}|[\W_])+"
        ),
        linking=re.compile(rf"(?:(?<![签节制预])(?<![行作认成]){_any(words['linking'])}|[\W_])+$"),
        action=re.compile(rf"^(?:{_any(words['actions'])})+"),
        doing=re.compile(_any(doing)),
        granting=re.compile(rf"^{_any(words['granting'])}"),
        predicate=re.compile(
            rf"{_any([v for v in (*words['verbs'], *words['actions']) if len(v) > 1])}(?!{_any(words['places'])})"
            r"|(?<![行作认成人])为|[是均已占尚仍将被]|(?<![原基])因(?![素公])|未(?![成来])"
        ),
        compound=re.compile(_any(words["compounds"])),
        relative=re.compile(
            rf"(?:{against})?(?:均|各|分别)?(?:同比|环比|年均|净)*{moved}[率幅额]?(?:了|为)?$"
            rf"|{against}$|占[^，]*$|(?:在[^，]{{0,14}}?|位|排)?(?:排名|位列|位居|居|排位|名列)[^，]{{0,8}}$"
        ),
        dependent=re.compile(rf"(?:{_any(words['modifiers'])})*{_any(words['dependent'])}"),
        bare=re.compile(rf"(?:{_any([*words['modifiers'], *words['dependent'], *doing])})+"),
        independent=re.compile(_any(words["independent"])),
        spending=re.compile(_any(words["spending"])),
        generic=frozenset(words["generic"]),
        vague=frozenset(words["vague"]),
        totalled=frozenset(words["totalled"]),
    )


def _any(words: list[str]) -> str:
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + ")"
