"""OpenTelemetry traces, switched on by its own variable for an endpoint; nothing of it is imported without."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bot.errors import ConfigurationError
from bot.services.store import references, spans

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

SWITCHES = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
SERVICE = "support-contact-bot"
REFERENCE = "bot.reference"


def switch() -> str | None:
    """Return the variable that switches traces on, None if none is set."""
    return next((name for name in SWITCHES if os.environ.get(name)), None)


@contextmanager
def tracing() -> Iterator[None]:
    """Send traces to where OpenTelemetry's variables say, until the block ends; nothing unless one is set.

    Raise ConfigurationError if the extra `otel` is not installed.
    """
    switched_by = switch()
    if switched_by is None:
        yield
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        needed = "needs the extra otel: pip install 'support-contact-bot[otel]'"
        raise ConfigurationError(f"{switched_by}: {needed}") from None
    # Whoever names the service by OTEL_SERVICE_NAME or OTEL_RESOURCE_ATTRIBUTES is heeded.
    given = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": SERVICE}
    provider = TracerProvider(resource=Resource.create(given))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    with traced_by(provider):
        yield


@contextmanager
def traced_by(provider: "TracerProvider") -> Iterator[None]:
    """Tell this provider of every span until the block ends, and flush it then."""
    spans.listen(_telling(provider))
    try:
        yield
    finally:
        spans.listen(None)
        provider.shutdown()


def _telling(provider: "TracerProvider") -> spans.Tracer:
    from opentelemetry.trace import StatusCode

    tracer = provider.get_tracer(SERVICE)

    @contextmanager
    def told(name: str, attributes: dict[str, Any]) -> Iterator[None]:
        # An error's own words may hold what people wrote; the log has them, under the reference.
        with tracer.start_as_current_span(
            name, attributes=attributes, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield
            except Exception:
                span.set_status(StatusCode.ERROR)
                raise
            finally:
                if reference := references.current():
                    span.set_attribute(REFERENCE, reference)

    return told
