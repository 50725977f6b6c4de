"""The runner starts and stops with its server, and handles signals before the server does."""

import asyncio
import signal
from collections.abc import Iterator

import pytest
from channels.layers import channel_layers

from generate.running.runner import Runner, runner
from tests.generate.fleet import until
from tilsite.http.lifespan import SIGNALS, Message, stop_on_signal, with_lifespan

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]
heard: list[int] = []


@pytest.fixture(autouse=True)
def _server_that_listens() -> Iterator[None]:
    """Handle signals as a server does."""
    heard.clear()
    before = [signal.signal(number, lambda number, _frame: heard.append(number)) for number in SIGNALS]
    yield
    for number, handler in zip(SIGNALS, before, strict=True):
        signal.signal(number, handler)


class Server:
    """The server's side of the lifespan protocol."""

    def __init__(self) -> None:
        self.said: asyncio.Queue[Message] = asyncio.Queue()
        self.answered: list[str] = []

    async def receive(self) -> Message:
        return await self.said.get()

    async def send(self, message: Message) -> None:
        self.answered.append(message["type"])


async def nothing(scope: Message, receive: object, send: object) -> None:
    raise AssertionError("the application is not asked about the server's life")


async def test_the_runner_and_what_is_beside_it_begin_with_the_server_and_end_with_it() -> None:
    server, before = Server(), asyncio.all_tasks()
    work: list[str] = []

    async def beside() -> None:
        work.append("begun")
        try:
            await asyncio.Event().wait()
        finally:
            work.append("ended")

    life = asyncio.ensure_future(with_lifespan(nothing, beside)({"type": "lifespan"}, server.receive, server.send))
    server.said.put_nowait({"type": "lifespan.startup"})
    await until(lambda: server.answered == ["lifespan.startup.complete"])
    ours = runner()
    await until(lambda: work == ["begun"])
    server.said.put_nowait({"type": "lifespan.shutdown"})
    await asyncio.wait_for(life, 5)
    assert server.answered[-1] == "lifespan.shutdown.complete"
    assert ours.heart.closing
    await channel_layers["default"].flush()  # Redis's layer listens on until then
    assert asyncio.all_tasks() - before == set()
    assert work == ["begun", "ended"]


@pytest.mark.parametrize("number", SIGNALS)
async def test_a_signal_ends_the_streams_and_reaches_the_server(number: signal.Signals) -> None:
    before = asyncio.all_tasks()
    ours = Runner()
    ours.open()
    stop_on_signal(ours)
    signal.raise_signal(number)
    await until(lambda: ours.heart.closing)
    await ours.stop()
    await channel_layers["default"].flush()  # Redis's layer listens on until then
    await until(lambda: asyncio.all_tasks() <= before)
    assert heard == [number]
