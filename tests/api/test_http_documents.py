"""The records over HTTP: listing, text, figures, uploads."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from fastapi.testclient import TestClient

from api.records import source_of
from api.schemas import DocumentDetail, DocumentOut, Facets, FigureLine, RefusalOut, Uploaded
from ingest.draft import Draft


def document(client: TestClient, name: str) -> dict:
    return next(one for one in client.get("/api/documents").json() if one["source"] == name)


def upload(client: TestClient, *files: tuple[str, bytes], **headers: str):
    return client.post("/api/documents", files=[("files", file) for file in files], headers=headers)


def test_listing_names_every_file(client: TestClient) -> None:
    response = client.get("/api/documents")
    listed = [DocumentOut.model_validate(one) for one in response.json()]
    assert {one.source for one in listed} == {"水务局2021.txt", "教育局2022.txt", "园林局台账.csv"}
    assert response.headers["x-total-count"] == "3"
    water = document(client, "水务局2021.txt")
    assert (water["department"], water["years"], water["status"]) == ("南栎市水务局", [2021], "ready")


def test_listing_in_pages(client: TestClient) -> None:
    whole = client.get("/api/documents").json()
    pages = [client.get("/api/documents", params={"offset": n, "limit": 1}).json() for n in range(4)]
    assert [one for page in pages for one in page] == whole


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "教育 2022"}, ["教育局2022.txt"]),
        ({"q": "没有这样的"}, []),
        ({"department": "南栎市水务局"}, ["水务局2021.txt"]),
        ({"department": "水务局"}, []),
        ({"year": 2022, "kind": "self_evaluation"}, ["教育局2022.txt"]),
        ({"tables": True}, ["园林局台账.csv"]),
        ({"state": "past"}, []),
        ({"state": "current", "kind": "self_evaluation", "latest": True}, ["教育局2022.txt", "水务局2021.txt"]),
    ],
)
def test_listing_keeps_to_what_is_asked_for(client: TestClient, query: dict, found: list[str]) -> None:
    response = client.get("/api/documents", params=query)
    listed = [one["source"] for one in response.json()]
    assert (sorted(listed), response.headers["x-total-count"]) == (sorted(found), str(len(found)))
    if query.get("latest"):
        oldest = client.get("/api/documents", params={**query, "latest": False}).json()
        assert [one["source"] for one in oldest] == listed[::-1]


def test_each_stretch_of_the_listing_names_the_next(client: TestClient) -> None:
    first = client.get("/api/documents", params={"limit": 2, "latest": True})
    rest = client.get(first.links["next"]["url"])
    assert "next" not in rest.links
    whole = client.get("/api/documents", params={"latest": True}).json()
    assert [*first.json(), *rest.json()] == whole


def test_what_there_is_to_choose_by(client: TestClient) -> None:
    told = Facets.model_validate(client.get("/api/documents/facets").json())
    assert {one.value: one.count for one in told.departments}["南栎市水务局"] == 1
    assert [one.value for one in told.years] == sorted((one.value for one in told.years), reverse=True)
    assert {one.value: one.count for one in told.states} == {"current": 3}
    assert sum(one.count for one in told.kinds) == 3


def test_text_is_exact(client: TestClient, water: str) -> None:
    found = document(client, "水务局2021.txt")
    response = client.get(f"/api/documents/{found['id']}/text")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == water


def test_detail_spans_lie_in_the_text(client: TestClient) -> None:
    found = document(client, "园林局台账.csv")
    detail = client.get(f"/api/documents/{found['id']}").json()
    DocumentDetail.model_validate(detail)
    text = client.get(f"/api/documents/{found['id']}/text").content.decode()
    assert detail["characters"] == len(text)
    cells = [text[cell[0] : cell[1]] for row in detail["tables"][0]["rows"] for cell in row]
    assert {"24.50", "60.10", "1-6月"} <= set(cells)


def test_figures_quote_the_text(client: TestClient, water: str) -> None:
    found = document(client, "水务局2021.txt")
    figures = client.get(f"/api/documents/{found['id']}/figures").json()
    for figure in figures:
        FigureLine.model_validate(figure)
        assert water[figure["start"] : figure["end"]] == figure["quote"]
    assert {"812.40", "790.13", "97.26", "12.5", "10"} <= {figure["value"] for figure in figures}


def test_what_a_report_contradicts_is_told(empty_client: TestClient) -> None:
    report = (
        "南栎市体育局2021年度部门整体支出绩效自评报告\n\n全年预算数200.00万元，执行数190.00万元，预算执行率91.00%。\n"
    )
    outcome = upload(empty_client, ("体育局2021.txt", report.encode())).json()["outcomes"][0]
    assert any("1 figure is contradicted" in warning for warning in outcome["warnings"])
    path = f"/api/documents/{outcome['document_id']}"
    detail = DocumentDetail.model_validate(empty_client.get(path).json())
    figures = [FigureLine.model_validate(one) for one in empty_client.get(f"{path}/figures").json()]
    quotes = {figure.id: figure.quote for figure in figures}
    (check,) = detail.checks
    assert (check.verdict, quotes[check.stated], check.computed.zh) == ("contradicts", "91.00%", "95.00%")
    assert [quotes[key] for key in check.inputs] == ["190.00万元", "200.00万元"]
    assert {figure.quote: figure.check for figure in figures}["91.00%"] == "contradicts"
    assert empty_client.get("/api/documents").json()[-1]["warnings"] == outcome["warnings"]


@pytest.mark.parametrize("path", ["", "/text", "/figures"])
@pytest.mark.parametrize("name", ["nothing", "%2e%2e%2fyouju.db", "x' OR 1=1 --"])
def test_unknown_document_is_a_problem(client: TestClient, name: str, path: str) -> None:
    response = client.get(f"/api/documents/{name}{path}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_upload_then_the_same_again(empty_client: TestClient, water: str) -> None:
    first = upload(empty_client, ("报告.txt", water.encode()))
    assert first.status_code == 201
    outcome = Uploaded.model_validate(first.json()).outcomes[0]
    assert (outcome.status, outcome.document.department) == ("added", "南栎市水务局")
    assert outcome.figures >= 5
    again = upload(empty_client, ("副本.txt", water.encode()))
    assert again.status_code == 200
    assert again.json()["outcomes"][0]["status"] == "known"
    assert len(empty_client.get("/api/documents").json()) == 1
    asked = empty_client.post("/api/ask", json={"question": "水务局2021年预算执行率是多少？"}).json()
    assert asked["citations"][0]["source"] == "报告.txt"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.txt", b""),
        ("图.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
        ("程序.exe", b"MZ\x90\x00"),
        ("乱.csv", b"\xff\x00\xff\x00\xfe"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_single_unreadable_file_is_a_problem(empty_client: TestClient, name: str, data: bytes, language: str) -> None:
    response = upload(empty_client, (name, data), **{"accept-language": language})
    problem = response.json()
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["code"] == "unreadable_file"
    assert name in problem["detail"]
    assert problem["detail"] == problem[language]
    assert empty_client.get("/api/documents").json() == []


def test_one_bad_file_does_not_stop_the_others(empty_client: TestClient, water: str) -> None:
    response = upload(empty_client, ("坏.txt", b""), ("好.txt", water.encode()))
    assert response.status_code == 201
    assert [one["status"] for one in response.json()["outcomes"]] == ["failed", "added"]


def test_a_file_over_the_limit_is_refused_by_name(empty_client: TestClient, water: str) -> None:
    response = upload(empty_client, ("大.txt", water.encode() * 2000))
    assert response.status_code == 422
    assert "大.txt" in response.json()["detail"]


def test_upload_without_files_is_a_problem(empty_client: TestClient) -> None:
    assert empty_client.post("/api/documents", data={"files": "text"}).json()["code"] == "no_file"


def test_only_the_base_name_of_an_upload_counts(empty_client: TestClient, water: str) -> None:
    response = upload(empty_client, ("../../etc/报告.txt", water.encode()))
    assert response.json()["outcomes"][0]["source"] == "报告.txt"


def test_the_listing_tells_what_was_read(client: TestClient) -> None:
    ledger = DocumentOut.model_validate(document(client, "园林局台账.csv"))
    assert ledger.report
    assert (ledger.report.tables, ledger.report.pages, ledger.report.unread) == (1, 0, [])
    detail = client.get(f"/api/documents/{ledger.id}").json()
    assert detail["report"]["figures"] == detail["figures"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_refused_files_are_listed_until_they_are_read(empty_client: TestClient, water: str, language: str) -> None:
    headers = {"accept-language": language}
    upload(empty_client, ("报告.txt", b""), ("表.xlsx", b"PK\x03\x04"))
    refused = [
        RefusalOut.model_validate(one) for one in empty_client.get("/api/documents/refused", headers=headers).json()
    ]
    assert [one.source for one in refused] == ["报告.txt", "表.xlsx"]
    assert all(("请" in one.reason) == (language == "zh") for one in refused)
    upload(empty_client, ("报告.txt", water.encode()))
    assert [one["source"] for one in empty_client.get("/api/documents/refused").json()] == ["表.xlsx"]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("/srv/in/甲.doc", "甲.doc"),
        ("甲.doc", "甲.doc"),
        ("/srv/in/资料.zip/2021/甲.doc", "资料.zip/2021/甲.doc"),
        ("资料.zip", "资料.zip"),
    ],
)
def test_a_refused_file_is_named_without_its_folder(path: str, source: str) -> None:
    assert source_of(path) == source


def test_the_server_answers_while_an_upload_is_read(
    empty_client: TestClient, water: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ingest.prepare as prepare

    reading, answered, real = Event(), Event(), prepare.read_file

    def slow(name: str, data: bytes) -> Draft:
        reading.set()
        assert answered.wait(20)
        return real(name, data)

    monkeypatch.setattr(prepare, "read_file", slow)
    with ThreadPoolExecutor() as threads:
        uploads = [threads.submit(upload, empty_client, (f"{n}.txt", f"{water}{n}".encode())) for n in range(3)]
        assert reading.wait(20)
        assert empty_client.get("/healthz").status_code == 200
        assert empty_client.get("/api/documents").json() == []
        answered.set()
        assert [done.result().status_code for done in uploads] == [201] * 3
