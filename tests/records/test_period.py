import time
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.records.model import Period
from assistant.records.period import asked_period, asked_years, covers, days, in_year, read_periods

TODAY = date(2024, 6, 15)


def read(text: str, year: int | None = 2021) -> list[tuple[str, str]]:
    return [(reading.span.of(text), str(reading.period)) for reading in read_periods(text, year)]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2021年", "2021"),
        ("2021年度", "2021"),
        ("2021 年", "2021"),
        ("２０２１年", "2021"),
        ("二〇二一年", "2021"),
        ("二零二一年度", "2021"),
        ("二○二一年", "2021"),
        ("21年", "2021"),
        ("2019-2021年", "2019/2021"),
        ("2019年至2021年", "2019/2021"),
        ("2019—2021年度", "2019/2021"),
        ("2019～2021年", "2019/2021"),
        ("2019年以来", "2019/2021"),
        ("1-11月", "2021-01/2021-11"),
        ("1-11 月", "2021-01/2021-11"),
        ("1 至 9 月", "2021-01/2021-09"),
        ("1月至9月", "2021-01/2021-09"),
        ("一至九月", "2021-01/2021-09"),
        ("1-9月份", "2021-01/2021-09"),
        ("１－９月", "2021-01/2021-09"),
        ("1-12月中旬", "2021-01/2021-12-20"),
        ("7-12月", "2021-07/2021-12"),
        ("2022年1-7月", "2022-01/2022-07"),
        ("2020年9月至2021年8月", "2020-09/2021-08"),
        ("6月", "2021-06"),
        ("十二月", "2021-12"),
        ("2021年6月", "2021-06"),
        ("6月底", "2021-01/2021-06"),
        ("12月中旬", "2021-12-11/2021-12-20"),
        ("2月下旬", "2021-02-21/2021-02-28"),
        ("截至9月底", "2021-01/2021-09"),
        ("截至2022年9月", "2022-01/2022-09"),
        ("截至2021年12月31日", "2021-01/2021-12-31"),
        ("截至10月15日", "2021-01/2021-10-15"),
        ("一季度", "2021-01/2021-03"),
        ("第三季度", "2021-07/2021-09"),
        ("2022年第4季度", "2022-10/2022-12"),
        ("前三季度", "2021-01/2021-09"),
        ("第1-3季度", "2021-01/2021-09"),
        ("二季度末", "2021-01/2021-06"),
        ("2021年Q3", "2021-07/2021-09"),
        ("上半年", "2021-01/2021-06"),
        ("2022年下半年", "2022-07/2022-12"),
        ("全年", "2021"),
        ("年末", "2021"),
        ("年底", "2021"),
        ("2021年底", "2021"),
        ("截至2021年末", "2021"),
        ("三年累计", "2019/2021"),
        ("近三年", "2019/2021"),
        ("近3年", "2019/2021"),
        ("去年", "2020"),
        ("上年", "2020"),
        ("上一年度", "2020"),
        ("前年", "2019"),
        ("今年", "2021"),
        ("本年度", "2021"),
        ("去年同期", "2020"),
        ("“十四五”期间", "2021/2025"),
        ("十三五时期", "2016/2020"),
        ("“十四五”以来", "2021"),
        ("2021年3月5日", "2021-03-05"),
        ("3月5日", "2021-03-05"),
        ("2021-03-05", "2021-03-05"),
        ("2021.3.5", "2021-03-05"),
        ("2020年2月29日", "2020-02-29"),
        ("2021年1月1日至2021年12月31日", "2021"),
        ("2021年1月1日至6月30日", "2021-01-01/2021-06-30"),
    ],
)
def test_reads_one_period_over_all_its_characters(text, period):
    assert read(text) == [(text, period)]


@pytest.mark.parametrize(
    "text",
    [
        "“十四五”规划",
        "历时21年",
        "30年以上",
        "3个月",
        "每月",
        "上年结转30万元",
        "五年内",
        "电话020-82110000",
        "总投资2000万元",
        "2021年13月"[5:],
        "2021年2月30日"[5:],
        "“金桥20条”2.0版",
        "9-1月",
        "",
    ],
)
def test_leaves_what_is_no_period(text):
    assert read(text) == []


