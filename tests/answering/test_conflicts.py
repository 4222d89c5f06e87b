"""Documents that contradict each other, and what a corrected version changed. Every name and number is made up."""

import pytest

from assistant.answering.ask import ask
from assistant.answering.conflicts import agree
from assistant.records.library import Library
from assistant.records.model import Answer, Figure, Question, Reason, Role, Span, Status
from assistant.records.quantity import read
from assistant.records.scope import EVERYTHING
from ingest.pipeline import ingest_bytes

REPORT = """汐川县水利局2021年度部门整体支出绩效自评报告

一、基本情况

2021年全年预算数812.40万元，执行数790.13万元，预算执行率97.26%。新建供水管网12.5公里，引进节水项目18个，培训120人次。
"""
ACCOUNT = """2021年度汐川县水利局部门决算公开说明

一、收支情况

2021年全年预算数{budget}万元，执行数{executed}万元。引进节水项目{projects}个。
"""
LEDGER = """汐川县2021年度部门预算执行情况表,,,
单位：万元,,,
单位名称,全年预算数,执行数,执行率
汐川县水利局,812.40,{executed},{rate}
汐川县教育局,3000,2900,96.67%
"""
FORM = """汐川县水利局2021年度部门整体支出绩效自评表,,,
一级指标,三级指标,年度指标值,实际完成值
产出指标,新建供水管网,≥12公里,{length}公里
产出指标,培训,≥100人次,120人次
"""


def asked(library: Library, text: str, files: dict[str, str]) -> Answer:
    for name, content in files.items():
        assert ingest_bytes(name, content.encode(), library).status == "added"
    language = "zh" if any("\u4e00" <= c <= "\u9fff" for c in text) else "en"
    return ask(Question(text, language=language), library, EVERYTHING)


def values(answer: Answer) -> set[str]:
    return {str(p.figure.quantity.value) for p in answer.parts if p.figure and p.offered and not p.computation}


@pytest.mark.parametrize(
    ("question", "other", "both"),
    [
        (
            "县水利局2021年执行数是多少？",
            {"台账.csv": LEDGER.format(executed="795.00", rate="97.86%")},
            {"790.13", "795.00"},
        ),
        (
            "县水利局2021年预算执行率是多少？",
            {"台账.csv": LEDGER.format(executed="795.00", rate="97.86%")},
            {"97.26", "97.86"},
        ),
        (
            "县水利局2021年引进节水项目多少个？",
            {"决算.txt": ACCOUNT.format(budget="812.4", executed="790.1", projects=20)},
            {"18", "20"},
        ),
        ("县水利局2021年新建供水管网多少公里？", {"自评表.csv": FORM.format(length="12.8")}, {"12.5", "12.8"}),
        (
            "How much did the Xichuan water bureau spend in 2021?",
            {"台账.csv": LEDGER.format(executed="795.00", rate="97.86%")},
            {"790.13", "795.00"},
        ),
    ],
)
def test_both_are_shown_and_named(library: Library, question: str, other: dict[str, str], both: set[str]) -> None:
    answer = asked(library, question, {"报告.txt": REPORT} | other)
    assert (answer.status, answer.reason) == (Status.ANSWERED, Reason.CONFLICT)
    assert both <= values(answer)
    (note,) = [n for n in answer.notes if "文件之间不一致" in n or "contradict each other" in n]
    assert all(name in note for name in ("报告.txt", *other))


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("县水利局2021年执行数是多少？", {"台账.csv": LEDGER.format(executed="790.1", rate="97.3%")}),
        ("县水利局2021年预算执行率是多少？", {"台账.csv": LEDGER.format(executed="790.1", rate="97.3%")}),
        (
            "县水利局2021年执行数是多少？",
            {"决算.txt": ACCOUNT.format(budget="8124000", executed="7901300", projects=18).replace("万元", "元")},
        ),
        ("县水利局2021年新建供水管网多少公里？", {"自评表.csv": FORM.format(length="12.5")}),
        ("县水利局2021年引进节水项目多少个？", {"上年.txt": REPORT.replace("2021", "2020").replace("18个", "20个")}),
        ("县水利局2021年执行数是多少？", {"教育.txt": REPORT.replace("水利", "教育").replace("790.13", "791.13")}),
    ],
    ids=["rounded", "rounded rate", "other unit", "same", "another year", "another office"],
)
def test_what_does_not_differ_is_no_conflict(library: Library, question: str, other: dict[str, str]) -> None:
    answer = asked(library, question, {"报告.txt": REPORT} | other)
    assert (answer.status, answer.reason) == (Status.ANSWERED, None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("790.13万元", "790.1万元", True),
        ("790.13万元", "7901300元", True),
        ("790.13万元", "790.2万元", False),
        ("约800万元", "790.13万元", True),
        ("18个", "20个", False),
        ("超过18个", "20个", True),
        ("97.26%", "18个", False),
    ],
)
def test_figures_that_can_be_one_number_agree(one: str, other: str, same: bool) -> None:
    figures = [
        Figure("f", "d", Span(0, 1), read(text)[0].quantity, "", None, "", "", None, Role.ACTUAL, Span(0, 1))
        for text in (one, other)
    ]
    assert agree(*figures) is same


