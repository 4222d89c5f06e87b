"""Word documents, made here with python-docx or as bare XML. Every name and number is made up."""

import io
import os
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import UnreadableFile
from assistant.records.vocabulary import load_vocabulary
from ingest.draft import Draft
from ingest.figures import read_figures
from ingest.outline import outline
from ingest.pipeline import make_document
from ingest.readers import doc, package, read_file
from ingest.readers.numbering import chinese, written

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
MARKUP = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
SHAPES = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
TITLE = "南栎市水务局2022年度部门整体支出绩效自评报告"


def saved(document: WordDocument) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def packed(body: str, namespace: str = W, **parts: str) -> bytes:
    """A bare package: a document part with `body`, and further parts of the word folder by name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f"<w:document {namespace}><w:body>{body}</w:body></w:document>")
        for name, xml in parts.items():
            package.writestr(f"word/{name}.xml", xml)
    return file.getvalue()


def read(body: str, namespace: str = W, **parts: str) -> Draft:
    return read_file("报告.docx", packed(body, namespace, **parts))


def p(said: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{said if said.startswith('<') else r(said)}</w:p>"


def r(said: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{said}</w:t></w:r>'


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def tc(said: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(said)}</w:tc>"


def lines(draft: Draft) -> list[str]:
    return [line for line in draft.text.split("\n") if line]


def refused(data: bytes, name: str = "报告.docx") -> str:
    with pytest.raises(UnreadableFile) as error:
        read_file(name, data)
    assert name in error.value.sentence("zh")
    return error.value.sentence("en")


def test_paragraphs_and_tables_stand_in_document_order() -> None:
    document = docx.Document()
    document.add_heading(TITLE, 0)
    document.add_paragraph("一、基本情况")
    grid = document.add_table(2, 2)
    for number, said in enumerate(("项目", "金额（万元）", "管网", "41")):
        grid.cell(number // 2, number % 2).text = said
    document.add_paragraph("表后的文字。")
    document.sections[0].header.paragraphs[0].text = "页眉不读"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    document.core_properties.title = "属性里的标题不可信"
    draft = read_file("报告.docx", saved(document))
    assert lines(draft) == [TITLE, "一、基本情况", "项目\t金额（万元）", "管网\t41", "表后的文字。"]
    (found,) = draft.tables
    assert found.columns == (("项目",), ("金额（万元）",))
    assert [[(c.address, c.span.of(draft.text)) for c in row] for row in found.rows] == [
        [("T1R2C1", "管网"), ("T1R2C2", "41")]
    ]


def test_a_merged_cell_stands_once_and_names_what_it_covers() -> None:
    document = docx.Document()
    rows = (("单位", "预算", "", "备注"), ("", "年初", "全年", ""), ("甲局", "100", "98", "/"), ("乙局", "", "0", "—"))
    grid = document.add_table(4, 4)
    for i, row in enumerate(rows):
        for j, said in enumerate(row):
            grid.cell(i, j).text = said
    grid.cell(0, 0).merge(grid.cell(1, 0))
    grid.cell(0, 1).merge(grid.cell(0, 2))
    grid.cell(0, 3).merge(grid.cell(1, 3))
    draft = read_file("报告.docx", saved(document))
    (found,) = draft.tables
    assert found.columns == (("单位",), ("预算", "年初"), ("预算", "全年"), ("备注",))
    assert draft.text.count("预算") == draft.text.count("备注") == 1
    # Blank, "/", "—" and 0 stay different.
    assert [c.span.of(draft.text) for c in found.rows[0]] == ["甲局", "100", "98", "/"]
    assert [c.span.of(draft.text) for c in found.rows[1]] == ["乙局", "", "0", "—"]
    assert [c.address for c in found.rows[1]] == ["T1R4C1", "T1R4C2", "T1R4C3", "T1R4C4"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (p(r("前") + "<w:ins>" + r("增") + "</w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del>"), "前增"),
        (p("<w:moveFrom>" + r("旧处") + "</w:moveFrom><w:moveTo>" + r("新处") + "</w:moveTo>"), "新处"),
        (p(r("一句") + "<w:r><w:br/></w:r>" + r("两行")), "一句\n两行"),
        (p("<w:hyperlink>" + r("链接") + "</w:hyperlink>"), "链接"),
        (p(r("看得见") + r("看不见", "<w:vanish/>") + r("的", '<w:vanish w:val="0"/>')), "看得见的"),
        (p("<w:smartTag>" + r("南栎市") + "</w:smartTag>" + r("水务局")), "南栎市水务局"),
        (p("<w:sdt><w:sdtContent>" + r("已填") + "</w:sdtContent></w:sdt>"), "已填"),
        (
            p(r("名称：") + "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + r("单击输入") + "</w:sdtContent></w:sdt>"),
            "名称：",
        ),
        (
            p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGEREF _Toc1</w:instrText><w:t>x</w:t></w:r>'
              '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("12") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + r("页")),
            "12页",
        ),
        (p(r("41 m") + r("2", '<w:vertAlign w:val="superscript"/>')), "41 m²"),
        (p("<w:r><w:t>8</w:t><w:noBreakHyphen/><w:t>9月</w:t></w:r>"), "8-9月"),
        (p('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + r("达标")), "☑达标"),
        (p("<w:ruby><w:rt>" + r("nan") + "</w:rt><w:rubyBase>" + r("南") + "</w:rubyBase></w:ruby>" + r("栎")), "南栎"),
        (p(r("段首"), "<w:rPr><w:del/></w:rPr>") + p("段尾"), "段首段尾"),
        (p("　　缩进\u200b的"), "缩进的"),
        ("<w:sdt><w:sdtContent>" + p("整段控件") + "</w:sdtContent></w:sdt>", "整段控件"),
        (p("<w:r><w:t>1,491.52\u00a0万元</w:t></w:r>"), "1,491.52 万元"),
    ],
)  # fmt: skip
def test_the_accepted_and_visible_text_is_read(body: str, expected: str) -> None:
    assert read(body).text == expected + "\n"


def test_tracked_changes_are_told() -> None:
    assert any("修订" in w for w in read(p(r("前") + "<w:del><w:r><w:delText>删</w:delText></w:r></w:del>")).warnings)
    assert read(p("没有修订")).warnings == ()


def test_deleted_rows_and_cells_are_gone() -> None:
    rows = [tc("项目") + tc("数"), "<w:trPr><w:del/></w:trPr>" + tc("旧行") + tc("1"), tc("新行") + tc("2")]
    draft = read(table(*rows))
    assert lines(draft) == ["项目\t数", "新行\t2"]


def test_a_text_box_is_read_once() -> None:
    box = f"<wps:txbx {SHAPES}><w:txbxContent>{p('框里的文字')}</w:txbxContent></wps:txbx>"
    drawing = f"<mc:AlternateContent {MARKUP}><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
    drawing += f"<mc:Fallback><w:pict><w:txbxContent>{p('框里的文字')}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent>"
    assert lines(read(p(r("正文。") + f"<w:r>{drawing}</w:r>"))) == ["正文。", "框里的文字"]


def test_notes_stand_at_the_end_in_the_order_of_their_marks() -> None:
    notes = f"<w:footnotes {W}>" + "".join(
        f'<w:footnote w:id="{n}">{p(said)}</w:footnote>' for n, said in ((0, "分隔"), (1, "先定义的"), (2, "后定义的"))
    )
    body = p(r("支出 98%") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + r("。"))
    body += p('<w:r><w:footnoteReference w:id="1"/></w:r>')
    draft = read(body + p("末段"), footnotes=notes + "</w:footnotes>")
    assert lines(draft) == ["支出 98%。", "末段", "脚注：后定义的", "脚注：先定义的"]


def test_a_note_that_names_itself_ends() -> None:
    note = p(r("自指") + '<w:r><w:footnoteReference w:id="1"/></w:r>')
    draft = read(
        p(r("文") + '<w:r><w:footnoteReference w:id="1"/></w:r>'),
        footnotes=f'<w:footnotes {W}><w:footnote w:id="1">{note}</w:footnote></w:footnotes>',
    )
    assert lines(draft) == ["文", "脚注：自指"]


def test_a_table_of_contents_is_no_table() -> None:
    styles = f'<w:styles {W}><w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style></w:styles>'
    entries = [
        p(r(said) + "<w:r><w:tab/></w:r>" + r(page), '<w:pStyle w:val="TOC1"/>')
        for said, page in (("一、概况", "1"), ("二、绩效", "12"))
    ]
    draft = read(
        p("目录") + "".join(entries) + p("一、概况") + p("正文说明。") + p("二、绩效") + p("得分 95 分。"),
        styles=styles,
    )
    assert draft.tables == ()
    assert lines(draft)[1:3] == ["一、概况 …… 1", "二、绩效 …… 12"]
    assert [s.path[-1] for s in outline(draft.text)] == ["一、概况", "二、绩效"]


LEVELS = """<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%3"/></w:lvl>
<w:lvl w:ilvl="4"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl></w:abstractNum>"""
LISTS = f"""<w:numbering {W}>{LEVELS}<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="2"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>"""


def item(said: str, level: int, number: int = 1) -> str:
    return p(said, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_automatic_numbers_become_text() -> None:
    body = (
        item("基本情况", 0)
        + item("部门职能", 1)
        + item("机构", 2)
        + item("人员", 2)
        + item("预算", 1)
        + item("编制", 2)
    )
    body += (
        item("绩效", 0)
        + item("得分", 1)
        + item("法定", 3)
        + item("要点", 4)
        + item("未编号", 0, 0)
        + item("", 0)
        + item("其他", 0)
    )
    assert lines(read(body, numbering=LISTS)) == [
        *("一、基本情况", "（一）部门职能", "1. 机构", "2. 人员", "（二）预算", "1. 编制"),
        *("二、绩效", "（一）得分", "2.1 法定", "• 要点", "未编号", "四、其他"),
    ]


def test_a_list_that_starts_anew_does_and_one_that_does_not_goes_on() -> None:
    body = item("甲", 2) + item("乙", 2) + item("丙", 2, 2) + item("丁", 2, 2) + item("戊", 2)
    assert lines(read(body, numbering=LISTS)) == ["1. 甲", "2. 乙", "1. 丙", "2. 丁", "3. 戊"]


def test_a_style_numbers_its_paragraphs_and_makes_headings() -> None:
    styles = f"""<w:styles {W}>
    <w:style w:type="paragraph" w:styleId="Base"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
    <w:style w:type="paragraph" w:styleId="Own"><w:name w:val="本局标题"/><w:basedOn w:val="Base"/></w:style>
    <w:style w:type="paragraph" w:styleId="Bare"><w:name w:val="heading 2"/></w:style></w:styles>"""
    body = (
        p("基本情况", '<w:pStyle w:val="Own"/>')
        + p("资金", '<w:pStyle w:val="Bare"/>')
        + p("绩效", '<w:pStyle w:val="Base"/>')
    )
    draft = read(body + p("说明文字。", '<w:pStyle w:val="None"/>'), styles=styles, numbering=LISTS)
    assert lines(draft) == ["一、基本情况", "## 资金", "二、绩效", "说明文字。"]


def test_the_outline_of_an_automatically_numbered_report() -> None:
    body = (
        p(TITLE)
        + item("基本情况", 0)
        + item("部门职能", 1)
        + p("全年预算数 100 万元。")
        + item("绩效情况", 0)
        + p("得分 95 分。")
    )
    data = packed(body, numbering=LISTS)

    class Words:
        vocabulary = load_vocabulary()

    found = make_document("报告.docx", data, Words)  # type: ignore[arg-type]
    assert [s.path for s in found.sections] == [
        ("一、基本情况",),
        ("一、基本情况", "（一）部门职能"),
        ("二、绩效情况",),
    ]
    assert (found.department, found.years) == ("南栎市水务局", (2022,))


@pytest.mark.parametrize(
    ("number", "form", "expected"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCountingThousand", "十"),
        (12, "japaneseCounting", "十二"),
        (20, "taiwaneseCounting", "二十"),
        (105, "chineseCounting", "一百〇五"),
        (110, "chineseCounting", "一百一十"),
        (21, "chineseLegalSimplified", "贰拾壹"),
        (3, "decimalEnclosedCircle", "③"),
        (21, "decimalEnclosedCircle", "21"),
        (28, "upperLetter", "BB"),
        (9, "lowerRoman", "ix"),
        (4, "upperRoman", "IV"),
        (5, "decimalZero", "05"),
        (12, "decimalFullWidth", "１２"),
        (2, "ideographTraditional", "乙"),
        (2, "ideographZodiac", "丑"),
        (7, "somethingNew", "7"),
    ],
)
def test_list_numbers_are_written_as_word_does(number: int, form: str, expected: str) -> None:
    assert written(number, form) == expected


@given(st.integers(1, 9999))
def test_chinese_numerals_are_all_different_and_keep_their_digits(number: int) -> None:
    said = chinese(number)
    digits = [d for d in str(number) if d != "0"]
    told = ["〇一二三四五六七八九".index(c) for c in said if c in "一二三四五六七八九"]
    assert told == [int(d) for d in digits] or (10 <= number < 20 and told == [int(d) for d in digits[1:]])
    assert not said.endswith("〇")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (p("甲") + p('<w:r><w:br w:type="page"/></w:r>') + p("乙"), ["甲", "乙"]),
        (p("甲") + p("<w:r><w:lastRenderedPageBreak/><w:t>乙</w:t></w:r>"), ["甲", "乙"]),
        # Asked for, and noted where it fell: one break.
        (p('<w:r><w:t>甲</w:t><w:br w:type="page"/></w:r>') + p("<w:r><w:lastRenderedPageBreak/><w:t>乙</w:t></w:r>"), ["甲", "乙"]),
        (p("甲") + p("乙", "<w:pageBreakBefore/>") + p("丙"), ["甲", "乙丙"]),
        (p("甲", "<w:sectPr/>") + p("乙") + '<w:sectPr><w:type w:val="nextPage"/></w:sectPr>', ["甲", "乙"]),
        (p("甲", "<w:sectPr/>") + p("乙") + '<w:sectPr><w:type w:val="continuous"/></w:sectPr>', []),
        (p("<w:r><w:t>上半句</w:t><w:lastRenderedPageBreak/><w:t>下半句</w:t></w:r>"), ["上半句", "下半句"]),
        (p('<w:r><w:br w:type="page"/></w:r>') + p("甲"), []),
        (p("甲") + p('<w:r><w:br w:type="page"/></w:r>'), []),
        (p("甲") + p("乙"), []),
        (
            table(tc("项") + tc("数"), tc("甲") + tc("1"), tc("<w:r><w:lastRenderedPageBreak/><w:t>乙</w:t></w:r>")
                  + tc("<w:r><w:lastRenderedPageBreak/><w:t>2</w:t></w:r>")),
            ["项数甲1", "乙2"],
        ),
    ],
)  # fmt: skip
def test_pages(body: str, expected: list[str]) -> None:
    draft = read(body)
    assert [re.sub(r"\s", "", page.of(draft.text)) for page in draft.pages] == expected
    assert "\f" not in draft.text
    if expected:
        assert "".join(page.of(draft.text) for page in draft.pages) == draft.text


def test_a_table_that_only_lays_out_text_is_read_as_paragraphs() -> None:
    long = "一段说明文字，" * 40
    inner = f"<w:tc>{p('左栏')}</w:tc><w:tc>{p(long)}{p('第二段。')}{p('第三段。')}</w:tc>"
    draft = read(table(inner) + table(tc("只有一列"), tc("的框")))
    assert draft.tables == ()
    assert "\t" not in draft.text
    assert lines(draft)[0] == "左栏"
    assert lines(draft)[-2:] == ["只有一列", "的框"]


def test_tabs_and_bars_in_paragraphs_draw_tables_too() -> None:
    body = table(tc("项") + tc("数"), tc("甲") + tc("1")) + p("名称\t预算数") + p("管网\t40") + p("水质\t12")
    draft = read(body.replace("\t", "</w:t><w:tab/><w:t>"))
    assert [t.columns for t in draft.tables] == [(("项",), ("数",)), (("名称",), ("预算数",))]
    assert [c.address for c in draft.tables[1].rows[0]] == ["T2R2C1", "T2R2C2"]


def test_pictures_and_embedded_objects_are_told() -> None:
    blip = '<a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>'
    body = p(r("正文") + f"<w:r><w:drawing>{blip}</w:drawing></w:r><w:r><w:object/></w:r>") + "<w:altChunk/>"
    assert [w[:7] for w in read(body).unread] == ["有 1 幅图片", "有 2 个嵌入"]


def test_strict_files_and_files_without_styles_read_alike() -> None:
    body = p(TITLE) + table(tc("项目") + tc("数"), tc("管网") + tc("41"))
    assert read(body, STRICT) == read(body)


def test_files_of_wps_with_a_dead_relation_are_read() -> None:
    dead = '<Relationships xmlns="x"><Relationship Id="r" Type="http://x/image" Target="NULL"/></Relationships>'
    assert lines(read(p("正文"), **{"_rels/document.xml": dead, "_rels/document.xml.rels": dead})) == ["正文"]


def changed(change: Callable[[zipfile.ZipFile], None]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        change(package)
    return file.getvalue()


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_entities_are_refused_whatever_they_point_to(codec: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密")
    xml = f'<?xml version="1.0" encoding="{codec}"?><!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    xml += f"<w:document {W}><w:body>{p('&x;')}</w:body></w:document>"
    said = refused(changed(lambda z: z.writestr("word/document.xml", xml.encode(codec))))
    assert "DOCTYPE" in said


def test_a_part_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGEST_PART", 100_000)
    assert "zip bomb" in refused(packed(p("零" * 200_000)))
    assert read(p("正文")).text == "正文\n"


def test_an_external_part_is_never_followed() -> None:
    rels = '<Relationships xmlns="x"><Relationship Id="r" TargetMode="External" Type="http://x/{}" Target="http://192.0.2.1/a.xml"/></Relationships>'
    data = changed(
        lambda z: (
            z.writestr("_rels/.rels", rels.format("officeDocument")),
            z.writestr("word/_rels/document.xml.rels", rels.format("styles")),
            z.writestr("word/document.xml", f"<w:document {W}><w:body>{p('正文')}</w:body></w:document>"),
        )
    )
    assert lines(read_file("a.docx", data)) == ["正文"]


def test_deep_nesting_ends_as_a_reason() -> None:
    depth = 400
    body = "<w:tbl><w:tr><w:tc>" * depth + p("深") + "</w:tc></w:tr></w:tbl>" * depth
    assert "nested too deeply" in refused(packed(body))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (packed(""), "holds no text"),
        (packed(p("<w:r><w:drawing/></w:r>")), "holds no text"),
        (packed(p("正文"))[:-40], "damaged"),
        (changed(lambda z: z.writestr("word/document.xml", "<w:document")), "damaged"),
        (changed(lambda z: z.writestr("word/other.xml", "<x/>")), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "not a supported format"),
    ],
    ids=["empty", "picture only", "cut off", "no xml", "no document", "unknown ole"],
)
def test_what_cannot_be_read_has_its_reason(data: bytes, said: str) -> None:
    assert said in refused(data)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_ends_as_a_draft_or_a_reason(data: st.DataObject) -> None:
    whole = bytearray(packed(item("甲", 0) + table(tc("项") + tc("数"), tc("乙") + tc("1")), numbering=LISTS))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        said = read_file("a.docx", bytes(whole)).text
    except UnreadableFile as error:
        said = error.zh
    assert said.strip()


def ole(stream: str) -> bytes:
    """The least compound file with one stream of that name."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = (9).to_bytes(2, "little")
    header[44:48] = header[76:80] = (0).to_bytes(4, "little")
    header[48:52] = (1).to_bytes(4, "little")
    header[68:72] = b"\xfe\xff\xff\xff"
    header[80:512] = b"\xff" * 432
    table = (0xFFFFFFFD).to_bytes(4, "little") + (0xFFFFFFFE).to_bytes(4, "little") * 127
    entries = b"".join(entry(name, child) for name, child in (("Root Entry", 1), (stream, 0xFFFFFFFF)))
    return bytes(header) + table + entries.ljust(512, b"\x00")


