"""A WebSub hub is told of public TILs once for several changes, and again where it did not answer."""

import logging
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import orjson
import pytest
from django.test import Client

from tests.til.conftest import Publish
from til.days import create_til
from til.models import Til
from til.public import websub
from til.tagging.lookup import get_or_create

FEEDS = ["https://til.example/feed.xml", "https://til.example/feed.json"]


class Hub:
    """A hub on this machine: the topics it was told of; ``refuses`` that many requests first."""

    def __init__(self) -> None:
        self.topics: list[str] = []
        self.refuses = 0
        hub = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                assert said["hub.mode"] == ["publish"]
                hub.refuses -= 1
                hub.topics += said["hub.url"] if hub.refuses < 0 else []
                self.send_response(202 if hub.refuses < 0 else 503)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Log nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Answer)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()


@pytest.fixture
def hub(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    made = Hub()
    settings.TIL_WEBSUB = f"http://127.0.0.1:{made.server.server_port}/"
    settings.TIL_ADDRESS = "https://til.example"
    monkeypatch.setattr(websub, "PAUSE", 0.3)
    yield made
    made.server.shutdown()
    made.thread.join()
    made.server.server_close()


@pytest.mark.django_db(transaction=True)
def test_several_changes_are_one_ping_and_drafts_are_none(hub: Hub, publish: Publish) -> None:
    create_til(title="Draft", content="x")
    assert not [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    for number in range(3):
        publish(f"One {number}")
    _wait()
    assert hub.topics == FEEDS


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "change",
    [
        lambda til: til.tags.add(get_or_create("redis")),
        lambda til: til.tags.clear(),
        lambda til: _with_status(til, Til.Status.DRAFT),
        lambda til: til.delete(),
    ],
    ids=["tags", "no tags", "unpublished", "deleted"],
)
def test_what_feeds_show_no_more_or_otherwise_is_a_ping(
    hub: Hub, publish: Publish, change: Callable[[Til], object]
) -> None:
    til = publish("One", tags=["git"])
    _wait()
    hub.topics.clear()
    change(til)
    _wait()
    assert hub.topics == FEEDS


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_was_public_long_ago_is_none(hub: Hub, publish: Publish) -> None:
    til = publish("One")
    _with_status(til, Til.Status.DRAFT)
    _wait()
    hub.topics.clear()
    _with_status(til, Til.Status.ARCHIVED)
    til.tags.add(get_or_create("redis"))
    til.delete()
    _wait()
    assert hub.topics == []


def _with_status(til: Til, status: str) -> None:
    til.status = status
    til.save()


def _wait() -> None:
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join()


def test_a_hub_that_is_away_is_asked_again_and_then_left_alone(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    hub.refuses = 1
    with caplog.at_level(logging.WARNING, "til.public.websub"):
        assert websub.ping(pause=0)
        assert hub.topics == FEEDS
        hub.refuses = 9
        assert not websub.ping(pause=0)
    assert len(caplog.records) == 1 + websub.TRIES


@pytest.mark.django_db
def test_feeds_name_their_hub(client: Client, settings: Any) -> None:
    assert b'rel="hub"' not in client.get("/feed.xml").content
    settings.TIL_WEBSUB = "https://hub.example/"
    assert b'<link href="https://hub.example/" rel="hub"' in client.get("/feed.xml").content
    assert orjson.loads(client.get("/feed.json").content)["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
