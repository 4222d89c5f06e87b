"""The automatic check of an answer kept earlier: does every figure still stand where it cites, in the years asked for?

Cheap enough for a whole frame. It cannot see a figure that is right and not the one asked for; people judge that.
"""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from assistant.records.model import Bound, Document, Quantity, Span
from assistant.records.quantity import read_cell, read_span, same

Wire = Mapping[str, Any]
# 2000万元 and 2,000 people are no years.
_YEAR = re.compile(
    r"(?<![\d,.])(?:19|20)\d{2}(?![\d,.]*\d)(?!\s*(?:万|亿|元|余|多|[家个名人户件项次]|million|billion|yuan|people))"
)


def check_answer(answer: Wire, documents: Mapping[str, Document]) -> bool:
    """Whether every quote equals its characters, every stated figure is read there again, and the years are those asked for.

    `documents` are those cited, by id; one that is gone fails the check.
    """
    cited = {citation["id"]: citation for citation in answer.get("citations", ())}
    if not all(_exact(citation, documents) for citation in cited.values()):
        return False
    stated = [figure for figure in _stated(answer) if not figure.get("computed")]
    if not all(_read_again(figure, cited, documents) for figure in stated):
        return False
    return _in_years(answer)


def quantity_of(record: Wire) -> Quantity | None:
    """The quantity of a wire record's `value`, `unit`, `bound` and `upper`; None where it is none."""
    try:
        upper = record.get("upper")
        return Quantity(
            Decimal(str(record["value"])),
            str(record.get("unit") or ""),
            Bound(record.get("bound", "exact")),
            None if upper is None else Decimal(str(upper)),
        )
    except (KeyError, InvalidOperation, ValueError):
        return None


def _exact(citation: Wire, documents: Mapping[str, Document]) -> bool:
    document = documents.get(citation["document_id"])
    return document is not None and document.text[citation["start"] : citation["end"]] == citation["quote"]


def _stated(answer: Wire) -> list[Wire]:
    """The figures offered, and those that computed ones were computed from."""
    inputs = [one for part in answer.get("parts", ()) for one in part.get("inputs") or ()]
    return [*answer.get("figures", ()), *inputs]


def _read_again(figure: Wire, cited: Mapping[int, Wire], documents: Mapping[str, Document]) -> bool:
    quantity = quantity_of(figure)
    if quantity is None:
        return False
    own = [cited[number] for number in figure.get("citations", ()) if number in cited]
    return any(_holds(citation, documents[citation["document_id"]].text, quantity) for citation in own)


def _holds(citation: Wire, text: str, quantity: Quantity) -> bool:
    """Whether `quantity` is read somewhere in the cited characters: the citation is a figure's words, or a cell."""
    from assistant.records.quantity_reader import read

    start, end = citation["start"], citation["end"]
    found = [read_span(text, Span(start, end)), read_cell(text[start:end], quantity.unit)]
    found += [reading.quantity for reading in read(text[start:end])]
    if any(one is not None and same(one, quantity) for one in found):
        return True
    # A cell beside others on its row takes its unit from the header.
    digits = f"{quantity.value:f}"
    return bool(citation.get("cell")) and digits in text[start:end].replace(",", "")


def _in_years(answer: Wire) -> bool:
    asked = {int(year) for year in _YEAR.findall(answer.get("question", ""))}
    if not asked or answer.get("status") != "answered":
        return True
    told = {int(year) for figure in answer.get("figures", ()) for year in _YEAR.findall(figure.get("period") or "")}
    told |= {year for citation in answer.get("citations", ()) for year in citation.get("years", ())}
    return asked <= told or not answer.get("figures")
