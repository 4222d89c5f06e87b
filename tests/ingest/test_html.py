"""Web pages: encodings, visible text, tables for data and for layout. Every name and number is made up."""

import codecs
import io
import re
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import UnreadableFile
from assistant.records.model import Document, Figure
from assistant.records.vocabulary import load_vocabulary
from ingest.draft import Draft
from ingest.figures import read_figures
from ingest.pipeline import make_document
from ingest.readers import html, read_file

TITLE = "南栎市水务局2022年度部门整体支出绩效自评报告"


def read(body: str, name: str = "post_123.html") -> Draft:
    return read_file(name, f"<!DOCTYPE html><html><body>{body}</body></html>".encode())


def lines(draft: Draft) -> list[str]:
    return [line for line in draft.text.split("\n") if line]


def refused(data: bytes, name: str = "页.html") -> str:
    with pytest.raises(UnreadableFile) as error:
        read_file(name, data)
    return error.value.sentence("en")


def cells(draft: Draft) -> list[list[str]]:
    return [[c.span.of(draft.text) for c in row] for table in draft.tables for row in table.rows]


PAGE = f"<html><head>{{}}<title>站点</title></head><body><p>{TITLE}</p><p>执行率 98.9%，瑝鏞。</p></body></html>"
GB = PAGE.format('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">')


@pytest.mark.parametrize(
    "data",
    [
        PAGE.format("").encode(),
        codecs.BOM_UTF8 + PAGE.format("").encode(),
        PAGE.format('<meta charset="utf-8">').encode(),
        GB.encode("gb18030"),
        PAGE.format("<meta charset=gbk>").encode("gb18030"),
        PAGE.format("").encode("gb18030"),
        GB.encode(),
        PAGE.format('<meta charset="utf-8">').encode("gb18030"),
        PAGE.format("<meta charset=nonsense>").encode("gb18030"),
        PAGE.format("<meta charset=utf-16>").encode(),
        codecs.BOM_UTF16_LE + PAGE.format("").encode("utf-16-le"),
        codecs.BOM_UTF16_BE + PAGE.format("").encode("utf-16-be"),
        ('<?xml version="1.0" encoding="GB2312"?>' + PAGE.format("")).encode("gb18030"),
    ],
    ids=[
        *("utf-8", "mark", "declared", "gb2312 holding gbk", "gbk", "undeclared gb18030", "declared gb2312, is utf-8"),
        *("declared utf-8, is gb18030", "unknown name", "declared utf-16, is utf-8", "utf-16-le", "utf-16-be", "xml"),
    ],
)
def test_encodings(data: bytes) -> None:
    draft = read_file("a.html", data)
    assert lines(draft) == [TITLE, "执行率 98.9%，瑝鏞。"]
    assert draft.warnings == ()


def test_a_page_written_in_character_references_is_read() -> None:
    page = "<p>" + "".join(f"&#{ord(c)};" for c in TITLE) + "</p>"
    assert lines(read_file("a.html", page.encode())) == [TITLE]


def test_pages_in_big5_say_so() -> None:
    page = '<meta charset="big5"><p>南櫟市水務局二〇二二年度部門整體支出績效自評報告</p>'
    assert lines(read_file("a.html", page.encode("big5hkscs"))) == ["南櫟市水務局二〇二二年度部門整體支出績效自評報告"]


