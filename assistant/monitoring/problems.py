"""The problems and measures that reports tell, point by point: 存在的问题 and 改进措施, each as its exact characters."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from assistant.records.model import Document, Section, Span


class PointKind(StrEnum):
    """What a point is: a problem, or what is to be done about one."""

    PROBLEM = "problem"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a report: the characters of `span`, without the number or 一是 before it."""

    document_id: str
    kind: PointKind
    span: Span
    text: str
    section: tuple[str, ...] = ()


_PROBLEMS = re.compile(
    r"问题|不足|短板|困难|薄弱环节|\b(?:problems?|issues|shortcomings|weaknesses|difficulties)\b", re.I
)
_MEASURES = re.compile(
    r"措施|整改|改进|下一步|下步|打算|建议|努力方向|\b(?:measures|improvements?|next steps?|recommendations?|plans? for)\b",
    re.I,
)
# Headings of what was found, solved or handled, which is work done.
_WORK = re.compile(r"信访|投诉|办理|执法|解决群众|审计(?:发现|查出)|问题线索|成效|主要做法|经验|得分|指标|背景|依据")
# Where a paragraph goes over to what will be done.
_TURN = re.compile(
    r"(?:^|(?<=[。；;！\n]))\s*(?:(?:针对|对照)[^。]{0,12}[，,])?(?:下一步|下步|今后|接下来|\d{4}年(?:将|拟)|改进(?:措施|方向|意见)?(?=[:：，,])|整改(?:措施)?(?=[:：，,])|措施(?=[:：])|建议(?=[:：，,])|"
    r"Next(?: step| year)?(?=[:, ])|Measures?(?=:))\s*[:：，,]?"
)
_INLINE = re.compile(r"(?:存在的?(?:主要|突出)?(?:问题|不足)|主要问题|问题|不足(?:之处)?)(?:有|是|包括)?\s*[:：]")
_LEAD = re.compile(
    r"\s*[^。；;：:\n]{0,12}(?:问题|不足|短板|困难|措施|建议|[Pp]roblems?|[Mm]easures?)[^。；;：:，,\n]{0,6}[:：]\s*"
)
# What stands below a report's measures and is none.
_NO_POINT = re.compile(r"自评(?:得|评)?分|^(?:咨询|联系)?电话|^联系人|^附件|^注[:：]|^(?:单位|填报)")
_ADVICE = re.compile(r"^建议")
_MARK = re.compile(
    r"(?<=[，,])(?=[二三四五六七八九]是)[二三四五六七八九]是|(?:^|(?<=[\n。；;:：！]))[ \t　]*\**(?:[（(][一二三四五六七八九十\d]{1,2}[)）][、.]?|[一二三四五六七八九十]{1,2}\s{0,4}是|\d{1,2}\s*[、.．)）](?!\d)|[一二三四五六七八九十]{1,2}、|[-*•●·]\s)\**\s*"
)
# Blank lines within a sentence come from the page, not from its writer.
_BLANK_LINES = re.compile(r"(?<=[。；;！!？?.])[^\S\n]*\n\s*\n")
_SENTENCE = re.compile(r"(?<=[。；;！])|(?<=[.!?])\s+(?=[A-Z])")
_ENDS = " \t\r\n　；;。，,、.：:"
_SHORTEST = 5


def points(document: Document) -> tuple[Point, ...]:
    """The problems and measures of `document` in the order of its text; empty where it tells none under a heading or after 问题：."""
    found: list[Point] = []
    covered = -1
    for section, kind in _sections(document):
        if section.span.start >= covered:
            found += _of_section(document, section, kind)
            covered = section.span.end
    if not any(point.kind is PointKind.PROBLEM for point in found):
        found += _inline(document)
    return tuple(sorted(set(found), key=lambda point: (point.span, point.kind)))


