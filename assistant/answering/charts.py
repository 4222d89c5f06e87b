"""Charts of answers as small, complete Vega-Lite specifications: the figures are in them, nothing is fetched."""

import json
from collections.abc import Sequence

from assistant.answering.series import Point
from assistant.records.quantity import convert

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


def trend_chart(series: Sequence[Point], language: str) -> str:
    """A line over the years, one an office, in the unit of the first figure; points of another unit are left out."""
    unit = series[0].hit.figure.quantity.unit
    values = []
    for point in series:
        try:
            value = convert(point.hit.figure.quantity, unit).value
        except ValueError:
            continue
        values.append({"year": point.year, "department": point.department, "value": float(value)})
    year, title = ("年度", unit) if language == "zh" else ("year", unit)
    spec: dict[str, object] = {
        "$schema": _SCHEMA,
        "data": {"values": values},
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "year", "type": "ordinal", "title": year},
            "y": {"field": "value", "type": "quantitative", "title": title},
        },
    }
    if len({v["department"] for v in values}) > 1:
        spec["encoding"] |= {"color": {"field": "department", "type": "nominal", "title": None}}  # type: ignore[operator]
    return json.dumps(spec, ensure_ascii=False)
