"""What a file says of itself: kind, title, department, region and reporting years. The file name is weak evidence only."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath

from assistant.records.vocabulary import Vocabulary
from ingest.draft import Draft
from ingest.editions import edition_of
from ingest.names import aliases_of, english_office, leading_name, names_in, region_of, unlead
from ingest.titles import tidy, title_of
from ingest.years import digits, labelled_years, years_in, years_mentioned

_KINDS: tuple[tuple[str, str], ...] = (
    ("target_form", r"目标(?:申报|批复)?表|目标申报|绩效目标(?!完成|自评|实现)[^。]{0,6}$|target form"),
    ("monitoring", r"监控|monitoring"),
    ("final_account", r"决算|final accounts?"),
    ("review", r"复核|抽查|重点评价|再评价|重点绩效评价|第三方(?:绩效)?评价|评审意见|审核意见|财政评价|review"),
    ("payout", r"兑现|奖励(?:明细|名单|资金)|补[贴助](?:明细|名单|发放)|资金发放|拨付明细|payouts?"),
    (
        "ledger",
        r"台账|支出进度|执行进度|序时进度|进度(?:通报|情况|表)|预算执行(?:情况|明细|统计|汇总)?(?:表|通报)|ledger",
    ),
    (
        "project_list",
        r"项目(?:清单|库|一览|名单|汇总|情况表|进展|推进|明细)|重点项目(?!.*(?:绩效|自评|评价))|project list",
    ),
    ("indicator_form", r"指标(?:评分|评价|体系|完成|得分|自评)?[情况]{0,2}(?:表|体系)|评分表|打分表|indicator form"),
    ("self_evaluation", r"整体支出|部门整体|单位整体|部门绩效|整体绩效|self-evaluation"),
    (
        "project_evaluation",
        r"项目.*(?:绩效|自评|评价)|专项.*(?:绩效|自评|评价)|政策.*(?:绩效|自评|评价)|资金.*(?:绩效|自评|评价)|project evaluation",
    ),
    ("self_evaluation", r"自评|绩效(?:评价)?报告|绩效评价|履职|performance"),
)
_COLUMN_KINDS: tuple[tuple[str, str, str], ...] = (
    ("indicator_form", r"[二三]级指标|绩效指标", r"实际(?:完成)?值|完成值|完成情况|得分"),
    ("target_form", r"[二三]级指标|绩效指标", r"指标值|目标值"),
    ("payout", r"企业|单位|个人|姓名|对象", r"(?:奖励|兑现|补[贴助]|扶持)(?:金额|资金|标准)?"),
    ("ledger", r"单位|部门", r"执行率|支出进度|序时|执行数|支出数"),
    ("project_list", r"项目(?:名称)?", r"总投资|投资额|开工|建设|状态|负责|进展|预算|金额"),
)
_UNIT_LABELS = (
    r"(?:部门|单位|预算部门|预算单位|被评价(?:部门|单位)|填报(?:单位|部门)|申报(?:单位|部门)|评价(?:单位|部门)|编制单位)(?:[（(]单位[）)])?(?:名称|全称)?",
    r"(?:项目)?主管部门(?:名称)?",
    r"(?:项目)?(?:实施|承担|使用|责任)单位(?:名称)?",
)
_GAP = r"\s*(?:[（(][^（）()]{0,12}[）)])?\s*[:：|,，\t \n]{1,6}\s*\"?"
_DEPARTMENT_COLUMN = re.compile(
    r"(?:预算|填报|主管|责任|申报|被?评价?|受评|被?考核|用款|资金使用|归口|编制|报送)?(?:部门|单位)(?:[（(]?(?:单位|部门)?[）)]?)(?:名称|全称)?|主管部门|预算部门"
)
_YEAR_COLUMN = re.compile(r"(?:预算|报告|评价|会计|所属)?年(?:度|份)")
_YEAR_MARK = re.compile(
    r"(?:20\d\d\s*年?度?\s*[-—–~至到]\s*)?20\d\d\s*(?:年度|年|度)?"
    r"(?:\d{1,2}(?:\s*[-—–~至到]\s*\d{1,2})?\s*月份?|[上下]半年|[前第]?[一二三四]季度|全年)?"
)
_HANDED_IN = re.compile(r"公开|公布|发布|公示|上报|报送|提交|印发|下发|归档")
_COVER = 3000
# What a sheet is called before its title (季度台账): no part of a region's name.
_WORK = re.compile(
    "台账|执行|支出|收支|预算|决算|兑现|发放|拨付|来源|明细|清单|报告|季度|月度|情况|结果|汇总|统计|一览|进度|目录|附[件表]|[总分][表册]"
)
_HEAD_LINES, _LAST_LINES = 6, 3
_LATE = 10
_DATED = re.compile(r"[（(]?20\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?[）)]?$")

KINDS = (*dict.fromkeys(kind for kind, _ in _KINDS), "table", "other")
"""Every kind of document, by key."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document is: `department` the full name or "" when it has none or several, `years` reporting years ascending."""

    kind: str
    title: str
    department: str
    aliases: tuple[str, ...]
    region: str
    years: tuple[int, ...]
    warnings: tuple[str, ...] = ()
    edition: int = 0


