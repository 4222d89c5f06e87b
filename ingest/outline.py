"""The outline of a report: its headings, nested by what their numbering does, not by what it should do.

Numbering restarts, repeats and skips. A heading continues the nearest open one of its style that it can follow; a
restarted 一、 inside （一） lies deeper when （二） still follows. List items, tables of contents and 一是… are no headings.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.records.model import Section, Span
from ingest.lines import Line, Marker, lines, marker, wrapped

_RANKS = {"part": 0, "cn": 1, "cn)": 2, "1": 3, "1.1": 4, "1.1.1": 5, "1)": 6, "①": 7, "#": 8, "bold": 9}
_LONGEST = 45
_RUN_IN = 28
_ANNEX = re.compile(
    r"[*#\s]*附\s*[件表]?\s*[一二三四五六七八九\d]*\s*[：:]\s*\S|[*#\s]*附\s*[件表]\s*[一二三四五六七八九\d]{0,2}\s*$"
)
_BOLD_LINE = re.compile(r"\*\*(?=\S)([^*\n]{2,40}?)\*\*[：:]?$")
_BOLD_START = re.compile(r"[#\s]*\*\*")
_CONTENTS_ENTRY = re.compile(r"(?:[.．…·\s]{3,}|PAGEREF.*|\t+\s*)\d{1,3}\s*$|PAGEREF")
_CONTENTS = re.compile(r"[#*\s]*目\s*[录次][*\s]*$")
_MARKS = re.compile(r"^[#>\s]+|\*\*|__|[*#\s]+$")
_LIST_END = re.compile(r"[；;，、,][*\s]*$")
_FULL_STOP = re.compile(r"。[*\s”」]*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading before nesting: its line(s) or the run-in part of one, and its mark; `runs_in` when text follows in line."""

    span: Span
    mark: Marker
    text: str
    runs_in: bool


@dataclass(frozen=True, slots=True)
class _Open:
    heading: Heading
    parent: int


def outline(text: str) -> tuple[Section, ...]:
    """The sections of `text` in order. A section's span runs from its heading to the next one of its level or higher;
    its path ends with its own heading, as written without Markdown marks. A first lone `# …` is the title, not a section.
    """
    return nest(headings(text), len(text))


def headings(text: str) -> tuple[Heading, ...]:
    """The headings of `text` in order, the entries of a table of contents left out."""
    _, found = _seen(text)
    kept = found[_contents_length(text, found) :]
    # Bold lines above the first numbered heading are the title's.
    first = next((i for i, h in enumerate(kept) if h.mark.style != "bold"), 0)
    kept = kept[first:]
    only = [h for h in kept if h.mark.hashes == 1]
    return tuple(
        h for i, h in enumerate(kept) if not (i == 0 and len(only) == 1 and h.mark.style == "#" and only[0] is h)
    )


def contents(text: str) -> tuple[Span, ...]:
    """The lines of a table of contents (目录) in order: entries with page numbers, or headings that all come again."""
    every, found = _seen(text)
    listed = [h.span for h in found[: _contents_length(text, found)]]
    drawn = [line.span for line in every if _is_entry(line.span.of(text))]
    return tuple(sorted({*listed, *drawn}))


# Both the outline and the figures of a text ask for this, one after the other.
@lru_cache(maxsize=1)
def _seen(text: str) -> tuple[tuple[Line, ...], tuple[Heading, ...]]:
    """The lines of `text`, and those that are headings or entries of a table of contents."""
    every = tuple(lines(text, Span(0, len(text))))
    return every, tuple(_without_lists(text, every, _found(text, every)))


def nest(found: Sequence[Heading], end: int) -> tuple[Section, ...]:
    """Sections of headings in order, for a text of length `end`."""
    opened = _parents(found)
    paths: list[tuple[str, ...]] = []
    ends = [end] * len(found)
    stack: list[int] = []
    for at, item in enumerate(opened):
        while stack and stack[-1] != item.parent:
            ends[stack.pop()] = found[at].span.start
        stack.append(at)
        paths.append((*(paths[item.parent] if item.parent >= 0 else ()), item.heading.text))
    return tuple(Section(path, h.span, Span(h.span.start, e)) for path, h, e in zip(paths, found, ends, strict=True))


