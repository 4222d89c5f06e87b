"""The title of a report: the first lines that read like one, past the furniture of the page they were copied from."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.records.model import Span
from ingest.draft import Draft
from ingest.editions import LINE as EDITION_LINE
from ingest.lines import lines, marker
from ingest.names import leading_name, region_of

_SCANNED = 60
_MOST_LINES = 4
_FURNITURE = re.compile(
    r"索引号|发布(?:机构|日期|时间|单位)|成文日期|生成日期|公开(?:日期|时间|方式|范围|责任)|浏览(?:次数|量)|阅读次数|点击|字号|字体|分享|打印|"
    r"收藏|当前位置|您(?:所在|的)位置|首页|信息来源|文章来源|来源[:：]|作者[:：]|编辑[:：]|责任编辑|主题(?:分类|词)|信息分类|文\s*号|有\s*效\s*性|"
    r"名\s*称[:：]|标\s*题[:：]|热线|咨询电话|联系电话|官方网站|门户网站|政务网|信息网|网站|视力|无障碍|繁體|English|登录|注册|搜索|扫一扫|二维码|"
    r"关闭窗口|上一篇|下一篇|PAGEREF|^目\s*录$|^https?:|www\.|统一社会信用代码|ICP备|^\W*附\s*(?:件|表)?\s*\d*\W*$"
)
_DATE = re.compile(
    r"[（(]?\s*(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})\s*[-./年]\s*[\d一二三四五六七八九十]{1,3}\s*[-./月].{0,14}"
)
_YEAR_LINE = re.compile(
    r"[（(〔\[]?\s*(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})\s*(?:[-—–~至到]\s*20\d\d\s*)?(?:年\s*度?|年度)?\s*[）)〕\]]?"
)
_SUBJECT = re.compile(
    r"绩效|自评|评价|决算|预算|支出|监控|专项资金|项目|政策|兑现|奖励|补贴|补助|台账|执行|收支|整改|复核|(?i:performance|evaluation|budget|expenditure)"
)
_END = re.compile(
    r"(?:报告|报表|总结|[表书]|清单|说明|通报|意见|台账|名单|一览|明细|公开|公示|情况|方案|材料|结果|体系|统计|汇总|(?i:report|form|statement|list))"
    r"(?:之[一二三四五])?\s*(?:[（(〔\[][^（）()]{1,20}[）)〕\]])?\s*$"
)
_META = re.compile(r"^[^。，]{1,16}[:：]")
_MARKS = re.compile(r"^[#>*\s_]+|[*_#\s]+$|\*\*")
_DELIMITERS = re.compile(r"^[,;\t|，\"\s]+|[,;\t|，\"\s]+$")
_SENTENCE = re.compile(r"[。；！？]|，")


_REPORTS = re.compile(r"\b(?:report|evaluation|accounts?|statement|review)\b", re.I)
_LONG_LINE = 120


def title_of(draft: Draft) -> str:
    """The title as written, its lines joined, without Markdown marks; "" when no line reads like one."""
    kept = _candidates(draft)
    starred = _first_heading(draft.text)
    for at in range(len(kept)):
        for count in range(1, min(_MOST_LINES, len(kept) - at) + 1):
            block = kept[at : at + count]
            if not all(map(_heading_like, block)):
                break
            if _complete("".join(block)):
                return _extended(_shrunk(block), kept[at + count :])
    if starred:
        return _with_report(starred, kept)
    caption = next((t.name for t in draft.tables if t.name and t.name in draft.text), "")
    return caption or next((line for line in kept[:5] if _heading_like(line)), "")


def _with_report(heading: str, kept: list[str]) -> str:
    """An English heading that names the office alone, with the line behind it that names the report."""
    following = next((after for line, after in pairwise(kept) if tidy(line) == heading), "")
    if (
        heading.isascii()
        and not _REPORTS.search(heading)
        and _REPORTS.search(following)
        and len(following) <= _LONG_LINE
    ):
        return f"{heading} {following}"
    return heading


def tidy(line: str) -> str:
    """A line without Markdown marks, table delimiters and doubled white space."""
    return " ".join(_DELIMITERS.sub("", _MARKS.sub("", line)).split())


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the web page around a report (索引号, 浏览次数, a date alone)."""
    return bool(_FURNITURE.search(line)) or bool(_DATE.fullmatch(line))


def _candidates(draft: Draft) -> list[str]:
    """The first lines outside tables that are neither page furniture nor labels nor numbered headings."""
    kept: list[str] = []
    for number, line in enumerate(lines(draft.text, Span(0, min(len(draft.text), 20_000)))):
        if number >= _SCANNED:
            break
        if any(table.span.meets(line.span) for table in draft.tables):
            continue
        raw = line.span.of(draft.text)
        mark = marker(raw)
        text = tidy(raw)
        if mark and mark.style not in ("#", "-", "1"):
            if kept and any(map(_complete, ("".join(kept[-n:]) for n in range(1, 4)))):
                break
            continue
        if text and (_YEAR_LINE.fullmatch(text) or not is_furniture(text)):
            kept.append(text)
    return kept


def _heading_like(line: str) -> bool:
    return len(line) <= 60 and not _SENTENCE.search(line) and (not _META.match(line) or "关于" in line)


def _complete(title: str) -> bool:
    return len(title) >= 6 and _SUBJECT.search(title) is not None and _END.search(title) is not None


def _shrunk(block: Sequence[str]) -> list[str]:
    """Lines at the front that only name the site are dropped when the rest still names a body and is complete.

    So is the name of a sheet (进度台账) that the title says again.
    """
    kept = list(block)
    while len(kept) > 1:
        rest = "".join(kept[1:])
        if _complete(rest) and _said_again(kept[0], rest):
            kept = kept[1:]
            continue
        if not (_complete(rest) and region_of(leading_name(re.sub(r"^\W*20\d\d\s*年?度?", "", rest)))):
            break
        kept = kept[1:]
    return kept


def _said_again(line: str, rest: str) -> bool:
    """Whether `rest` has all characters of a short `line` in order."""
    left = iter(rest)
    return len(line) <= 12 and all(c in left for c in re.sub(r"\s|20\d\d年?", "", line))


def _extended(block: list[str], after: Sequence[str]) -> str:
    for line in after[:2]:
        if not _YEAR_LINE.fullmatch(line) and not EDITION_LINE.fullmatch(line):
            break
        block = [*block, line]
    return _joined(block)


def _joined(block: Sequence[str]) -> str:
    title = block[0]
    for line in block[1:]:
        title += (" " if title[-1].isascii() and line[0].isascii() and title[-1].isalpha() else "") + line
    return title


def _first_heading(text: str) -> str:
    first = next(iter(lines(text, Span(0, min(len(text), 4000)))), None)
    raw = first.span.of(text) if first else ""
    mark = marker(raw)
    return tidy(raw) if mark and mark.hashes == 1 and mark.style == "#" else ""
