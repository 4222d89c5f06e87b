"""Gold questions in and out as JSON lines or as a workbook, and runs as JSON lines."""

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import InvalidSetting
from eval.run import read_gold
from eval.run_store import Case
from eval.score import Gold, Verdict, gold_case

COLUMNS = (
    "id",
    "kind",
    "language",
    "question",
    "history",
    "status",
    "figures",
    "sources",
    "contains",
    "reason",
    "allowed",
)
_LISTS = ("history", "figures", "sources", "contains", "allowed")


# openpyxl refuses these.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read_gold_file(path: Path) -> tuple[Gold, ...]:
    """The cases of a gold file by its suffix: .xlsx a workbook, anything else JSON lines; raises InvalidSetting."""
    if path.suffix.lower() != ".xlsx":
        return read_gold(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidSetting(path.name, zh=f"无法读取：{error}", en=f"cannot be read: {error}") from error
    return tuple(map(gold_case, records_of_xlsx(data, path.name)))


def records_of_jsonl(data: bytes, name: str) -> list[dict[str, Any]]:
    """The records of gold cases as JSON lines, each proved to be a case; raises InvalidSetting naming the line."""
    found = []
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        if line.strip():
            found.append(_proved(line, f"{name}, line {number}", json.loads))
    return found


def records_of_xlsx(data: bytes, name: str) -> list[dict[str, Any]]:
    """The records of gold cases of a workbook's first sheet, headed as COLUMNS; lists stand as JSON in their cell.

    Raises InvalidSetting naming the row.
    """
    from openpyxl import load_workbook

    try:
        rows = list(load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0].values)
    except Exception as error:  # a broken workbook fails in many ways
        raise InvalidSetting(name, zh=f"不是可读的表格：{error}", en=f"no workbook: {error}") from error
    header = [str(cell or "") for cell in rows[0]] if rows else []
    found = []
    for number, row in enumerate(rows[1:], 2):
        told = {key: cell for key, cell in zip(header, row, strict=False) if key in COLUMNS and cell not in (None, "")}
        if told:
            found.append(_proved(told, f"{name}, row {number}", _listed))
    return found


def gold_lines(records: Iterable[Mapping[str, Any]]) -> str:
    """Gold records as JSON lines."""
    return "".join(json.dumps(dict(one), ensure_ascii=False) + "\n" for one in records)


def gold_xlsx(records: Iterable[Mapping[str, Any]]) -> bytes:
    """Gold records as a workbook: a header, then a row a case; texts that look like formulas stay texts."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    for at, row in enumerate((COLUMNS, *([_cell(one, key) for key in COLUMNS] for one in records)), 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(at, column, _CONTROL.sub("", text))
            cell.data_type = "s"
            if at == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def case_lines(cases: Sequence[Case]) -> str:
    """The cases of a run as JSON lines, for a later comparison."""
    return "".join(
        json.dumps(
            {"id": c.id, "question": c.question, "kind": c.kind, "verdict": c.verdict.value, "faults": list(c.faults)},
            ensure_ascii=False,
        )
        + "\n"
        for c in cases
    )


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases that `case_lines` wrote; raises InvalidSetting for another file."""
    try:
        told = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        return tuple(
            Case(one["id"], one["question"], one["kind"], Verdict(one["verdict"]), tuple(one["faults"]), {})
            for one in told
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidSetting(path.name, zh=f"不是评测记录：{error}", en=f"no run: {error}") from error


def _cell(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    if value in (None, [], ""):
        return ""
    return json.dumps(value, ensure_ascii=False) if key in _LISTS else str(value)


def _listed(told: Mapping[str, Any]) -> dict[str, Any]:
    return {key: json.loads(str(value)) if key in _LISTS else str(value) for key, value in told.items()}


def _proved(raw: Any, place: str, parse: Any) -> dict[str, Any]:
    try:
        record: dict[str, Any] = parse(raw)
        gold_case(record)
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidSetting(place, zh=f"不是有效的评测用例：{error}", en=f"not a gold case: {error}") from error
    return record