def test_a_few_broken_characters_do_not_cost_the_page() -> None:
    data = GB.replace("</p></body>", "</p><p>" + "正文" * 300 + "</p></body>").encode("gb18030")
    broken = data.replace("正文".encode("gb18030"), b"\xd5\xff\xff", 1)
    draft = read_file("a.html", broken)
    assert TITLE in draft.text
    assert "损坏" in draft.warnings[0]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>甲</p><script>var a='乙'</script><style>p{}</style><noscript>丙</noscript><p>丁</p>", ["甲", "丁"]),
        ("<nav><a>首页</a></nav><div role=navigation>菜单</div><p>正文</p>", ["正文"]),
        ("<p>甲<span style='display : none'>乙</span></p><p hidden>丙</p><p style='visibility:hidden'>丁</p>", ["甲"]),
        ("<p>甲<br>乙<br/><br/>丙</p>", ["甲", "乙", "丙"]),
        ("<p>&nbsp;&nbsp;1,491.52&nbsp;万元&ge;98%&amp;&#20803;</p>", ["1,491.52 万元≥98%&元"]),
        ("<p>执行\n   率为   98%</p><p>full\n year</p>", ["执行率为 98%", "full year"]),
        ("<div>甲<div>乙</div>丙</div>", ["甲", "乙", "丙"]),
        ("<b>一、</b><font>基本</font>情况", ["一、基本情况"]),
        ("<ul><li>甲<li>乙</ul><ol start=3><li>丙<li>丁</ol>", ["甲", "乙", "3. 丙", "4. 丁"]),
        ("<h1>报告</h1><h2>一、概况</h2><h3>资金</h3>", ["# 报告", "一、概况", "### 资金"]),
        ("<p>面积 41 m<sup>2</sup></p>", ["面积 41 m²"]),
        ("<p>甲<!-- 注释 -->乙</p><!--[if gte mso 9]><xml>1</xml><![endif]-->", ["甲乙"]),
        ("<select><option>2021年</select><button>打印</button><input type=hidden value=x><p>正文</p>", ["正文"]),
        ("<p>达标<input type=checkbox checked>是<input type=checkbox>否</p>", ["达标☑是☐否"]),
        ("<pre>第一行\n  第二行</pre>", ["第一行", "第二行"]),
        ("<p>未闭合<p>的段落<div>与块", ["未闭合", "的段落", "与块"]),
        ("<ruby>栎<rt>lì</rt></ruby>市", ["栎市"]),
    ],
)
def test_what_a_visitor_sees_is_read_block_by_block(body: str, expected: list[str]) -> None:
    assert lines(read(body)) == expected


def test_site_furniture_keeps_its_own_lines_and_gives_no_title() -> None:
    body = "<div>索引号：12345 发布机构：南栎市水务局</div><div>当前位置：首页 &gt; 公开</div><span>浏览次数：99</span>"
    draft = read(f"{body}<h1>{TITLE}</h1><p>一、基本情况</p><p>全年执行数 790.13 万元。</p>")
    assert lines(draft)[2:4] == ["浏览次数：99", "# " + TITLE]
    assert document(draft_bytes := draft.text.encode(), "a.txt").title == TITLE
    assert draft_bytes


def test_merged_cells_of_two_header_rows() -> None:
    draft = read(
        "<table><caption>表1 预算执行</caption><thead><tr><th rowspan=2>单位<th colspan=2>预算<th rowspan='2'>备注"
        "<tr><th>年初<th>全年</thead><tfoot><tr><td>合计<td>100<td>98<td></tfoot><tr><td>甲局<td>100<td>98<td>/"
        "<tr><td>乙局<td>&nbsp;<td>0<td>—</table>"
    )
    (table,) = draft.tables
    assert table.columns == (("单位",), ("预算", "年初"), ("预算", "全年"), ("备注",))
    assert table.name == "表1 预算执行"
    assert cells(draft) == [["甲局", "100", "98", "/"], ["乙局", "", "0", "—"], ["合计", "100", "98", ""]]
    assert [c.address for c in table.rows[1]] == ["T1R4C1", "T1R4C2", "T1R4C3", "T1R4C4"]
    assert draft.text.count("预算") == 2


def test_a_cell_that_covers_rows_leaves_its_column_blank_below() -> None:
    draft = read(
        "<table><tr><td>一级指标<td>三级指标<td>指标值<td>实际完成值<tr><td rowspan=2>产出<td>管网长度<td>≥40公里<td>41公里"
        "<tr><td>水质<td>≥95%<td>96%</table>"
    )
    assert cells(draft) == [["产出", "管网长度", "≥40公里", "41公里"], ["", "水质", "≥95%", "96%"]]


