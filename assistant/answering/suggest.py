"""Questions that may come next and that the records can answer."""

from assistant.answering.kinds import Kind
from assistant.answering.plan import Plan
from assistant.answering.roll import Roll
from assistant.records.model import Figure


def follow_ups(plan: Plan, roll: Roll, figure: Figure) -> list[str]:
    """Up to three next questions about the same office: another year on record, its execution, its problems."""
    zh = plan.question.language == "zh"
    office = figure.department
    asked = set(figure.period.years) if figure.period else set()
    years = sorted({y for h in roll.of_office(office) for y in h.years} - asked, reverse=True)
    out = []
    if years and plan.kind is Kind.EXECUTION:
        out.append(
            f"{office}{years[0]}年预算执行情况怎么样？"
            if zh
            else f"What was budget execution of {office} in {years[0]}?"
        )
    year = max(asked) if asked else None
    if year and plan.kind is not Kind.EXECUTION:
        out.append(
            f"{office}{year}年预算执行情况怎么样？" if zh else f"What was budget execution of {office} in {year}?"
        )
    if year:
        out.append(
            f"{office}{year}年存在的主要问题是什么？" if zh else f"What were the main problems of {office} in {year}?"
        )
    return out
