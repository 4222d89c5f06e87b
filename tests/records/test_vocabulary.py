import itertools
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InvalidSetting
from assistant.records.vocabulary import FORMULAS, Vocabulary, load_vocabulary

VOCABULARY = load_vocabulary()

KEYS_USED_ELSEWHERE = [
    "annual_budget",
    "initial_budget",
    "adjusted_budget",
    "executed",
    "execution_rate",
    "balance_carryover",
    "basic_expenditure",
    "personnel_expenditure",
    "operating_expenditure",
    "project_expenditure",
    "three_public",
    "three_public_abroad",
    "three_public_vehicles",
    "three_public_reception",
    "procurement_amount",
    "self_score",
    "review_score",
    "satisfaction",
]


def found(text: str, vocabulary: Vocabulary = VOCABULARY) -> list[tuple[str, str]]:
    return [(indicator.key, span.of(text)) for indicator, span in vocabulary.find(text)]


def found_en(text: str) -> list[tuple[str, str]]:
    return [(indicator.key, span.of(text)) for indicator, span in VOCABULARY.find_en(text)]


@pytest.mark.parametrize("key", KEYS_USED_ELSEWHERE)
def test_keys_that_other_parts_name_are_there(key):
    indicator = VOCABULARY.get(key)
    assert indicator is not None
    assert indicator.key == key


def test_the_shipped_data_is_wide_enough():
    assert len(VOCABULARY.indicators) >= 150
    assert len(VOCABULARY.glossary) >= 600
    assert len(VOCABULARY.synonyms) >= 200


def test_every_indicator_is_defined_in_one_sentence_of_each_language():
    for one in VOCABULARY.indicators:
        assert one.definition_zh.endswith("。"), one.key
        assert one.definition_zh.count("。") == 1, one.key
        assert one.definition_en.endswith("."), one.key
        assert one.formula is None or one.formula in FORMULAS


def test_every_name_finds_its_own_indicator():
    for one in VOCABULARY.indicators:
        for name in (one.zh, *one.synonyms):
            assert found(name) == [(one.key, name)]
        for name in (one.en, *one.synonyms_en):
            assert [key for key, _ in found_en(name)] == [one.key], name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年预算数 812.40 万元，执行数 790.13 万元", [("annual_budget", "全年预算数"), ("executed", "执行数")]),
        (
            "年初预算数 30 万元，调整预算数 31 万元",
            [("initial_budget", "年初预算数"), ("adjusted_budget", "调整预算数")],
        ),
        ("完成预算的 97.3%", [("execution_rate", "完成预算的")]),
        ("“三公” 经费比上年是增是减", [("three_public", "三公” 经费")]),
        ("預算執行率", []),
        ("预算执\n\n行率为九成", [("execution_rate", "预算执\n\n行率")]),
        ("南栎市水务局去年花了多少钱", [("executed", "花了多少钱")]),
        ("自评得分和复核得分差几分", [("self_score", "自评得分"), ("review_score", "复核得分")]),
        ("ＧＤＰ增长率", [("gdp", "ＧＤＰ"), ("growth_rate", "增长率")]),
        ("增速排名第 2", [("growth_rank", "增速排名")]),
        ("没有指标的一句话", []),
        ("", []),
    ],
)
def test_finds_chinese_names(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What was the budget execution rate last year?", ["execution_rate"]),
        ("Implementation rate of the water bureau", ["execution_rate"]),
        ("How much was spent?", ["executed"]),
        ("How many projects were introduced in 2021?", ["projects_introduced"]),
        ("ADJUSTED BUDGETS and initial budgets", ["adjusted_budget", "initial_budget"]),
        ("self-evaluation score versus re-score", ["self_score", "review_score"]),
        ("carry-over", ["balance_carryover"]),
        ("Nothing of the field here", []),
    ],
)
def test_finds_english_names(text, expected):
    assert [key for key, _ in found_en(text)] == expected


@pytest.mark.parametrize("word", ["支出", "预算", "收入", "编制", "得分"])
def test_broad_words_name_an_indicator_only_when_alone(word):
    assert VOCABULARY.named(word) is not None
    assert found(f"规范{word}管理") == []


@pytest.mark.parametrize(
    ("measure", "key"),
    [("执行数", "executed"), ("“支出”", "executed"), ("执行数等情况", None), ("优质项目", None)],
)
def test_a_whole_measure_is_named(measure, key):
    indicator = VOCABULARY.named(measure)
    assert (indicator.key if indicator else None) == key


def test_colloquial_words_expand_to_report_words():
    assert {"结转", "结余"} <= set(VOCABULARY.expand("没花完的钱还剩多少"))
    assert VOCABULARY.expand("没有口语词汇的长句") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Which plots were reviewed?", {"地块", "梳理"}),
        ("the education bureau", {"教育局"}),
        ("Health Commissions", {"卫生健康局", "卫健委"}),
        ("roads renovated by the water bureau", {"改造", "水务局", "水利局"}),
    ],
)
def test_english_phrases_translate(text, words):
    assert words <= set(VOCABULARY.translate(text))


def test_the_longest_english_phrase_hides_the_shorter():
    assert VOCABULARY.translate("water bureau") == ("水务局", "水利局")


