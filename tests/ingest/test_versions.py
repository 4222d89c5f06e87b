"""Corrected reports, drafts, and one report in two formats. Every name and number is made up."""

import io
import itertools
from collections.abc import Mapping

import pytest

from assistant.answering.ask import ask
from assistant.records.fingerprint import alike, contained, fingerprint, numbers_apart, parse
from assistant.records.library import Library
from assistant.records.model import Answer, Question, Status
from assistant.records.scope import EVERYTHING
from assistant.records.store import Head
from ingest.pipeline import ingest_bytes
from ingest.revise import revise

TITLE = "南栎市榆桥区水务局2021年度部门整体支出绩效自评报告"
BODY = """

一、基本情况

（一）部门概况

榆桥区水务局负责全区供水、排水和河湖管理，内设股室6个，下属单位3个。2021年新建供水管网12.5公里，引进节水项目18个。

（二）部门整体支出情况

2021年全年预算数812.40万元，执行数790.13万元，预算执行率97.26%。其中基本支出300.20万元，项目支出489.93万元。

二、存在的主要问题

部分项目前期准备不足，资金支付集中在年底；绩效指标设置不够细化，个别指标难以衡量。

三、改进措施

提前开展项目前期工作，细化绩效指标，加强对下属单位的指导。
"""
CHANGED = BODY.replace("790.13", "799.13").replace("97.26", "98.37").replace("489.93", "498.93")
OTHER_YEAR = (TITLE + BODY).replace("2021", "2022")


def kept(library: Library, files: Mapping[str, str | bytes]) -> dict[str, Head]:
    for name, data in files.items():
        outcome = ingest_bytes(name, data.encode() if isinstance(data, str) else data, library)
        assert outcome.status == "added", outcome
    return {head.name: head for head in library.store.heads(EVERYTHING)}


def asked(library: Library, text: str) -> Answer:
    return ask(Question(text), library, EVERYTHING)


def docx(text: str) -> bytes:
    from docx import Document

    document, out = Document(), io.BytesIO()
    for line in text.split("\n"):
        if line.strip():
            document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def html(text: str) -> str:
    lines = "".join(f"<p>{line}</p>" for line in text.split("\n") if line.strip())
    around = "<ul><li>首页</li><li>政务公开</li><li>专题专栏</li></ul><p>索引号：NL-2022-17</p><p>发布日期：2022-06-30</p><p>浏览次数：1234</p>"
    return f"<html><head><meta charset='utf-8'></head><body>{around}{lines}</body></html>"


CORRECTED = {
    "in the title": TITLE + "（更正版）" + CHANGED,
    "on a line below": TITLE + "\n（更正版）" + CHANGED,
    "before the title": "【更正】" + TITLE + CHANGED,
    "revised": TITLE + "（修订稿）" + CHANGED,
    "said": TITLE + "\n\n更正说明：原公开报告中执行数有误，现更正如下。" + CHANGED,
    "replaces": TITLE + CHANGED + "\n原报告作废，以本报告为准。\n",
    "again": TITLE + "（重新公开）" + CHANGED,
    "with its own year": TITLE.replace("年度", "年") + "（2022年8月更正）" + CHANGED,
    "in a notice": "关于"
    + TITLE
    + "的更正公告\n\n原报告部分数据有误，现将更正后的报告公布如下：\n\n"
    + TITLE
    + CHANGED,
}


@pytest.mark.parametrize("corrected", CORRECTED.values(), ids=CORRECTED)
def test_a_correction_supersedes_whatever_comes_first(library: Library, corrected: str) -> None:
    heads = kept(library, {"更正.txt": corrected, "原.txt": TITLE + BODY})
    old, new = heads["原.txt"], heads["更正.txt"]
    assert (old.superseded_by, new.supersedes, new.edition) == (new.id, old.id, 1)
    assert (old.current, new.current) == (False, True)