def test_breaks_in_a_cell_do_not_break_its_row() -> None:
    draft = read(
        "<table><tr><td>单位<td>预算数<br>（万元）<td>说明<tr><td><p>甲局</p><td> 1,200.00 <td>已<br>完成<br>98 个</table>"
    )
    assert cells(draft) == [["甲局", "1,200.00", "已完成 98 个"]]
    assert draft.tables[0].columns[1] == ("预算数（万元）",)


def test_tables_that_lay_out_a_page_are_no_data() -> None:
    inner = "<table><tr><td>项目<td>金额<tr><td>管网<td>41</table>"
    draft = read(f"<table><tr><td>左栏<td><h2>正文</h2><p>{'说明文字，' * 30}</p>{inner}</td></tr></table>")
    assert [t.columns for t in draft.tables] == [(("项目",), ("金额",))]
    assert read(f"<table role=presentation>{inner[7:]}").tables == ()
    assert read("<table><tr><td>一<tr><td>二</table>").tables == ()


def test_a_table_with_values_stays_one_where_a_cell_holds_another() -> None:
    inner = "<table><tr><td>子项<td>金额<tr><td>阀门<td>35</table>"
    draft = read(
        f"<table><tr><td>项目<td>预算数<td>执行数<tr><td>管网{inner}<td>200<td>190</tr><tr><td>河道<td>80<td>75</tr>"
        "<tr><td>合计<td>280<td>265</table>"
    )
    outer, own = draft.tables
    assert [cell.span.of(draft.text) for cell in outer.rows[0]] == ["管网", "200", "190"]
    assert [[cell.span.of(draft.text) for cell in row] for row in own.rows] == [["阀门", "35"]]
    assert lines(read("<table><tr><td>一<tr><td>二</table>")) == ["一", "二"]


def test_a_page_with_one_cell_a_line_keeps_the_lines_together() -> None:
    draft = read(
        "".join(f"<p>{said}</p>" for said in ("项目", "预算数", "执行数", "管网", "100", "&nbsp;", "水质", "20", "18"))
    )
    assert draft.text == "项目\n预算数\n执行数\n管网\n100\n\n水质\n20\n18\n"


def test_a_page_that_is_plain_text_is_read_as_one() -> None:
    draft = read_file("a.html", f"{TITLE}\n一、基本情况\n项目\t金额\n管网\t41".encode("gb18030"))
    assert lines(draft)[:2] == [TITLE, "一、基本情况"]
    assert cells(draft) == [["管网", "41"]]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<html><body><script>load()</script><div id=app></div></body></html>", "no visible text"),
        (b"<html><frameset><frame src=http://192.0.2.1/a.html></frameset></html>", "no visible text"),
        (("<div>" * 4000 + "深").encode(), "nested too deeply"),
        (b"", "empty"),
        ("<p>Cesky text: příliš žluťoučký kůň úpěl ďábelské ódy</p>".encode("cp1250"), "unknown encoding"),
    ],
    ids=["scripts", "frames", "deep", "empty", "other encoding"],
)
def test_what_cannot_be_read_has_its_reason(data: bytes, said: str) -> None:
    assert said in refused(data)


def test_a_page_that_is_far_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "LARGEST", 1_000)
    assert "more than" in refused(("<p>" + "长" * 1_000).encode())


@pytest.mark.parametrize("depth", [100, 900, 2900])
def test_deep_nesting_below_the_bound_keeps_the_text(depth: int) -> None:
    assert lines(read("<div>" * depth + "深处" + "</div>" * depth + "<p>末</p>")) == ["深处", "末"]


