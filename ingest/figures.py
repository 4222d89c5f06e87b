"""Figures of a document: every quantity of its prose and tables, with what it was understood to say."""

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from typing import TypeVar

from assistant.records.columns import heading_unit
from assistant.records.model import Document, Figure, Period, Role, Span
from assistant.records.names import zh_key
from assistant.records.period import PeriodReading, in_year, read_periods
from assistant.records.quantity import Reading, family
from assistant.records.vocabulary import Vocabulary
from ingest.binding import Said, bind
from ingest.broken import read_unbroken
from ingest.cells import CellSaid, read_cells
from ingest.english import bind_english, is_english
from ingest.heading_units import with_heading_unit
from ingest.labels import label_of
from ingest.lines import lines
from ingest.names import names_in
from ingest.nouns import squeeze
from ingest.offices import full_name
from ingest.outline import contents
from ingest.sentences import clauses, sentences
from ingest.titles import is_furniture

_BARE_SPENDING = re.compile(r"(?:全年|当年|本年|年度|实际|共计?|累计)*支出(?:总额|合计|数)?")
_NUMBERING = re.compile(r"^\s*[#*\s]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*)+")
_LONGEST_TITLE = 16
_GENERAL_SPENDING = frozenset(
    {"executed", "annual_budget", "initial_budget", "adjusted_budget", "basic_expenditure", "project_expenditure"}
)
_OF_THE_YEAR = frozenset({Role.BUDGET, Role.TARGET, Role.THRESHOLD, Role.SCORE})
_RELATIVE = frozenset({Role.CHANGE, Role.SHARE, Role.RANK})
_PAGE_NUMBER = re.compile(r"[-—–－\s]*(?:第\s*)?\d{1,3}\s*(?:页|/\s*\d{1,3})?(?:\s*共\s*\d{1,3}\s*页)?[-—–－\s]*")
_DRAWN = re.compile(r"[.．…·]{4,}\s*\d{1,3}\s*页?\s*$")
_PROPOSED = re.compile("建议|拟|计划|力争|争取|预计|下一步|打算")
_PLANS = re.compile(r"(?P<year>20\d\d)\s*年度?[^，。]{0,6}(?:打算|计划|安排|思路|重点|展望|设想|目标|任务|要点)")
_NEXT_YEAR = re.compile(r"\W*(?:[一二三四五六七八九十]{1,2}、)?(?:明年|来年|下一年度?)")
_LONGEST_LABEL = 80
_DAMAGED = re.compile("\ufffd")
"""What a reader leaves for bytes that are no character: nobody knows whether a digit, a point or a unit was there."""
T = TypeVar("T", Reading, PeriodReading)


def read_figures(document: Document, vocabulary: Vocabulary) -> tuple[Figure, ...]:
    """Every figure of `document` in text order; spans are characters of its text."""
    prose = _prose_figures(document, vocabulary)
    # Cells of a column mostly ask for the same name.
    key = cache(partial(indicator_of, vocabulary=vocabulary))
    cells = (_from_cell(document, said, key) for table in document.tables for said in read_cells(table, document))
    found = sorted([*prose, *cells], key=lambda f: f.span)
    return tuple(f for f in found if not _DAMAGED.search(document.text, max(0, f.span.start - 2), f.span.end + 2))


def indicator_of(measure: str, unit: str, role: Role, vocabulary: Vocabulary) -> str | None:
    """The vocabulary key of the last name in `measure` whose unit family fits `unit`, else None.

    The growth of an execution rate is not an execution rate: a change, share or rank takes only indicators that are one.
    """
    kind = family(unit)
    named = vocabulary.find_en(measure) if measure.isascii() else vocabulary.find(measure)
    found = [i for i, _ in named if fits(i.family, kind)]
    fitting = [i.key for i in found if role not in _RELATIVE or i.role is role]
    return fitting[-1] if fitting else None


def fits(wanted: str, kind: str) -> bool:
    """Whether a figure of unit family `kind` can state an indicator of family `wanted`; a family-less one takes any."""
    countable = {"count", "people", "visits"}
    return (
        wanted in {"", kind}
        or (wanted in countable and kind in countable)
        or (kind in {"", "number"} and wanted in countable)
    )


@dataclass(frozen=True, slots=True)
class _Lookup:
    """Readings and periods in text order, cut out by span."""

    readings: tuple[Reading, ...]
    periods: tuple[PeriodReading, ...]


