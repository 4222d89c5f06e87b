"""An answer as a messenger's reply: the figure in the first line, its sources numbered, links to the cited characters."""

from dataclasses import dataclass
from urllib.parse import quote as percent

from api.channels.entering import enter_address
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


@dataclass(frozen=True, slots=True)
class Links:
    """Where people open the pages, "" where they cannot; `channel` is the messenger that signs them on, "" for none."""

    public_url: str = ""
    channel: str = ""

    def page(self, answer_id: str, citation: int | None = None) -> str:
        """The page of an answer, opened at a citation's source where one is named."""
        if not self.public_url:
            return ""
        cited = "" if citation is None else f"&cite={citation}"
        page = f"/answer.html?id={percent(answer_id, safe='')}{cited}"
        if self.channel:
            return enter_address(self.public_url, self.channel, page)
        return self.public_url.rstrip("/") + page


def reply_of(answer: Answer, links: Links) -> Reply:
    """The answer as a reply."""
    zh = answer.question.language == "zh"
    link = links.page(answer.id)
    figures = tuple(part.text for part in answer.parts if part.type in _FIGURES)
    headline, lines = _opened(plain_text(answer.parts, answer.question.language), figures)
    shown, sources = (_LINES, _SOURCES) if link else (_ALL_LINES, _ALL_SOURCES)
    clarify = answer.status is Status.CLARIFY
    return Reply(
        headline=headline,
        language=answer.question.language,
        lines=(*lines[:shown], *_rest(len(lines) - shown, link, zh=zh)),
        figures=figures,
        sources=tuple(
            _source(citation, links.page(answer.id, citation.id), zh=zh) for citation in answer.citations[:sources]
        ),
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


def _source(citation: Citation, url: str, *, zh: bool) -> Source:
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
        url=url,
    )
