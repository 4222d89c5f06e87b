"""Claims of shares: a part with the whole that 占 names, that 其中 takes apart, or that the parts add up to."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.records.model import Bound, CheckKind, Figure, Role
from ingest.checking.claim import Claim, Option
from ingest.checking.execution import own_words
from ingest.checking.lists import list_of, list_start, paired_list
from ingest.checking.statements import Statement, alike, bare, is_percent

_SHARE = re.compile(r"占(?P<name>[^，,；;。：:占]*?)(?:的?比[重例]?)?(?:分别)?的?(?:[约近达为]|分别为)*$")


def share_of_whole(statement: Statement, index: int) -> Iterator[Claim]:
    """占 from the part it is said of and the whole it names, the one above 其中, or the sum of all parts."""
    share = statement.figures[index]
    paired = paired_list(statement, index)
    part = paired[0][paired[1]] if paired else _part(statement, index)
    if part is None:
        return
    name = _whole_name(statement, index)
    if name is None:
        return
    parts = chain(statement)
    options: list[Option] = []
    clear = False
    if name:
        found, same = _named_wholes(statement, part, name)
        options = [Option("part_over_total", (part, f)) for f in found]
        clear = same and len(name) >= 3
    else:
        found = wholes_above(statement, part)
        options = [Option("part_over_total", (part, f)) for f in found]
        clear = len(found) == 1 and statement.among(index) and part.span.end <= share.span.start
        options += [Option("part_over_total", (part, f)) for f in _whole_carried(statement, index, part)]
    complete = paired[0] if paired and _sums_to_hundred(list_of(statement, index)) else parts
    if part in complete and len(complete) >= 2 and (not name or paired):
        others = tuple(f for f in complete if f is not part)
        options.append(Option("part_over_parts", (part, *others)))
        clear = clear or not found
    if options:
        yield Claim(CheckKind.SHARE, share, tuple(options), clear)


def _part(statement: Statement, index: int) -> Figure | None:
    """The amount a share stands for: the figure right before it, in its clause."""
    if not index:
        return None
    said = re.sub(
        r"分别|合计|共计|[约共均各其中也则]|金额", "", own_words(statement, statement.figures[index]).split("占")[0]
    )
    if said and not list_start(statement, index) < index:
        named = [f for f in statement.figures[:index] if _names(f, said)]
        return named[-1] if named else None
    before = statement.figures[index - 1]
    fits = not is_percent(before) and before.role in {Role.ACTUAL, Role.BUDGET}
    return before if fits and statement.one_clause(before, statement.figures[index]) else None


def _names(figure: Figure, said: str) -> bool:
    """Whether a figure is the amount of what a share names before 占: 税收收入占…."""
    measure = bare(figure.measure)
    same = said in measure or (len(measure) >= 2 and measure in said)
    return same and not is_percent(figure) and figure.role in {Role.ACTUAL, Role.BUDGET}


def _whole_name(statement: Statement, index: int) -> str | None:
    """What 占 names as the whole ("" for none), None where the words before a figure are no share."""
    first = list_start(statement, index)
    found = _SHARE.search(statement.lead(first))
    if not found:
        return None
    return re.sub(r"总额|总数|总量|总|合计|全部|全年|的|当年", "", found["name"])


def _named_wholes(statement: Statement, part: Figure, name: str) -> tuple[list[Figure], bool]:
    """The figure before `part` that `name` means, of the sentence, else of its paragraph; whether the words are the same."""

    def fits(figure: Figure, *, exactly: bool) -> bool:
        plain = re.sub(r"总额|总数|总量|总|合计|全部|全年|的|实现|完成|[“”]", "", figure.measure)
        same = plain.endswith(name) or (len(plain) >= 3 and name.endswith(plain))
        loose = not exactly and len(name) >= 4 and name in plain
        stated = figure.role not in {Role.CHANGE, Role.SHARE, Role.THRESHOLD, Role.RANK}
        before = figure is not part and figure.span.end <= part.span.start
        return before and stated and alike(figure, part) and (same or loose)

    for exactly in (True, False):
        for figures in (statement.figures, statement.paragraph):
            found = [f for f in figures if fits(f, exactly=exactly)]
            if found:
                return found[-1:], exactly
    return [], False


def wholes_above(statement: Statement, part: Figure) -> list[Figure]:
    """The amounts that 其中 takes apart: the last before it in the sentence, else those of the sentence before."""
    text = statement.text
    own = [f for f in statement.figures if f.span.end <= part.span.start]
    for figure in reversed(own):
        between = statement.between(figure, part)
        if "其中" in between and "其中" not in between.split("其中", 1)[1]:
            candidates = [f for f in own if f.span.end <= figure.span.end and statement.one_clause(f, figure)]
            return _governing(candidates, part)
    opening = "".join(text[statement.span.start : part.span.start].split())
    if opening.lstrip("，,、*").startswith("其中"):
        return _governing(statement.before, part)
    return []


def _whole_carried(statement: Statement, index: int, part: Figure) -> list[Figure]:
    """The whole that an earlier share of the sentence named: 占项目支出的 53%；…，占 23%."""
    for before in range(index - 1, -1, -1):
        if is_percent(statement.figures[before]) and (name := _whole_name(statement, before)):
            return _named_wholes(statement, part, name)[0]
    return []


def _governing(figures: Sequence[Figure], part: Figure) -> list[Figure]:
    """The amounts among `figures` that can be a whole of `part`: what was done where anything was, else planned."""
    fitting = [f for f in figures if alike(f, part) and f.role in {Role.ACTUAL, Role.BUDGET, Role.TARGET}]
    done = [f for f in fitting if f.role is part.role]
    return done or fitting


def chain(statement: Statement) -> list[Figure]:
    """The parts of a chain of bare shares (A 30 万元，占 60%；B 20 万元，占 40%) that add up to the whole; else none."""
    pairs = [
        (statement.figures[i - 1], figure)
        for i, figure in enumerate(statement.figures)
        if i and is_percent(figure) and _whole_name(statement, i) == "" and _part(statement, i)
    ]
    if len(pairs) < 2 or not _sums_to_hundred([share for _, share in pairs]):
        return []
    parts = [part for part, _ in pairs]
    return parts if all(alike(p, parts[0]) for p in parts) else []


def _sums_to_hundred(shares: Sequence[Figure]) -> bool:
    total = sum((s.quantity.value for s in shares), Decimal())
    exact = all(s.quantity.bound is Bound.EXACT for s in shares)
    return exact and len(shares) > 1 and abs(total - 100) * 20 <= len(shares)