def identify(draft: Draft, name: str, vocabulary: Vocabulary) -> Identity:
    """What `draft` says it is; `name` is its file name. What cannot be told is left empty, with a warning."""
    stem = tidy(PurePath(name).stem)
    title = title_of(draft) or tidy(draft.caption) or stem
    listed = _listed_departments(draft)
    english, chinese = ("", "") if listed else english_office(draft.text[:_COVER])
    department = (
        "" if len(listed) > 1 else chinese or english or _department(draft.text, title, stem, next(iter(listed), ""))
    )
    years = _years(draft, title, stem)
    kind = _kind(draft, title, stem, vocabulary)
    warnings = identity_warnings(department, years, kind, several=len(listed) > 1)
    department = unglued(department, draft.text)
    region = region_of(department) or unglued(_region_in(title), draft.text) or _region_around(draft.text)
    aliases = aliases_of(department, draft.text) + ((english,) if chinese else ())
    return Identity(kind, title, department, aliases, region, years, warnings, edition_of(draft, title, stem))


def _kind(draft: Draft, title: str, stem: str, vocabulary: Vocabulary) -> str:
    """By words of the title, then of the table headers, then of the file name where the text speaks of the field."""
    named = _kind_by_words(title)
    if named:
        return named
    headers = " ".join(word for t in draft.tables for path in t.columns for word in path)
    for kind, first, second in _COLUMN_KINDS:
        if re.search(first, headers) and re.search(second, headers):
            return kind
    weak = _kind_by_words(stem)
    if weak and vocabulary.find(draft.text[:20_000]):
        return weak
    return "table" if headers and _mostly_tables(draft) else "other"


def _kind_by_words(words: str) -> str:
    plain = re.sub(r"\s+", "", words) if re.search(r"[\u3400-\u9fff]", words) else words.lower()
    return next((kind for kind, pattern in _KINDS if re.search(pattern, plain, re.I)), "")


def _mostly_tables(draft: Draft) -> bool:
    covered = {(t.span.start, t.span.end) for t in draft.tables}
    return 2 * sum(end - start for start, end in covered) >= len(draft.text.strip())


def _department(text: str, title: str, stem: str, listed: str) -> str:
    """In order of trust: title, cover, a line of the head, the only one of a column, introduction, signature, body, file name."""
    return (
        _named_in(title)
        or _on_cover(text)
        or _in_head(text)
        or listed
        or _introduced(text)
        or _signed(text)
        or _most_named(text)
        or _named_in(re.sub(r"[_\-（）() ]+", " ", stem))
    )