def test_a_file_name_can_tell_a_correction(library: Library) -> None:
    heads = kept(library, {"水务局自评.txt": TITLE + BODY, "水务局自评（更正版）.txt": TITLE + CHANGED})
    assert heads["水务局自评.txt"].superseded_by == heads["水务局自评（更正版）.txt"].id


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_chains_do_not_depend_on_the_order(library: Library, order: tuple[int, ...]) -> None:
    files = [
        ("一.txt", TITLE + BODY),
        ("二.html", html(TITLE + BODY)),
        ("三.txt", TITLE + "（更正版）" + CHANGED),
        ("四.txt", TITLE + "（第二次更正）" + CHANGED.replace("18个", "19个")),
    ]
    heads = kept(library, {files[at][0]: files[at][1] for at in order})
    assert [name for name, head in heads.items() if head.current] == ["四.txt"]
    second, first = heads["四.txt"], heads["三.txt"]
    assert (second.supersedes, first.superseded_by) == (first.id, second.id)
    assert {heads[name].superseded_by for name in ("一.txt", "二.html")} == {first.id}
    (copy,) = [heads[name] for name in ("一.txt", "二.html") if heads[name].same_as]
    assert first.supersedes == copy.same_as


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a.txt": TITLE + BODY}, {"b.txt": OTHER_YEAR + "（更正版）"}),
        ({"a.txt": TITLE + BODY}, {"b.txt": (TITLE + "（更正版）" + CHANGED).replace("水务", "林业")}),
        ({"a.txt": TITLE + BODY}, {"b.txt": TITLE + CHANGED}),
        (
            {"a.txt": TITLE + BODY},
            {"b.txt": TITLE.replace("部门整体支出绩效自评报告", "供水项目修订规划编制项目绩效自评报告") + CHANGED},
        ),
    ],
    ids=["another year", "another office", "no word of a correction", "about a revised plan"],
)
def test_what_is_no_correction_stays_beside(library: Library, one: dict[str, str], other: dict[str, str]) -> None:
    assert all(head.current for head in kept(library, one | other).values())


def test_a_draft_gives_way(library: Library) -> None:
    heads = kept(library, {"正式.txt": TITLE + CHANGED, "稿.txt": TITLE + "（征求意见稿）" + BODY})
    assert heads["稿.txt"].superseded_by == heads["正式.txt"].id


def test_a_deleted_correction_gives_the_original_back(library: Library) -> None:
    heads = kept(library, {"原.txt": TITLE + BODY, "更正.txt": TITLE + "（更正版）" + CHANGED})
    library.store.delete(heads["更正.txt"].id, EVERYTHING)
    assert all(head.current for head in library.store.heads(EVERYTHING))


@pytest.mark.parametrize("first", ["a.docx", "b.html"])
def test_one_report_in_two_formats_is_one(library: Library, first: str) -> None:
    files: dict[str, str | bytes] = {"a.docx": docx(TITLE + BODY), "b.html": html(TITLE + BODY)}
    heads = kept(library, {first: files.pop(first)} | files)
    assert sorted(head.current for head in heads.values()) == [False, True]
    answer = asked(library, "榆桥区水务局2021年引进节水项目多少个？")
    assert (answer.status, answer.reason) == (Status.ANSWERED, None)
    assert len({c.document.id for c in answer.citations}) == 1


def test_answers_rest_on_the_corrected_version_and_say_so(library: Library) -> None:
    kept(library, {"更正.txt": TITLE + "（更正版）" + CHANGED, "原.txt": TITLE + BODY})
    answer = asked(library, "榆桥区水务局2021年预算执行率是多少？")
    assert {c.document.name for c in answer.citations} == {"更正.txt"}
    assert any("更正版《更正.txt》" in note for note in answer.notes)
    assert answer.reason is None


def test_the_withdrawn_version_is_still_there_to_be_asked_for(library: Library) -> None:
    kept(library, {"更正.txt": TITLE + "（更正版）" + CHANGED, "原.txt": TITLE + BODY})
    answer = asked(library, "榆桥区水务局2021年更正前的执行数是多少？")
    assert {c.document.name for c in answer.citations} == {"原.txt"}
    assert any("已被更正" in note for note in answer.notes)


