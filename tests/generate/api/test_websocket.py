"""A socket whose reader leaves is not a fault, however a server reports it."""

import asyncio
from typing import Any

import pytest
from autobahn.exception import Disconnected

from generate.api.websocket import GenerationSocket, Scope
from generate.running.database import in_database
from tests.generate.drafting.test_save import drafted
from til.caller import Caller

LEFT = {
    "daphne": Disconnected("Attempt to send on a closed protocol"),
    "uvicorn": RuntimeError("Unexpected ASGI message 'websocket.send', after sending 'websocket.close'."),
    "by the specification": ConnectionResetError(),
}


@pytest.mark.anyio
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", LEFT.values(), ids=list(LEFT))
async def test_a_reader_who_leaves_while_events_are_sent_is_no_fault(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    row = await in_database(drafted)
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    sent: list[str] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message["type"])
        if message["type"] != "websocket.accept":
            told.put_nowait({"type": "websocket.disconnect", "code": 1005})
            raise error

    socket: Any = GenerationSocket(_everyone)
    scope = {"type": "websocket", "path": f"/ws/generations/{row.pk}", "headers": [], "query_string": b"", "asgi": {}}
    for message in ({"type": "websocket.connect"}, {"type": "websocket.receive", "text": "{}"}):
        told.put_nowait(message)
    async with asyncio.timeout(5):
        await socket(scope, told.get, send)
    assert sent == ["websocket.accept", "websocket.send"]
    assert not caplog.records


def _everyone(_scope: Scope, _key: str) -> Caller:
    return Caller(scopes=frozenset({"admin"}))