def _sections(document: Document) -> Iterator[tuple[Section, PointKind]]:
    """Sections whose own heading names problems or measures; of one within the other the inner, where it has its own name."""
    for section in document.sections:
        heading = section.path[-1] if section.path else ""
        kind = _kind_of(heading)
        inner = [
            other
            for other in document.sections
            if other is not section and section.span.holds(other.span) and other.path and _kind_of(other.path[-1])
        ]
        own = {_kind_of(other.path[-1]) for other in inner}
        if kind is not None and own != {PointKind.PROBLEM, PointKind.MEASURE}:
            yield section, kind


def _kind_of(heading: str) -> PointKind | None:
    if _WORK.search(heading) or len(heading) > 40:
        return None
    if _PROBLEMS.search(heading):
        return PointKind.PROBLEM
    return PointKind.MEASURE if _MEASURES.search(heading) else None


def _of_section(document: Document, section: Section, kind: PointKind) -> Iterator[Point]:
    """The points of a section; where it goes over to what will be done, the rest are measures."""
    start, end = section.heading.end, section.span.end
    turn = _TURN.search(document.text, start, end) if kind is PointKind.PROBLEM else None
    yield from _cut(document, Span(start, turn.start() if turn else end), kind, section.path)
    if turn:
        yield from _cut(document, Span(turn.end(), end), PointKind.MEASURE, section.path)


def _inline(document: Document) -> Iterator[Point]:
    """Problems told in a paragraph of their own: 存在的问题：一是…；二是…。整改措施：…"""
    told = _INLINE.search(document.text)
    if told is None:
        return
    stop = _BLANK_LINES.search(document.text, told.end())
    end = stop.start() if stop else len(document.text)
    path = next((s.path for s in reversed(document.sections) if s.span.start <= told.start() < s.span.end), ())
    turn = _TURN.search(document.text, told.end(), end)
    yield from _cut(document, Span(told.end(), turn.start() if turn else end), PointKind.PROBLEM, path)
    if turn:
        yield from _cut(document, Span(turn.end(), end), PointKind.MEASURE, path)


def _cut(document: Document, span: Span, kind: PointKind, path: tuple[str, ...]) -> Iterator[Point]:
    """The points of a run: by their numbers, else by its sentences."""
    text = document.text
    lead = _LEAD.match(text, span.start, span.end)
    start = lead.end() if lead else span.start
    marks = list(_MARK.finditer(text, start, span.end))
    if marks:
        ends = [*(mark.start() for mark in marks[1:]), span.end]
        runs = [(mark.end(), end) for mark, end in zip(marks, ends, strict=True)]
    else:
        runs = _sentences(text, Span(start, span.end))
    for begin, end in runs:
        own = _trimmed(text, begin, end)
        if own is None or any(table.span.meets(own) for table in document.tables):
            continue
        told = _plain(own.of(text))
        if not _NO_POINT.search(told):
            yield Point(document.id, PointKind.MEASURE if _ADVICE.search(told) else kind, own, told, path)


def _sentences(text: str, span: Span) -> list[tuple[int, int]]:
    cuts = [span.start, *(m.start() for m in _SENTENCE.finditer(text, span.start, span.end)), span.end]
    return list(pairwise(cuts))


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """The run up to its first blank line, without blanks and marks at its ends; None where hardly anything is left."""
    stop = _BLANK_LINES.search(text, start, end)
    own = text[start : stop.start() if stop else end]
    left = len(own) - len(own.lstrip(_ENDS))
    bare = own.strip(_ENDS)
    return Span(start + left, start + left + len(bare)) if len(bare) >= _SHORTEST else None


def _plain(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text)


def paired(problems: Sequence[Point], measures: Sequence[Point]) -> dict[Span, Point]:
    """The measure that answers each problem, by the problem's span, where there are as many of the ones as of the others."""
    if len(problems) != len(measures):
        return {}
    return {problem.span: measure for problem, measure in zip(problems, measures, strict=True)}