def _named_in(title: str) -> str:
    """The name a title begins with, or that follows its year ("2021年度南栎市水务局部门决算").

    Region and office may stand on either side of the year; of two full names joined by 关于 the second is written about.
    """
    plain = unlead(digits(title))
    about = re.search(r"关于(?=[\u3400-\u9fff])", plain)
    if about and region_of(other := leading_name(plain[about.end() :])) and leading_name(plain) != other:
        return other
    parts = [unlead(p) for p in _YEAR_MARK.split(plain)]
    names = [leading_name(part) for part in parts]
    first = next(((at, n) for at, n in enumerate(names) if n and (region_of(n) or len(n) >= 3)), None)
    if first is None:
        return ""
    at, name = first
    region = parts[at - 1] if at else ""
    whole = region if region and region_of(region) == region and not region_of(name) else ""
    return f"{whole}{name}" if whole or region_of(name) or len(name) >= 4 else ""


def unglued(name: str, text: str) -> str:
    """`name` without a word before its place that only stands next to it: 执行槿汀市 where the text else says 槿汀市."""
    found = re.match(r"[^省市区县旗盟]{3,8}[省市区县旗盟]", name)
    place = found[0] if found else ""
    plain = re.sub(r"\s+", "", text[:50_000]) if place else ""
    for cut in range(1, len(place) - 2):
        word, tail = re.escape(place[:cut]), re.escape(place[cut:])
        if len(re.findall(rf"(?<!{word}){tail}", plain)) > plain.count(place):
            return name[cut:]
    return name


def _region_in(title: str) -> str:
    parts = (piece for p in _YEAR_MARK.split(unlead(digits(title))) for piece in _WORK.split(unlead(p)))
    return next(filter(None, map(region_of, parts)), "")


def _region_around(text: str) -> str:
    """The one region of the offices named in the first and last lines (…复核结果（江城市财政局）), "" for none or several."""
    lines = [re.sub(r"\s+", "", line) for line in text.split("\n") if line.strip()]
    ends = "\n".join((*lines[:_HEAD_LINES], *lines[-_LAST_LINES:]))
    regions = {region for name in names_in(ends) if (region := region_of(name)) and region != name}
    return regions.pop() if len(regions) == 1 else ""


def _on_cover(text: str) -> str:
    """The value of 单位名称, 填报单位 ... on the first page, with or without a code before it; else 主管部门."""
    cover = text[:_COVER]
    for label in _UNIT_LABELS:
        for m in re.finditer(rf"(?:^|[\s,，|\"（(]){label}{_GAP}", cover, re.M):
            value = cover[m.end() : m.end() + 60].split("\n")[0]
            name = leading_name(re.split(r"[|,，\t]|\s{2,}", value)[0])
            if name:
                return name
    return ""


def _in_head(text: str) -> str:
    """The office that a line near the title names alone, or before a date: 桐浦区柳巷街道办事处　2023年12月20日."""
    for line in [line for line in text[:_COVER].split("\n") if line.strip()][:_HEAD_LINES]:
        plain = re.sub(r"[*#_>\s]+", "", line)
        bare = _DATED.sub("", plain)
        name = leading_name(bare)
        if name and name == bare and region_of(name) and region_of(name) != name:
            return name
    return ""


def _listed_departments(draft: Draft) -> tuple[str, ...]:
    """The different names in columns of departments, in order of rows; totals and blanks are none."""
    values = _column_values(draft, _DEPARTMENT_COLUMN)
    names = (unlead(value) for value in values)
    return tuple(dict.fromkeys(n for n in names if len(n) >= 3 and leading_name(n) == n))


def _column_values(draft: Draft, header: re.Pattern[str]) -> list[str]:
    """The cells of every column whose last header word is `header`, in order of rows."""
    return [
        row[at].span.of(draft.text).strip()
        for table in draft.tables
        for row in table.rows
        for at, path in enumerate(table.columns)
        if path and header.fullmatch("".join(path[-1].split()))
    ]