def _found(text: str, every: Sequence[Line]) -> list[tuple[int, Heading]]:
    found: list[tuple[int, Heading]] = []
    skip = -1
    for at in range(len(every)):
        if at > skip and (heading := _heading(text, every, at)):
            found.append((at, heading))
            skip = at + heading.span.of(text).count("\n")
    return found


def _is_entry(raw: str) -> bool:
    drawn = _CONTENTS_ENTRY.search(raw) is not None and not re.search(r"[。；，|]", raw) and marker(raw) is not None
    return drawn or _CONTENTS.match(raw) is not None


def _heading(text: str, every: Sequence[Line], at: int) -> Heading | None:
    span = every[at].span
    raw = span.of(text)
    if "\t" in raw or raw.startswith("|") or _is_entry(raw):
        return None
    mark = marker(raw)
    if mark is None or mark.style == "-":
        return _unnumbered(span, raw)
    if mark.bullet:
        return None
    if mark.style == "#":
        return Heading(span, mark, _clean(raw), False)
    following = every[at + 1] if at + 1 < len(every) else None
    if mark.style in ("1", "1)", "①") and wrapped(text, every[at], following):
        return None
    whole = _split_in_two(text, every, at, raw)
    body = _clean(whole.of(text)[mark.body :])
    if mark.hashes or _whole_line(mark, body):
        return Heading(whole, mark, _clean(whole.of(text)), False) if body else None
    return _run_in(span, raw, mark)


def _unnumbered(span: Span, raw: str) -> Heading | None:
    if _ANNEX.match(raw) and len(raw) <= _LONGEST:
        return Heading(span, Marker("part", 0, 0), _clean(raw), False)
    bold = _BOLD_LINE.fullmatch(raw)
    if bold and not re.search(r"[。；，？！]", bold.group(1)):
        return Heading(span, Marker("bold", 0, 0, bold=True), _clean(raw), False)
    return None


def _whole_line(mark: Marker, body: str) -> bool:
    """Whether a numbered line is a heading as a whole: short, and not ended like a list item or a sentence."""
    if not body or len(body) > _LONGEST or _LIST_END.search(body) or "；" in body or "。" in body[:-1]:
        return False
    if _FULL_STOP.search(body):
        return mark.style in ("cn", "cn)", "part") and len(body) <= _RUN_IN and not re.search(r"[：:].{4,}", body)
    if mark.style in ("1", "1)", "①"):
        return len(body) <= 30 and body.count("，") <= 1 and not re.search(r"[：:].{6,}", body)
    return not re.search(r"[：:].{12,}", body) and body.count("，") <= 2


def _run_in(span: Span, raw: str, mark: Marker) -> Heading | None:
    """A heading that its text follows in the same line: "（二）改进措施：一是…", "1.产出指标。…"."""
    stop = re.compile(r"[：:。]\**|\*\*(?=[^*\s])").search(raw, mark.body + 1)
    if mark.style == "①" or stop is None or stop.start() - mark.body > _RUN_IN:
        return None
    head, rest = raw[mark.body : stop.start()], raw[stop.end() :]
    plain = mark.style in ("1", "1)")
    if re.search(r"[，；]", head) or (plain and len(rest) < 40) or not _clean(head):
        return None
    if mark.bold and stop.group() != "**" and "**" not in raw[stop.start() : stop.end() + 2] and raw.count("**") > 2:
        return None
    inner = Span(span.start, span.start + stop.start())
    return Heading(inner, mark, _clean(raw[: stop.start()]), True)


def _split_in_two(text: str, every: Sequence[Line], at: int, raw: str) -> Span:
    """A heading broken in two lines: bold opened on the first and closed on the second, or two bold halves."""
    span = every[at].span
    if at + 1 >= len(every) or not _BOLD_START.match(raw):
        return span
    following = every[at + 1].span.of(text)
    opened = raw.count("**") % 2 == 1 and following.endswith("**") and following.count("**") % 2 == 1
    halves = raw.endswith("**") and _BOLD_LINE.fullmatch(following) and not every[at + 1].after_blank
    if marker(following) or len(following) > 30 or not (opened or halves):
        return span
    return Span(span.start, every[at + 1].span.end)