def _prose_figures(document: Document, vocabulary: Vocabulary) -> Iterator[Figure]:
    year = document.years[-1] if document.years else None
    outside = _outside(document.text)
    read_here = tuple(r for r in read_unbroken(document.text) if not _inside(outside, r.span))
    everything = _Lookup(read_here, read_periods(document.text, year))
    inherited = ("", "")
    for stretch, section in _stretches(document):
        label, last, ahead = "", Span(stretch.start, stretch.start), False
        here = with_heading_unit(document.text, stretch, _within(everything.readings, stretch), heading_unit(section))
        for sentence in sentences(document.text, stretch):
            inside = _within(here, sentence)
            if "\n" in document.text[last.end : sentence.start] and not label_of(last.of(document.text), ""):
                label, ahead = "", False  # a paragraph of its own
            ahead = ahead or bool(_NEXT_YEAR.match(sentence.of(document.text)))
            label, last = label_of(sentence.of(document.text), label), sentence
            if not inside:
                inherited = ("", "")
                continue
            periods = _within(everything.periods, sentence)
            cut = clauses(document.text, sentence)
            if is_english(document.text, sentence, inside):
                for said in bind_english(document.text, cut, inside, vocabulary, year):
                    yield _from_prose(document, said, section, vocabulary)
                continue
            for said in bind(document.text, cut, inside, periods, vocabulary, section, inherited, label):
                inherited = said.governor, said.reading.quantity.unit
                yield _from_prose(document, _next_year(said, year) if ahead and year else said, section, vocabulary)


def _next_year(said: Said, year: int) -> Said:
    """`said` in a paragraph that opens with next year's plans (明年怎么干？力争 …): a goal there is of the year after `year`."""
    if said.role is not Role.TARGET or not said.period:
        return replace(said, period=Period(str(year + 1), str(year + 1))) if said.role is Role.TARGET else said
    return replace(said, period=in_year(said.period, year + 1)) if said.period.end[:4] == str(year) else said


def _outside(text: str) -> list[Span]:
    """The lines that say nothing of the report itself: its contents, page numbers, the web page around it; in order."""
    found = list(contents(text))
    for line in lines(text, Span(0, len(text))):
        written = line.span.of(text)
        label = len(written) <= _LONGEST_LABEL and not re.search("[，。；|]", written)
        if _PAGE_NUMBER.fullmatch(written) or _DRAWN.search(written) or (label and is_furniture(written)):
            found.append(line.span)
    return sorted(found)


def _inside(spans: Sequence[Span], span: Span) -> bool:
    """Whether one of `spans` (in order) holds `span`, by bisection."""
    at = bisect_left(spans, span.start + 1, key=lambda s: s.start)
    return at > 0 and spans[at - 1].holds(span)


def _within(found: Sequence[T], span: Span) -> list[T]:
    """Those of `found` (in text order) that lie inside `span`, by bisection."""
    start = bisect_left(found, span.start, key=lambda f: f.span.start)
    out = []
    for item in found[start:]:
        if item.span.start >= span.end:
            break
        if item.span.end <= span.end:
            out.append(item)
    return out


def _stretches(document: Document) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """The document's text outside tables, cut at headings, each with the headings above it."""
    cuts = sorted({0, len(document.text), *(s.heading.start for s in document.sections)})
    cuts = sorted({*cuts, *(c for t in document.tables for c in (t.span.start, t.span.end))})
    paths = sorted(document.sections, key=lambda s: s.heading.start)
    position = -1
    for start, end in itertools.pairwise(cuts):
        while position + 1 < len(paths) and paths[position + 1].heading.start <= start:
            position += 1
        if any(t.span.start <= start < t.span.end for t in document.tables):
            continue
        yield Span(start, end), paths[position].path if position >= 0 else ()


def _from_prose(document: Document, said: Said, section: tuple[str, ...], vocabulary: Vocabulary) -> Figure:
    unit = said.reading.quantity.unit
    ahead = _planned_year(document, section)
    if ahead and said.role in (Role.ACTUAL, Role.TARGET, Role.BUDGET) and said.period in (None, year_of(document)):
        said = replace(said, period=ahead)
    late = bool(said.period and document.years and int(said.period.start[:4]) > document.years[-1])
    planned = late and said.role is Role.ACTUAL and (ahead or _PROPOSED.search(said.clause.of(document.text)))
    role = Role.TARGET if planned else said.role  # 2024 年拟新建 … in a report of 2023
    said = _under_its_heading(said, section, vocabulary)
    indicator = indicator_of(said.measure, unit, said.role, vocabulary)
    if indicator is None and (words := squeeze(said.head)) != said.measure:
        indicator = indicator_of(words, unit, said.role, vocabulary)
    return Figure(
        id=figure_id(document, said.reading.span),
        document_id=document.id,
        span=said.reading.span,
        quantity=said.reading.quantity,
        measure=said.measure,
        indicator=indicator,
        subject=said.subject,
        department=document.department,
        period=_settled(said.period) or reported_period(document, said.role),
        role=role,
        clause=said.clause,
        section=section,
        page=page_of(document, said.reading.span),
    )


