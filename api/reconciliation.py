"""What documents tell of the same amount, as it goes out: records with both citations, and rows of a table to take along."""

from collections.abc import Sequence
from typing import Any

from api.execution import cited
from assistant.answering.roll import roll_of
from assistant.monitoring.reconciliation import Agreement, Matter, reconciliation
from assistant.records.library import Library
from assistant.records.model import Document, Question
from assistant.records.scope import Scope

HEADS = {
    "zh": ["部门", "年度", "指标", "结果", "数值与出处"],
    "en": ["Department", "Year", "Indicator", "Result", "Amounts and sources"],
}
STATES = {
    "zh": {Agreement.AGREE: "一致", Agreement.ROUNDING: "四舍五入之差", Agreement.CONTRADICT: "不一致"},
    "en": {Agreement.AGREE: "agree", Agreement.ROUNDING: "differ by rounding", Agreement.CONTRADICT: "contradict"},
}


def chosen(
    library: Library, scope: Scope, *, year: int | None = None, department: str = "", state: Agreement | None = None
) -> tuple[Matter, ...]:
    """The matters in `scope` of a year, of departments whose names hold `department`, and that came out so."""
    short = roll_of(Question(""), library, scope).short
    every = library.store.derived(
        scope, "reconciliation", lambda: reconciliation(library.store, scope, lambda name: short.get(name, name))
    )
    return tuple(
        one for one in every if year in (None, one.year) and department in one.department and state in (None, one.state)
    )


def matter_records(found: Sequence[Matter], library: Library, scope: Scope) -> list[dict[str, Any]]:
    """Matters as JSON, each figure with its document's kind and the characters it was read from."""
    documents = library.store.documents(scope, {figure.document_id for one in found for figure in one.told})
    return [_record(one, documents, library) for one in found]


def matter_rows(records: Sequence[dict[str, Any]], language: str) -> list[list[str]]:
    """Records as a table of texts, heads first."""
    words = STATES[language]
    return [
        HEADS[language],
        *(
            [
                one["department"],
                str(one["year"]),
                one["name"] if language == "zh" else one["name_en"],
                words[Agreement(one["state"])],
                "；".join(f"{f['value']}{f['unit']} ({f['source']})" for f in one["told"]),
            ]
            for one in records
        ),
    ]


def _record(one: Matter, documents: dict[str, Document], library: Library) -> dict[str, Any]:
    named = library.vocabulary.get(one.indicator)
    return {
        "department": one.department,
        "year": one.year,
        "indicator": one.indicator,
        "name": named.zh if named else one.indicator,
        "name_en": named.en if named else one.indicator,
        "state": one.state.value,
        "told": [{**cited(f, documents), "document_kind": documents[f.document_id].kind} for f in one.told],
    }
