"""Which edition of a report a file is by its own words: a correction (更正版, 修订稿), a correction of that, a draft (送审稿)."""

import re

from ingest.draft import Draft

_CORRECTED = r"(?:更正|修正|修订|勘误|订正|更新)"
_AGAIN = re.compile(rf"(?:第?[二三四]次|再次|再){_CORRECTED}")
_NAMED = re.compile(
    rf"[（(〔\[【][^（）()【】]{{0,12}}(?:{_CORRECTED}|重新公开|重新公布|重新发布|重新报送)[^（）()【】]{{0,8}}[）)〕\]】]|"
    rf"{_CORRECTED}(?:版本?|稿|件|后(?!的?(?:规划|办法|制度)))|补充更正|{_CORRECTED}(?:公告|公示|说明|启事|通知|[一明]?[览细]?表)|^{_CORRECTED}[:：]|"
    r"\b(?:corrected|revised|amended|erratum|corrigendum)\b",
    re.I,
)
_IN_FILE_NAME = re.compile(
    rf"{_CORRECTED}(?!项目|工作|规划|经费)|重新公开|(?<![A-Za-z])(?:corrected|revised|amended)", re.I
)
LINE = re.compile(
    rf"[（(〔\[【]?\s*(?:第?[二三四]次|再次|补充)?(?:{_CORRECTED}|重新公开)(?:版本?|稿|件|后)?\s*[）)〕\]】]?|[（(\[]?(?:corrected|revised)(?: version)?[）)\]]?",
    re.I,
)
_SAID = re.compile(
    rf"(?:本|此|该)(?:报告|表|文件|文|版|稿|决算|说明)(?:为|系|是)[^。]{{0,12}}{_CORRECTED}(?:版|稿|后)|{_CORRECTED}说明[:：\s]|"
    rf"(?:现|特此|予以|现予)(?:予以)?{_CORRECTED}(?:如下|公布|公开|发布|重新|[，。；])|{_CORRECTED}后的?(?:报告|版本|全文|内容|文本|情况|数据)?[^。，；]{{0,8}}(?:如下|为准)|"
    r"以(?:本|此)(?:报告|次|版|文|件)(?:公开|公布|发布)?(?:的?内容)?为准|原(?:报告|版本?|稿|件|公开件?|公布)[^。]{0,24}(?:作废|停止使用|废止|不再使用)|"
    r"(?:this is|this) (?:a |the )?(?:corrected|revised) (?:version|report)",
    re.I,
)
_DRAFT = re.compile(
    r"(?<!决算)(?<!预算)[（(〔\[【][^（）()]{0,4}(?:草案|初稿|送审稿|征求意见稿|讨论稿|未审定稿?|未定稿)[）)〕\]】]|(?:初稿|送审稿|征求意见稿|讨论稿)$"
)
_QUOTED = re.compile(r"《[^《》]*》")
_HEAD, _TAIL = 900, 500
_LONGEST_TITLE = 60


def edition_of(draft: Draft, title: str, stem: str) -> int:
    """0 where the file says nothing of versions, 1 for a correction, 2 for a correction of a correction, -1 for a draft.

    `title` and the file's name `stem` count, a line of its own near the beginning, and words such as 原报告作废 near either end.
    """
    text = draft.text
    ends = _QUOTED.sub("", text[:_HEAD]) + "\n" + _QUOTED.sub("", text[max(_HEAD, len(text) - _TAIL) :])
    alone = [line for raw in text[:_HEAD].split("\n") if LINE.fullmatch(line := raw.strip(" \t\u3000#*|,"))]
    opening = [line for raw in text[:_HEAD].split("\n") if (line := raw.strip(" \t\u3000#*|,"))][:3]
    named = _QUOTED.sub("", "\n".join([title, *(line for line in opening if len(line) <= _LONGEST_TITLE)]))
    said = [m.group() for m in (_NAMED.search(named), _IN_FILE_NAME.search(stem), _SAID.search(ends)) if m]
    if alone or said:
        return 2 if _AGAIN.search(f"{named}\n{stem}\n{' '.join(alone)}") else 1
    first = [raw.strip(" \t\u3000#*") for raw in text[:_HEAD].split("\n")]
    return -1 if _DRAFT.search(named) or _DRAFT.search(stem) or any(map(_DRAFT.fullmatch, first)) else 0