def _under_its_heading(said: Said, section: tuple[str, ...], vocabulary: Vocabulary) -> Said:
    """What a bare 支出 is of, by a heading that names it: （四）“三公”经费。全年支出86.40万元 tells of 三公经费."""
    if (
        not section
        or not _BARE_SPENDING.fullmatch(squeeze(said.measure))
        or family(said.reading.quantity.unit) != "money"
    ):
        return said
    title = squeeze(_NUMBERING.sub("", section[-1])).rstrip("。：:")
    named = vocabulary.named(title) if len(title) <= _LONGEST_TITLE else None
    if named is None or named.key in _GENERAL_SPENDING or named.family != "money":
        return said
    return replace(said, measure=f"{zh_key(title)}{said.measure}")


def _planned_year(document: Document, section: tuple[str, ...]) -> Period | None:
    """The year that the heading above plans for (三、2024年打算), where it is later than those reported on."""
    found = _PLANS.search(section[-1]) if section and document.years else None
    return Period(found["year"], found["year"]) if found and int(found["year"]) > document.years[-1] else None


def _from_cell(document: Document, said: CellSaid, key: Callable[[str, str, Role], str | None]) -> Figure:
    return Figure(
        id=figure_id(document, said.span),
        document_id=document.id,
        span=said.span,
        quantity=said.quantity,
        measure=said.measure,
        indicator=key(said.measure, said.quantity.unit, said.role),
        subject=said.subject,
        department=full_name(said.department, document.region) or document.department or _of_caption(said.section),
        period=said.period or reported_period(document, said.role, said.section),
        role=said.role,
        clause=said.row,
        section=said.section,
        cell=said.address,
        page=page_of(document, said.span),
    )


def _of_caption(section: tuple[str, ...]) -> str:
    """The office whose name opens the caption of a table in a file of several offices; "" where none does."""
    names = names_in(section[-1]) if section else []
    return names[0] if names and section[-1].startswith(names[0]) else ""


def _settled(period: Period | None) -> Period | None:
    """`period`, as the year where it is one from its first to its last day: 截至12月31日 of an account."""
    if (
        period
        and period.start[4:] in ("-01", "-01-01")
        and period.end in (f"{period.start[:4]}-12", f"{period.start[:4]}-12-31")
    ):
        return Period(period.start[:4], period.start[:4])
    return period


def figure_id(document: Document, span: Span) -> str:
    """A figure's id: its document's id and where it starts, stable over re-ingest."""
    return f"{document.id}-{span.start}"


def reported_period(document: Document, role: Role, captions: tuple[str, ...] = ()) -> Period | None:
    """What a figure without a period of its own is of: the months that title or captions tell (1-9月监控), for plans the year."""
    whole = year_of(document)
    if role in _OF_THE_YEAR or whole is None or not whole.is_year:
        return whole
    told = (_months_told(words, whole) for words in (*captions, document.title))
    return next((period for period in told if period != whole), whole)


# Every figure of a document or a table asks the same.
@lru_cache(maxsize=64)
def _months_told(title: str, whole: Period) -> Period:
    """The months from January on that a title tells of its one year, else `whole`."""
    told = [r.period for r in read_periods(title, int(whole.start)) if not r.compared]
    months = [p for p in told if p.years == whole.years and len(p.end) >= 7 and p.start[4:] in ("-01", "-01-01")]
    return (_settled(months[-1]) if months else None) or whole


def year_of(document: Document) -> Period | None:
    """The document's reporting period when it has exactly one year or a run of them, else None."""
    if not document.years:
        return None
    return Period(str(document.years[0]), str(document.years[-1]))


def page_of(document: Document, span: Span) -> int | None:
    """The 1-based page on which `span` starts, None where the format has no pages."""
    at = bisect_right(document.pages, span.start, key=lambda page: page.start)
    return at if at and span.start < document.pages[at - 1].end else None
