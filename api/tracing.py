"""OpenTelemetry spans of requests, sent to a collector; off unless YOUJU_OTLP_ENDPOINT names one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Scope

from api.observe import Spans, no_spans


def spans_to(endpoint: str | None, version: str) -> Spans:
    """What opens a span for each request; the libraries are loaded only where `endpoint` (http://host:4317) is set."""
    if endpoint is None:
        return no_spans
    from opentelemetry import propagate, trace
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": "youju", "service.version": version}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    return traced_by(provider.get_tracer("youju", version), propagate.extract, trace.SpanKind.SERVER)


def traced_by(tracer: Any, parent_of: Any, kind: Any) -> Spans:
    """What opens a span of `tracer` for each request, under the one its `traceparent` header names."""

    @contextmanager
    def spans(scope: Scope) -> Iterator[Any]:
        parent = parent_of(dict(Headers(scope=scope)))
        attributes = {"http.request.method": scope["method"]}
        with tracer.start_as_current_span(scope["method"], parent, kind=kind, attributes=attributes) as span:
            yield span

    return spans
