"""Reporting years (报告年度): the year a report is about, not the year it was published or the year of a cited notice."""

import re
from collections import Counter
from collections.abc import Iterable

from ingest.titles import is_furniture

_DIGITS = str.maketrans("〇○零ＯOo一二三四五六七八九０１２３４５６７８９", "000000123456789" + "0123456789")
_CHINESE_YEAR = re.compile(r"二[〇○零ＯOo][〇○零ＯOo一二三四五六七八九]{2}(?=\s*(?:年|[-—至到]))")
_WIDE = re.compile(r"[０-９]{4}")
_NUMBERED = re.compile(r"[〔\[【（(]\s*20\d\d\s*[〕\]】）)]\s*第?\s*\d+\s*号")
# A code of a registry (索引号 XC-0703-2023-00017): its year is that of filing.
_CODE = re.compile(r"[A-Za-z]{2,}[-_/]?(?:\d+[-_/])+\d{3,}(?!\d)")
_NOTICE = re.compile(r"《[^《》]{0,80}》|“[^”]{0,80}的通知”|关于[^。；]{0,60}的通知")
_EDITION = re.compile(r"[（(〔\[【][^（）()]{0,14}(?:更正|修正|修订|勘误|订正|更新|重新公开)[^（）()]{0,8}[）)〕\]】]")
_DATED = re.compile(r"20\d\d\s*[-./]\s*\d{1,2}(?!\d)(?:\s*[-./]\s*\d{1,2})?|20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
_RANGE = re.compile(r"(?<!\d)(20\d\d)\s*年?\s*度?\s*[-—–~～至到]+\s*(20\d\d)(?!\d|\s*[-./])\s*年?")
_LISTED = re.compile(r"(20\d\d)\s*年?\s*(?:[、和及与]\s*(?=20\d\d\s*年))")
_FISCAL = re.compile(r"(20\d\d)\s*年\s*度|(20\d\d)\s*(?:财政|预算|会计)\s*年")
_PLAIN = re.compile(r"(?<!\d)(20\d\d)(?!\d)(?=\s*年(?!\s*\d{1,2}\s*月)|\s*[）)〕\]\-_ ]|\s*[\u3400-\u9fff]|$)")
_LABELLED = re.compile(
    r"(?:评价|报告|预算|自评|项目|考核|填报|统计|会计|申报|所属)?年\s*度\s*[）)]?\s*[:：|,，\t ]+\s*[（(]?\s*(20\d\d)\s*年?度?"
)
_ALONE = re.compile(r"^[\s（(〔\[*#]*(20\d\d)\s*年\s*度?\s*[）)〕\]*\s]*$", re.M)
_BUDGET = re.compile(r"预算|支出|执行|决算|绩效|部门整体|收入|(?i:budget|performance|expenditure|fiscal)")
_ENGLISH = re.compile(r"\b(?:in|for|of|FY|year|fiscal year)\s*(20\d\d)\b", re.I)
_FORESEEN = re.compile(r"(?:计划|预计|拟|下一?年|明年|(?<!现)将)[^。；]{0,12}$")


def digits(text: str) -> str:
    """`text` with years written in Chinese (二〇二一年) or full-width digits as plain ones; same length."""
    plain = _CHINESE_YEAR.sub(lambda m: m.group().translate(_DIGITS).replace("二", "2"), text)
    return _WIDE.sub(lambda m: m.group().translate(_DIGITS), plain)


def years_in(title: str) -> tuple[int, ...]:
    """The years a title or caption is about, ascending: ranges in full, 年度 before a plain year, cited notices never."""
    plain = _DATED.sub(" ", _EDITION.sub(" ", _NUMBERED.sub(" ", _CODE.sub(" ", digits(title)))))
    ranges = [y for a, b in _RANGE.findall(plain) for y in _between(int(a), int(b))]
    fiscal = [int(a or b) for a, b in _FISCAL.findall(plain)]
    # "2021、2022 年度": the year standing before the mark belongs to the same list.
    if fiscal:
        fiscal += [int(y) for y in _LISTED.findall(plain)]
    found = ranges or fiscal or [int(y) for y in _PLAIN.findall(plain)] or [int(y) for y in _ENGLISH.findall(plain)]
    return tuple(sorted(set(found)))


def labelled_years(text: str) -> tuple[int, ...]:
    """Years on the cover: "评价年度：2021" or "（2021年度）" alone on a line; () when it gives none or disagrees."""
    plain = digits(text[:4000])
    found = {int(y) for y in _LABELLED.findall(plain)} or {int(y) for y in _ALONE.findall(plain)}
    return tuple(sorted(found)) if len(found) == 1 else ()


def years_mentioned(text: str) -> tuple[int, ...]:
    """The one year the body speaks of most together with budget words; () when two are mentioned equally often.

    Page furniture, document numbers, dates with a day, and names of notices do not count.
    """
    counts: Counter[int] = Counter()
    for line in digits(text[:200_000]).split("\n"):
        if not line.strip() or (len(line) < 60 and is_furniture(line.strip())):
            continue
        for sentence in re.split(r"[。；]", line):
            counts.update(_weighed(sentence))
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return ()
    return (ranked[0][0],)


def _weighed(sentence: str) -> Iterable[int]:
    plain = _DATED.sub(" ", _NOTICE.sub(" ", _NUMBERED.sub(" ", sentence)))
    weight = 2 if _BUDGET.search(plain) else 1
    for m in _PLAIN.finditer(plain):
        if not _FORESEEN.search(plain[: m.start()]):
            fiscal = _FISCAL.match(plain, m.start()) is not None
            yield from [int(m.group(1))] * (weight + 2 * fiscal)
    for m in _ENGLISH.finditer(plain):
        yield from [int(m.group(1))] * weight


def _between(first: int, last: int) -> Iterable[int]:
    return range(first, last + 1) if 0 <= last - first <= 15 else (first, last)
