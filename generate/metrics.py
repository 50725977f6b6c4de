"""Prometheus metrics of this process, or of all that share PROMETHEUS_MULTIPROC_DIR."""

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]  # it has no types

_WAITS = (0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 13, 21, 34, 60, 120, 300)
_GAPS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60)
_FLUSHES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

streams = Gauge("til_streams_open", "Readers that currently follow a generation", multiprocess_mode="livesum")
running = Gauge("til_generations_running", "Generations that currently run", ["provider"], multiprocess_mode="livesum")
generations = Counter(
    "til_generations",
    "Generations by outcome",
    ["provider", "state"],
)
first_text = Histogram(
    "til_first_text_seconds", "Time from the start of a run to its first text", ["provider"], buckets=_WAITS
)
text_gap = Histogram(
    "til_text_gap_seconds", "Longest wait for text in each second of writing", ["provider"], buckets=_GAPS
)
texts = Counter("til_texts", "Pieces of content received from providers", ["provider"])
tokens = Counter("til_tokens", "Tokens read and written by models", ["provider", "kind"])
retries = Counter("til_retries", "Retried requests by reason", ["provider", "code"])
failures = Counter("til_failures", "Failed generations by reason", ["provider", "code"])
adoptions = Counter("til_adoptions", "Generations adopted from stopped processes", ["provider"])
frames = Counter("til_frames", "Answers by whether the model kept the frame around the post", ["provider", "state"])
outside = Counter("til_outside_frame_characters", "Characters that models wrote outside the frame", ["provider"])
taken_back = Counter("til_taken_back_characters", "Characters that readers had to discard")
flushes = Histogram("til_flush_seconds", "Duration of a flush of all runs", buckets=_FLUSHES)