def test_prints_tell_words_from_numbers() -> None:
    plain, changed = fingerprint(TITLE + BODY), fingerprint(TITLE + CHANGED)
    framed = fingerprint("首页 政务公开 部门动态 财政信息 专题专栏\n浏览次数：1234\n" + TITLE + BODY)
    assert parse(str(plain)) == plain
    assert parse("") == fingerprint("")
    assert alike(plain, changed) == 1.0
    assert numbers_apart(plain, changed)[:2] == (3, 3)
    assert alike(plain, framed) < contained(plain, framed)
    assert contained(plain, framed) > 0.95
    assert alike(plain, fingerprint("大家好，今天的会议讨论三件事。第一件是午饭。")) < 0.1
    assert fingerprint("执行数 1,491.50 万元") == fingerprint("执行数１４９１.５万元")


@pytest.fixture
def unidentified(library: Library) -> str:
    text = "部门整体支出绩效自评报告\n\n一、基本情况\n\n我局工作认真。预算数812.40万元，执行数790.13万元，预算执行率97.26%。\n"
    (head,) = kept(library, {"附件2.txt": text}).values()
    assert (head.department, head.years) == ("", ())
    revise(library, head.id, {"department": "南栎市林业局", "years": [2020]}, EVERYTHING)
    return head.id


def test_an_identity_corrected_by_hand_is_the_figures_too(library: Library, unidentified: str) -> None:
    document = library.store.document(unidentified, EVERYTHING)
    assert (document.department, document.years, document.region) == ("南栎市林业局", (2020,), "南栎市")
    assert (document.by_hand, document.warnings) == (("department", "region", "years"), ())
    assert {(f.department, str(f.period)) for f in library.store.figures(EVERYTHING, [unidentified])} == {
        ("南栎市林业局", "2020")
    }
    assert library.store.pending_vectors() == ()
    answer = asked(library, "市林业局2020年预算执行率是多少？")
    assert answer.status is Status.ANSWERED


def test_a_corrected_identity_stays_after_reading_again(library: Library, unidentified: str) -> None:
    document = library.store.document(unidentified, EVERYTHING)
    assert ingest_bytes("附件2.txt", document.text.encode(), library).status == "known"
    library.store.delete(unidentified, EVERYTHING)
    (head,) = kept(library, {"附件2.txt": document.text}).values()
    assert (head.department, head.years, head.by_hand) == ("南栎市林业局", (2020,), ("department", "region", "years"))


@pytest.mark.parametrize(
    ("name", "change", "department"),
    [
        ("附件2.txt", ("工作认真", "工作很认真"), "南栎市林业局"),
        ("附件3.txt", ("工作认真", "工作很认真"), ""),
        (
            "附件2.txt",
            (
                "我局工作认真。预算数812.40万元，执行数790.13万元，预算执行率97.26%",
                "预算数1.5万元，执行数1.2万元，完成80%",
            ),
            "",
        ),
        ("附件2.txt", ("部门整体支出", "南栎市民政局2020年度部门整体支出"), "南栎市民政局"),
    ],
    ids=["a new version of the file", "another name", "other numbers", "it names itself now"],
)
def test_a_new_version_of_the_file_is_corrected_where_it_says_the_same(
    library: Library, unidentified: str, name: str, change: tuple[str, str], department: str
) -> None:
    text = library.store.document_text(unidentified, EVERYTHING).replace(*change)
    outcome = ingest_bytes(name, text.encode(), library)
    assert outcome.document_id
    assert library.store.document(outcome.document_id, EVERYTHING).department == department


def test_a_department_corrected_makes_versions_known(library: Library, unidentified: str) -> None:
    text = library.store.document_text(unidentified, EVERYTHING).replace("790.13", "791.13")
    heads = kept(library, {"更正.txt": "南栎市林业局2020年度" + text.replace("报告\n", "报告（更正版）\n", 1)})
    assert heads["附件2.txt"].superseded_by == heads["更正.txt"].id
    revise(library, unidentified, {"years": [2019]}, EVERYTHING)
    assert all(head.current for head in library.store.heads(EVERYTHING))


def test_only_parts_of_an_identity_can_be_corrected(library: Library, unidentified: str) -> None:
    with pytest.raises(ValueError, match="no part of an identity: text"):
        revise(library, unidentified, {"text": ""}, EVERYTHING)
