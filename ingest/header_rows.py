"""Where the header rows of a grid stand and what path of names they give each column."""

import re
from collections.abc import Sequence
from itertools import takewhile

from ingest.rows import Row, fold, is_aside, is_data, is_index, is_note, is_paired, wording

_STRONG = re.compile(
    r"(?:序号|[一二三]级指标|指标(?:名称|值|内容)|年度指标值|(?:年度)?目标值|(?:全年)?实际(?:完成)?值|完成(?:值|情况)|分值|得分|权重|"
    r"评分标准|偏差原因.*|年初预算数?|(?:全年|调整后?)预算数?|(?:全年)?执行数|(?:预算)?执行率|备注|单位名称|部门(?:名称)?|项目名称|"
    r"企业名称|预算单位|金额.*|预算数.*|支出数.*|奖励金额.*)"
)
_CAPTION_END = re.compile(r"[表册]$|情况$|明细$")
_SENTENCE = re.compile(r"[。；！，]|[a-z]{3}\.(?:\s|$)")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
_MAX_LEVELS = 4
_FEW_BELOW = 3
_SHORT = 40
_LONGEST_NAME = 60
_SHORTEST_SENTENCE = 16


def is_sentence(text: str) -> bool:
    """Whether a cell holds a sentence, as no header does: 新建管网12公里，培训人员300人。"""
    stopped = len(text) > _SHORTEST_SENTENCE and _SENTENCE.search(text) is not None
    return stopped or len(_CHINESE.findall(text)) > _LONGEST_NAME


def tells(row: Row) -> bool:
    """Whether a row holds a sentence outside brackets, as no header row does."""
    return any(is_sentence(_BRACKETED.sub("", text)) for text in row.filled)