@pytest.mark.parametrize("text", ["1-11月", "上半年", "截至9月底", "去年", "同期", "近三年", "全年", "21年", "3月5日"])
def test_leaves_out_what_nothing_settles(text):
    assert read(text, None) == []
    assert read(text) != []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019、2020、2021年", [("2019", "2019"), ("2020", "2020"), ("2021年", "2021")]),
        ("2021年年初预算", [("2021年", "2021")]),
        ("全年预算数", [("全年", "2021")]),
        ("到9月底完成", [("9月底", "2021-01/2021-09")]),
        ("2022年度，1-9月完成", [("2022年度", "2022"), ("1-9月", "2021-01/2021-09")]),
    ],
)
def test_reads_periods_inside_text(text, expected):
    assert read(text) == expected


def test_the_same_period_of_last_year_means_the_months_just_named():
    text = "1-11月销售2.1亿元，比上年同期增长3%。同期无新增。"
    readings = read_periods(text, 2021)
    assert [str(one.period) for one in readings] == ["2021-01/2021-11", "2020-01/2020-11", "2020"]
    assert [one.compared for one in readings] == [False, True, True]


@pytest.mark.parametrize("text", ["比上年增长", "较2020年下降", "比去年多"])
def test_a_period_only_compared_with_is_marked(text):
    (reading,) = read_periods(text, 2021)
    assert reading.compared
    assert reading.period == Period("2020", "2020")
    assert reading.span.start == 1


@given(
    st.text() | st.text("0123456789〇一二三四五十年月日季度上下半末底截至到-、 前近去同期Q.比"),
    st.none() | st.integers(1990, 2100),
)
def test_reading_never_raises_and_spans_lie_in_order(text, year):
    readings = read_periods(text, year)
    assert all(0 <= one.span.start < one.span.end <= len(text) for one in readings)
    assert all(one.span.end <= other.span.start for one, other in pairwise(readings))
    assert all(days(one.period)[0] <= days(one.period)[1] for one in readings)


@given(st.integers(2000, 2040), st.integers(1, 12), st.integers(1, 12))
def test_any_run_of_months_is_read_back(year, one, other):
    first, last = min(one, other), max(one, other)
    if first < last:
        assert read(f"{year}年{first}-{last}月") == [
            (f"{year}年{first}-{last}月", f"{year}-{first:02}/{year}-{last:02}")
        ]


@given(st.dates(date(1990, 1, 1), date(2049, 12, 31)))
def test_any_date_is_read_back(day):
    (reading,) = read_periods(f"{day.year}年{day.month}月{day.day}日", None)
    assert days(reading.period) == (day, day)


def test_reading_takes_time_in_proportion_to_the_text():
    def seconds(times: int) -> float:
        text = "截至2021年9月底，前三季度完成投资3.2亿元，比上年同期增长；" * 60 * times
        begun = time.process_time()
        read_periods(text, 2021)
        return time.process_time() - begun

    # The quickest of some: a busy machine makes single ones slow.
    assert min(seconds(8) for _ in range(4)) < 30 * max(min(seconds(1) for _ in range(4)), 0.001)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period("2021", "2021"), date(2021, 1, 1), date(2021, 12, 31)),
        (Period("2020-01", "2020-02"), date(2020, 1, 1), date(2020, 2, 29)),
        (Period("2021-01", "2021-12-20"), date(2021, 1, 1), date(2021, 12, 20)),
    ],
)
def test_days_are_inclusive(period, first, last):
    assert days(period) == (first, last)


def test_covering_looks_at_days_not_at_writing():
    year, months = Period("2021", "2021"), Period("2021-01", "2021-12")
    assert covers(year, months)
    assert covers(months, year)
    assert not covers(Period("2021-01", "2021-11"), year)


