"""An answer as Markdown, for programs that show a chat: numbered citations in the text, the sources below it."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote as percent

from assistant.records.model import Answer, Citation, Part, PartType

# What Markdown, mathematics and HTML give a meaning to; records are data, so their text is shown as it stands.
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|!~$&]")
_LIST_START = re.compile(r"^(\s*)(?:([-+=])|(\d{1,9})([.)]))(?=\s|$)")
_SOURCE_QUOTE = 120
_CLOSING = frozenset(",.;:)!?[")


def markdown(answer: Answer, base_url: str = "") -> str:
    """The whole answer: its blocks, then notes, sources and next questions; `[1]` is the first source.

    With `base_url` each source links to the cited characters in the document's text.
    """
    return "\n\n".join(blocks(answer, base_url))


def blocks(answer: Answer, base_url: str = "") -> Iterator[str]:
    """The answer block by block: paragraphs, lists of figures, quotes, tables; none is empty."""
    zh = answer.question.language == "zh"
    yield from _body(answer.parts, zh=zh)
    if answer.notes:
        yield "\n".join(f"- {escaped(note)}" for note in answer.notes)
    if answer.citations:
        lines = [f"{c.id}. {_source(c, base_url, zh=zh)}" for c in answer.citations]
        yield "\n".join([f"**{'依据' if zh else 'Sources'}**", "", *lines])
    if answer.suggestions:
        lines = [f"- {escaped(suggestion)}" for suggestion in answer.suggestions]
        yield "\n".join([f"**{'可以接着问' if zh else 'Ask next'}**", "", *lines])


def escaped(text: str) -> str:
    """`text` with nothing in it that Markdown, TeX or HTML would read as markup; lines stay lines."""
    lines = (_SPECIAL.sub(r"\\\g<0>", line) for line in text.splitlines())
    return "\n".join(_LIST_START.sub(_plain_start, line) for line in lines)


def _plain_start(found: re.Match[str]) -> str:
    indent, mark, number, stop = found.groups()
    return f"{indent}\\{mark}" if mark else f"{indent}{number}\\{stop}"


def _body(parts: Iterable[Part], *, zh: bool) -> Iterator[str]:
    """Prose that follows prose runs on; labelled figures that follow each other are one list."""
    kind, gathered = "", ""
    for part in parts:
        now = _kind(part)
        piece = _piece(part, now, zh=zh)
        joint = {"item": "\n", "prose": "" if zh or piece[:1] in _CLOSING else " "}.get(now)
        if now == kind and joint is not None:
            gathered += joint + piece
            continue
        if gathered:
            yield gathered
        kind, gathered = now, piece
    if gathered:
        yield gathered


def _kind(part: Part) -> str:
    if part.rows:
        return "table"
    if part.type is PartType.QUOTE:
        return "quote"
    return "item" if part.label else "prose"


def _piece(part: Part, kind: str, *, zh: bool) -> str:
    marks = "".join(f"[{number}]" for number in part.citations)
    if kind == "table":
        return f"{escaped(part.text or part.label)} {marks}\n\n{_table(part.rows)}"
    if kind == "quote":
        lines = [f"> {line}".rstrip() for line in escaped(part.text).splitlines()]
        return "\n".join(lines) + f" {marks}"
    if kind == "item":
        return f"- {escaped(part.label)}{'：' if zh else ': '}**{escaped(part.text)}** {marks}"
    return escaped(part.text) + marks


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    width = max(len(row) for row in rows)
    lines = ["| " + " | ".join(_cell(cell) for cell in (*row, *[""] * (width - len(row)))) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _cell(text: str) -> str:
    return escaped(" ".join(text.split()))


def _source(citation: Citation, base_url: str, *, zh: bool) -> str:
    said = " ".join(citation.quote.split())
    shown = said if len(said) <= _SOURCE_QUOTE else said[:_SOURCE_QUOTE] + "…"
    page = (f"第{citation.page}页" if zh else f"page {citation.page}") if citation.page else ""
    place = " · ".join(p for p in (" > ".join(citation.section), page, citation.cell or "") if p)
    name = escaped(" ".join(citation.document.name.split()))
    named = f"[{name}]({_address(citation, base_url)})" if base_url else name
    return f"{named}{' · ' if place else ''}{escaped(' '.join(place.split()))}{'：' if zh else ': '}“{escaped(shown)}”"


def _address(citation: Citation, base_url: str) -> str:
    """The document's text, opened at the cited characters by browsers that know text fragments."""
    first = next((line.strip() for line in citation.quote.splitlines() if line.strip()), "")[:80]
    fragment = percent(first, safe="").replace("-", "%2D")
    return f"{base_url.rstrip('/')}/api/documents/{percent(citation.document.id)}/text#:~:text={fragment}"
