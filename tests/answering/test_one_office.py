"""The ways in which records write one office; look-alikes never become one. Every name is made up."""

import pytest

from assistant.answering.one_office import full_names

HEALTH, FORESTRY, WATER = "云杉市卫生健康委员会", "云杉市林业局", "云杉市桐浦区水务局"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(["桐浦区水务局", WATER], {"桐浦区水务局": WATER}, id="without the outer region"),
        pytest.param(["市卫生健康委员会", HEALTH], {"市卫生健康委员会": HEALTH}, id="by its level"),
        pytest.param(["市卫健委", HEALTH], {"市卫健委": HEALTH}, id="by its level and in short"),
        pytest.param(["区水务局", WATER, "云杉市水务局"], {"区水务局": WATER}, id="a district's, not the city's"),
        pytest.param(
            ["市档案馆", FORESTRY], {"市档案馆": "云杉市档案馆"}, id="of the only city, where no full name is on record"
        ),
        pytest.param(["市林业局", FORESTRY, "青岑市林业局"], {}, id="two cities"),
        pytest.param(["市档案馆", FORESTRY, "青岑市水务局"], {}, id="of one of two cities"),
        pytest.param(["市场监督管理局", "云杉市市场监督管理局"], {}, id="市场 is no level"),
        pytest.param(["市政工程管理处", FORESTRY], {}, id="市政 is no level"),
        pytest.param(["Yunshan Municipal Forestry Bureau", FORESTRY], {"Yunshan Municipal Forestry Bureau": FORESTRY}),
        pytest.param(["Yunshan Forestry Bureau", FORESTRY, "青岑市林业局"], {"Yunshan Forestry Bureau": FORESTRY}),
        pytest.param(["Qingcen Forestry Bureau", FORESTRY], {}, id="another place"),
        pytest.param(["Yunshan County Forestry Bureau", FORESTRY], {}, id="another level"),
        pytest.param(
            ["市林业局", "云杉市水务局", "Yunshan Municipal Forestry Bureau"],
            {"市林业局": FORESTRY, "Yunshan Municipal Forestry Bureau": FORESTRY},
            id="Chinese and English names that only together tell the full one",
        ),
        pytest.param(
            ["云杉经开区投资促进局", "云杉经济技术开发区投资促进局"],
            {"云杉经开区投资促进局": "云杉经济技术开发区投资促进局"},
            id="a zone in short",
        ),
        pytest.param(
            ["经开区投资促进局", "云杉经济技术开发区投资促进局", "青岑经济技术开发区投资促进局"], {}, id="two zones"
        ),
    ],
)
def test_names_of_one_office(names: list[str], expected: dict[str, str]) -> None:
    assert full_names(names) == expected


def test_the_region_of_a_document_counts() -> None:
    assert full_names(["市档案馆"], ["云杉市"]) == {"市档案馆": "云杉市档案馆"}
    assert full_names(["市档案馆"], ["云杉市", "青岑市"]) == {}