@given(st.dates(date(1990, 1, 1), date(2049, 12, 31)), st.integers(1990, 2049))
def test_moving_a_period_keeps_its_month(day, year):
    moved = in_year(Period(day.isoformat(), day.isoformat()), year)
    assert days(moved)[0].year == year
    assert abs(days(moved)[0] - (date(year, day.month, 1) + timedelta(day.day - 1))) <= timedelta(1)


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("（云杉园区），2020年有几家企业", (2020,)),
        ("2021年预算执行率是多少", (2021,)),
        ("二〇二一年的执行率", (2021,)),
        ("21年执行率", (2021,)),
        ("2021预算", (2021,)),
        ("FY2021 budget", (2021,)),
        ("FY21", (2021,)),
        ("budget for fiscal 2021", (2021,)),
        ("去年花了多少", (2023,)),
        ("What was spent last year?", (2023,)),
        ("上年度执行率", (2023,)),
        ("前年", (2022,)),
        ("two years ago", (2022,)),
        ("the year before last", (2022,)),
        ("今年", (2024,)),
        ("this year so far", (2024,)),
        ("近三年执行率", (2021, 2022, 2023)),
        ("the past three years", (2021, 2022, 2023)),
        ("last 2 years", (2022, 2023)),
        ("since 2022", (2022, 2023, 2024)),
        ("2022年以来", (2022, 2023, 2024)),
        ("from 2022 onwards", (2022, 2023, 2024)),
        ("between 2019 and 2022", (2019, 2020, 2021, 2022)),
        ("from 2019 to 2022", (2019, 2020, 2021, 2022)),
        ("2019到2022年执行率", (2019, 2020, 2021, 2022)),
        ("2019年到2022年", (2019, 2020, 2021, 2022)),
        ("2019–2022", (2019, 2020, 2021, 2022)),
        ("2021/22", (2021, 2022)),
        ("compare 2019 and 2021", (2019, 2021)),
        ("2019年和2021年谁高", (2019, 2021)),
        ("今年比去年多多少", (2023, 2024)),
        ("2021年和上年相差多少", (2020, 2021)),
        ("2021年比上年增长多少", (2021,)),
        ("spending in 2021 compared with the previous year", (2021,)),
        ("2021年1-11月营收", (2021,)),
        ("截至2021年12月31日", (2021,)),
        ("比上一年提高了多少？", None),
        ("注资2000万元以上的企业", None),
        ("超2000人次", None),
        ("more than 2000 people", None),
        ("2021.5万元", None),
        ("单价2021元", None),
        ("执行率是多少", None),
        ("", None),
    ],
)
def test_years_asked(question, years):
    assert asked_years(question, TODAY) == years


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("2021年1-11月营收", "2021-01/2021-11"),
        ("2021年上半年", "2021-01/2021-06"),
        ("截至2021年12月31日", "2021-01/2021-12-31"),
        ("in Jan-Nov 2021", "2021-01/2021-11"),
        ("January to November 2021", "2021-01/2021-11"),
        ("Jan-Nov 2021 sales", "2021-01/2021-11"),
        ("from January through the end of September 2021", "2021-01/2021-09"),
        ("first half of 2022", "2022-01/2022-06"),
        ("H2 2022", "2022-07/2022-12"),
        ("Q3 2021", "2021-07/2021-09"),
        ("the fourth quarter of 2021", "2021-10/2021-12"),
        ("first three quarters of 2021", "2021-01/2021-09"),
        ("the first nine months of 2021", "2021-01/2021-09"),
        ("by the end of September 2021", "2021-01/2021-09"),
        ("as of 30 September 2021", "2021-01/2021-09-30"),
        ("up to October 31, 2021", "2021-01/2021-10-31"),
        ("in March 2021", "2021-03"),
        ("9月底哪些单位没达到序时进度", "2023-01/2023-09"),
        ("5月底花了多少", "2024-01/2024-05"),
        ("spending through September", "2023-01/2023-09"),
        ("1-11月营收", "2023-01/2023-11"),
        ("What may be the reason?", None),
        ("March of progress", None),
        ("2021年执行率", None),
        ("2021年比上年同期", None),
        ("", None),
    ],
)
def test_period_asked(question, period):
    asked = asked_period(question, TODAY)
    assert (str(asked) if asked else None) == period


@given(st.text() | st.text("0123456789 年月近前去上比to-/andsinceFYQH"), st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_asking_never_raises(question, today):
    years = asked_years(question, today)
    assert years is None or list(years) == sorted(set(years))
    asked_period(question, today)
