"""Offices in questions: full, short, partial and English names resolve; near-identical ones never mix."""

import pytest

from assistant.answering.names import mentions
from assistant.answering.offices import Office, Offices, spoken_forms

CITY_EDU = "南栎市教育局"
DISTRICT_EDU = "南栎市榆桥区教育局"
CENTRE = "南栎市榆桥区教育发展中心"
CITY_WATER = "南栎市水务局"
DISTRICT_WATER = "南栎市榆桥区水务局"
HEALTH = "南栎市卫生健康委员会"
PARK = "南栎高新技术产业园区管理委员会"
OFFICES = (
    Office(CITY_EDU, ("市教育局",)),
    Office(DISTRICT_EDU, ("区教育局", "榆桥区教育局")),
    Office(CENTRE),
    Office(CITY_WATER),
    Office(DISTRICT_WATER),
    Office(HEALTH, ("市卫健委",)),
    Office(PARK, ("高新区管委会",)),
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("榆桥区教育局2021年预算执行率", [(DISTRICT_EDU,)]),
        ("南栎市榆桥区教育局2021年", [(DISTRICT_EDU,)]),
        ("南栎市教育局2021年", [(CITY_EDU,)]),
        ("市教育局去年花了多少", [(CITY_EDU,)]),
        ("区教育局去年花了多少", [(DISTRICT_EDU,)]),
        ("榆桥教育局花了多少", [(DISTRICT_EDU,)]),
        ("榆桥区教育发展中心培训了多少人", [(CENTRE,)]),
        ("教育局2021年执行率", [(CITY_EDU, DISTRICT_EDU)]),
        ("卫健委有多少人", [(HEALTH,)]),
        ("市卫生健康局2021年", [(HEALTH,)]),
        ("高新区管委会引进几个项目", [(PARK,)]),
        ("高新技术产业园区引进项目", [(PARK,)]),
        ("南栎市水务局和榆桥区水务局比", [(CITY_WATER,), (DISTRICT_WATER,)]),
        ("青浦区教育局2021年执行率", [()]),
        ("审计局2020年", [()]),
        ("What did the Yuqiao district water bureau spend?", [(DISTRICT_WATER,)]),
        ("What did Nanli city water bureau spend?", [(CITY_WATER,)]),
        ("the municipal education bureau in 2021", [(CITY_EDU,)]),
        ("How did the education bureau do?", [(CITY_EDU, DISTRICT_EDU)]),
        ("What about Xincheng district water bureau?", [()]),
        ("What did the audit office find?", [()]),
        ("去年引进了几个项目", []),
        ("How many projects were introduced?", []),
        # another office or the table named beside it tells the region
        ("榆桥区水务局和教育局谁花得多", [(DISTRICT_WATER,), (DISTRICT_EDU,)]),
        ("教育局9月底的执行率（榆桥区台账）", [(DISTRICT_EDU,)]),
        # misspelt, or of a region on record that has no such office
        ("南栎市教肓局2021年执行率", [()]),
        ("南栎市体育局去年花了多少", [()]),
        ("榆桥区水务所有几个", [(CENTRE, DISTRICT_EDU, DISTRICT_WATER)]),
        # any of a kind, and what the question itself puts in Chinese, is no office unknown to the records
        ("How many trips did health centres make?", []),
        ("How much did Haitang Subdistrict Office (海棠街道) remove?", []),
    ],
)
def test_offices_named(question: str, expected: list[tuple[str, ...]]) -> None:
    assert [tuple(sorted(m.departments)) for m in mentions(question, OFFICES)] == [tuple(sorted(e)) for e in expected]


def test_own_office_is_the_home_department() -> None:
    assert mentions("我局2022年花了多少", OFFICES, CITY_WATER)[0].departments == (CITY_WATER,)
    assert mentions("我局2022年花了多少", OFFICES) == ()


