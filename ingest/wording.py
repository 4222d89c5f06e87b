"""The word lists by which sentences are taken apart, read once from wording.toml."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Wording:
    """Compiled word lists: `entity` finds the end of a subject, `verb` a leading verb, `predicate` one after a noun."""

    entity: re.Pattern[str]
    verb: re.Pattern[str]
    leading: re.Pattern[str]
    linking: re.Pattern[str]
    action: re.Pattern[str]
    granting: re.Pattern[str]
    predicate: re.Pattern[str]
    generic: frozenset[str]


@cache
def wording() -> Wording:
    """The word lists of wording.toml, longest word first so that the longest wins."""
    words = tomllib.loads(files("ingest").joinpath("wording.toml").read_text(encoding="utf-8"))
    return Wording(
        entity=re.compile(_any(words["entities"])),
        verb=re.compile(_any(words["verbs"])),
        leading=re.compile(rf"^(?:全年(?!预算)|{_any(words['leading'])}|[\W_])+"),
        linking=re.compile(rf"(?:{_any(words['linking'])}|[\W_])+$"),
        action=re.compile(rf"^(?:{_any(words['actions'])})+"),
        granting=re.compile(rf"^{_any(words['granting'])}"),
        predicate=re.compile(_any([v for v in (*words["verbs"], *words["actions"]) if len(v) > 1]) + r"|[为是均已占]"),
        generic=frozenset(words["generic"]),
    )


def _any(words: list[str]) -> str:
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + ")"
