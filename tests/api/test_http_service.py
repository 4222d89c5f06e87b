"""What the interface promises of every request: versions, request ids, tags, metrics, readiness, keys of repeated writes."""

import pytest
from fastapi.testclient import TestClient
from opentelemetry import propagate, trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api.examples import ANSWER
from api.exports import XLSX
from api.observe import Metrics, Observed, no_spans
from api.schemas import AnswerOut
from api.tracing import spans_to, traced_by

EXECUTION = "南栎市水务局2021年预算执行情况怎么样？"


@pytest.mark.parametrize("path", ["/api/documents", "/api/scope", "/api/suggestions", "/api/nothing"])
def test_the_version_named_is_the_one_there_is(client: TestClient, path: str) -> None:
    named = client.get(path.replace("/api/", "/api/v1/"))
    plain = client.get(path)
    assert (named.status_code, named.content) == (plain.status_code, plain.content)


def test_asking_is_versioned_too(client: TestClient) -> None:
    answer = client.post("/api/v1/ask", json={"question": EXECUTION}).json()
    assert answer["figures"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("abc-1.2_3", True), ("", False), ("a" * 65, False), ("a b", False), ("数", False)],
)
def test_every_response_names_its_request(client: TestClient, given: str, kept: bool) -> None:
    for path in ("/", "/api/scope", "/nothing"):
        named = client.get(path, headers={"x-request-id": given.encode()}).headers["x-request-id"]
        assert (named == given) is kept
        assert named


def test_an_unchanged_read_is_not_sent_again(client: TestClient) -> None:
    document = client.get("/api/documents").json()[0]["id"]
    for path in ("/api/documents", f"/api/documents/{document}/text", f"/api/documents/{document}/figures"):
        first = client.get(path)
        again = client.get(path, headers={"if-none-match": f'"other", {first.headers["etag"]}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
        assert client.get(path, headers={"if-none-match": 'W/"other"'}).content == first.content
    assert "etag" not in client.get("/api/documents/nothing").headers


def test_answers_travel_compressed(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": EXECUTION})
    assert response.headers["content-encoding"] == "gzip"
    streamed = client.post("/api/ask", json={"question": EXECUTION, "stream": True})
    assert "content-encoding" not in streamed.headers


def test_metrics_count_routes_and_answers(client: TestClient) -> None:
    for question in (EXECUTION, "南栎市水务局2021年“三公”经费是多少？"):
        client.post("/api/ask", json={"question": question})
    document = client.get("/api/documents").json()[0]["id"]
    client.get(f"/api/documents/{document}")
    told = client.get("/metrics").text
    assert 'youju_http_requests_total{method="POST",route="/api/ask",status="200"}' in told
    assert 'route="/api/documents/{document_id}"' in told
    assert document not in told
    assert 'youju_answers_total{reason="no_record",status="abstained"}' in told
    assert 'youju_kept{what="documents"} 3.0' in told


def test_readiness_follows_warming_up(client: TestClient, empty_client: TestClient) -> None:
    service = client.app.state.service
    service.warm.wait(30)
    assert client.get("/readyz").json() == {"status": "ready"}
    service.warm.clear()
    cold = client.get("/readyz")
    service.warm.set()
    assert (cold.status_code, cold.json()["code"]) == (503, "warming_up")
    assert cold.headers["content-type"] == "application/problem+json"


def upload(client: TestClient, data: bytes, key: str | None):
    headers = {"idempotency-key": key} if key else {}
    return client.post("/api/documents", files=[("files", ("报告.txt", data))], headers=headers)


def test_a_repeated_key_gives_the_first_response_again(empty_client: TestClient, water: str) -> None:
    first = upload(empty_client, water.encode(), "once")
    again = upload(empty_client, water.encode(), "once")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert upload(empty_client, water.encode(), "twice").json()["outcomes"][0]["status"] == "known"
    assert upload(empty_client, water.encode(), None).json()["outcomes"][0]["status"] == "known"


def test_a_refusal_is_repeated_as_it_was(empty_client: TestClient) -> None:
    first, again = upload(empty_client, b"", "empty"), upload(empty_client, b"", "empty")
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert again.headers["content-type"] == "application/problem+json"


def test_the_documentation_page_needs_nothing_from_outside(client: TestClient) -> None:
    page = client.get("/api.html")
    assert "unsafe" not in page.headers["content-security-policy"]
    for address in ("/swagger-ui/swagger-ui.css", "/swagger-ui/swagger-ui-bundle.js", "/api.js", "/api/openapi.json"):
        assert client.get(address).status_code == 200


def test_the_description_has_examples_and_problems(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    assert described["components"]["schemas"]["AskRequest"]["examples"]
    (answer,) = described["components"]["schemas"]["AnswerOut"]["examples"]
    assert answer["figures"][0]["value"] == ANSWER["figures"][0]["value"]
    AnswerOut.model_validate(ANSWER)
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), (method, path)
            for status, response in operation["responses"].items():
                problem = "application/problem+json" in response.get("content", {})
                assert problem is (int(status) >= 400), (method, path, status)


def test_the_description_says_of_what_kind_every_answer_is(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    given = [
        (path, method, set(response.get("content", ())))
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        for status, response in operation["responses"].items()
        if status in ("200", "201")
    ]
    assert [(path, method) for path, method, kinds in given if not kinds] == []
    files = {path: kinds for path, _, kinds in given if "{form}" in path or path.endswith("/original")}
    assert len(files) >= 9
    assert files["/api/documents/{document_id}/original"] == {"application/octet-stream"}
    assert files["/api/warnings/file.{form}"] == {"text/csv", XLSX}
    assert files["/api/gold/{name}/file.{form}"] == {"application/x-ndjson", XLSX}
    assert len(files["/api/reviews/{round_id}/report.{form}"]) == 4


async def answers_fine(scope, receive, send) -> None:
    scope["route"] = type("Route", (), {"path": "/api/ask"})()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"fine"})


def test_a_span_is_made_of_a_request_only_where_wanted() -> None:
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    spans = traced_by(provider.get_tracer("youju"), propagate.extract, trace.SpanKind.SERVER)
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    TestClient(Observed(answers_fine, Metrics(), spans)).get("/api/ask", headers={"traceparent": parent})
    (span,) = kept.get_finished_spans()
    assert (span.name, span.attributes["http.response.status_code"]) == ("GET /api/ask", 200)
    assert f"{span.context.trace_id:032x}" == parent[3:35]
    assert spans_to(None, "1") is no_spans
