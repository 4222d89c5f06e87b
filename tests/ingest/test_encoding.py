"""Encodings told apart, and what is no text."""

import base64

import pytest

from assistant.errors import UnreadableFile
from ingest.readers.encoding import decode, warnings_of
from ingest.readers.text import pages

TEXT = "南栎市水务局2021年度预算执行情况良好，全年预算数为一千二百万元，执行率“98.5%”。\n"
ENGLISH = "The water bureau spent 98.5% of its budget in 2021.\n"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (TEXT.encode(), TEXT),
        (TEXT.encode("utf-8-sig"), TEXT),
        (TEXT.encode("utf-16"), TEXT),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), TEXT),
        (TEXT.encode("gb18030"), TEXT),
        (TEXT.encode("gbk"), TEXT),
        (ENGLISH.encode(), ENGLISH),
        (b"a\r\nb\rc\n 2021", "a\nb\nc\n 2021"),
        ("含生僻字䶮的预算报告。".encode("gb18030"), "含生僻字䶮的预算报告。"),
        (b"1,2\n3,4\n", "1,2\n3,4\n"),
    ],
)
def test_decode(data: bytes, text: str) -> None:
    assert decode("a.txt", data) == text


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("big5", "ignore") + "縣政府預算執行報告書".encode("big5"),
        b"\xef\xbb\xbf" + TEXT.encode("gb18030"),
        "Смета расходов бюджета на год исполнена полностью".encode("cp1251"),
        "県の予算執行状況について報告します".encode("shift_jis"),
        "Le budget a été exécuté à Orléans".encode("latin-1"),
    ],
    ids=["big5", "wrong mark", "cp1251", "shift_jis", "latin-1"],
)
def test_other_encodings_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="unknown encoding"):
        decode("a.txt", data)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (TEXT.encode().replace("情况".encode(), b"\xff"), TEXT.replace("情况", "\ufffd")),
        (TEXT.encode()[:-2] + b"\n", TEXT[:-2] + "\ufffd\n"),
        (TEXT.encode("gb18030").replace("情况".encode("gb18030"), b"\xff"), TEXT.replace("情况", "\ufffd")),
        (TEXT.encode().replace("情况".encode(), b"\x00"), TEXT.replace("情况", "\ufffd")),
        (TEXT.encode("utf-16")[:-1], TEXT[:-1] + "\ufffd"),
        (b"\xef\xbb\xbf" + TEXT.encode().replace("情况".encode(), b"\xff"), TEXT.replace("情况", "\ufffd")),
    ],
    ids=["utf-8", "cut short", "gb18030", "zero", "utf-16 cut short", "mark"],
)
def test_a_bad_byte_is_marked_and_the_rest_read(data: bytes, text: str) -> None:
    assert decode("a.txt", data) == text
    assert warnings_of(text)[0].startswith("文件里有 1 个字符已损坏")


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"PK\x03\x04\x14\x00", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Office"),
        (b"\x00abc\x00\x00def\x00", "no text"),
        (TEXT.encode("utf-16-le"), "no text"),
        (b"\x01\x02\x03\x04abc\x05\x06", "no text"),
        (base64.b64encode(bytes(range(256)) * 4), "no text"),
        (b"!!! ??? ###", "no text"),
    ],
)
def test_what_is_no_text(data: bytes, names: str) -> None:
    with pytest.raises(UnreadableFile, match=names):
        decode("图片.txt", data)


def test_characters_lost_before_are_said() -> None:
    assert "2 个字符已损坏" in warnings_of("执行率\n\ufffd\ufffd%")[0]
    assert "首处在第 2 行" in warnings_of("执行率\n\ufffd\ufffd%")[0]
    assert warnings_of(TEXT) == ()


def test_form_feeds_end_pages() -> None:
    text = "第一页\f第二页\n\f"
    assert [p.of(text) for p in pages(text)] == ["第一页", "第二页\n"]
    assert pages(TEXT) == ()
