"""Traces in OpenTelemetry: a span for each run and each request to a provider, by its conventions for generative AI.

Without a tracer (TIL_TRACES is off), nothing is traced and OpenTelemetry is not imported. Spans hold names, numbers and
codes only, never texts or keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

About = Mapping[str, str | int]
NAMES = {"google": "gcp.gemini"}  # where the conventions use other names than we do


class Traces:
    """Begins and ends spans if there is a ``tracer``."""

    tracer: Tracer | None = None

    def begin_run(self, about: About, provider: str) -> Span | None:
        """Begin the span of a run; requests of the same task belong to it."""
        if self.tracer is None:
            return None
        from opentelemetry import context, trace

        named = {"gen_ai.provider.name": NAMES.get(provider, provider)}
        span = self.tracer.start_span("til run", attributes={**about, **named})
        context.attach(trace.set_span_in_context(span))  # never detached: the context ends with the run's task
        return span

    def begin_request(self, about: About, provider: str, model: str) -> Span | None:
        """Begin the span of a request to a model."""
        if self.tracer is None:
            return None
        from opentelemetry.trace import SpanKind

        named = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": NAMES.get(provider, provider),
            "gen_ai.request.model": model,
        }
        return self.tracer.start_span(f"chat {model}", kind=SpanKind.CLIENT, attributes={**named, **about})

    def end(self, span: Span | None, error: str, about: About) -> None:
        """End a span, with an error's code if there was one."""
        if span is None:
            return
        from opentelemetry.trace import StatusCode

        if error:
            span.set_status(StatusCode.ERROR)
            span.set_attribute("error.type", error)
        span.set_attributes(about)
        span.end()


traces = Traces()


def tokens(read: int, written: int) -> About:
    """Return the attributes for tokens."""
    return {"gen_ai.usage.input_tokens": read, "gen_ai.usage.output_tokens": written}
