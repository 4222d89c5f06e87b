"""`youju indicators`: the indicator library, what is wrong with it, and indicators for a new project."""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli_common import console, language, opened, plain, print_json, reading, table

_LINE = {
    "zh": ("指标", "类型", "指标值", "完成值", "部门", "年度"),
    "en": ("Indicator", "Type", "Target", "Result", "Department", "Year"),
}
_FINDING = {
    "zh": ("问题", "部门", "项目", "年度", "依据"),
    "en": ("Finding", "Department", "Project", "Year", "Evidence"),
}
_ADVICE = {"zh": ("指标", "类型", "出处"), "en": ("Indicator", "Type", "Sources")}


def indicators(
    year: Annotated[int | None, typer.Option(help="Only this year.")] = None,
    department: Annotated[str, typer.Option(help="Part of the department's name.")] = "",
    findings: Annotated[bool, typer.Option("--findings", help="What is wrong with them instead.")] = False,
    project: Annotated[str, typer.Option(help="Indicators that projects like this one used instead.")] = "",
    xlsx: Annotated[Path | None, typer.Option(help="Write them here, in the layout of the usual form.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List every performance indicator of reports and forms, its target beside its result."""
    from api.indicator_form import form_rows, form_xlsx
    from api.indicators import advice_records, chosen, every_finding, finding_records, indicator_records

    with opened() as library:
        scope = reading(library)
        if project:
            records = advice_records(project, (), library, scope)
            rows = [_ADVICE[language()], *(_advised(one) for one in records)]
        elif findings:
            found = [f for f in every_finding(library, scope) if year in (None, f.year) and department in f.department]
            records = finding_records(found, library, scope, language())
            rows = [_FINDING[language()], *(_finding(one) for one in records)]
        else:
            records = indicator_records(chosen(library, scope, year=year, department=department), library, scope)
            rows = [_LINE[language()], *(_line(one, language()) for one in records)]
            if xlsx is not None:
                xlsx.write_bytes(form_xlsx(form_rows(records, language())))
    if as_json:
        print_json(records)
    elif xlsx is None or project or findings:
        heads, *body = rows
        listing = table(*heads)
        for row in body:
            listing.add_row(*map(plain, row))
        console().print(listing)


def _line(one: dict[str, Any], spoken: str) -> tuple[str, ...]:
    from assistant.monitoring.indicator_model import IndicatorType
    from assistant.monitoring.indicator_words import TYPE_NAMES

    target, actual = (one[part]["text"] if one[part] else "—" for part in ("target", "actual"))
    owner = " · ".join(filter(None, (one["department"], one["project"])))
    return one["name"], TYPE_NAMES[IndicatorType(one["type"])][spoken != "zh"], target, actual, owner, str(one["year"])


def _finding(one: dict[str, Any]) -> tuple[str, ...]:
    shown = "；".join(_said(row) for row in one["indicators"][:3])
    if one["budget"] is not None:
        shown = f"{one['budget']['value']} {one['budget']['unit']} ({one['budget']['source']})"
    return one["title"], one["department"], one["project"], str(one["year"]), shown


def _advised(one: dict[str, Any]) -> tuple[str, ...]:
    return one["name"], one["type"], "；".join(f"{_said(row)} ({row['source']})" for row in one["indicators"][:3])


def _said(row: dict[str, Any]) -> str:
    target, actual = (row[part]["text"] if row[part] else "—" for part in ("target", "actual"))
    return f"{row['name']} {target} → {actual}"
