"""Original pages as pictures: the cited characters are boxed, and what has no pages says so."""

import io
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from paper_kit import BODY, TITLE, Paper

from assistant.records.originals import FolderOriginals
from ingest.layout.page import Glyph, Page
from ingest.preview import keep_scans

FIGURE = "预算执行率98.77%"


@pytest.fixture
def report(empty_client: TestClient) -> dict:
    """A PDF report of two pages, uploaded; its record and text."""
    data = Paper().centred(80, TITLE).lines(130, BODY).page().text(72, 100, "第二页的文字在这里。").bytes()
    return upload(empty_client, "报告.pdf", data)


def upload(client: TestClient, name: str, data: bytes) -> dict:
    outcome = client.post("/api/documents", files=[("files", (name, data))]).json()["outcomes"][0]
    assert outcome["status"] == "added", outcome
    found = client.get(f"/api/documents/{outcome['document_id']}").json()
    return {**found, "text": client.get(f"/api/documents/{outcome['document_id']}/text").text}


def page_url(report: dict, number: int = 1, **query: int) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/api/documents/{report['id']}/page/{number}.png?{asked}"


def pixels(response):
    from PIL import Image

    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "image/png"
    return Image.open(io.BytesIO(response.content)).convert("RGB")


def marked(picture) -> tuple[int, int, int, int] | None:
    """Where the picture is yellow: the box of what is marked."""
    import numpy as np

    red, green, blue = np.moveaxis(np.asarray(picture).astype(int), 2, 0)
    ys, xs = np.nonzero((red > 240) & (green > 180) & (blue < 200))
    return (xs.min(), ys.min(), xs.max(), ys.max()) if len(xs) else None


def cited(report: dict, words: str = FIGURE) -> dict[str, int]:
    start = report["text"].index(words)
    return {"start": start, "end": start + len(words)}


def test_the_cited_characters_are_boxed(empty_client: TestClient, report: dict) -> None:
    picture = pixels(empty_client.get(page_url(report, **cited(report))))
    box = marked(picture)
    assert box
    scale = picture.width / 595
    line = 130 + 3 * 20
    assert line - 16 < box[1] / scale < box[3] / scale < line + 8
    assert 60 < (box[2] - box[0]) / scale < 130


def test_a_page_without_a_citation_is_plain(empty_client: TestClient, report: dict) -> None:
    assert marked(pixels(empty_client.get(page_url(report)))) is None


def test_what_stands_on_another_page_is_not_boxed(empty_client: TestClient, report: dict) -> None:
    assert marked(pixels(empty_client.get(page_url(report, 2, **cited(report))))) is None


def test_pictures_are_kept_for_the_next_time(empty_client: TestClient, report: dict, tmp_path: Path) -> None:
    first = empty_client.get(page_url(report, **cited(report)))
    kept = list((tmp_path / "previews").glob("*.png"))
    assert [path.read_bytes() for path in kept] == [first.content]
    original = next(p for p in (tmp_path / "originals").rglob("*") if p.name == report["sha256"])
    original.unlink()
    assert empty_client.get(page_url(report, **cited(report))).content == first.content
    assert first.headers["cache-control"].startswith("private")


@pytest.mark.parametrize(
    ("number", "query", "status", "code"),
    [
        (0, {}, 404, "no_page"),
        (3, {}, 404, "no_page"),
        (1, {"start": 5}, 422, "invalid_span"),
        (1, {"start": 5, "end": 5}, 422, "invalid_span"),
        (1, {"start": 0, "end": 1_000_000}, 422, "invalid_span"),
        (1, {"start": -1, "end": 4}, 422, "invalid_request"),
    ],
)
def test_what_cannot_be_shown_is_a_problem(
    empty_client: TestClient, report: dict, number: int, query: dict, status: int, code: str
) -> None:
    response = empty_client.get(page_url(report, number, **query), headers={"accept-language": "en"})
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.headers["content-type"] == "application/problem+json"


def test_formats_without_pages_say_so(empty_client: TestClient, water: str) -> None:
    response = empty_client.get(page_url(upload(empty_client, "报告.txt", water.encode())))
    assert (response.status_code, response.json()["code"]) == (404, "no_picture")
    assert "文本" in response.json()["detail"]


def test_an_unknown_document_has_no_page(empty_client: TestClient) -> None:
    assert empty_client.get("/api/documents/nothing/page/1.png").json()["code"] == "unknown_document"


def test_a_lost_original_is_a_problem(empty_client: TestClient, report: dict, tmp_path: Path) -> None:
    next(p for p in (tmp_path / "originals").rglob("*") if p.name == report["sha256"]).unlink()
    assert empty_client.get(page_url(report)).json()["code"] == "no_original"


def test_pages_recognised_before_are_not_recognised_again(
    empty_client: TestClient, report: dict, tmp_path: Path
) -> None:
    """What is kept beside the original decides where characters stand, whatever the original says."""
    start, end = report["pages"][1]
    words = report["text"][start:end]
    glyphs = tuple(Glyph(c, 300.0 + 10 * n, 700.0, 310.0 + 10 * n, 712.0, 0.99) for n, c in enumerate(words))
    keep_scans(
        FolderOriginals(tmp_path / "originals"), report["sha256"], [(2, Page(595.0, 842.0, (glyphs,), scanned=True))]
    )
    picture = pixels(empty_client.get(page_url(report, 2, start=start, end=start + 3)))
    box = marked(picture)
    assert box
    assert box[0] / picture.width == pytest.approx(300 / 595, abs=0.02)
    assert box[1] / picture.height == pytest.approx(700 / 842, abs=0.02)