@given(st.text())
def test_looking_never_raises_and_spans_lie_in_order(text):
    for hits in (VOCABULARY.find(text), VOCABULARY.find_en(text)):
        spans = [span for _, span in hits]
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert all(one.end <= other.start for one, other in itertools.pairwise(spans))


def test_an_office_adds_overrides_and_takes_names_over(tmp_path: Path):
    (tmp_path / "vocabulary.toml").write_text(
        """
[execution_rate]
synonyms = ['花钱进度']
definition_zh = '本局口径：支出除以调整预算。'

[lamps]
zh = '路灯数量'
en = 'street lamps'
synonyms = ['建设点位']
family = 'count'
role = 'actual'
definition_zh = '路灯的盏数。'
definition_en = 'How many street lamps there are.'
""",
        encoding="utf-8",
    )
    (tmp_path / "synonyms.tsv").write_text("亮灯\t路灯,照明\n花了\t列支\n", encoding="utf-8")
    (tmp_path / "glossary.tsv").write_text("# ours\nstreet lamp\t路灯\n", encoding="utf-8")
    office = load_vocabulary(tmp_path)
    assert found("花钱进度和执行率", office) == [("execution_rate", "花钱进度"), ("execution_rate", "执行率")]
    assert office.get("execution_rate").definition_zh.startswith("本局口径")
    assert found("建设点位", office) == [("lamps", "建设点位")]
    assert office.get("lamps").formula is None
    assert office.expand("亮灯") == ("路灯", "照明")
    assert office.expand("花了") == ("列支",)
    assert office.translate("street lamps") == ("路灯",)
    assert len(office.indicators) == len(VOCABULARY.indicators) + 1
    assert found("建设点位") == [("facilities_built", "建设点位")]


def test_an_office_folder_without_files_changes_nothing(tmp_path: Path):
    assert load_vocabulary(tmp_path) == VOCABULARY


COMPLETE = "zh='灯'\nen='lamp'\nfamily='count'\nrole='actual'\ndefinition_zh='灯。'\ndefinition_en='Lamps.'\n"


@pytest.mark.parametrize(
    ("name", "content", "thing", "says"),
    [
        ("vocabulary.toml", "[lamps\n", "syntax", "not valid TOML"),
        ("vocabulary.toml", "[lamps]\nzh = '灯'\n", "[lamps]", "missing en, family"),
        ("vocabulary.toml", "lamps = 3\n", "[lamps]", "is a table"),
        ("vocabulary.toml", "[Lamps]\n" + COMPLETE, "[Lamps]", "lower-case key"),
        ("vocabulary.toml", "[lamps]\ncolour='red'\n" + COMPLETE, "[lamps]", "unknown field colour"),
        ("vocabulary.toml", "[executed]\nfamily='coin'\n", "[executed]", "family is coin, not one of area"),
        ("vocabulary.toml", "[executed]\nrole='plan'\n", "[executed]", "role is plan"),
        ("vocabulary.toml", "[executed]\nformula='a/b'\n", "[executed]", "formula is a/b"),
        ("vocabulary.toml", "[executed]\nsynonyms='花'\n", "[executed]", "must be a list"),
        ("vocabulary.toml", "[executed]\nsynonyms=['']\n", "[executed]", "not empty"),
        ("vocabulary.toml", "[executed]\nfamily=['money']\n", "[executed]", "must be text"),
        ("vocabulary.toml", "[executed]\nsynonyms=['“”']\n", "[executed]", "nothing to look for"),
        ("vocabulary.toml", "[executed]\nsynonyms=['执行率']\nzh='执行率'\n[satisfaction]\nzh='执行率'\n", "[satisfaction]", "belongs to [executed]"),
        ("vocabulary.toml", "[executed]\nsynonyms=['满意度']\n", "[executed]", "shown name of [satisfaction]"),
        ("synonyms.tsv", "花了 支出\n", "line 1", "one tab"),
        ("synonyms.tsv", "花了\t\n", "line 1", "one tab"),
        ("synonyms.tsv", "\n花了\t支出\n花了\t执行\n", "line 3", "listed twice"),
        ("glossary.tsv", "spent\t支出\n灯\t灯\n", "line 2", "one tab"),
    ],
)  # fmt: skip
def test_a_wrong_office_file_is_refused_by_name(tmp_path: Path, name, content, thing, says):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InvalidSetting) as refused:
        load_vocabulary(tmp_path)
    assert refused.value.thing == f"{name}, {thing}"
    assert says in refused.value.en
    assert refused.value.zh


def test_a_file_in_another_encoding_is_refused(tmp_path: Path):
    (tmp_path / "synonyms.tsv").write_bytes("花了\t支出\n".encode("gbk"))
    with pytest.raises(InvalidSetting, match="cannot be read as UTF-8"):
        load_vocabulary(tmp_path)


def test_looking_takes_steps_in_proportion_to_the_text():
    text = "全年预算数八百万元，执行数七百万元，“三公”经费下降。" * 50

    def steps(times: int) -> int:
        counted = 0

        def count(*_: object) -> None:
            nonlocal counted
            counted += 1

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            VOCABULARY.find(text * times)
        finally:
            sys.setprofile(before)
        return counted

    steps(1)  # what is made at the first look
    assert 8 * steps(1) * 0.9 < steps(8) < 8 * steps(1) * 1.1
