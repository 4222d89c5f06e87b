"""A whole answer for the API's documentation; city, office and figures are fictional."""

from typing import Any

_FIGURE: dict[str, Any] = {
    "value": "97.26",
    "unit": "%",
    "bound": "exact",
    "measure": "预算执行率",
    "indicator": "execution_rate",
    "subject": "预算执行率",
    "department": "南栎市水务局",
    "period": "2021",
    "role": "share",
    "computed": False,
    "formula": None,
    "citations": [1],
}

ANSWER: dict[str, Any] = {
    "id": "9f2c4e6a8b0d1f3e",
    "status": "answered",
    "reason": None,
    "question": "南栎市水务局2021年预算执行率是多少？",
    "language": "zh",
    "text": "2021年预算执行率：97.26%[1]",
    "parts": [
        {
            "type": "figure",
            "text": "97.26%",
            "citations": [1],
            "label": "2021年预算执行率",
            "figure": _FIGURE,
            "offered": True,
        }
    ],
    "figures": [_FIGURE],
    "citations": [
        {
            "id": 1,
            "document_id": "d41d8cd98f00b204",
            "source": "南栎市水务局2021自评.txt",
            "title": "南栎市水务局2021年度部门整体支出绩效自评报告",
            "department": "南栎市水务局",
            "years": [2021],
            "section": "一、基本情况 > （二）部门整体支出情况",
            "page": None,
            "cell": None,
            "start": 142,
            "end": 153,
            "quote": "预算执行率97.26%",
            "withdrawn": False,
        }
    ],
    "notes": [],
    "suggestions": ["南栎市水务局2021年存在的主要问题是什么？"],
    "took_ms": 12,
}