def find_headers(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """The header blocks of `rows` as (index of the first row, number of rows), in order and never overlapping."""
    found: list[tuple[int, int]] = []
    at = _first(rows)
    while at is not None:
        depth = _depth(rows, at)
        found.append((at, depth))
        at = _next(rows, found)
    return found


def _first(rows: Sequence[Row]) -> int | None:
    """Index of the first header row, or None: by its words above all, else by standing full above the first values."""
    body = next((i for i, r in enumerate(rows) if is_data(r)), len(rows))
    names = [i for i in range(body) if not is_aside(rows[i]) and not tells(rows[i])]
    candidates = [i for i in names if len(rows[i].filled) >= 2 and not is_index(rows[i])]
    open_rows = [i for i in candidates if not _is_form(rows, i)]
    named = [i for i in open_rows if wording(rows[i]) > 0.5]
    width = max(len(r.filled) for r in rows)
    wide = max(2, 0.6 * width) if body < len(rows) else width + 1
    full = [i for i in open_rows if sum(map(rows[i].breadth, _positions(rows[i]))) >= wide]
    strong = [i for i, r in enumerate(rows) if is_strong(r)]
    at = next(iter(named or full or strong), None)
    if at is None:
        return _next(rows, [])
    while at > 0 and _is_group_row(rows[at - 1], rows[at]):
        at -= 1
    return at


def _is_form(rows: Sequence[Row], at: int) -> bool:
    """Whether a row is one of a form's labels and values in turn: no header above rows that are all filled as it is."""
    if not is_paired(rows[at]):
        return False
    below = rows[at + 1 : at + 1 + _FEW_BELOW]
    width = len(rows[at].filled)
    return not below or any(is_paired(r) or not is_data(r) or len(r.filled) != width for r in below)


def _positions(row: Row) -> list[int]:
    return [i for i, t in enumerate(row.texts) if t]


def _is_group_row(above: Row, row: Row) -> bool:
    """Whether the row above a header names groups of its columns."""
    if is_note(above) or above.numeric or row.gap or tells(above):
        return False
    if len(above.filled) > 1 and not is_aside(above) and (under([above], row) or _splits(above, row)):
        return True
    broad = [p for p in _positions(above) if above.breadth(p) > 1]
    if len(above.filled) > 1 and is_aside(above):  # 编制单位：… beside 数据截至…, merged over the width of the table
        return False
    if broad:
        return above.first > 0 and all(len(above.texts[p]) <= _SHORT for p in broad)
    text = above.filled[0]
    alone = len(above.filled) == 1 and above.first > 0 and not is_aside(above)
    return alone and not above.areas and len(text) <= 10 and not _CAPTION_END.search(text)


def under(above: Sequence[Row], row: Row) -> bool:
    """Whether `row` is a further header level: it fills what stands blank above it and names parts of groups only."""
    texts = row.texts
    heads = [_unrepeated(above[-1], c) for c in range(len(texts))]
    if row.numeric or not any(texts):
        return False
    group = [bool(h) and c + 1 < len(heads) and not heads[c + 1] for c, h in enumerate(heads)]
    parts = [bool(t) and c > 0 and not heads[c] for c, t in enumerate(texts)]
    alone = all(not t or not heads[c] or (group[c] and row.own(c + 1)) for c, t in enumerate(texts))
    return any(parts) and alone and (texts[0] == "" or heads[0] == "" or group[0])


def _unrepeated(row: Row, position: int) -> str:
    """A header cell, "" where it only says again what its left neighbour does: a group written out over its columns."""
    own = row.own(position)
    return "" if position and own == row.own(position - 1) else own


def _splits(above: Row, row: Row) -> bool:
    """Whether `row` names parts of merged groups above, and nothing but what stands below a group or below nothing."""
    positions = _positions(row)
    if not positions or row.numeric:
        return False
    grouped = [p for p in positions if above.breadth(p) > 1 and above.areas[p][0].first_row == above.number]
    return len(grouped) >= 2 and all(p in grouped or not above.said(p) for p in positions)


def _depth(rows: Sequence[Row], at: int) -> int:
    """How many header levels begin at row `at`; a cell merged downwards takes the rows it covers along."""
    depth = 1
    while depth < _MAX_LEVELS and at + depth < len(rows):
        header, row = rows[at : at + depth], rows[at + depth]
        if tells(row):
            break
        covered = _covered(header, row)
        if not (covered or (not row.gap and (under(header, row) or _splits(header[-1], row)))):
            break
        depth += 1
    return depth


def _covered(header: Sequence[Row], row: Row) -> bool:
    """Whether a header cell is merged down into `row`."""
    first = header[0].number
    reaching = [area for area, said in row.areas.values() if said and first <= area.first_row < row.number]
    return bool(reaching) and not is_data(row)


def header_paths(header: Sequence[Row]) -> tuple[tuple[str, ...], ...]:
    """The header path of each column, () where it has none.

    Merged cells hold for all they cover. Where a header has none, a group name spreads over the blank columns right of
    it that name its parts.
    """
    levels = [row for row in header if not is_index(row)]
    width = max(max(len(r.texts), max(r.areas, default=-1) + 1) for r in levels)
    merged = any(r.areas for r in levels)
    paths: list[tuple[str, ...]] = []
    for column in range(width):
        path: list[str] = []
        for level, row in enumerate(levels):
            named = row.said(column)
            if not named and not merged and any(r.own(column) for r in levels[level + 1 :]):
                named = next((row.texts[c] for c in range(min(column, len(row.texts)) - 1, -1, -1) if row.texts[c]), "")
            if named and named not in path[-1:]:
                path.append(named)
        paths.append(tuple(path))
    while paths and not paths[-1]:
        paths.pop()
    return tuple(paths)


def _next(rows: Sequence[Row], found: Sequence[tuple[int, int]]) -> int | None:
    """Index of the next header after those `found`, or None."""
    start, depth = found[-1] if found else (0, -1)
    header = rows[start : start + depth] if found else []
    for i in range(start + depth + 1, len(rows)):
        row = rows[i]
        if header and _repeats(rows, i, header):
            continue
        if is_strong(row) or (header and _restarts(header[0], row)) or _is_fresh(rows, i) or _is_layered(rows, i):
            while (
                i > start + depth + 1
                and not rows[i - 1].gap
                and len(rows[i - 1].filled) > 1
                and _is_group_row(rows[i - 1], rows[i])
            ):
                i -= 1
            return i
    return None


def _repeats(rows: Sequence[Row], at: int, header: Sequence[Row]) -> bool:
    """Whether the row is one of the header's, repeated after a page break."""
    return any(rows[at].filled == h.filled for h in header)


def is_strong(row: Row) -> bool:
    """Whether a row is a header by its words alone, wherever it stands."""
    if row.numeric or len(row.filled) < 3 or tells(row):
        return False
    known = sum(1 for t in row.filled if _STRONG.fullmatch(fold(t)))
    return known >= 3 and known > 0.6 * len(row.filled)


def _restarts(head: Row, row: Row) -> bool:
    """Whether a row opens with the header's own first name and goes on with names: the same form for other columns."""
    same = head.first == row.first and head.filled[0] == row.filled[0] and len(row.filled) >= 2
    return same and not row.numeric and not tells(row) and wording(row) > 0.3


def _is_layered(rows: Sequence[Row], at: int) -> bool:
    """Whether two rows of names are tied by merged cells as only a header is: one across, one down, values below."""
    if at + 2 >= len(rows) or len(rows[at].filled) < 2 or tells(rows[at]) or tells(rows[at + 1]):
        return False
    row, second = rows[at], rows[at + 1]
    across = any(row.breadth(p) > 1 for p in _positions(row))
    names = not row.numeric and not second.numeric
    return names and across and _covered([row], second) and is_data(rows[at + 2])


def _is_fresh(rows: Sequence[Row], at: int) -> bool:
    """Whether a row begins a table of its own: after a blank row or a caption, names only, and values below them."""
    row = rows[at]
    if len(row.filled) < 2 or row.numeric or is_aside(row) or is_paired(row) or is_index(row) or tells(row):
        return False
    above = (rows[i] for i in range(at - 1, -1, -1))
    lead = list(takewhile(lambda r: is_aside(r) and not is_note(r), above))
    captioned = bool(lead)
    apart = row.gap or any(r.gap or r.breadth(r.first) >= row.used for r in lead)
    if not apart and at > 0:
        return False
    below = [r for r in rows[at + 1 : at + 4] if not is_index(r)]
    follows = any(is_data(r) for r in below)
    return follows and (wording(row) > 0.5 or (captioned and len(row.filled) >= 3))