def _clean(raw: str) -> str:
    text = "".join(raw.split("\n")) if re.search(r"[\u3400-\u9fff]", raw) else " ".join(raw.split())
    text = " ".join(_MARKS.sub("", text).split())
    return re.sub(r"\s+\d{1,3}$", "", text).rstrip("：: ") if _CONTENTS_ENTRY.search(text) else text.rstrip("：: ")


def _without_lists(text: str, every: Sequence[Line], found: list[tuple[int, Heading]]) -> list[Heading]:
    """Drop list items: numbered lines in a run of at least two where nothing stands between, or next to list items."""
    kept: list[Heading] = []
    for at, heading in found:
        style = heading.mark.style
        if style in ("1", "1)", "①") and not heading.mark.hashes and not heading.runs_in:
            before, after = _neighbour(text, every, at - 1), _neighbour(text, every, at + 1)
            sibling = (after and after.style == style and after.number == heading.mark.number + 1) or (
                before and before.style == style and before.number == heading.mark.number - 1
            )
            if sibling and not heading.mark.bold:
                continue
        kept.append(heading)
    return kept


def _neighbour(text: str, every: Sequence[Line], at: int) -> Marker | None:
    return marker(every[at].span.of(text)) if 0 <= at < len(every) else None


def _contents_length(text: str, found: Sequence[Heading]) -> int:
    """How many headings at the start are a table of contents: at least three, bare, and most of them repeated later."""
    words = [re.sub(r"\s+|\d+$", "", h.text) for h in found]
    end = 0
    while end + 1 < len(found) and not text[found[end].span.end : found[end + 1].span.start].strip("。. \t\n\r*"):
        end += 1
    # The run may take in the first real heading, which has the first entry's words.
    last = next((i for i in range(1, end + 1) if words[i] == words[0]), end + 1)
    later = set(words[last:])
    return last if last >= 3 and sum(1 for w in words[:last] if w in later) >= 0.7 * last else 0


def _parents(found: Sequence[Heading]) -> list[_Open]:
    opened: list[_Open] = []
    stack: list[int] = []
    levels = {h.mark.hashes for h in found if h.mark.hashes}
    for at, heading in enumerate(found):
        keep = _by_hashes(found, stack, heading) if len(levels) > 1 else None
        if keep is None:
            keep = _by_numbering(found, stack, at)
        del stack[keep:]
        opened.append(_Open(heading, stack[-1] if stack else -1))
        stack.append(at)
    return opened


def _by_hashes(found: Sequence[Heading], stack: Sequence[int], heading: Heading) -> int | None:
    """How much of the stack stays open under Markdown's own levels; None where they do not tell."""
    if not heading.mark.hashes:
        return None
    return next((i for i, s in enumerate(stack) if not 0 < found[s].mark.hashes < heading.mark.hashes), len(stack))


def _by_numbering(found: Sequence[Heading], stack: Sequence[int], at: int) -> int:
    """How much of the stack stays open: up to the heading this one continues, or all of it when this one goes deeper."""
    mark = found[at].mark
    same = [i for i, s in enumerate(stack) if found[s].mark.style == mark.style]
    following = [i for i in same if found[stack[i]].mark.number + 1 == mark.number]
    if following:
        return following[-1]
    if (
        same
        and mark.number == 1
        and mark.style not in ("part", "#", "bold")
        and _goes_deeper(found, stack, at, same[-1])
    ):
        return len(stack)
    if same:
        return same[-1]
    rank = _RANKS[mark.style]
    return next((i for i, s in enumerate(stack) if _RANKS[found[s].mark.style] > rank), len(stack))


def _goes_deeper(found: Sequence[Heading], stack: Sequence[int], at: int, same: int) -> bool:
    """Whether a restarted 一、 lies inside the open （X）: the next （…） is X+1, or its own run jumps back to the outer one."""
    if same == len(stack) - 1:
        return False
    inner, outer = found[stack[-1]].mark, found[stack[same]].mark
    ahead = found[at + 1 :]
    continued = next((h.mark.number for h in ahead if h.mark.style == inner.style), 0)
    if continued == inner.number + 1:
        return True
    last = found[at].mark.number
    for h in ahead:
        if h.mark.style != outer.style:
            continue
        if h.mark.number != last + 1:
            return h.mark.number == outer.number + 1
        last = h.mark.number
    return False