def test_mention_covers_the_characters_of_the_name() -> None:
    question = "请问榆桥区水务局2021年的执行数"
    (mention,) = mentions(question, OFFICES)
    assert mention.span.of(question) == mention.written == "榆桥区水务局"


ZONE = "青川经济技术开发区管理委员会"
UPKEEP = "云杉市港湾区水利工程管护中心"
FOREST = "Yunshan City Forestry Bureau"
LAKE_WATER = "云杉市平湖区水务局"
BAY_WATER = "云杉市港湾区水务局"
MANY = Offices(
    tuple(
        Office(name, tuple(sorted(spoken_forms(name))))
        for name in (ZONE, UPKEEP, FOREST, LAKE_WATER, BAY_WATER, HEALTH)
    )
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("青川经开区2023年产值多少", [(ZONE,)]),
        ("青川经开区管委会2023年用了多少外资", [(ZONE,)]),
        ("港湾管护中心2023年堤防检查多少次", [(UPKEEP,)]),
        ("云杉市林业局2023年森林覆盖率", [(FOREST,)]),
        ("Yunshan Forestry Bureau 2023: how many rangers", [(FOREST,)]),
        ("2023年平湖、港湾两个区水务局哪个高", [(LAKE_WATER, BAY_WATER)]),
        ("Compare the Pinghu and Gangwan district water bureaus", [(LAKE_WATER,), (BAY_WATER,)]),
        ("平湖区水务局2023年财政局复核打了多少分", [(LAKE_WATER,)]),
        ("Pinghu District Water Bureau: what score did the finance bureau give?", [(LAKE_WATER,)]),
        ("财政局2023年执行率", [()]),
        ("average length of hospital stay", []),
        ("松岭市林业局2023年森林覆盖率", [()]),
    ],
)
def test_offices_go_by_spoken_english_and_coordinated_names(question, expected):
    assert [m.departments for m in mentions(question, MANY)] == expected


@pytest.mark.parametrize(
    "question", ["How much blood was collected in Yong'an in 2023?", "Yong'an's blood collection in 2023"]
)
def test_a_place_spelt_with_an_apostrophe_is_a_region(question: str) -> None:
    found = mentions(question, [Office("永安市卫生健康委员会"), Office("青岑县林业局")])
    assert [(m.departments, m.region) for m in found] == [(("永安市卫生健康委员会",), True)]


FIRE = [
    Office("云杉市消防救援支队"),
    Office("云杉经济开发区消防救援大队"),
    Office("溪岙县消防救援大队"),
    Office("苇川市港务管理局", ("苇川市港务局",)),
]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many call-outs did the Yunshan City Fire and Rescue Detachment have?", [(FIRE[0].name,)]),
        ("the Yunshan Economic Development Zone fire brigade's procurement", [(FIRE[1].name,)]),
        ("Did Xi'ao County's fire brigade meet its target?", [(FIRE[2].name,)]),
        ("And the development zone brigade?", [(FIRE[1].name,)]),
        ("What was paid in the development zone?", [(FIRE[1].name,)]),
        ("Which brigade built more hydrants?", []),
        ("经开区和溪岙县两个消防大队谁花得多", [(FIRE[1].name, FIRE[2].name)]),
        ("苇川港务局的自评表", [(FIRE[3].name,)]),
        ("云杉市疾控中心2023年预算是多少", [()]),
    ],
)
def test_brigades_zones_and_offices_of_other_kinds(question: str, expected: list[tuple[str, ...]]) -> None:
    assert [m.departments for m in mentions(question, FIRE)] == expected


def test_a_shortened_office_beside_a_full_one_is_named_too() -> None:
    offices = [Office("云杉市交通运输局", ("市交通运输局",)), Office("云杉市公路事业发展中心", ("市公路事业发展中心",))]
    found = mentions("市交通运输局和市公路中心2022年复核得分各多少", offices)
    assert [m.departments for m in found] == [("云杉市交通运输局",), ("云杉市公路事业发展中心",)]
