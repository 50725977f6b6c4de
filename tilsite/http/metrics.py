"""Prometheus metrics at /metrics, for holders of TIL_METRICS_TOKEN; disabled without that setting."""

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from secrets import compare_digest

from django.db import DatabaseError, InterfaceError
from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from generate.running.budget import shares_used
from generate.running.database import in_database
from tilsite.http.asgi_errors import App, Message, Receive, Send, answer, refuse
from tilsite.version import VERSION

logger = logging.getLogger(__name__)
SHARED = "PROMETHEUS_MULTIPROC_DIR"
FRESH = 1.0  # seconds for which database figures are cached


def with_metrics(app: App, token: str) -> App:
    """Return ``app`` answering /metrics; unchanged without a ``token``."""
    if not token:
        return app
    counted = Counted()
    expected = f"Bearer {token}".encode()

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/metrics":
            await app(scope, receive, send)
            return
        asked = dict(scope["headers"])
        if not compare_digest(asked.get(b"authorization", b""), expected):
            sentence = "Metrics require the token in TIL_METRICS_TOKEN: Authorization: Bearer …"
            await refuse(
                scope, send, HTTPStatus.UNAUTHORIZED, "unauthorized", sentence, (b"www-authenticate", b"Bearer")
            )
            return
        kind, body = await counted.now(asked.get(b"accept", b"").decode("latin-1"))
        headers = (b"content-type", kind.encode()), (b"cache-control", b"no-store")
        await answer(send, HTTPStatus.OK, body, *headers)

    return application


class Counted(Collector):
    """All metrics: counters of this process or of all that share a folder, process figures, and budgets."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(self)
        self._folder = os.environ.get(SHARED, "")
        self._source: Collector = REGISTRY
        if self._folder:
            self._source = MultiProcessCollector(None, self._folder)  # type: ignore[no-untyped-call]  # it has no types
        self._budgets: dict[str, float] = {}
        self._until = 0.0

    async def now(self, accepted: str) -> tuple[str, bytes]:
        """Return the content type that suits ``accepted``, and the text."""
        if time.monotonic() > self._until:
            with suppress(DatabaseError, InterfaceError):  # counters are reported even without the database
                self._budgets = await in_database(shares_used)
            self._until = time.monotonic() + FRESH
        encode, kind = choose_encoder(accepted)
        return kind, encode(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Yield the counters, then the figures read on demand."""
        if self._folder:
            forget_dead(Path(self._folder))
        yield from self._source.collect()
        yield InfoMetricFamily("til_build", "The running version", value={"version": VERSION})
        yield GaugeMetricFamily("til_threads", "Threads of the responding process", threading.active_count())
        budgets = GaugeMetricFamily("til_budget_used_ratio", "Used share of the fullest budget", labels=["budget"])
        for name, share in self._budgets.items():
            budgets.add_metric([name], share)
        yield budgets


def forget_dead(folder: Path) -> None:
    """Delete the gauges of processes that ended without cleanup."""
    for file in folder.glob("gauge_live*_*.db"):
        if not Path(f"/proc/{file.stem.rpartition('_')[2]}").exists():
            file.unlink(missing_ok=True)
