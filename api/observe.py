"""What a running service tells of itself: a request id on every response, Prometheus metrics, and spans where wanted."""

import logging
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from time import perf_counter
from typing import Any
from uuid import uuid4

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID = "x-request-id"

_LOG = logging.getLogger("youju")
_GIVEN = re.compile(r"[\w.\-]{1,64}", re.ASCII)
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120)


class Metrics:
    """The counters of one application, in a registry of its own."""

    def __init__(self) -> None:
        own = CollectorRegistry()
        labels = ("method", "route", "status")
        self.registry = own
        self.requests = Counter("youju_http_requests", "Requests answered", labels, registry=own)
        self.seconds = Histogram(
            "youju_http_request_seconds", "Time to answer", ("route",), buckets=_SECONDS, registry=own
        )
        self.answers = Counter("youju_answers", "Questions by how they ended", ("status", "reason"), registry=own)
        self.kept = Gauge("youju_kept", "How much is on record", ("what",), registry=own)
        self.model = Gauge("youju_model", "What the language model has cost since the start", ("what",), registry=own)

    def answered(self, wire: Mapping[str, Any]) -> None:
        """Count an answer that left."""
        self.answers.labels(wire["status"], wire["reason"] or "").inc()


Spans = Callable[[Scope], AbstractContextManager[Any]]
"""Opens a span for the time of a request; what it gives takes a name and attributes, or is None."""


def no_spans(_: Scope) -> AbstractContextManager[Any]:
    """Tracing is off."""
    return nullcontext()


class Observed:
    """Counts and times every request, gives it an id, and opens a span around it."""

    def __init__(self, app: ASGIApp, metrics: Metrics, spans: Spans = no_spans) -> None:
        self.app = app
        self.metrics = metrics
        self.spans = spans

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and look at what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = given if _GIVEN.fullmatch(given) else uuid4().hex
        status = 500
        started = perf_counter()

        async def stamped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        with self.spans(scope) as span:
            try:
                await self.app(scope, receive, stamped)
            finally:
                route = _route(scope)
                self.metrics.requests.labels(scope["method"], route, str(status)).inc()
                self.metrics.seconds.labels(route).observe(perf_counter() - started)
                if status >= 500:
                    _LOG.error("request %s to %s ended with %d", request_id, route, status)
                if span is not None:
                    span.update_name(f"{scope['method']} {route}")
                    span.set_attributes({"http.route": route, "http.response.status_code": status})


def _route(scope: Scope) -> str:
    """The pattern of the route, never the address itself: that would make a series for every document."""
    return getattr(scope.get("route"), "path", None) or ("pages" if scope["method"] in ("GET", "HEAD") else "other")