def _introduced(text: str) -> str:
    """The name a first short form is given to: "南栎市榆桥区水务局（以下简称“区水务局”）"."""
    m = re.search(r"[（(]\s*(?:以下)?(?:统一)?简称", text[:_COVER])
    before = re.split(r"[。；：:！？]|\n\s*\n", text[: m.start()])[-1] if m else ""
    plain = re.sub(r"\s+", "", before)
    found = names_in(plain)
    return found[-1] if found and plain.endswith(found[-1]) else ""


def _signed(text: str) -> str:
    """The name standing alone on one of the last lines, above the date."""
    last = [line.strip(" \u3000*") for line in text[-400:].split("\n") if line.strip()][-4:]
    return next((n for line in last if (n := leading_name(line)) and n == line and region_of(n)), "")


def _most_named(text: str) -> str:
    """The body named far more often than any other; named once only, it must be the only one and open a sentence."""
    plain = re.sub(r"[ \u3000]+", "", text[:50_000])
    ranked = Counter(names_in(plain)).most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]):
        return ""
    name, times = ranked[0]
    opens = times > 1 or re.search(
        rf"(?:^|[\n。；，、：）)\d年度])(?:由)?{re.escape(name)}(?!提供|反馈|批复|下达|印发)", plain
    )
    return leading_name(name) if opens else ""


def _years(draft: Draft, title: str, stem: str) -> tuple[int, ...]:
    """In order of trust: the title, the cover, captions and headers and rows of tables, the body, the file name, its date."""
    return (
        years_in(title)
        or labelled_years(draft.text)
        or _table_years(draft)
        or years_mentioned(_prose(draft))
        or years_in(re.sub(r"_+|-+(?!20\d\d(?!\d))", " ", stem))
        or _dated_late(draft.text)
    )


def _dated_late(text: str) -> tuple[int, ...]:
    """The year of a date in the head, where most of that year had passed: an earlier date may follow the year before."""
    dated = re.search(r"(20\d\d)年(\d{1,2})月\d{1,2}日", "\n".join(text[:_COVER].split("\n")[: 2 * _HEAD_LINES]))
    return (int(dated[1]),) if dated and int(dated[2]) >= _LATE else ()


def _prose(draft: Draft) -> str:
    """The text without its tables: a year in a row is said of the row."""
    rest, at = "", 0
    for start, end in sorted({(t.span.start, t.span.end) for t in draft.tables}):
        rest += draft.text[at:start]
        at = max(at, end)
    return rest + draft.text[at:]


def _table_years(draft: Draft) -> tuple[int, ...]:
    captions = {y for t in draft.tables if t.name in draft.text for y in years_in(t.name)}
    headers = {y for t in draft.tables for path in t.columns for word in path for y in years_in(word)}
    rows = {
        int(v)
        for cell in _column_values(draft, _YEAR_COLUMN)
        for v in re.findall(r"^20\d\d(?=\s*年?度?$)", digits(cell))
    }
    return tuple(sorted(captions or rows or headers))


NO_DEPARTMENT = "没有认出部门 / no department was recognised"
NO_YEAR = "没有认出报告年度 / no reporting year was recognised"
NO_KIND = "没有认出文件类型 / the kind of document was not recognised"
IDENTITY_WARNINGS = frozenset({NO_DEPARTMENT, NO_YEAR, NO_KIND})


def named_outside(name: str) -> tuple[str, tuple[int, ...]]:
    """The office and the years that the name of a folder or an archive tells, "" and () for none.

    The year in which files were handed in or published (2022年公开) is not the one they report on.
    """
    plain = re.sub(r"[_\-（）() ]+", " ", tidy(name))
    whole = leading_name(plain)
    return _named_in(plain) or (whole if whole == plain else ""), () if _HANDED_IN.search(plain) else years_in(plain)


def identity_warnings(department: str, years: tuple[int, ...], kind: str, *, several: bool) -> tuple[str, ...]:
    """What of an identity is missing, each a line for people; `several` departments in one file are not missing."""
    found = []
    if not department and not several:
        found.append(NO_DEPARTMENT)
    if not years:
        found.append(NO_YEAR)
    if kind == "other":
        found.append(NO_KIND)
    return tuple(found)
