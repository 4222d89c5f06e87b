"""The application of results as it goes out: problems over years, scores, points lost, and books beside what is there."""

from collections.abc import Callable, Sequence
from typing import Any

from api.execution import cited
from assistant.answering.roll import roll_of
from assistant.monitoring.indicators import indicators
from assistant.monitoring.problems import Point
from assistant.monitoring.repeats import Outcome, Raised, raised_problems
from assistant.monitoring.scores import Deduction, ScoreLine, deductions, scores
from assistant.monitoring.statements import Comparison, Result, Statement, statements
from assistant.records.library import Library
from assistant.records.model import Document, Question
from assistant.records.scope import Scope

PROBLEM_HEADS = {
    "zh": ["部门", "年度", "问题", "整改措施", "以后年度", "结果", "出处"],
    "en": ["Department", "Year", "Problem", "Measure", "Later reports", "Outcome", "Source"],
}
SCORE_HEADS = {
    "zh": ["部门", "年度", "自评得分", "复核得分", "自评高出", "出处"],
    "en": ["Department", "Year", "Own score", "Review score", "Own is higher by", "Source"],
}
DEDUCTION_HEADS = {
    "zh": ["部门", "年度", "扣分", "原因", "出处"],
    "en": ["Department", "Year", "Points lost", "For", "Source"],
}
STATEMENT_HEADS = {
    "zh": ["核对", "部门", "年度", "表", "事项", "一方", "另一方", "相差", "单位", "结果", "表上所写差额", "出处"],
    "en": [
        *("Statement", "Department", "Year", "Table", "Item", "One side", "Other side", "Difference", "Unit", "Result"),
        *("Difference as stated", "Source"),
    ],
}
OUTCOMES = {
    Outcome.AGAIN: ("再次提出", "named again"),
    Outcome.NOT_NAMED: ("以后的报告未再提", "not named again"),
    Outcome.OPEN: ("尚无以后的报告", "no later report"),
}
STATEMENTS = {
    Statement.BOOK_AND_COUNT: ("账实核对", "book and count"),
    Statement.BOOK_AND_BOOK: ("账账核对", "book and book"),
    Statement.BOOK_AND_VOUCHER: ("账证核对", "book and voucher"),
    Statement.BUDGET_AND_CONTRACT: ("预算与合同", "budget and contract"),
    Statement.CONTRACT_AND_PAID: ("合同与支付", "contract and paid"),
}
RESULTS = {Result.AGREE: ("一致", "agree"), Result.MORE: ("多", "more"), Result.LESS: ("少", "less")}


def full_names(library: Library, scope: Scope) -> Callable[[str], str]:
    """The one name of a department that is written in several ways."""
    short = roll_of(Question(""), library, scope).short
    return lambda name: short.get(name, name)


def problems(
    library: Library, scope: Scope, *, year: int | None = None, department: str = "", outcome: Outcome | None = None
) -> list[Raised]:
    """The problems that reports in `scope` name."""
    every = raised_problems(library.store, scope, library.matcher, full_names(library, scope))
    return [
        one
        for one in every
        if year in (None, one.year) and department in one.department and outcome in (None, one.outcome)
    ]


def score_lines(library: Library, scope: Scope, *, year: int | None = None, department: str = "") -> list[ScoreLine]:
    """Own and review scores in `scope`."""
    full = full_names(library, scope)
    every = library.store.derived(scope, "scores", lambda: scores(library.store, scope, full))
    return [one for one in every if year in (None, one.year) and department in one.department]


def lost_points(library: Library, scope: Scope, *, year: int | None = None, department: str = "") -> list[Deduction]:
    """Points lost in `scope`."""
    full = full_names(library, scope)
    rows = indicators(library.store, scope, full)
    every = library.store.derived(scope, "deductions", lambda: deductions(library.store, scope, rows, full))
    return [one for one in every if year in (None, one.year) and department in one.department]


def compared_rows(library: Library, scope: Scope, *, year: int | None = None, department: str = "") -> list[Comparison]:
    """Rows in `scope` that set books against counts or other books, contracts against budgets or payments."""
    every = statements(library.store, scope, full_names(library, scope))
    return [one for one in every if year in (None, one.year) and department in one.department]


def problem_records(found: Sequence[Raised], library: Library, scope: Scope) -> list[dict[str, Any]]:
    """Problems as JSON, every quote with its characters."""
    told = [p for one in found for p in (one.problem, *one.measures, *(point for _, point in one.again))]
    documents = library.store.documents(scope, {point.document_id for point in told})
    return [
        {
            "department": one.department,
            "year": one.year,
            "problem": _point(one.problem, documents),
            "measure": _point(one.measure, documents) if one.measure is not None else None,
            "measures": [_point(measure, documents) for measure in one.measures],
            "outcome": one.outcome.value,
            "again": [{"year": year, **_point(point, documents)} for year, point in one.again],
            "admitted": one.admitted,
        }
        for one in found
    ]


