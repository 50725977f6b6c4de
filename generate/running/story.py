"""The progress of a run in logs and metrics."""

import logging
import time

from generate import metrics
from generate.llm.base import Usage
from generate.models import Generation
from generate.stages import Stage
from generate.stream.live import Status
from generate.tracing import About, tokens, traces
from til import trace

logger = logging.getLogger(__name__)
TALLY_SECONDS = 1.0


class Story:
    """Counts events; each piece of text only costs reading the clock."""

    def __init__(self, row: Generation) -> None:
        self._row = row
        self._provider = row.provider
        self._begun = self._heard = self._tallied = time.monotonic()
        self._characters = self._pieces = self._tallied_pieces = 0
        self._gap = 0.0
        self._has_left = False

    def begins(self) -> None:
        """Record the start of the run."""
        row = self._row
        state = "begun" if row.run == 1 else "resumed"
        about: About = {"til.generation.id": row.pk, "til.run": row.run, "til.part": row.part or "draft"}
        self._span = traces.begin_run(about, self._provider)
        metrics.running.labels(self._provider).inc()
        metrics.generations.labels(self._provider, state).inc()
        logger.info("%s, run %d: a draft from %s by %s", state, row.run, row.part or row.input_type, row.model)

    def hears(self, piece: str) -> None:
        """Count a piece of content."""
        now = time.monotonic()
        if not self._pieces:
            self._first(now)
        elif now - self._heard > self._gap:
            self._gap = now - self._heard
        self._heard = now
        self._pieces += 1
        self._characters += len(piece)
        if now - self._tallied > TALLY_SECONDS:
            self._tally(now)

    def _first(self, now: float) -> None:
        self._provider = trace.provider.get() or self._provider
        self._tallied = now
        metrics.first_text.labels(self._provider).observe(now - self._begun)
        logger.info("first text after %.2f s", now - self._begun)

    def _tally(self, now: float) -> None:
        metrics.text_gap.labels(self._provider).observe(self._gap)
        metrics.texts.labels(self._provider).inc(self._pieces - self._tallied_pieces)
        self._gap, self._tallied, self._tallied_pieces = 0.0, now, self._pieces

    def finishes(self, stage: Stage) -> None:
        """Record a finished stage."""
        what = stage.name.lower()
        if stage is Stage.CONTENT:
            seconds = time.monotonic() - self._begun
            logger.info("%s after %.2f s: %d characters in %d pieces", what, seconds, self._characters, self._pieces)
        elif stage is not Stage.DAY_NUMBER:
            logger.info("%s after %.2f s", what, time.monotonic() - self._begun)

    def ends(self, status: Status, usage: Usage, code: str = "", detail: str = "") -> None:
        """Record the end and the usage."""
        seconds = time.monotonic() - self._begun
        told = f"{status.value} after {seconds:.2f} s: {usage.input_tokens} tokens read, {usage.output_tokens} written"
        if status is Status.FAILED:
            metrics.failures.labels(self._provider, code).inc()
            logger.warning("%s: %s %s", told, code, trace.unquoted(detail))
        else:
            logger.info(told)
        self._leave(status.value, usage, code if status is Status.FAILED else "")

    def leaves(self, usage: Usage) -> None:
        """Record, unless it has ended, that the run stops here and other processes may continue it."""
        if not self._has_left:
            logger.info("handed over, or lost to another process")
            self._leave("handed_over", usage)

    def _leave(self, state: str, usage: Usage, error: str = "") -> None:
        self._has_left = True
        used = tokens(usage.input_tokens, usage.output_tokens)
        traces.end(self._span, error, {"til.state": state, **used})
        metrics.generations.labels(self._provider, state).inc()
        if self._pieces > self._tallied_pieces:
            self._tally(self._heard)
        metrics.tokens.labels(self._provider, "read").inc(usage.input_tokens)
        metrics.tokens.labels(self._provider, "written").inc(usage.output_tokens)
        metrics.running.labels(self._row.provider).dec()