def test_absurd_spans_are_bounded() -> None:
    draft = read(
        "<table><tr><td colspan=99999 rowspan=99999>甲<td>乙</tr><tr><td>丙<td>丁</tr></table><p>末段文字。</p>"
    )
    assert "末段文字。" in draft.text
    assert len(draft.text) < 5_000


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(["<table>", "</table>", "<tr>", "<td colspan=3>", "<td rowspan=0>", "<p>", "</div>", "<div>", "<li>", "<ol>"])
        | st.sampled_from(["<b>", "<h2>", "<br>", "甲", "1,200", "预算数", "\n", "&nbsp;", "<!--", "-->", "<pre>", "\t"]),
        max_size=40,
    )
)  # fmt: skip
def test_any_soup_of_tags_gives_spans_of_its_text(pieces: list[str]) -> None:
    draft = read("".join(pieces) + "--></table><p>末段文字</p>")
    for table in draft.tables:
        for row in table.rows:
            assert len(row) == len(table.columns)
            assert all(c.span.of(draft.text) == c.span.of(draft.text).strip() for c in row)
    assert not re.search(r"\n\n\n|\f|\r", draft.text)


def web_archive(page: str, charset: str) -> bytes:
    message = MIMEMultipart("related")
    part = MIMEText("", "html")
    part.replace_header("Content-Transfer-Encoding", "base64")
    part.set_payload(codecs.encode(page.encode(charset), "base64"))
    message.attach(part)
    message.attach(MIMEText("不读", "plain", "utf-8"))
    return message.as_bytes()


@pytest.mark.parametrize("name", ["自评.mht", "自评.doc", "自评.mhtml", "自评"])
def test_web_archives_are_read_under_any_name(name: str) -> None:
    draft = read_file(name, web_archive(GB, "gb18030"))
    assert lines(draft) == [TITLE, "执行率 98.9%，瑝鏞。"]
    assert bool(draft.warnings) == (not name.endswith(("mht", "mhtml")))


def test_a_web_archive_without_a_page_has_its_reason() -> None:
    assert "no page is in it" in refused(
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x--\n", "a.mht"
    )


@pytest.mark.parametrize("name", ["附件2.xls", "附件2.doc", "附件2.wps", "附件2.et"])
def test_tables_exported_as_office_files_are_read(name: str) -> None:
    data = "<table><tr><td>单位<td>预算数<tr><td>甲局<td>100</table>".encode("gb18030")
    draft = read_file(name, data)
    assert cells(draft) == [["甲局", "100"]]
    assert ".html" in draft.warnings[0]


class _Words:
    vocabulary = load_vocabulary()


def document(data: bytes, name: str) -> Document:
    return make_document(name, data, _Words)  # type: ignore[arg-type]


BODY = [
    TITLE,
    "一、基本情况",
    "南栎市水务局（以下简称我局）2022年年初预算数 812.40 万元，全年执行数 790.13 万元，预算执行率 97.26%，比上年下降 1.2 个百分点。",
    "（一）履职情况",
    "截至2022年9月底，新建管网 41 公里，完成年度任务 40 公里的 102.5%；服务企业 31 家，10 余个项目开工。",
    "二、预算执行情况",
    "表1 项目支出情况表",
    "单位：万元",
]
ROWS = [
    ["项目名称", "年初预算数", "全年执行数", "执行率"],
    ["管网改造", "500.00", "498.20", "99.64%"],
    ["水质监测", "120.50", "/", "—"],
    ["河道清淤", "", "0", "0.00%"],
    ["合计", "620.50", "498.20", "80.29%"],
]
AFTER = ["三、存在问题", "部分项目进度偏慢，2 个项目未完工。"]


def as_text(rows: list[list[str]] = ROWS) -> bytes:
    return "\n".join([*BODY, *map("\t".join, rows), "", *AFTER]).encode()


def as_word(rows: list[list[str]] = ROWS) -> bytes:
    made = docx.Document()
    for said in BODY:
        made.add_paragraph(said)
    grid = made.add_table(len(rows), len(rows[0]))
    for i, row in enumerate(rows):
        for j, said in enumerate(row):
            grid.cell(i, j).text = said
    for said in AFTER:
        made.add_paragraph(said)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def as_page(rows: list[list[str]] = ROWS) -> bytes:
    drawn = "".join("<tr>" + "".join(f"<td>{said or '&nbsp;'}</td>" for said in row) + "</tr>" for row in rows)
    before, after = ("".join(f"<p>　　{said}</p>\n" for said in part) for part in (BODY[1:], AFTER))
    return f"<html><meta charset=gb2312><h2>{TITLE}</h2>{before}<table>{drawn}</table>{after}".encode("gb18030")


