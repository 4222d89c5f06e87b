"""The shipped encoder adapted to an office's reports: what it learns from, what is kept aside, when it is put to use."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import InvalidSetting
from assistant.records.embed import SHIPPED, SHIPPED_ID
from assistant.records.library import Library, open_library
from assistant.records.own_encoder import back_to_shipped, forget_others, in_use, take_into_use
from assistant.records.scope import EVERYTHING
from assistant.records.static_encoder import load_static, pack
from assistant.settings import Settings
from eval.encoder.adapt import Adaption, adapt, trained
from eval.encoder.holdout import Recall
from eval.encoder.office import Told, better, learnt_pairs, measured, split, told
from eval.encoder.templates import load_templates
from ingest.pipeline import ingest_uploads, reindex

QUICK = Adaption(epochs=1, batch=64)
# Offices of an invented city, each with matters of its own.
MATTERS = {
    "水务局": "新建渠道 {n} 公里，改造泵站 {n} 座",
    "林业局": "完成人工造林 {n} 亩，抚育森林 {n} 亩",
    "文旅局": "举办展览 {n} 场，接待游客 {n} 万人次",
    "教育局": "新增学位 {n} 个，培训教师 {n} 人次",
    "交通局": "养护公路 {n} 公里，改造危桥 {n} 座",
    "档案馆": "数字化档案 {n} 卷，接待查阅 {n} 人次",
    "民政局": "新建养老服务站 {n} 个，发放补贴 {n} 万元",
    "粮食局": "轮换储备粮 {n} 吨，维修仓房 {n} 座",
}
REPORT = (
    "衡岚市{office}2023年度部门整体支出绩效自评报告\n\n一、预算执行情况\n全年预算数 8{n}.40 万元，执行数 7{n}.13 万元。\n\n"
    "二、主要产出\n{matter}。\n\n三、存在问题\n支出进度偏慢。\n"
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = open_library(Settings(data_dir=tmp_path_factory.mktemp("office"), workers=0))
    files = [
        (f"{office}.txt", REPORT.format(office=office, n=n, matter=matter.format(n=n)).encode())
        for n, (office, matter) in enumerate(MATTERS.items(), 11)
    ]
    ingest_uploads(files, opened)
    yield opened
    opened.close()


def test_what_is_asked_of_a_report_stands_in_one_passage(library: Library) -> None:
    reports = told(library)
    assert len(reports) == len(MATTERS)
    for one in reports:
        assert any("执行数" in name and "执行数" in one.passages[at] for name, at in one.asked)
        assert len({name for name, _ in one.asked}) == len(one.asked)


def test_reports_kept_aside_share_no_wording_with_those_learnt_from(library: Library) -> None:
    reports = told(library)
    twin = replace(reports[0], document_id="twin")
    parts = split([*reports, twin])
    assert len(parts.learnt) + len(parts.aside) == len(reports) + 1
    assert parts == split([*reports, twin])
    sides = [reports[0] in side for side in (parts.learnt, parts.aside)]
    assert sides == [twin in side for side in (parts.learnt, parts.aside)]
    learnt = learnt_pairs(parts.learnt, load_templates(), library.vocabulary)
    passages = {passage for rows in learnt.values() for _, passage in rows}
    assert not passages & {passage for one in parts.aside for passage in one.passages}


def test_training_brings_questions_nearer_to_their_passages_and_repeats(library: Library) -> None:
    shipped = load_static(SHIPPED, SHIPPED_ID)
    pairs = {"office": [("轮仓", "维修仓房 17 座"), ("渠长", "新建渠道 9 公里"), ("馆藏", "数字化档案 12 卷")] * 8}
    table = trained(shipped, pairs, QUICK)
    np.testing.assert_array_equal(table, trained(shipped, pairs, QUICK))
    asked, passages = zip(*pairs["office"][:3], strict=True)
    near = [(e.encode(asked) * e.encode(passages)).sum() for e in (shipped, replace(shipped, table=table))]
    assert near[1] > near[0]


def test_the_gain_is_told_on_reports_kept_aside(library: Library, tmp_path: Path) -> None:
    adapted = adapt(library, tmp_path / "draft", QUICK)
    assert adapted.learnt + adapted.aside == len(MATTERS)
    assert min(adapted.learnt, adapted.aside) > 0
    assert adapted.before == measured(library.encoder, split(told(library)).aside, library.vocabulary)
    assert adapted.fingerprint == load_static(tmp_path / "draft", "draft").fingerprint != library.encoder.fingerprint


def test_too_few_reports_teach_nothing(tmp_path: Path) -> None:
    few = open_library(Settings(data_dir=tmp_path / "few", workers=0))
    with pytest.raises(InvalidSetting, match="too few reports"):
        adapt(few, tmp_path / "draft", QUICK)
    few.close()


def _recalls(*first: float) -> list[Recall]:
    return [Recall(name, 100, share, 1.0) for name, share in zip("abc", first, strict=False)]


@pytest.mark.parametrize(
    ("before", "after", "gains"),
    [
        ((0.5, 0.5), (0.6, 0.6), True),
        ((0.5, 0.5), (0.5, 0.5), False),
        ((0.5, 0.5), (0.5, 0.504), False),
        ((0.5, 0.5), (0.7, 0.4), False),
        ((0.5, 0.5), (0.6, 0.48), True),
        ((0.9,), (0.8,), False),
        ((), (), False),
    ],
)
def test_it_is_better_when_more_is_found_and_nothing_clearly_lost(before, after, gains: bool) -> None:
    assert better(_recalls(*before), _recalls(*after)) is gains


def test_a_report_without_words_for_a_way_of_asking_is_left_out(library: Library) -> None:
    one = Told("d", "2023", ("甲乙丙", "丁戊己"), (("甲乙丙", 0),))
    assert [recall.name for recall in measured(library.encoder, [one], library.vocabulary)] == ["in the report's words"]


def test_an_own_encoder_is_used_from_the_next_start_and_the_old_index_serves_until_reindexed(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", workers=0)
    first = open_library(settings)
    ingest_uploads([("a.txt", REPORT.format(office="水务局", n=12, matter="新建渠道 12 公里").encode())], first)
    shipped = load_static(SHIPPED, SHIPPED_ID)
    fingerprint = pack(tmp_path / "data" / "draft", shipped.tokenizer, shipped.table * np.float32([1, *[0.5] * 255]))
    take_into_use(settings.data_dir, tmp_path / "data" / "draft", fingerprint)
    first.close()

    second = open_library(settings)
    assert second.encoder.id == in_use(settings.data_dir) == f"youju-office-{fingerprint}"
    assert second.matcher.id == SHIPPED_ID
    ids = [passage.id for passage in second.store.passages(EVERYTHING, None)]
    assert second.vectors.stale
    assert set(second.vectors.similarities("渠道", ids)) == set(ids)
    reindex(second)
    assert not second.vectors.stale
    back_to_shipped(settings.data_dir)
    second.close()

    third = open_library(settings)
    assert third.encoder.id == SHIPPED_ID
    assert set(third.vectors.similarities("渠道", ids)) == set(ids)
    reindex(third)
    forget_others(settings.data_dir)
    assert not any(path.is_dir() for path in (settings.data_dir / "encoders").iterdir())
    third.close()