def score_records(found: Sequence[ScoreLine], library: Library, scope: Scope) -> list[dict[str, Any]]:
    """Scores as JSON, each with its characters."""
    documents = library.store.documents(scope, {f.document_id for one in found for f in (*one.own, *one.review)})
    return [
        {
            "department": one.department,
            "year": one.year,
            "own": [cited(figure, documents) for figure in one.own],
            "review": [cited(figure, documents) for figure in one.review],
            "difference": str(one.difference) if one.difference is not None else None,
        }
        for one in found
    ]


def deduction_records(found: Sequence[Deduction], library: Library, scope: Scope) -> list[dict[str, Any]]:
    """Points lost as JSON, each with the characters that say so."""
    documents = library.store.documents(scope, {one.document_id for one in found})
    return [
        {
            "department": one.department,
            "year": one.year,
            "cause": one.cause,
            "points": str(one.points),
            "text": " ".join(one.span.of(documents[one.document_id].text).split()),
            "document_id": one.document_id,
            "source": documents[one.document_id].name,
            "start": one.span.start,
            "end": one.span.end,
        }
        for one in found
    ]


def statement_records(found: Sequence[Comparison], library: Library, scope: Scope) -> list[dict[str, Any]]:
    """Compared rows as JSON, both sides with their cells."""
    documents = library.store.documents(scope, {one.document_id for one in found})
    return [
        {
            "statement": one.statement.value,
            "department": one.department,
            "year": one.year,
            "table": one.table,
            "named": one.named,
            "first": cited(one.first, documents),
            "second": cited(one.second, documents),
            "stated": cited(one.stated, documents) if one.stated is not None else None,
            "difference": str(one.difference),
            "unit": one.first.quantity.unit,
            "result": one.result.value,
            "misstated": one.misstated,
            "amiss": one.amiss,
        }
        for one in found
    ]


def problem_rows(records: Sequence[dict[str, Any]], language: str) -> list[list[str]]:
    """Problems as a table of texts, heads first."""
    english = language != "zh"
    return [
        PROBLEM_HEADS[language],
        *(
            [
                one["department"],
                str(one["year"]),
                one["problem"]["text"],
                one["measure"]["text"] if one["measure"] else "；".join(m["text"] for m in one["measures"]),
                "；".join(f"{later['year']}: {later['text']}" for later in one["again"]),
                OUTCOMES[Outcome(one["outcome"])][english],
                "；".join(dict.fromkeys([one["problem"]["source"], *(later["source"] for later in one["again"])])),
            ]
            for one in records
        ),
    ]


def score_rows(records: Sequence[dict[str, Any]], language: str) -> list[list[str]]:
    """Scores as a table of texts, heads first; values that disagree stand side by side, divided by a slash."""
    return [
        SCORE_HEADS[language],
        *(
            [
                one["department"],
                str(one["year"]),
                " / ".join(figure["value"] for figure in one["own"]),
                " / ".join(figure["value"] for figure in one["review"]),
                one["difference"] or "",
                "；".join(dict.fromkeys(figure["source"] for figure in (*one["own"], *one["review"]))),
            ]
            for one in records
        ),
    ]


def deduction_rows(records: Sequence[dict[str, Any]], language: str) -> list[list[str]]:
    """Points lost as a table of texts, heads first."""
    names = ("department", "year", "points", "cause", "source")
    return [DEDUCTION_HEADS[language], *([str(one[name]) for name in names] for one in records)]


def statement_rows(records: Sequence[dict[str, Any]], language: str) -> list[list[str]]:
    """Compared rows as a table of texts, heads first."""
    english = language != "zh"
    return [
        STATEMENT_HEADS[language],
        *(
            [
                STATEMENTS[Statement(one["statement"])][english],
                *(one["department"], str(one["year"]), one["table"], one["named"]),
                *(one["first"]["value"], one["second"]["value"], one["difference"], one["unit"]),
                RESULTS[Result(one["result"])][english],
                one["stated"]["value"] if one["stated"] else "",
                " ".join(filter(None, (one["first"]["source"], one["first"]["cell"], one["second"]["cell"]))),
            ]
            for one in records
        ),
    ]


def _point(point: Point, documents: dict[str, Document]) -> dict[str, Any]:
    return {
        "text": point.text,
        "document_id": point.document_id,
        "source": documents[point.document_id].name,
        "start": point.span.start,
        "end": point.span.end,
    }
