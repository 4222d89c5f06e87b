"""An encoder behind an OpenAI-compatible embeddings endpoint: vLLM, TEI, Ollama, Xinference or a service of the office's own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from assistant.errors import StoreFault

if TYPE_CHECKING:
    import httpx
    import numpy as np
    from numpy.typing import NDArray

_AT_ONCE = 64
_ATTEMPTS = 2
_CONNECT_SECONDS, _ANSWER_SECONDS = 5.0, 60.0
_PROBE = "预算执行率"


@dataclass(frozen=True, slots=True)
class EndpointEncoder:
    """Texts are sent to the endpoint in batches; safe to share between threads.

    The weights cannot be seen, so the fingerprint is of the address, the model's name and the vectors' length: give a
    changed model another name, or run `youju reindex --all`.
    """

    id: str
    dim: int
    fingerprint: str
    client: httpx.Client = field(repr=False)
    url: str = field(repr=False)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of `texts`, float32 (n, dim), unit length; raises StoreFault when the endpoint does not give them."""
        import numpy as np

        out = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), _AT_ONCE):
            rows = _embedded(self.client, self.url, self.id, texts[start : start + _AT_ONCE])
            if any(len(row) != self.dim for row in rows):
                raise _fault(self.url, "vectors of another length")
            out[start : start + _AT_ONCE] = rows
        lengths = np.linalg.norm(out, axis=1, keepdims=True)
        scaled: NDArray[np.float32] = out / np.maximum(lengths, np.finfo(np.float32).tiny)
        return scaled


def endpoint_encoder(url: str, model: str, key: str | None = None) -> EndpointEncoder:
    """The encoder `model` at `url` (…/v1), asked once how long its vectors are; raises StoreFault when it does not answer."""
    import httpx

    headers = {"Authorization": f"Bearer {key}"} if key else {}
    timeout = httpx.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS)
    # trust_env=False: an intranet's service is not to be asked through a proxy of the environment.
    client = httpx.Client(headers=headers, timeout=timeout, trust_env=False)
    address = f"{url.rstrip('/')}/embeddings"
    try:
        (probe,) = _embedded(client, address, model, [_PROBE])
    except StoreFault:
        client.close()
        raise
    told = f"{address}\n{model}\n{len(probe)}"
    return EndpointEncoder(model, len(probe), hashlib.sha256(told.encode()).hexdigest()[:16], client, address)


def _embedded(client: httpx.Client, url: str, model: str, texts: Sequence[str]) -> list[list[float]]:
    """One vector a text, in the order of the texts; an endpoint that does not answer at all is asked a second time."""
    import httpx

    # An empty text is refused by some services; it has no meaning to be found by.
    body = {"model": model, "input": [text or " " for text in texts], "encoding_format": "float"}
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            answer = client.post(url, json=body)
            answer.raise_for_status()
            return _vectors(answer.json(), len(texts))
        except httpx.TransportError as error:
            if attempt == _ATTEMPTS:
                raise _fault(url, type(error).__name__) from error
        except httpx.HTTPStatusError as error:
            raise _fault(url, f"HTTP {error.response.status_code}") from error
        except (ValueError, TypeError, KeyError) as error:
            raise _fault(url, "no answer of the embeddings protocol") from error
    raise AssertionError("unreachable")


def _vectors(answer: Any, count: int) -> list[list[float]]:
    rows = sorted(answer["data"], key=lambda row: int(row["index"]))
    if [row["index"] for row in rows] != list(range(count)):
        raise ValueError("not one vector a text")
    return [[float(x) for x in row["embedding"]] for row in rows]


def _fault(url: str, what: str) -> StoreFault:
    return StoreFault(
        url,
        zh=f"向量服务没有给出向量（{what}）；请核对 encoder_url、encoder 和 encoder_key，或清空 encoder_url 以使用自带编码器",
        en=f"the embeddings service gave no vectors ({what}); check encoder_url, encoder and encoder_key, "
        "or leave encoder_url empty for the shipped encoder",
    )
