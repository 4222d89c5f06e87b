"""What an office is warned of, as data: the shipped rules, changed and added to by an office's own file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from assistant.errors import InvalidSetting

KINDS = ("behind", "no_spending", "over_execution", "missing_report", "budget_cut")
OWN_FILE = "warnings.toml"
_SHIPPED = Path(__file__).with_name("rules.toml")
_MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `threshold` is in points or percent as its kind has it, `months` are ends of months, 1 to 12.

    `consecutive` months must hold one after another; `projects` tells whether projects are looked at, too.
    """

    key: str
    kind: str
    zh: str
    en: str
    months: frozenset[int]
    threshold: Decimal = Decimal()
    consecutive: int = 1
    projects: bool = True
    on: bool = True


def load_rules(data_dir: Path | None = None) -> tuple[Rule, ...]:
    """The rules in force, by their place in the files: the shipped ones, and those of `data_dir`/warnings.toml over them.

    Rules switched off are left out. Raises InvalidSetting, naming the file, the rule and what is wrong.
    """
    rules = _read(_SHIPPED, {})
    if data_dir is not None and (own := data_dir / OWN_FILE).is_file():
        rules = _read(own, rules)
    return tuple(rule for rule in rules.values() if rule.on)


def _read(path: Path, known: Mapping[str, Rule]) -> dict[str, Rule]:
    try:
        entries = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidSetting(path.name, zh=f"读不出来（{error}）", en=f"it cannot be read ({error})") from error
    rules = dict(known)
    for key, fields in entries.items():
        if not isinstance(fields, dict):
            raise _wrong(path, key, "规则要写成一节，例如 [lag]", "a rule is a section, such as [lag]")
        rules[key] = _rule(path, key, fields, known.get(key))
    return rules


def _rule(path: Path, key: str, fields: Mapping[str, Any], known: Rule | None) -> Rule:
    values: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in _FIELDS:
            raise _wrong(path, key, f"不认识的项 {name}", f"{name} is not a field; fields: {', '.join(_FIELDS)}")
        values[name] = _FIELDS[name](path, key, name, value)
    if known is not None:
        return replace(known, **values)
    missing = [name for name in ("kind", "zh", "en", "months") if name not in values]
    if missing:
        raise _wrong(path, key, f"新规则缺少 {'、'.join(missing)}", f"a new rule needs {', '.join(missing)}")
    return Rule(key, **values)


def _kind(path: Path, key: str, name: str, value: object) -> str:
    if value not in KINDS:
        raise _wrong(path, key, f"{name} 应为 {'、'.join(KINDS)} 之一", f"{name} must be one of {', '.join(KINDS)}")
    return str(value)


def _words(path: Path, key: str, name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(path, key, f"{name} 应为文字", f"{name} must be words")
    return value.strip()


def _months(path: Path, key: str, name: str, value: object) -> frozenset[int]:
    whole = isinstance(value, list) and value and all(type(one) is int and one in _MONTHS for one in value)
    if not isinstance(value, list) or not whole:
        raise _wrong(
            path, key, f"{name} 应为月份列表，如 [3, 6, 9]", f"{name} must be a list of months, such as [3, 6, 9]"
        )
    return frozenset(value)


def _number(path: Path, key: str, name: str, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1000:
        raise _wrong(path, key, f"{name} 应为 0 到 1000 的数", f"{name} must be a number from 0 to 1000")
    return Decimal(str(value))


def _count(path: Path, key: str, name: str, value: object) -> int:
    if type(value) is not int or value not in _MONTHS:
        raise _wrong(path, key, f"{name} 应为 1 到 12 的整数", f"{name} must be a whole number from 1 to 12")
    return value


def _switch(path: Path, key: str, name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(path, key, f"{name} 应为 true 或 false", f"{name} must be true or false")
    return value


_FIELDS = {
    "kind": _kind,
    "zh": _words,
    "en": _words,
    "months": _months,
    "threshold": _number,
    "consecutive": _count,
    "projects": _switch,
    "on": _switch,
}


def _wrong(path: Path, key: str, zh: str, en: str) -> InvalidSetting:
    return InvalidSetting(f"{path.name} [{key}]", zh=zh, en=en)
