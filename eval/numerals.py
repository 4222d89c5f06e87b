"""How number reading agrees with a list of cases in another project's format: `python -m eval.numerals FILE.json`.

The file is a list of {"Input", "Results": [{"Start", "End" (inclusive), "Resolution": {"value"}}]}. A case agrees when every
expected value is covered by a figure of the same value and no other figure is read.
"""

import json
import sys
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from assistant.records.numerals import parse
from assistant.records.quantity import Reading, read
from assistant.records.units import MULTIPLIERS, split_multiplier, unit_of


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cases tried, cases in full agreement, values expected, values found in texts, values of the numerals alone."""

    cases: int
    agreeing: int
    expected: int
    found: int
    parsed: int


def measure(cases: list[dict[str, Any]]) -> Agreement:
    """The agreement over `cases`."""
    agreeing = expected = found = parsed = 0
    for case in cases:
        text, wanted = case["Input"], case["Results"]
        readings = read(text)
        hits = [any(_says(r, w) for r in readings) for w in wanted]
        expected += len(wanted)
        found += sum(hits)
        parsed += sum(_equal(parse(text[w["Start"] : w["End"] + 1]), w) for w in wanted)
        extra = [r for r in readings if not any(_covers(r, w) for w in wanted)]
        agreeing += all(hits) and not extra
    return Agreement(len(cases), agreeing, expected, found, parsed)


def _covers(reading: Reading, wanted: dict[str, Any]) -> bool:
    return bool(reading.span.start <= wanted["Start"] and wanted["End"] < reading.span.end)


def _says(reading: Reading, wanted: dict[str, Any]) -> bool:
    return _covers(reading, wanted) and any(_close(v, wanted["Resolution"]["value"]) for v in _values(reading))


def _values(reading: Reading) -> set[Fraction]:
    """What a reading may be worth to a list that knows no units: bare, times its 万 or 亿, in its base unit, as a part of one."""
    value, unit = Fraction(reading.quantity.value), reading.quantity.unit
    known = unit_of(unit)
    factors = [Fraction(1), Fraction(MULTIPLIERS[split_multiplier(unit)[0]])]
    if known:
        factors += [Fraction(known.factor), Fraction(known.factor) / 100]
    return {value * factor for factor in factors}


def _equal(value: Decimal | None, wanted: dict[str, Any]) -> bool:
    return value is not None and _close(Fraction(value), wanted["Resolution"]["value"])


def _close(value: Fraction, written: str) -> bool:
    try:
        other = Fraction(Decimal(written))
    except InvalidOperation:
        return False
    return abs(value - other) <= abs(other) / 10**9


def main() -> None:
    """Print the agreement for each file named on the command line."""
    for name in sys.argv[1:]:
        result = measure(json.loads(Path(name).read_text(encoding="utf-8-sig")))
        print(
            f"{Path(name).name}: {result.agreeing} of {result.cases} cases agree; in texts {result.found} of "
            f"{result.expected} values, as numerals alone {result.parsed}"
        )


if __name__ == "__main__":
    main()
