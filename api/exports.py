"""What leaves as a file: conversations as Markdown or JSON, tables as CSV or XLSX; none of it can run as a formula."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from assistant.records.conversations import Conversation, Turn

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"

_WORDS = {
    "zh": {"asked": "问", "answered": "答", "notes": "说明", "sources": "依据", "cell": "单元格", "page": "第{n}页"},
    "en": {
        "asked": "Question",
        "answered": "Answer",
        "notes": "Notes",
        "sources": "Sources",
        "cell": "cell",
        "page": "page {n}",
    },
}
_FILE = {"type": "string", "format": "binary"}
_MARKUP = re.compile(r"([\\`*_\[\]<>|#])")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
# A spreadsheet takes a text that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NAME = re.compile(r"[^\w\-.（）()]+")
# openpyxl refuses these.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def attachment(name: str) -> dict[str, str]:
    """The header that makes a browser save a response as `name`, whatever its letters (RFC 6266)."""
    plain = re.sub(r"[^A-Za-z0-9.\-]+", "_", name)
    return {"content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"}


def file_answers(*media: str) -> dict[int | str, dict[str, Any]]:
    """What the API's description says of a route that gives a file: which media types it may be of."""
    kinds = [kind.partition(";")[0] for kind in media]
    return {200: {"description": "The file", "content": {kind: {"schema": dict(_FILE)} for kind in kinds}}}


def file_name(text: str, suffix: str) -> str:
    """A file name of the first words of `text`."""
    return (_NAME.sub("_", text).strip("_.")[:60] or "youju") + suffix


def conversation_record(kept: Conversation) -> dict[str, Any]:
    """A conversation as JSON, its turns with the whole answers."""
    return {
        **conversation_line(kept),
        "turns": [{"question": t.question, "asked_at": t.asked_at, "answer": dict(t.answer)} for t in kept.turns],
    }


def conversation_line(kept: Conversation) -> dict[str, Any]:
    """One line of the conversations listing."""
    return {
        "id": kept.id,
        "title": kept.title,
        "created_at": kept.created_at,
        "updated_at": kept.updated_at,
        "length": kept.length,
    }


def conversation_markdown(kept: Conversation, language: str) -> str:
    """A conversation as Markdown: each question, its answer with [numbers], and under it what the numbers stand for."""
    return "\n\n".join([f"# {_plain(kept.title)}", *(_turn(turn, language) for turn in kept.turns)]) + "\n"


def _turn(turn: Turn, language: str) -> str:
    words, answer = _WORDS[language], turn.answer
    pieces = [f"## {words['asked']}: {_plain(turn.question)}", f"**{words['answered']}** ({turn.asked_at})"]
    pieces += [_part(part) for part in answer["parts"]]
    if answer["notes"]:
        pieces.append(f"### {words['notes']}\n\n" + "\n".join(f"- {_plain(note)}" for note in answer["notes"]))
    if answer["citations"]:
        cited = (_citation(citation, words) for citation in answer["citations"])
        pieces.append(f"### {words['sources']}\n\n" + "\n".join(cited))
    return "\n\n".join(piece for piece in pieces if piece)


def _part(part: Mapping[str, Any]) -> str:
    marks = "".join(f"\\[{number}\\]" for number in part["citations"])
    label = f"{_plain(part['label'])}: " if part.get("label") else ""
    if part.get("rows"):
        header, *rows = part["rows"]
        lines = [header, ["---"] * len(header), *rows]
        table = "\n".join(
            "| " + " | ".join(cell if line is lines[1] else _plain(cell) for cell in line) + " |" for line in lines
        )
        return f"{_plain(part['text']) or label}{marks}\n\n{table}"
    if part["type"] == "chart":
        return ""
    text = _plain(part["text"])
    return ("> " if part["type"] == "quote" else "") + f"{label}{text}{marks}"


def _citation(citation: Mapping[str, Any], words: Mapping[str, str]) -> str:
    place = [
        citation["source"],
        citation["section"],
        words["page"].format(n=citation["page"]) if citation["page"] else "",
        f"{words['cell']} {citation['cell']}" if citation["cell"] else "",
    ]
    where = " · ".join(_plain(each) for each in place if each)
    return f"{citation['id']}. {where}: “{_plain(citation['quote'])}” ({citation['start']}–{citation['end']})"


def _plain(text: str) -> str:
    """Text on one line that Markdown shows as it is."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def table_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """A table as CSV with a byte order mark, which spreadsheets need to see Chinese."""
    out = io.StringIO()
    csv.writer(out).writerows([[_harmless(cell) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell


def set_text(cell: Any, text: str) -> None:
    """Write `text` into a cell of a workbook as text, never as a formula."""
    cell.value = _CONTROL.sub("", text)
    cell.data_type = "s"  # else a text that begins with "=" would be a formula


def table_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """A table as a workbook; plain numbers are numbers, everything else is text and never a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    for at, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(at, column)
            if at > 1 and _NUMBER.fullmatch(text):
                cell.value = Decimal(text.replace(",", ""))
            else:
                set_text(cell, text)
            if at == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
