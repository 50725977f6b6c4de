"""Send traces over OTLP (TIL_TRACES), with the SDK's own variables (OTEL_EXPORTER_OTLP_ENDPOINT and others)."""

import asyncio
import os
from contextlib import suppress
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from generate.tracing import traces
from tilsite.version import VERSION

SEND_SECONDS = 2.0  # at the end of a process
_providers: list[Any] = []


def begin() -> None:
    """Trace from now on. Raises ImproperlyConfigured without the packages."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        message = "TIL_TRACES needs: pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http"
        raise ImproperlyConfigured(message) from error
    os.environ.setdefault("OTEL_SERVICE_NAME", "tilsite")
    provider = TracerProvider()  # not the global one, by which libraries would trace texts
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    _providers.append(provider)
    traces.tracer = provider.get_tracer("tilsite", VERSION)


async def finish() -> None:
    """Send what is left."""
    for provider in _providers:
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.to_thread(provider.force_flush), SEND_SECONDS)
