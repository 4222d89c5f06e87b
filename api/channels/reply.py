"""An answer as a messenger's reply: the figure in the first line, its sources numbered, links to the cited characters."""

from urllib.parse import quote as percent

from api.channels.seam import Reply, Source
from api.channels.split import shortened
from assistant.answering.wire import plain_text
from assistant.records.model import Answer, Citation, PartType, Status

# With a link to the whole answer a chat shows this much of it; without one, nearly all.
_LINES, _SOURCES = 16, 6
_ALL_LINES, _ALL_SOURCES = 200, 40
_QUOTE_BYTES = 270
# An opening line longer than this stands alone; a shorter one carries the first figure on.
_OPENING_CHARS = 60
_FIGURES = (PartType.FIGURE, PartType.COMPUTATION)


def reply_of(answer: Answer, public_url: str = "") -> Reply:
    """The answer as a reply. `public_url` is the address at which people open the pages, "" where they cannot."""
    zh = answer.question.language == "zh"
    link = f"{public_url.rstrip('/')}/answer.html?id={percent(answer.id, safe='')}" if public_url else ""
    figures = tuple(part.text for part in answer.parts if part.type in _FIGURES)
    headline, lines = _opened(plain_text(answer.parts, answer.question.language), figures)
    shown, sources = (_LINES, _SOURCES) if link else (_ALL_LINES, _ALL_SOURCES)
    clarify = answer.status is Status.CLARIFY
    return Reply(
        headline=headline,
        language=answer.question.language,
        lines=(*lines[:shown], *_rest(len(lines) - shown, link, zh=zh)),
        figures=figures,
        sources=tuple(_source(citation, link, zh=zh) for citation in answer.citations[:sources]),
        remarks=answer.notes,
        choices=answer.suggestions if clarify else (),
        more=() if clarify else answer.suggestions,
        link=link,
        answer_id=answer.id,
    )


def source_line(source: Source, language: str = "zh") -> str:
    """A source as a line: "[1] 《…》2021年 · 二、… · 第3页：“…”"."""
    zh = language == "zh"
    years = "、".join(f"{year}年" for year in source.years) if zh else ", ".join(map(str, source.years))
    # Most titles name their year.
    years = "" if all(str(year) in source.title for year in source.years) else years
    named = f"《{source.title}》{years}" if zh else f"{source.title}{f' ({years})' if years else ''}"
    place = " · ".join(each for each in (named, source.section, source.place) if each)
    return f"[{source.number}] {place}{'：“' if zh else ': “'}{source.quote}”"


def _opened(text: str, figures: tuple[str, ...]) -> tuple[str, list[str]]:
    """The first line and the others; a short opening without a figure is joined with the first line that has one."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return "", []
    first, rest = lines[0], lines[1:]
    if rest and not _has(first, figures) and _has(rest[0], figures) and len(first) <= _OPENING_CHARS:
        return f"{first} {rest[0]}", rest[1:]
    return first, rest


def _has(line: str, figures: tuple[str, ...]) -> bool:
    return any(figure in line for figure in figures)


def _rest(left_out: int, link: str, *, zh: bool) -> tuple[str, ...]:
    if left_out <= 0:
        return ()
    if link:
        return ("……其余见完整答案。" if zh else "… the rest is in the full answer.",)
    return ("……其余从略，请把问题问得窄一些。" if zh else "… the rest is left out; ask a narrower question.",)


def _source(citation: Citation, link: str, *, zh: bool) -> Source:
    document = citation.document
    said = " ".join(citation.quote.split())
    page = (f"第{citation.page}页" if zh else f"page {citation.page}") if citation.page else ""
    return Source(
        number=citation.id,
        title=" ".join((document.title or document.name).split()),
        years=document.years,
        section=citation.section[-1] if citation.section else "",
        place=citation.cell or page,
        quote=shortened(said, _QUOTE_BYTES),
        url=f"{link}&cite={citation.id}" if link else "",
    )
