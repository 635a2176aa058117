"""Spans of a block, as OpenTelemetry would export them; tests that want them need the extra otel."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.services.running import tracing

sdk = pytest.importorskip("opentelemetry.sdk.trace", reason="the extra otel is not installed")


@contextmanager
def recorded() -> Iterator[list[Any]]:
    """Collect ended spans in a list."""
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter, provider = InMemorySpanExporter(), sdk.TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    found: list[Any] = []
    with tracing.traced_by(provider):
        yield found
        found += exporter.get_finished_spans()