def entry(name: str, child: int) -> bytes:
    written = name.encode("utf-16-le")
    links = b"\xff" * 8 + child.to_bytes(4, "little")
    return (written.ljust(64, b"\x00") + (len(written) + 2).to_bytes(2, "little") + b"\x01\x01" + links).ljust(
        128, b"\x00"
    )


@pytest.mark.parametrize(
    ("name", "stream", "said"),
    [
        ("a.docx", "EncryptedPackage", "encrypted"),
        ("a.xlsx", "EncryptedPackage", "encrypted"),
        ("a.doc", "PowerPoint Document", "presentation"),
        ("a.wps", "MatOST", "save it in WPS as .docx"),
        ("a.doc", "Elsewhere", "unknown kind"),
    ],
)
def test_compound_files_are_told_apart_by_their_streams(name: str, stream: str, said: str) -> None:
    assert said in refused(ole(stream), name)


@pytest.mark.parametrize("name", ["旧.doc", "旧.wps", "旧.dot"])
def test_old_word_files_need_another_program(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    said = refused(ole("WordDocument"), name)
    assert "LibreOffice" in said
    assert ".docx" in said


def test_an_old_word_file_under_a_password_says_so() -> None:
    text = b"\xec\xa5\xc1\x00" + b"\x00" * 7 + b"\x01" + b"\x00" * 500
    assert "encrypted" in refused(ole("WordDocument") + text, "旧.doc")


def program(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something called soffice on the path."""
    path = folder / "soffice"
    path.write_text("#!/bin/sh\n" + script)
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


needs_shell = pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="the stand-in for LibreOffice needs a shell and /proc"
)
OUT = 'while [ "$1" != --outdir ]; do shift; done\n'


@needs_shell
def test_an_old_word_file_is_converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made.docx").write_bytes(packed(p(TITLE)))
    monkeypatch.setenv("SECRET_TOKEN", "x")
    program(
        tmp_path,
        f'{OUT}[ -z "$SECRET_TOKEN" ] && mkdir -p "$2" && cp {tmp_path}/made.docx "$2/given.docx"',
        monkeypatch,
    )
    draft = read_file("旧.doc", ole("WordDocument"))
    assert (draft.text, draft.media_type, draft.warnings) == (TITLE + "\n", "application/msword", ())
    assert read_file("旧.doc", b"{\\rtf1 x}").media_type == "application/rtf"


@needs_shell
def test_a_conversion_that_hangs_is_killed_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "pid"
    program(tmp_path, f"(sleep 600 & echo $! > {mark}; wait)", monkeypatch)
    monkeypatch.setattr(doc, "TIMEOUT", 0.5)
    assert "was stopped" in refused(ole("WordDocument"), "旧.doc")
    wait_for_end(int(mark.read_text()))


def wait_for_end(process: int) -> None:
    """Returns when a process is gone, or only waits to be collected; a killed one is so at once or very nearly."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return
        if state == "Z":
            return
    pytest.fail("it still runs")


@needs_shell
def test_a_conversion_that_makes_nothing_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "exit 3", monkeypatch)
    assert "damaged" in refused(ole("WordDocument"), "旧.doc")


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.doc", packed(p("正文")), ".docx"),
        ("a.wps", packed(p("正文")), ".docx"),
        ("a", packed(p("正文")), ".docx"),
        ("a.doc", "正文与更多文字".encode("gb18030"), ".txt"),
        ("a.docx", "正文与更多文字".encode(), ".txt"),
    ],
)
def test_the_real_kind_wins_over_the_name_and_is_told(name: str, data: bytes, kind: str) -> None:
    draft = read_file(name, data)
    assert draft.text.startswith("正文")
    assert kind in draft.warnings[0]


class _Words:
    vocabulary = load_vocabulary()


def test_figures_of_a_word_table_know_page_and_cell() -> None:
    body = p(TITLE) + p('<w:r><w:br w:type="page"/></w:r>') + p("单位：万元")
    body += table(tc("项目名称") + tc("全年执行数"), tc("管网改造") + tc("498.20"))
    document = make_document("a.docx", packed(body), _Words)  # type: ignore[arg-type]
    (found,) = read_figures(document, _Words.vocabulary)
    assert (str(found.quantity.value), found.quantity.unit, found.cell, found.page) == ("498.20", "万元", "T1R2C2", 2)


def test_a_nested_table_in_markup_written_by_python_docx() -> None:
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:p {W}><w:ins><w:r><w:t>插入</w:t></w:r></w:ins></w:p>"))
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "左"
    inner = outer.cell(0, 1).add_table(2, 2)
    for number, said in enumerate(("项", "数", "甲", "1")):
        inner.cell(number // 2, number % 2).text = said
    draft = read_file("a.docx", saved(document))
    assert lines(draft) == ["插入", "左", "项\t数", "甲\t1"]
    assert len(draft.tables) == 1
