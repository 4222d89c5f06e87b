"""The fixed wordings of answers, Chinese and English: prose that joins parts and never carries a number."""

import re

from assistant.records.model import Figure, Period
from assistant.records.vocabulary import Vocabulary

WORDS = {
    "not_found": ("记录里没有查到：{what}。", "The records do not say: {what}."),
    "no_office": ("记录里没有“{what}”的资料。", "The records hold nothing of “{what}”."),
    "no_year": ("记录里没有所问年度的资料。", "The records hold nothing for the year asked."),
    "searched": ("已查阅：", "Searched: "),
    "nearest": (
        "最接近的记录是（不是所问的答案）：",
        "The nearest on record (not an answer to the question): ",
    ),
    "which_office": (
        "问的是哪个单位？符合的有：{what}。",
        "Which department do you mean? These fit: {what}.",
    ),
    "only_office": (
        "同类单位中只有{what}有相关记录，按它作答",
        "of the departments that fit, only {what} has a record of this; the answer is its",
    ),
    "which_year": ("问的是哪一年？", "Which year do you mean?"),
    "held_offices": ("记录里有：{what}。", "The records hold: {what}."),
    "nothing_at_all": (
        "记录库里还没有文件，请先导入报告。",
        "There is no document yet: ingest reports first.",
    ),
    "differ": ("两处记载不一致，均列出：", "The records differ; both are given: "),
    "rejected": (
        "核对引文时没有通过，因此不作回答。",
        "The check of the citations failed, so no answer is given.",
    ),
    "stated_rate": ("执行率（原文）", "execution rate as stated"),
    "computed_rate": ("执行率（复算）", "execution rate recomputed"),
    "balance": ("预算数与执行数之差", "budget less executed"),
    "adjustment": ("年中调整额", "adjusted during the year"),
    "total": ("合计", "total"),
    "difference": ("相差", "difference"),
    "stands_in": ("所问数据见于所引文件：", "It stands in the file cited: "),
    "growth": ("增长", "growth"),
    "converted": ("换算", "converted"),
    "previous": ("上年数（推算）", "the year before (implied)"),
    "planned": ("预算数（推算）", "the budget (implied)"),
    "per_unit": ("单位金额（推算）", "amount per unit (computed)"),
    "gap": ("与目标相差", "apart from the target"),
    "share": ("占比（推算）", "share (computed)"),
    "chart": ("历年变化", "Over the years"),
    "rising": ("逐年上升。", "It rose year by year."),
    "falling": ("逐年下降。", "It fell year by year."),
    "mixed": ("有升有降。", "It went up and down."),
    "equal": ("两者相同。", "Both are equal."),
    "larger": ("数值较大的是{what}。", "The larger figure is that of {what}."),
    "later_larger": ("后一年较大。", "The later year is larger."),
    "earlier_larger": ("前一年较大。", "The earlier year is larger."),
    "none_meets": ("比较范围内没有符合条件的单位。", "None of the departments compared meets the condition."),
    "compared": ("参与比较的全部单位", "All departments compared"),
    "department": ("单位", "department"),
    "year": ("年度", "year"),
    "value": ("数值", "value"),
    "row": ("条目", "entry"),
    "measure": ("指标", "measure"),
    "rows_counted": ("清单中符合条件的条目", "entries of the list that meet the conditions"),
    "rows_listed": ("符合条件的条目（全部）", "entries that meet the conditions (all)"),
    "rows_compared": ("参与比较的条目（全部）", "entries compared (all)"),
    "rows_added": ("计算所依据的条目（全部）", "entries the result rests on (all)"),
    "rows_first": ("条目较多，仅列排在前面的", "the first of many entries"),
    "rows_looked_at": ("查看过的条目", "entries looked at"),
    "cell_blank": ("表里“{what}”一格是空的，没有数。", "In the table the cell “{what}” is blank; there is no number."),
    "cell_says": (
        "表里“{what}”一格记作“{said}”，没有数。",
        "In the table the cell “{what}” reads “{said}”; there is no number.",
    ),
    "no_row_meets": ("表中没有符合条件的条目。", "No entry of the table meets the conditions."),
    "mean": ("平均", "mean"),
    "from_table": ("另一结果出自《{what}》", "one result is from “{what}”"),
    "total_differs": (
        "表中合计为{stated}，逐行相加为{computed}",
        "the table states a total of {stated}, its rows add up to {computed}",
    ),
    "count_differs": (
        "正文写的是{stated}，清单中符合条件的有{counted}条",
        "the report states {stated}, the list holds {counted} entries",
    ),
    "from_text": ("原文：", "In the words of the record: "),
    "agree_note": (
        "原文写{stated}，按执行数÷{plan}复算为{computed}",
        "stated {stated}, recomputed {computed} (executed ÷ {plan})",
    ),
    "disagree_note": (
        "不一致：原文写{stated}，按执行数÷{plan}复算为{computed}",
        "contradiction: stated {stated}, recomputed {computed} (executed ÷ {plan})",
    ),
    "compared_some": (
        "记录很多，只比较了用词最接近的一部分，可能有遗漏；请限定年度、部门或写明指标名称",
        "there are many records: only those whose words come nearest were compared, and some may be missing; "
        "name a year, departments or an indicator",
    ),
    "pace_more": ("另有{count}家也没达到序时进度", "{count} more are behind pro-rata progress"),
    "pace_disputed": (
        "{what}的记录互相不一致，没有算进来",
        "the records of {what} disagree with each other and were left out",
    ),
    "rate_at": ("{who}{year}年1-{month}月执行进度", "{who}, January to month {month} of {year}, execution rate"),
    "pace_corrected": (
        "{what}的数字已被更正，没有算进来",
        "the figures of {what} have been corrected and were left out",
    ),
    "as_stated": ("{what}（原文）", "{what}, as stated"),
    "recomputed": ("{what}（复算）", "{what}, recomputed"),
    "contradicted_by": (
        "{source}：原文写{stated}，按它自己的金额复算为{computed}",
        "{source}: stated {stated}, recomputed from its own amounts {computed}",
    ),
    "contradicted_unlike": (
        "{source}：原文写{stated}，与它自己的数字算出来的不一样",
        "{source}: stated {stated}, which its own figures do not yield",
    ),
    "contradicted_more": ("另有{count}处也对不上", "{count} more are contradicted"),
    "contradicted_none": (
        "能复算的都与报告自己的金额一致。",
        "All that could be recomputed agrees with the reports' own amounts.",
    ),
    "contradicted_looked": ("复算了{count}处", "{count} figures were recomputed"),
    "advised": (
        "可以参考相近项目用过的指标（{project}），每个都注明出处：",
        "Indicators that similar projects used, for {project}, each with its source: ",
    ),
    "advised_none": (
        "记录里没有与“{project}”相近的项目或指标。",
        "The records hold no project or indicator like “{project}”.",
    ),
    "advised_which": (
        "是哪个项目？请写出项目名称或主要内容，例如“农村公路养护项目可以用哪些产出指标？”",
        "Which project? Name it or what it does, such as “which output indicators could a rural road project use?”",
    ),
    "advised_more": ("另有{count}个没有列出，见“指标库”页", "{count} more are not listed; see the page Indicators"),
    "advised_values": (
        "指标值是这些项目当时所设，供参考，不是建议值",
        "targets are those set at the time, for reference; they are not proposed values",
    ),
    "flawed": ("{what}：", "Indicators with {what}: "),
    "flawed_count": ("个数", "count"),
    "flawed_none": (
        "所查的绩效指标里，没有发现这种情况：{what}。",
        "Among the indicators looked through none was found with {what}.",
    ),
    "flawed_looked": ("查看了{looked}个绩效指标", "{looked} indicators were looked through"),
    "repeated": (
        "下列问题在以后年度的报告里再次提出：",
        "These problems are named again in the report of a later year: ",
    ),
    "repeated_none": (
        "所查报告提出的问题，以后年度的报告里没有再次提出的。",
        "None of the problems named is named again in a later report.",
    ),
    "repeated_looked": (
        "查看了{count}个有以后年度报告可比的问题",
        "{count} problems with a later report to compare were looked at",
    ),
    "repeated_more": ("另有{count}个没有列出，见“结果应用”页", "{count} more are not listed; see the page Results"),
    "by_hand": (
        "{source}中的“{what}”由{who}于{when}人工更正",
        "“{what}” in {source} was corrected by hand by {who} on {when}",
    ),
    "years_missing": ("记录里没有{years}年的数字", "the records hold no figure for {years}"),
    "only_period": ("所引数字的期间是{period}，不是全年", "the figure covers {period}, not the whole year"),
    "pinned_note": ("只查了选定的范围：{scope}", "only the chosen scope was searched: {scope}"),
    "nothing_pinned": (
        "选定的范围里没有文件，请放宽范围再问。",
        "The chosen scope holds no document; widen it and ask again.",
    ),
    "pinned_kinds": ("选定的文件类型", "the chosen kinds of document"),
    "changed": ("更正前后不同的数字：", "Figures that the correction changed: "),
    "nothing_changed": ("更正前后的数字没有不同。", "The correction changed no figure."),
    "no_correction": (
        "记录里没有更正前后的两个版本。",
        "The records hold no corrected version with the one it replaces.",
    ),
    "changes_listed": ("全部改动", "All changes"),
    "before": ("更正前", "before"),
    "after": ("更正后", "after"),
    "conflict_said": ("《{name}》记为{value}", "{name} says {value}"),
    "conflict_note": ("文件之间不一致：{what}", "the documents contradict each other: {what}"),
    "unsure_note": (
        "{what}出自扫描件《{name}》，其中有识别存疑的字符，请对照原页",
        "{what} comes from the scan {name}, and recognition was not sure of it; check the original page",
    ),
    "amended_note": (
        "《{name}》把{old}更正为{new}",
        "{name} corrects {old} to {new}",
    ),
    "corrected_note": (
        "依据的是更正版《{name}》，它取代了原先的版本",
        "rests on the corrected version, {name}, which replaces an earlier one",
    ),
    "withdrawn_note": (
        "《{name}》已被更正，其中的数字不再有效",
        "{name} has been corrected since; its figures no longer hold",
    ),
    "only_target": (
        "记录里只有目标值，没有完成情况。最接近的记录是（不是所问的答案）：",
        "The records hold the target only, not the result. The nearest on record (not an answer): ",
    ),
    "target_note": ("这是目标值，不是完成值", "this is a target, not a result"),
    "read_as": ("问题中的“{asked}”按“{means}”理解", "“{asked}” in the question is read as “{means}”"),
    "words_alone": (
        "按含义查找暂时不可用（向量索引没有应答），本次只按数字和文字查找",
        "searching by meaning is not available now (the vector index does not answer); "
        "this rests on figures and words alone",
    ),
    "comma": ("；", "; "),
    "stop": ("。", "."),
}