def told(data: bytes, name: str) -> list[tuple[object, ...]]:
    made = document(data, name)
    return [_known(f) for f in read_figures(made, _Words.vocabulary)]


def _known(f: Figure) -> tuple[object, ...]:
    return f.quantity, f.measure, f.indicator, f.subject, f.department, f.period, f.role, f.section


def test_the_same_report_gives_the_same_figures_in_every_format() -> None:
    as_written = told(as_text(), "报告.txt")
    assert len(as_written) >= 15
    assert told(as_word(), "报告.docx") == as_written
    assert told(as_page(), "报告.html") == as_written


AMOUNT = st.sampled_from(["", "/", "—", "0", "无"]) | st.decimals(0, 99_999, places=2).map(lambda d: f"{d:,}")
RATE = st.sampled_from(["", "—", "100%"]) | st.integers(0, 20_000).map(lambda n: f"{n / 100:.2f}%")
NAMES = st.sampled_from(["管网改造", "水质监测", "河道清淤（二期）", "其中：人员经费", "1.设备购置", "合计"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(NAMES, AMOUNT, AMOUNT, RATE), min_size=2, max_size=5))
def test_any_table_gives_the_same_figures_in_every_format(body: list[tuple[str, ...]]) -> None:
    rows = [ROWS[0], *map(list, body)]
    as_written = told(as_text(rows), "报告.txt")
    assert told(as_word(rows), "报告.docx") == as_written
    assert told(as_page(rows), "报告.html") == as_written


@pytest.mark.parametrize(
    ("data", "name"), [(as_text(), "报告.txt"), (as_word(), "报告.docx"), (as_page(), "报告.html")]
)
def test_the_same_report_is_the_same_record_in_every_format(data: bytes, name: str) -> None:
    made = document(data, name)
    assert (made.title, made.department, made.years, made.kind) == (TITLE, "南栎市水务局", (2022,), "self_evaluation")
    assert [s.path[-1] for s in made.sections if s.path[-1][0] in "一二三（"] == [
        "一、基本情况",
        "（一）履职情况",
        "二、预算执行情况",
        "三、存在问题",
    ]


def test_two_header_rows_say_the_same_in_word_and_on_the_web() -> None:
    rows = (
        ("单位", "预算（万元）", "", "备注"),
        ("", "年初预算数", "全年执行数", ""),
        ("甲局", "100", "98", "/"),
        ("乙局", "", "0", "—"),
    )
    made = docx.Document()
    made.add_paragraph(TITLE)
    grid = made.add_table(len(rows), 4)
    for i, row in enumerate(rows):
        for j, said in enumerate(row):
            grid.cell(i, j).text = said
    for first, last in (((0, 1), (0, 2)), ((0, 0), (1, 0)), ((0, 3), (1, 3))):
        grid.cell(*first).merge(grid.cell(*last))
    made.add_paragraph("以上为全部单位。")
    file = io.BytesIO()
    made.save(file)
    body = "".join("<tr>" + "".join(f"<td>{said}</td>" for said in row) + "</tr>" for row in rows[2:])
    head = "<tr><th rowspan=2>单位<th colspan=2>预算（万元）<th rowspan=2>备注<tr><th>年初预算数<th>全年执行数"
    page = f"<p>{TITLE}</p><table>{head}{body}</table><p>以上为全部单位。</p>".encode()
    on_the_web = told(page, "a.html")
    assert [str(figure[0].value) for figure in on_the_web] == ["100", "98", "0"]  # type: ignore[attr-defined]
    assert told(file.getvalue(), "a.docx") == on_the_web
