"""Figures that belong together. All texts are fictional."""

import pytest

from assistant.records.links import links
from assistant.records.vocabulary import load_vocabulary
from ingest.figures import read_figures
from ingest.pipeline import make_document


class _Words:
    vocabulary = load_vocabulary()


def linked(body: str) -> list[tuple[str, str, str]]:
    """(figure, kind, figure it belongs to), each as written."""
    text = f"云杉市港湾区商务局2021年部门整体支出绩效自评报告\n\n{body}"
    document = make_document("report.txt", text.encode(), _Words)  # type: ignore[arg-type]
    figures = read_figures(document, _Words.vocabulary)
    written = {f.id: f.span.of(document.text) for f in figures}
    return [(written[x.source], x.kind.value, written[x.target]) for x in links(figures, document.text)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "31 家限上零售企业销售额为 9.6 亿元，同比增长 8%，增速在各镇街排名第 4。",
            [("8%", "change_of", "9.6 亿元"), ("第 4", "rank_of", "9.6 亿元")],
        ),
        (
            "全年预算数 812.40 万元，执行数 790.13 万元，执行率 97.26%。",
            [("97.26%", "rate_of", "790.13 万元")],
        ),
        (
            "总支出 800.00 万元，其中：基本支出 520.00 万元，占 65.00%；项目支出 280.00 万元，占 35.00%。",
            [
                ("520.00 万元", "part_of", "800.00 万元"),
                ("65.00%", "share_of", "520.00 万元"),
                ("280.00 万元", "part_of", "800.00 万元"),
                ("35.00%", "share_of", "280.00 万元"),
            ],
        ),
        ("收、支分别减少 12.1、9.8 万元。", [("9.8 万元", "listed_with", "12.1")]),
        ("新增停车位 300 个。资助学生 120 人次。", []),
    ],
)
def test_links(body: str, expected: list[tuple[str, str, str]]) -> None:
    assert linked(body) == expected
