"""The sample corpus: the same bytes for a seed, planted figures where they are said to be, gold that follows from them."""

import json
import re
from collections import Counter
from decimal import Decimal
from itertools import islice, pairwise
from pathlib import Path
from types import GeneratorType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.sample import SampleManifest, make_sample, reports, write_corpus, write_gold
from eval.sample.__main__ import main
from eval.sample.accounts import accounts
from eval.sample.chance import chance, percent
from eval.sample.city import departments, named_departments
from eval.sample.corpus import DEFAULT_YEARS, Corpus
from eval.sample.gold import gold_cases
from eval.sample.load import load_gold
from eval.sample.projects import projects, totals
from eval.sample.report import report
from eval.sample.texts import FigureSpec, field_of_work, table
from eval.sample.writing import Piece, Quirks, Writer, assemble, broken
from eval.score import gold_case

BOUNDS = {"exact", "about", "at_least", "at_most", "over", "under"}
ROLES = {"target", "actual", "budget", "change", "share", "rank", "score", "threshold"}

# Numbers that stand in a report without being figures: dates, months, list numbers, names, hotlines, the page's furniture.
UNPLANTED = re.compile(
    r"20\d\d ?年|20\d\d-\d\d-\d\d|1-11 ?月|12 ?月底|NL\d+-\d+-\d+|浏览次数：\d+|^(?:- )?\d+[、．]|12345|12320"
    r"|[河航]?[湖运] ?1[02] ?条|农安 ?10 ?条|金桥 ?20 ?条|2\.0 ?版",
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleManifest:
    return make_sample(tmp_path_factory.mktemp("sample"))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_seed_writes_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    write_corpus(tmp_path / "a")
    write_corpus(tmp_path / "b")
    write_corpus(tmp_path / "c", seed=8)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert contents(tmp_path / "a") != contents(tmp_path / "c")


def test_files_are_those_of_the_manifest(sample: SampleManifest) -> None:
    assert sorted(sample.files) == sorted(path.name for path in sample.folder.iterdir())
    assert Counter(name.rpartition(".")[2] for name in sample.files) == {"txt": 17, "md": 17, "csv": 3}
    for one in sample.reports:
        assert (sample.folder / one.name).read_bytes().decode("utf-8") == one.text


def test_the_sample_is_as_large_as_promised(sample: SampleManifest) -> None:
    assert len(sample.reports) >= 24
    assert len({one.department.name for one in sample.reports}) == 10
    assert {one.year for one in sample.reports} == set(DEFAULT_YEARS)
    assert all(800 <= len(one.text) <= 4000 for one in sample.reports)
    assert any(one.department.missing for one in sample.reports)


def test_every_file_says_that_it_is_fictional(sample: SampleManifest) -> None:
    for name in sample.files:
        assert "虚构样例" in (sample.folder / name).read_text(encoding="utf-8")


def test_names_are_confusable_but_distinct() -> None:
    names = [one.name for one in named_departments()]
    assert {"南栎市教育局", "南栎市榆桥区教育局", "南栎市榆桥区教育发展中心"} <= set(names)
    assert {"南栎市水务局", "南栎市榆桥区水务局", "南栎市桐湾区水务局"} <= set(names)
    combined = [one.name for one in departments(7, 10_000, DEFAULT_YEARS)]
    assert len(set(combined)) == 10_000
    assert Counter(name[3:] for name in combined)["教育局"] > 1


def test_more_departments_than_names_are_refused() -> None:
    with pytest.raises(ValueError, match="can be named"):
        list(departments(7, 100_000, DEFAULT_YEARS))


def test_planted_figures_stand_where_they_say(sample: SampleManifest) -> None:
    for one in sample.reports:
        assert [figure.start for figure in one.planted] == sorted(figure.start for figure in one.planted)
        for figure in one.planted:
            assert one.text[figure.start : figure.end] == figure.text
            assert figure.text in figure.clause
            assert figure.clause in one.text
            assert figure.bound in BOUNDS
            assert figure.role in ROLES
            assert figure.measure
            assert str(one.year) in figure.period


def test_planted_text_holds_value_and_unit(sample: SampleManifest) -> None:
    for one in sample.reports:
        for figure in one.planted:
            number = re.search(r"[\d,.]*\d", figure.text)
            assert number is not None
            assert Decimal(number[0].replace(",", "")) == figure.value
            assert figure.text.startswith("第") if figure.unit == "位" else figure.unit in figure.text


@pytest.mark.parametrize(
    ("hedge", "bound"),
    [("约", "about"), ("超", "over"), ("余", "over"), ("以上", "at_least"), ("以内", "at_most"), ("≤", "at_most")],
)
def test_hedges_are_inside_the_planted_text(sample: SampleManifest, hedge: str, bound: str) -> None:
    hedged = [figure for one in sample.reports for figure in one.planted if hedge in figure.text]
    assert hedged
    assert {figure.bound for figure in hedged} == {bound}


def test_no_number_stands_in_a_report_unplanted(sample: SampleManifest) -> None:
    for one in sample.reports:
        shown = list(one.text)
        for figure in one.planted:
            shown[figure.start : figure.end] = "□" * (figure.end - figure.start)
        left = re.findall(r".{0,8}\d[\d.]*.{0,4}", UNPLANTED.sub("", "".join(shown)))
        assert left == [], one.name


def test_house_styles_have_their_traits(sample: SampleManifest) -> None:
    texts = [one.text for one in sample.reports]
    assert any(re.search(r"[\d.]+ 万元", text) for text in texts)
    assert any(re.search(r"[\d.]+万元", text) for text in texts)
    assert any(re.search(r"\d,\d{3}", text) for text in texts)
    assert any(re.search(r"[\u4e00-\u9fff]\n\n[\u4e00-\u9fff]{2,}[^\n]*。", text) for text in texts)
    assert any("\n（2021 年度）\n" in text or "\n（2021年度）\n" in text for text in texts)
    assert all(text.count("一、") >= 2 for text in texts if text.startswith("南栎"))


@pytest.mark.parametrize("year", DEFAULT_YEARS)
def test_stated_rates_contradict_only_where_planned(sample: SampleManifest, year: int) -> None:
    for one in (one for one in sample.reports if one.year == year):
        rate, executed, adjusted = (one.figure(key) for key in ("rate", "executed", "adjusted"))
        assert rate
        assert executed
        assert adjusted
        off = abs(rate.value - percent(executed.value, adjusted.value))
        assert off >= 1 if year in one.department.contradicts else off <= Decimal("0.05")


def test_some_rates_are_rounded_and_two_or_three_contradict(sample: SampleManifest) -> None:
    rates = [one.figure("rate") for one in sample.reports]
    assert {rate.text.partition(".")[2] for rate in rates if rate}.isdisjoint({""})
    assert 2 <= sum(one.year in one.department.contradicts for one in sample.reports) <= 3
    assert {len(rate.text.partition(".")[2]) for rate in rates if rate} == {2, 3}


def test_ledger_in_december_is_the_report(sample: SampleManifest) -> None:
    for year in (2022, 2023):
        lines = (sample.folder / f"部门支出执行台账{year}.csv").read_text(encoding="utf-8").splitlines()
        rows = [line.split(",") for line in lines[1:-1]]
        december = {row[0]: row for row in rows if row[2] == "12月"}
        assert len(rows) == 12 * len(december) == 120
        for one in (one for one in sample.reports if one.year == year):
            for key, cell in (("adjusted", 4), ("executed", 5)):
                figure = one.figure(key)
                assert figure
                factor = 10000 if figure.unit == "元" else 1
                assert figure.value == Decimal(december[one.department.name][cell]) * factor


def test_ledger_never_falls_within_a_year(sample: SampleManifest) -> None:
    lines = (sample.folder / "部门支出执行台账2022.csv").read_text(encoding="utf-8").splitlines()[1:-1]
    rows = [line.split(",") for line in lines]
    for before, after in pairwise(rows):
        if before[0] == after[0]:
            assert Decimal(before[5]) < Decimal(after[5])


def test_project_list_agrees_with_the_reports(sample: SampleManifest) -> None:
    lines = (sample.folder / "重点项目清单2020-2023.csv").read_text(encoding="utf-8").splitlines()[1:-1]
    rows = [line.split(",") for line in lines]
    parks = [one for one in sample.reports if one.department.field == "park"]
    assert len(parks) == 4
    for one in parks:
        mine = [row for row in rows if row[1] == one.department.name and row[2] == str(one.year) and row[6] == "是"]
        introduced, started = one.figure("introduced"), one.figure("started")
        assert introduced
        assert started
        assert introduced.value == len(mine)
        assert started.value == sum(row[5] == "已开工" for row in mine)


def test_project_totals_add_up_in_hundred_millions() -> None:
    park = next(one for one in named_departments() if one.field == "park")
    rows = projects(7, park, 2021)
    summed = totals(rows)
    assert summed["introduced"] < summed["listed"] == len(rows)
    assert summed["introduced_investment"] * 10000 == sum(row.investment for row in rows if row.introduced)


def test_next_year_compares_with_this_year() -> None:
    one = named_departments()[5]
    now, before = accounts(7, one, 2022), accounts(7, one, 2021)
    assert now["spending_change"] == now["executed"] - before["executed"]
    assert now["basic"] + now["project"] == now["executed"]


def test_gold_covers_kinds_and_both_languages(sample: SampleManifest) -> None:
    kinds = Counter(case.kind for case in sample.gold)
    assert len(sample.gold) >= 120
    wanted = "lookup count execution conflict target narrative lookalike compare trend table abstain clarify followup"
    assert set(kinds) == set(wanted.split())
    assert sum(case.language == "en" for case in sample.gold) >= 30
    assert len({case.id for case in sample.gold}) == len(sample.gold)
    assert len({(case.question, case.history) for case in sample.gold}) == len(sample.gold)
    assert any(len(case.history) > 1 for case in sample.gold)


def test_every_written_question_holds_for_the_default_sample(sample: SampleManifest) -> None:
    assert len(sample.gold) == len(table("gold_cases")["case"])


def test_gold_figures_of_one_report_stand_in_its_text(sample: SampleManifest) -> None:
    texts = {one.name: one for one in sample.reports}
    checked = 0
    for case in sample.gold:
        for figure in case.figures:
            if figure.computed or not case.sources or not set(case.sources) <= texts.keys():
                continue
            planted = [one for name in case.sources for one in texts[name].planted]
            assert any(
                (str(one.value), one.unit, one.bound) == (figure.value, figure.unit, figure.bound) for one in planted
            )
            checked += 1
    assert checked > 80


def test_gold_phrases_stand_in_the_cited_file(sample: SampleManifest) -> None:
    narrative = [case for case in sample.gold if case.contains and case.sources]
    assert len(narrative) >= 10
    for case in narrative:
        text = "".join((sample.folder / name).read_text(encoding="utf-8") for name in case.sources)
        assert all(piece in text for piece in case.contains)


def test_ledger_gold_stands_in_the_ledger(sample: SampleManifest) -> None:
    cases = [case for case in sample.gold if case.sources and "台账" in case.sources[0]]
    assert len(cases) >= 8
    for case in cases:
        text = (sample.folder / case.sources[0]).read_text(encoding="utf-8")
        assert all(f",{figure.value}" in text for figure in case.figures)


def test_abstentions_have_nothing_to_offer_and_name_no_report(sample: SampleManifest) -> None:
    refused = [case for case in sample.gold if case.status != "answered"]
    assert len(refused) >= 20
    assert all(not case.figures and not case.sources for case in refused)
    assert not any("桐湾区教育局" in name for name in sample.files)


def test_answered_cases_ask_for_something(sample: SampleManifest) -> None:
    for case in sample.gold:
        if case.status == "answered":
            assert case.figures or case.contains, case.id
            assert set(case.sources) <= set(sample.files)


def test_conflicts_ask_for_both_rates(sample: SampleManifest) -> None:
    for case in (case for case in sample.gold if case.kind == "conflict"):
        said, computed = case.figures
        assert computed.computed
        assert abs(Decimal(said.value) - Decimal(computed.value)) >= 1


def test_written_gold_is_read_by_the_scorer(sample: SampleManifest, tmp_path: Path) -> None:
    write_gold(sample, tmp_path / "gold.jsonl")
    lines = (tmp_path / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    read = [gold_case(json.loads(line)) for line in lines]
    assert [case.id for case in read] == [case.id for case in sample.gold]
    assert [len(case.figures) for case in read] == [len(case.figures) for case in sample.gold]


def test_cases_about_departments_left_out_are_left_out() -> None:
    cases = gold_cases(table("gold_cases")["case"], Corpus(7, 3, DEFAULT_YEARS))
    assert 0 < len(cases) < 120
    assert not any("水务局" in case.question and case.status != "abstained" for case in cases)


def test_load_corpus_streams() -> None:
    stream = reports(7, 10_000)
    assert isinstance(stream, GeneratorType)
    first = list(islice(stream, 60))
    assert first == list(islice(reports(7, 10_000), 60))
    for _, text, planted in first:
        assert all(text[figure.start : figure.end] == figure.text for figure in planted)


def test_the_load_corpus_begins_with_the_sample(sample: SampleManifest) -> None:
    small = [(one.name, one.text) for one in sample.reports]
    assert [(name, text) for name, text, _ in islice(reports(7, 400), len(small))] == small


def test_load_reports_are_nearly_identical() -> None:
    texts = [text for name, text, _ in reports(7, 200, (2021,)) if name.endswith(".txt") and "水务局" in name]
    assert len(texts) > 3
    shared = set.intersection(*(set(re.split(r"[。\n]", text)) for text in texts))
    assert len(shared) > 15


def test_load_gold_follows_from_planted_figures() -> None:
    corpus = Corpus(7, 60, DEFAULT_YEARS)
    texts = {name: (text, planted) for name, text, planted in reports(7, 60)}
    cases = list(load_gold(corpus, 80))
    assert cases == list(load_gold(corpus, 80))
    assert {"execution", "abstain"} <= {case.kind for case in cases}
    for case in cases:
        for name in case.sources:
            text, planted = texts[name]
            assert all(piece in text for piece in case.contains)
            assert all(any(str(one.value) == figure.value for one in planted) for figure in case.figures)


def test_a_corpus_beyond_the_named_departments_has_sampled_gold(tmp_path: Path) -> None:
    count = write_corpus(tmp_path, departments=20, years=(2021, 2022))
    assert count == len(list((tmp_path / "documents").iterdir())) - 2
    lines = (tmp_path / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 300
    assert len((tmp_path / "planted.jsonl").read_text(encoding="utf-8").splitlines()) == count


def test_the_command_writes_documents_gold_and_planted_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["sample", str(tmp_path), "--departments", "2", "--years", "2021", "2022"])
    main()
    assert capsys.readouterr().out.startswith("4 reports")
    assert {path.name for path in tmp_path.iterdir()} == {"documents", "gold.jsonl", "planted.jsonl"}


@pytest.mark.parametrize("name", sorted({one["field"] for one in table("city")["departments"]}))
def test_every_field_plants_all_its_figures(name: str) -> None:
    """A figure that no text names would be a slip of the template."""
    mine = {spec.key for spec in field_of_work(name).figures} - {spec.key for spec in field_of_work("park").figures}
    some = [one for one in departments(7, 400, (2021,)) if one.field == name and 2021 not in one.missing]
    seen = {figure.key for one in some for figure in report(7, one, 2021).planted}
    assert mine <= seen


@given(seed=st.integers(0, 10**6), index=st.integers(0, 11), year=st.integers(2015, 2030))
@settings(max_examples=60, deadline=None)
def test_any_seed_gives_sound_reports(seed: int, index: int, year: int) -> None:
    one = report(seed, named_departments()[index], year)
    assert 800 <= len(one.text) <= 4000
    assert all(one.text[figure.start : figure.end] == figure.text for figure in one.planted)
    assert all(phrase in one.text for phrase in (*one.problems, *one.measures))
    assert "{" not in one.text
    assert "@" not in one.text


@pytest.mark.parametrize(
    ("spec", "value", "quirks", "expected"),
    [
        ({"unit": "万元", "places": 2}, "1491.52", Quirks(spaced=True, separators=True), "1,491.52 万元"),
        ({"unit": "万元", "places": 2}, "1491.52", Quirks(), "1491.52万元"),
        ({"unit": "个", "hedge": "余"}, "10", Quirks(spaced=True), "10 余个"),
        ({"unit": "亿元", "hedge": "超"}, "323", Quirks(spaced=True), "超 323 亿元"),
        ({"unit": "%", "places": 2, "stated": True}, "98.94", Quirks(spaced=True, rate_places=1), "98.9%"),
        ({"unit": "位", "ordinal": True}, "2", Quirks(spaced=True), "第 2"),
        ({"unit": "万元", "places": 2, "money": True}, "12.34", Quirks(yuan=True), "123400.00元"),
        ({"unit": "万元", "places": 2}, "0", Quirks(), "0万元"),
        ({"unit": "%", "places": 1, "hedge": "≥"}, "90", Quirks(spaced=True), "≥90%"),
    ],
)
def test_figures_are_written_as_reports_write_them(
    spec: dict[str, object], value: str, quirks: Quirks, expected: str
) -> None:
    made = FigureSpec(key="x", measure="m", **spec)  # type: ignore[arg-type]
    writer = Writer(2021, {}, {"x": made}, {"x": Decimal(value)}, quirks)
    (piece,) = writer.figure("x")
    assert piece.text == expected
    assert piece.planted
    assert piece.planted.period == "2021"


def test_a_falling_amount_is_written_without_sign_and_with_its_word() -> None:
    spec = FigureSpec(key="x", unit="%", measure="{dir}", places=1)
    writer = Writer(2021, {}, {"x": spec}, {"x": Decimal("-3.5")}, Quirks())
    text, (figure,) = assemble([writer.fill("比上年{dir:x}{x}。")], Quirks())
    assert text.startswith("比上年下降3.5%。")
    assert (figure.measure, figure.value) == ("下降", Decimal("3.5"))


def test_a_line_break_spares_firm_text_and_figures() -> None:
    paragraph = [Piece("供水管网改造完成", firm=True), Piece("，沿线居民受益明显"), Piece("改造后水压稳定", firm=True)]
    for number in range(20):
        runs = [piece.text for piece in broken(paragraph, chance("break", number))]
        assert "\n\n" in runs[1]
        assert runs[0] == paragraph[0].text
        assert "".join(runs).replace("\n\n", "") == "".join(piece.text for piece in paragraph)