CORRECTED = REPORT.replace("报告\n", "报告（更正版）\n", 1).replace("790.13", "799.13").replace("97.26", "98.37")
CORRECTED = CORRECTED.replace("18个", "19个")


@pytest.mark.parametrize(
    "question",
    [
        "县水利局2021年的报告更正前后改了什么？",
        "水利局更正版和原版有什么不同？",
        "更正了哪些数字？",
        "What changed in the corrected version?",
        "Which figures were corrected in the revised report?",
    ],
)
def test_what_a_correction_changed(library: Library, question: str) -> None:
    answer = asked(library, question, {"更正.txt": CORRECTED, "原.txt": REPORT})
    assert (answer.status, answer.reason) == (Status.ANSWERED, None)
    assert values(answer) == {"790.13", "799.13", "97.26", "98.37", "18", "19"}
    assert {c.document.name for c in answer.citations} == {"更正.txt", "原.txt"}


NOTICE = "关于汐川县水利局2021年度部门整体支出绩效自评报告的更正说明\n\n部分数据有误，现更正如下：\n\n"
TABLES = {
    "numbers.txt": NOTICE
    + "序号\t内容\t更正前\t更正后\n1\t执行数\t790.13万元\t799.13万元\n2\t引进节水项目\t18个\t19个\n",
    "units.csv": "汐川县水利局2021年度绩效自评报告勘误表,,,\n单位：万元,,,\n项目,原数据,更正后数据,备注\n执行数,790.13,799.13,录入错误\n"
    "引进节水项目（个）,18,19,\n",
    "words.txt": NOTICE
    + "页码\t位置\t误\t正\n3\t一\t执行数790.13万元\t执行数799.13万元\n3\t一\t引进节水项目18个\t引进节水项目19个\n",
    "levels.html": "<meta charset=utf-8><h1>汐川县水利局关于2021年度部门整体支出绩效自评报告的更正公告</h1><table><tr><td rowspan=2>指标"
    "<td colspan=2>数值<tr><td>原公开<td>现更正为<tr><td>执行数（万元）<td>790.13<td>799.13<tr><td>引进节水项目（个）<td>18<td>19</table>",
}


@pytest.mark.parametrize("name", TABLES)
def test_a_notice_can_be_a_table(library: Library, name: str) -> None:
    files = {"报告.txt": REPORT, name: TABLES[name]}
    answer = asked(library, "县水利局2021年执行数是多少？", files)
    assert values(answer) == {"799.13"}
    assert not any(p.offered for p in answer.parts if p.computation)
    assert any(name in note and "790.13" in note for note in answer.notes)
    assert values(asked(library, "县水利局2021年引进节水项目多少个？", {})) == {"19"}
    assert values(asked(library, "更正了哪些数字？", {})) == {"790.13", "799.13", "18", "19"}


