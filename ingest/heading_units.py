"""Numbers whose unit only the heading above them states: 一、人员（单位：人） … 编制186，在岗171."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.records.model import Span
from assistant.records.quantity import Reading, read_cell

# A number right behind words and before a stop; years and what belongs to a name or a code are none.
_BARE = re.compile(
    r"(?<=[\u4e00-\u9fff”」》）)：:])(?<![第年月日号])[-−]?(?!(?:19|20)\d\d(?![\d,.]))"
    r"(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d{1,4})?(?=[，。；、,;（(）)\s]|$)"
)


def with_heading_unit(text: str, stretch: Span, readings: Sequence[Reading], unit: str) -> list[Reading]:
    """`readings` of `stretch` with the heading's `unit` where they have none, and the bare numbers that it makes figures."""
    if not unit:
        return list(readings)
    own = [r for r in readings if r.quantity.unit]
    bare = [r for r in readings if not r.quantity.unit]
    united = [Reading(r.span, replace(r.quantity, unit=unit)) for r in bare]
    known = [r.span for r in (*own, *united)]
    for found in _BARE.finditer(text, stretch.start, stretch.end):
        span = Span(*found.span())
        quantity = None if any(span.meets(other) for other in known) else read_cell(found[0], unit)
        if quantity:
            united.append(Reading(span, quantity))
    return sorted([*own, *united], key=lambda r: r.span)