def say(key: str, language: str, **values: str) -> str:
    """The wording `key` in `language` with its places filled."""
    zh, en = WORDS[key]
    return (zh if language == "zh" else en).format(**values)


def period_words(period: Period | None, language: str) -> str:
    """A period as people write it: 2021年, 2021年1-11月, 2021年9月; January to November 2021."""
    if period is None:
        return ""
    start, end = period.start.split("-"), period.end.split("-")
    if language == "zh":
        return _zh_period(start, end)
    return _en_period(start, end)


def _zh_period(start: list[str], end: list[str]) -> str:
    if start == end:
        return _zh_point(start)
    if start[0] != end[0]:
        return f"{_zh_point(start).rstrip('年')}-{_zh_point(end)}"
    tail = f"{int(end[1])}月" + (f"{int(end[2])}日" if len(end) > 2 else "")
    head = (
        f"{int(start[1])}"
        if len(start) < 3 and len(end) < 3
        else f"{int(start[1])}月" + (f"{int(start[2])}日" if len(start) > 2 else "")
    )
    return f"{start[0]}年{head}-{tail}"


def _zh_point(parts: list[str]) -> str:
    units = ("年", "月", "日")
    return "".join(f"{int(p)}{u}" for p, u in zip(parts, units, strict=False))


_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def _en_period(start: list[str], end: list[str]) -> str:
    if start == end:
        return _en_point(start)
    if start[0] == end[0] and len(start) > 1 and len(start) == len(end) == 2:
        return f"{_MONTHS[int(start[1]) - 1]}–{_MONTHS[int(end[1]) - 1]} {start[0]}"
    return f"{_en_point(start)} – {_en_point(end)}"


def _en_point(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    day = f"{int(parts[2])} " if len(parts) > 2 else ""
    return f"{day}{_MONTHS[int(parts[1]) - 1]} {parts[0]}"


def measure_words(figure: Figure, language: str, vocabulary: Vocabulary) -> str:
    """What a figure measures, in words: subject and measure as written, with the English name in front in English."""
    measure = figure.measure
    subject = figure.subject if figure.subject and figure.subject not in measure else ""
    written = f"{subject}{measure}" if not re.search(r"\w$", subject) or language == "zh" else f"{subject} {measure}"
    indicator = vocabulary.get(figure.indicator) if figure.indicator else None
    if language == "en" and indicator:
        return f"{indicator.en} ({written})"
    return written


def label(figure: Figure, language: str, vocabulary: Vocabulary, *, department: bool, year: bool = True) -> str:
    """The words in front of a figure: department (when several are in play), period, subject and measure."""
    parts = [figure.department if department else "", measure_words(figure, language, vocabulary)]
    when = period_words(figure.period, language) if year else ""
    if language == "zh":
        return f"{parts[0]}{when}{parts[1]}"
    return ", ".join(p for p in (parts[0], when, parts[1]) if p)
