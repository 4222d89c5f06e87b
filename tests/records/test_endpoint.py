"""An encoder behind an embeddings endpoint, spoken to over loopback: what is sent, what is taken, what is refused."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import numpy as np
import pytest

from assistant.errors import InvalidSetting, StoreFault
from assistant.records.embed import load_encoder
from assistant.records.library import open_library
from assistant.settings import Settings


@dataclass
class Service:
    """What the endpoint was asked, and how it is told to behave."""

    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    status: int = 200
    dropped: int = 0
    answer: bytes | None = None
    dim: int = 3


def vector(text: str, dim: int) -> list[float]:
    return [float(len(text) + place) for place in range(dim)]


@pytest.fixture
def service() -> Iterator[Service]:
    told = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.bodies.append({"path": self.path, **body})
            told.keys.append(self.headers.get("Authorization"))
            if told.dropped:
                told.dropped -= 1
                self.close_connection = True
                return
            rows = [{"index": n, "embedding": vector(text, told.dim)} for n, text in enumerate(body["input"])]
            # The protocol numbers its rows; services need not send them in order.
            sent = told.answer or json.dumps({"data": rows[::-1], "model": body["model"]}).encode()
            self.send_response(told.status)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


def test_texts_are_sent_in_batches_and_come_back_in_order(service: Service) -> None:
    encoder = load_encoder("bge-m3", url=f"{service.url}/", key="secret")
    texts = ["字" * (n % 7) for n in range(150)]
    vectors = encoder.encode(texts)
    encoder.client.close()  # type: ignore[attr-defined]
    expected = np.array([vector(t or " ", 3) for t in texts], np.float32)
    assert vectors.dtype == np.float32
    assert np.allclose(vectors, expected / np.linalg.norm(expected, axis=1, keepdims=True))
    assert [len(body["input"]) for body in service.bodies] == [1, 64, 64, 22]
    assert {(body["path"], body["model"]) for body in service.bodies} == {("/v1/embeddings", "bge-m3")}
    assert set(service.keys) == {"Bearer secret"}


def test_no_text_asks_nothing(service: Service) -> None:
    encoder = load_encoder("m", url=service.url)
    assert encoder.encode([]).shape == (0, 3)
    assert service.keys == [None]
    encoder.client.close()  # type: ignore[attr-defined]


def test_another_model_or_length_has_another_fingerprint(service: Service) -> None:
    made = []
    for model, dim in (("a", 3), ("b", 3), ("a", 4), ("a", 3)):
        service.dim = dim
        encoder = load_encoder(model, url=service.url)
        encoder.client.close()  # type: ignore[attr-defined]
        made.append(encoder.fingerprint)
    assert made[0] == made[3]
    assert len(set(made)) == 3


def test_a_dropped_connection_is_tried_once_more(service: Service) -> None:
    service.dropped = 1
    encoder = load_encoder("m", url=service.url)
    assert encoder.dim == 3
    service.dropped = 2
    with pytest.raises(StoreFault, match="gave no vectors"):
        encoder.encode(["a"])
    encoder.client.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (401, b"{}", "HTTP 401"),
        (200, b"<html>", "no answer of the embeddings protocol"),
        (200, b'{"data": []}', "no answer of the embeddings protocol"),
        (200, b'{"data": [{"index": 0, "embedding": ["x"]}]}', "no answer of the embeddings protocol"),
    ],
)
def test_what_is_no_vector_is_refused(status: int, answer: bytes, said: str, service: Service) -> None:
    service.status, service.answer = status, answer
    with pytest.raises(StoreFault, match=said):
        load_encoder("m", url=service.url)


def test_the_model_must_be_named(service: Service) -> None:
    with pytest.raises(InvalidSetting, match="name the model"):
        load_encoder(None, url=service.url)


def test_settings_reach_it_and_figures_are_still_matched_by_the_shipped_encoder(
    settings: Settings, service: Service
) -> None:
    asked = settings.model_copy(update={"encoder": "bge-m3", "encoder_url": service.url, "encoder_key": "k"})
    library = open_library(asked)
    assert (library.encoder.id, library.encoder.dim) == ("bge-m3", 3)
    assert library.matcher.id == load_encoder().id
    library.encoder.client.close()  # type: ignore[attr-defined]
    library.close()
