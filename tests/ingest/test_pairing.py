"""Names paired with numbers by order, two levels of a rise or fall, points in brackets, cut numbers. All texts are fictional."""

import pytest

from assistant.records.quantity import read_span
from assistant.records.vocabulary import load_vocabulary
from ingest.figures import read_figures
from ingest.pipeline import make_document

TITLE = "云杉市港湾区商务局2021年部门整体支出绩效自评报告\n\n"


class _Words:
    vocabulary = load_vocabulary()


def said(body: str) -> list[tuple[str, str, str, str]]:
    """(quantity, measure, subject, period) of each figure of one paragraph."""
    document = make_document("report.txt", (TITLE + body).encode(), _Words)  # type: ignore[arg-type]
    return [
        (f"{f.quantity.value}{f.quantity.unit}", f.measure, f.subject, str(f.period))
        for f in read_figures(document, _Words.vocabulary)
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "新建公厕16座、改造公厕35座，两项投资分别为960.00万元、525.00万元。",
            [("960.00万元", "新建公厕投资", "新建公厕", "2021"), ("525.00万元", "改造公厕投资", "改造公厕", "2021")],
            id="a count points back to the figures before",
        ),
        pytest.param(
            "柳浦河段新建护岸9.8公里，沙溪河段清淤13.6公里，两段工程分别完成投资1,325.60万元、988.40万元。",
            [
                ("1325.60万元", "柳浦河段新建护岸完成投资", "柳浦河段新建护岸", "2021"),
                ("988.40万元", "沙溪河段清淤完成投资", "沙溪河段清淤", "2021"),
            ],
            id="works named by a clause of their own",
        ),
        pytest.param(
            "智慧平台、数据归集、网络安全三个项目分别支出120.5万元、88.2万元和61万元。",
            [
                ("120.5万元", "智慧平台支出", "智慧平台", "2021"),
                ("88.2万元", "数据归集支出", "数据归集", "2021"),
                ("61万元", "网络安全支出", "网络安全", "2021"),
            ],
            id="a count gathers the names of a list",
        ),
        pytest.param(
            "供水、排水两类管网分别新建12公里、8公里。",
            [("12公里", "供水管网新建", "供水", "2021"), ("8公里", "排水管网新建", "排水", "2021")],
            id="what the count is of is common to all",
        ),
        pytest.param(
            "两个项目分别投资300万元、450万元。",
            [("300万元", "投资", "项目", "2021"), ("450万元", "投资", "项目", "2021")],
            id="a count with nothing before it pairs nothing",
        ),
        pytest.param(
            "城区、镇区供水管网漏损率分别为8.9%和12.3%，较上年分别下降1.2个和0.8个百分点。",
            [
                ("1.2个百分点", "城区供水管网漏损率较上年下降", "城区", "2021"),
                ("0.8个百分点", "镇区供水管网漏损率较上年下降", "镇区", "2021"),
            ],
            id="changes are of what each one measured",
        ),
        pytest.param(
            "一季度、二季度支出进度依次为22.1%、48.6%。",
            [("22.1%", "支出进度", "", "2021-01/2021-03"), ("48.6%", "支出进度", "", "2021-04/2021-06")],
            id="periods by order",
        ),
        pytest.param(
            "2020-2021年公用经费分别为320万元、350万元。",
            [("320万元", "公用经费", "", "2020"), ("350万元", "公用经费", "", "2021")],
            id="the years of a run by order",
        ),
        pytest.param(
            "2020年和2021年，公务接待费分别为8.6万元、7.2万元。",
            [("8.6万元", "公务接待费", "", "2020"), ("7.2万元", "公务接待费", "", "2021")],
            id="periods before a comma",
        ),
        pytest.param(
            "一般公共预算收入、支出分别完成12.5亿元、18.3亿元。",
            [
                ("12.5亿元", "一般公共预算收入完成", "一般公共预算收入", "2021"),
                ("18.3亿元", "一般公共预算支出完成", "一般公共预算支出", "2021"),
            ],
            id="what the first name opens with is common to both",
        ),
        pytest.param(
            "2021年早稻、晚稻单产分别为412公斤、398公斤。",
            [("412公斤", "早稻单产", "早稻", "2021"), ("398公斤", "晚稻单产", "晚稻", "2021")],
            id="a period before the names",
        ),
        pytest.param(
            "农田灌溉水有效利用系数由0.571提高到0.584。",
            [
                ("0.571", "农田灌溉水有效利用系数", "", "2021"),
                ("0.584", "农田灌溉水有效利用系数", "", "2021"),
            ],
            id="bare numbers from and to",
        ),
        pytest.param(
            "群众满意度由年初的88.5%提升至93.2%。",
            [("88.5%", "群众满意度", "", "2021-01-01"), ("93.2%", "群众满意度", "", "2021")],
            id="from the beginning of the year",
        ),
        pytest.param(
            "投诉量由2019年的86起降至2021年的31起。",
            [("86起", "投诉量", "投诉量", "2019"), ("31起", "投诉量", "投诉量", "2021")],
            id="a year of its own for each level",
        ),
        pytest.param(
            "2021年部门预算执行率由上年的92.1%提高至96.5%。",
            [("92.1%", "部门预算执行率", "", "2020"), ("96.5%", "部门预算执行率", "", "2021")],
            id="what is measured between two periods",
        ),
        pytest.param(
            "城区、镇区在校生分别为900人、410人，惠及学生分别为800人、400人。",
            [("800人", "城区惠及学生", "城区", "2021"), ("400人", "镇区惠及学生", "镇区", "2021")],
            id="惠及 joins nothing",
        ),
        pytest.param(
            "单位能耗由 1.35 吨标准煤降至 1.28 吨标准煤。",
            [("1.35吨", "单位能耗", "", "2021"), ("1.28吨", "单位能耗", "", "2021")],
            id="a unit of two words between the levels",
        ),
    ],
)
def test_figures_of_an_order(body: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert said(body)[-len(expected) :] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "预算执行率（分值10分）得8.6分，扣1.4分。",
            [
                ("10分", "分值", "预算执行率", "target"),
                ("8.6分", "得", "预算执行率", "score"),
                ("1.4分", "扣", "预算执行率", "score"),
            ],
            id="points in a bracket",
        ),
        pytest.param(
            "效益指标（30分）得27.5分，满意度指标（10分），实得9.8分。",
            [
                ("30分", "效益指标", "效益指标", "target"),
                ("27.5分", "得", "效益指标", "score"),
                ("10分", "满意度指标", "满意度指标", "target"),
                ("9.8分", "实得", "满意度指标", "score"),
            ],
            id="each its own",
        ),
        pytest.param(
            "资金分三批拨付到位，共计600万元。",
            [("3批", "资金拨付到位", "资金", "actual"), ("600万元", "资金拨付到位", "资金", "actual")],
            id="how it was done",
        ),
        pytest.param(
            "完成28项任务，任务目标30项。",
            [("28项", "完成任务", "任务", "actual"), ("30项", "任务目标", "任务目标", "target")],
            id="goals that are counted",
        ),
        pytest.param(
            "全年开展职业技能培训并广泛发动，培训人员2,3\n- 12 -\n90人次，补贴1,\n020.50万元。",
            [("2390人次", "培训人员", "人员", "actual"), ("1020.50万元", "补贴", "人员", "actual")],
            id="numbers cut by pages and lines",
        ),
        pytest.param(
            "全年完成农村危房改造12\n0户，新建垃圾中转站3座。",
            [
                ("120户", "完成农村危房改造", "农村危房改造", "actual"),
                ("3座", "新建垃圾中转站", "垃圾中转站", "actual"),
            ],
            id="a short line cuts a number",
        ),
    ],
)
def test_points_steps_and_cut_numbers(body: str, expected: list[tuple[str, str, str, str]]) -> None:
    document = make_document("report.txt", (TITLE + body).encode(), _Words)  # type: ignore[arg-type]
    found = read_figures(document, _Words.vocabulary)
    assert [(f"{f.quantity.value}{f.quantity.unit}", f.measure, f.subject, str(f.role)) for f in found] == expected
    assert all(read_span(document.text, f.span) == f.quantity for f in found)


@pytest.mark.parametrize(
    ("body", "measure", "subject"),
    [
        ("执行数低于预算数58.2万元。", "执行数低于预算数", "执行数"),
        ("公务接待费支出5.20万元，比年初预算减少27.32万元。", "公务接待费支出比年初预算减少", "公务接待费"),
        ("公务用车运行费6.30万元，较预算数少0.85万元。", "较预算数少", "公务用车运行费"),
        ("项目支出比基本支出多126.5万元。", "项目支出比基本支出多", "项目支出"),
        ("受理投诉128件，同比多受理8件。", "同比多受理", "受理投诉"),
        ("全年接待游客32.5万人次，超出目标2.5万人次。", "超出目标", "游客"),
    ],
)
def test_a_difference_keeps_what_it_is_compared_with(body: str, measure: str, subject: str) -> None:
    document = make_document("report.txt", (TITLE + body).encode(), _Words)  # type: ignore[arg-type]
    last = read_figures(document, _Words.vocabulary)[-1]
    assert (last.measure, last.subject, str(last.role)) == (measure, subject, "change")
