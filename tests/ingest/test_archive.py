"""Zip archives into records: bounds, names, faults. Every name and number is made up."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.records.library import Library
from assistant.records.scope import EVERYTHING
from ingest import archive
from ingest.archive import Entry, entries, is_archive
from ingest.pipeline import ingest, ingest_all, ingest_bytes
from ingest.progress import Event, OutcomeStatus

REPORT = "榆桥区水务局2021年部门整体支出绩效自评报告\n\n一、基本情况\n\n全年预算数 905.20 万元，执行数 873.46 万元，完成预算的 96.5%。\n"
OTHER = REPORT.replace("水务", "教育")


def packed(files: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return file.getvalue()


def raw(
    name: bytes, data: bytes, *, flags: int = 0, extra: bytes = b"", method: int = 0, size: int | None = None
) -> bytes:
    """An archive with one entry whose bytes are all chosen: names in any encoding, marks, sizes that lie."""
    kept = zlib.compress(data)[2:-4] if method == 8 else data
    fields = struct.pack(
        "<HHHHLLLHH", flags, method, 0, 33, zlib.crc32(data), len(kept), size or len(data), len(name), len(extra)
    )
    local = b"PK\x03\x04" + struct.pack("<H", 20) + fields + name + extra + kept
    central = b"PK\x01\x02" + struct.pack("<HH", 20, 20) + fields + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + name + extra
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def only(data: bytes, name: str = "资料.zip") -> Entry:
    (entry,) = entries(name, data)
    return entry


def said(entry: Entry) -> str:
    assert entry.fault is not None
    assert entry.path in entry.fault.sentence("zh")
    return entry.fault.sentence("en")


def test_files_come_in_order_with_their_paths() -> None:
    data = packed(
        {
            "b/甲.txt": "1",
            "a.txt": "2",
            "空/": b"",
            "__MACOSX/._a.txt": "x",
            ".DS_Store": "x",
            "~$甲.docx": "x",
            "Thumbs.db": "x",
        }
    )
    assert [(e.path, e.name, e.data) for e in entries("资料.zip", data)] == [
        ("资料.zip/b/甲.txt", "甲.txt", b"1"),
        ("资料.zip/a.txt", "a.txt", b"2"),
    ]


@pytest.mark.parametrize(
    ("name", "flags", "expected"),
    [
        ("附件2：自评表.txt".encode("gb18030"), 0, "附件2：自评表.txt"),
        ("水务局/报告.txt".encode("gbk"), 0, "水务局/报告.txt"),
        ("自评表.txt".encode(), 0, "自评表.txt"),
        ("自评表.txt".encode(), 0x800, "自评表.txt"),
        (b"../../etc/passwd", 0, "etc/passwd"),
        (b"/etc/a.txt", 0, "etc/a.txt"),
        (b"C:\\windows\\a.txt", 0, "windows/a.txt"),
        (b"a\\..\\..\\b.txt", 0, "a/b.txt"),
        ("报\u202e告.txt".encode(), 0x800, "报告.txt"),
        (b"..", 0, "file"),
        (b"plain.txt", 0, "plain.txt"),
    ],
)
def test_names_are_decoded_and_kept_inside(name: bytes, flags: int, expected: str) -> None:
    assert only(raw(name, b"x", flags=flags)).path == "资料.zip/" + expected


def test_the_name_in_the_extra_field_counts_when_it_belongs_to_the_name() -> None:
    name, told = "報告.txt".encode("big5hkscs"), "報告.txt".encode()
    extra = struct.pack("<HHBL", 0x7075, 5 + len(told), 1, zlib.crc32(name)) + told
    assert only(raw(name, b"x", extra=extra)).name == "報告.txt"
    stale = struct.pack("<HHBL", 0x7075, 5 + len(told), 1, 7) + told
    assert only(raw(b"new.txt", b"x", extra=stale)).name == "new.txt"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (raw(b"a.txt", b"x" * 20, flags=1), "encrypted"),
        (raw(b"a.txt", b"x" * 20, method=99), "not supported"),
        (raw(b"a.txt", b"x" * 20, method=8)[:40] + b"\xff" * 20 + raw(b"a.txt", b"x" * 20, method=8)[60:], "damaged"),
        (packed({}), "no file is in"),
        (packed({".hidden": "x"}), "no file is in"),
        (b"PK\x03\x04 and no more", "damaged"),
        (b"", "damaged"),
        (packed({"a.txt": "x"})[:-30], "damaged"),
    ],
    ids=["encrypted", "method", "damaged entry", "empty", "only clutter", "no zip", "nothing", "cut off"],
)
def test_what_cannot_be_unpacked_has_its_reason(data: bytes, expected: str) -> None:
    assert expected in said(only(data))


def test_a_bomb_is_refused_by_what_it_gives_and_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_RATIO_FROM", 50_000)
    monkeypatch.setattr(archive, "_AT_ONCE", 1_000)
    found = list(entries("资料.zip", packed({"a.txt": b"\x00" * 5_000_000, "b.txt": b"b" * 40_000})))
    assert "zip bomb" in said(found[0])
    assert len(found[1].data) == 40_000


def test_an_entry_that_lies_about_its_size_is_no_way_around() -> None:
    assert "damaged" in said(only(raw(b"a.txt", b"x" * 5_000, method=8, size=10)))


def test_all_entries_share_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive._Budget.__init__, "__defaults__", (3, 100))
    inner = packed({"c.txt": b"c" * 10, "d.txt": b"d"}, zipfile.ZIP_STORED)
    found = list(entries("资料.zip", packed({"a.txt": b"a" * 60, "b.txt": b"b" * 60}, zipfile.ZIP_STORED)))
    assert found[0].data == b"a" * 60
    assert "too much" in said(found[1])
    monkeypatch.setattr(archive._Budget.__init__, "__defaults__", (3, 10_000))
    found = list(entries("资料.zip", packed({"a.txt": b"a", "b.zip": inner, "e.txt": b"e"}, zipfile.ZIP_STORED)))
    assert [e.path for e in found if not e.fault] == ["资料.zip/a.txt", "资料.zip/b.zip/c.txt"]
    assert all("more than" in said(e) for e in found if e.fault)


def test_archives_in_archives_are_opened_to_a_depth() -> None:
    data = packed({"报告.txt": "文"})
    for _ in range(2):
        data = packed({"内.zip": data})
    assert only(data).path == "资料.zip/内.zip/内.zip/报告.txt"
    assert "nested" in said(only(packed({"内.zip": data})))


def test_office_files_are_no_archives_and_archives_are_known_by_content() -> None:
    file = io.BytesIO()
    docx.Document().save(file)
    assert not is_archive("a.zip", file.getvalue())
    assert is_archive("a.docx", packed({"a.txt": "x"}))
    assert is_archive("a.zip", b"")
    assert not is_archive("a.txt", b"text")
    assert not is_archive("a.zip", b"Rar!\x1a\x07\x00")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_never_raises_and_always_says_something(data: st.DataObject) -> None:
    whole = bytearray(packed({"甲.txt": REPORT, "乙/丙.zip": packed({"丁.txt": OTHER})}))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    found = list(entries("资料.zip", bytes(whole)))
    assert found
    assert all(e.path.startswith("资料.zip") and ".." not in e.path for e in found)


def mixed() -> bytes:
    file = io.BytesIO()
    document = docx.Document()
    for line in OTHER.split("\n"):
        document.add_paragraph(line)
    document.save(file)
    return packed(
        {
            "2021/水务.txt": REPORT,
            "2021/教育.docx": file.getvalue(),
            "坏.docx": b"PK\x03\x04 broken",
            "旧.rar": b"Rar!\x1a\x07\x00" + b"x" * 20,
            "内.zip": packed({"再.txt": REPORT, "表.html": f"<p>{REPORT.replace('水务', '农业')}</p>"}),
        }
    )


def test_every_file_of_an_archive_becomes_a_record_or_a_reason(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "资料.zip").write_bytes(mixed())
    (folder / "后.txt").write_text(REPORT.replace("水务", "交通"))
    events: list[Event] = []
    report = ingest([folder], library, events.append)
    assert {(o.path[len(str(folder)) + 1 :], o.status.value) for o in report.outcomes} == {
        ("后.txt", "added"),
        ("资料.zip/2021/水务.txt", "added"),
        ("资料.zip/2021/教育.docx", "added"),
        ("资料.zip/坏.docx", "failed"),
        ("资料.zip/旧.rar", "failed"),
        ("资料.zip/内.zip/再.txt", "known"),
        ("资料.zip/内.zip/表.html", "added"),
    }
    assert {h.name for h in library.store.heads(EVERYTHING)} == {"水务.txt", "教育.docx", "表.html", "后.txt"}
    reasons = {o.name: (o.reason("zh"), o.reason("en")) for o in report.outcomes}
    assert all(r.startswith("资料.zip/坏.docx") for r in reasons["坏.docx"])
    assert "RAR" in reasons["旧.rar"][1]
    assert reasons["再.txt"][0].startswith("资料.zip/内.zip/再.txt")
    over = [e for e in events if e.outcome]
    assert [e.done for e in over] == sorted(e.done for e in over)
    assert over[-1].done == over[-1].total == 2
    assert len(over) == len(report.outcomes)


def test_an_uploaded_archive_has_one_outcome_and_all_of_them(library: Library) -> None:
    data = mixed()  # made once: an office file carries the time it was made
    outcome = ingest_bytes(r"C:\上传\资料.zip", data, library)
    assert (outcome.name, outcome.status) == ("资料.zip", OutcomeStatus.ADDED)
    assert outcome.document_id
    assert outcome.figures >= 6
    assert "2 个没有读取" in outcome.warnings[0]
    assert any("坏.docx" in w for w in outcome.warnings)
    again = ingest_all("资料.zip", data, library)
    assert [o.status.value for o in again] == ["known", "known", "failed", "failed", "known", "known"]
    assert ingest_bytes("资料.zip", data, library).status is OutcomeStatus.KNOWN
    nothing = ingest_bytes("空.zip", packed({}), library)
    assert (nothing.status, "空.zip" in nothing.reason("zh")) == (OutcomeStatus.FAILED, True)


@pytest.mark.parametrize(
    ("name", "data", "way_out"),
    [
        ("资料.rar", b"Rar!\x1a\x07\x01\x00" + b"x" * 20, ".zip"),
        ("资料.7z", b"7z\xbc\xaf\x27\x1c" + b"x" * 20, ".zip"),
        ("资料.zip", b"Rar!\x1a\x07\x01\x00" + b"x" * 20, ".zip"),
        ("资料.tar.gz", b"\x1f\x8b\x08" + b"x" * 20, ".zip"),
        ("报告.wps", b"not an ole file", ".docx"),
        ("报告.ofd", packed({"OFD.xml": "<x/>", "Doc_0/Document.xml": "<x/>"}), "PDF"),
        ("报告.odt", packed({"mimetype": "application/vnd.oasis.opendocument.text"}), ".docx"),
        ("表.xlsb", packed({"[Content_Types].xml": "<x/>", "xl/workbook.bin": "x"}), ".xlsx"),
        ("讲.pptx", packed({"[Content_Types].xml": "<x/>", "ppt/presentation.xml": "x"}), "PDF"),
        ("未知.xyz", b"text", ".docx"),
    ],
)
def test_other_formats_are_refused_with_the_way_out(name: str, data: bytes, way_out: str, library: Library) -> None:
    outcome = ingest_bytes(name, data, library)
    assert outcome.status is OutcomeStatus.FAILED
    assert "not a supported format" in outcome.reason("en")
    for language in ("zh", "en"):
        assert name in outcome.reason(language)
        assert way_out in outcome.reason(language)
