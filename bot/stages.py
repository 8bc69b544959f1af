"""The stages of a message's way, measured, and traced where an operator collects traces. Neither holds any text."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum

from opentelemetry import trace

from bot.metrics import STAGE_SECONDS

# As OpenTelemetry names them: where traces go, in general or of this kind only.
_VARIABLES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_NAME = "fact-assistant"
_tracer = trace.get_tracer(_NAME)


class Stage(str, Enum):
    """A part of a message's way through the server."""

    MESSAGE = "message"  # all of it
    WAIT = "wait"  # for its conversation
    ANSWER = "answer"  # understanding, policies, actions
    UNDERSTAND = "understand"
    KEEP = "keep"


@contextmanager
def stage(which: Stage, **attributes: str) -> Iterator[trace.Span]:
    """Measures what is done within it.

    Args:
        which: stage.
        attributes: told with the trace; never anything that a person wrote.
    """
    with (
        STAGE_SECONDS.labels(which.value).time(),
        # What an exception says can quote a message.
        _tracer.start_as_current_span(
            which.value,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as span,
    ):
        yield span


def collect_traces(environ: Mapping[str, str] = os.environ) -> None:
    """Sends traces to where the environment says, by the variables of OpenTelemetry; without them there are none.

    To be called in each process that serves, since what sends is a thread of that process.
    """
    if not any(environ.get(name) for name in _VARIABLES):
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create({"service.name": environ.get("OTEL_SERVICE_NAME", _NAME)})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