def test_what_a_correction_changed_of_one_measure(library: Library) -> None:
    answer = asked(library, "水利局更正前后的执行数改了多少？", {"更正.txt": CORRECTED, "原.txt": REPORT})
    assert values(answer) == {"790.13", "799.13"}


def test_a_correction_that_changes_no_figure(library: Library) -> None:
    files = {"更正.txt": REPORT.replace("报告\n", "报告（更正版）\n", 1), "原.txt": REPORT}
    answer = asked(library, "更正前后改了什么？", files)
    assert answer.status is Status.ANSWERED
    assert values(answer) == set()


def test_no_corrected_version(library: Library) -> None:
    answer = asked(library, "水利局更正前后改了什么？", {"原.txt": REPORT})
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.NO_RECORD)


NOTICE = """关于汐川县水利局2021年度部门整体支出绩效自评报告的更正说明

原报告中“执行数790.13万元”有误，现更正为“执行数799.13万元”；预算执行率由97.26%更正为98.37%。其他内容不变。

汐川县水利局
2022年9月1日
"""


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize(
    ("question", "value", "past"),
    [
        ("县水利局2021年执行数是多少？", "799.13", "790.13"),
        ("县水利局2021年预算执行率是多少？", "98.37", "97.26"),
        ("How much did the Xichuan water bureau spend in 2021?", "799.13", "790.13"),
    ],
)
def test_a_notice_corrects_single_figures(
    library: Library, order: tuple[int, int], question: str, value: str, past: str
) -> None:
    files = [("报告.txt", REPORT), ("说明.txt", NOTICE)]
    answer = asked(library, question, dict(files[at] for at in order))
    assert value in values(answer)
    assert past not in values(answer)
    assert any("说明.txt" in note and ("更正为" in note or "corrects" in note) for note in answer.notes)


def test_a_notice_that_quotes_several_figures_corrects_each_by_the_one_in_its_place(library: Library) -> None:
    notice = (
        "关于汐川县水利局2021年度部门整体支出绩效自评报告的更正说明\n\n原报告部分数据有误，“执行数790.13万元、引进节水项目18个”更正为"
        "“执行数799.13万元、引进节水项目19个”。\n"
    )
    files = {"报告.txt": REPORT, "说明.txt": notice}
    assert values(asked(library, "县水利局2021年执行数是多少？", files)) == {"799.13"}
    assert values(asked(library, "县水利局2021年引进节水项目多少个？", {})) == {"19"}


@pytest.mark.parametrize(
    ("sentence", "now"),
    [
        ("引进节水项目原为18个，因重复统计2个，更正为16个。", {"16"}),
        ("执行数由790.13万元更正为799.13万元，引进节水项目18个更正为16个。", {"16"}),
    ],
)
def test_a_notice_corrects_what_was_there_not_what_explains_it(library: Library, sentence: str, now: set[str]) -> None:
    notice = f"关于汐川县水利局2021年度部门整体支出绩效自评报告的更正说明\n\n原报告部分数据有误，{sentence}\n"
    answer = asked(library, "县水利局2021年引进节水项目多少个？", {"报告.txt": REPORT, "说明.txt": notice})
    assert values(answer) == now


def test_a_notice_leaves_all_else_as_it_is(library: Library) -> None:
    answer = asked(library, "县水利局2021年引进节水项目多少个？", {"报告.txt": REPORT, "说明.txt": NOTICE})
    assert values(answer) == {"18"}


def test_what_a_notice_corrected(library: Library) -> None:
    answer = asked(library, "水利局更正前后改了什么？", {"报告.txt": REPORT, "说明.txt": NOTICE})
    assert values(answer) == {"790.13", "799.13", "97.26", "98.37"}
    assert [p.label for p in answer.parts if p.figure][:2] == ["2021年执行数（更正前）", "2021年执行数（更正后）"]


def test_work_that_changed_something_is_no_correction(library: Library) -> None:
    report = REPORT + "\n对预算作了调整，年中由812.40万元改为900万元。\n"
    answer = asked(library, "县水利局2021年全年预算数是多少？", {"报告.txt": report})
    assert "900" not in values(answer)
