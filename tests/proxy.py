"""A faulty TCP proxy: it cuts, stalls or slows connections, or answers instead of the site."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

UNAVAILABLE = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
LOGIN = b"HTTP/1.1 302 Found\r\nLocation: /login/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
STREAM = b"/events"


@dataclass(eq=False)
class Line:
    """One connection of a browser, and the one to the site behind it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    up: asyncio.StreamWriter
    asked: bytes = b""
    came: bytearray = field(default_factory=bytearray)
    is_stalled: bool = False

    @property
    def is_stream(self) -> bool:
        """Whether its last request was for a stream of events."""
        return STREAM in self.asked.split(b"\r\n", 1)[0]

    def cut(self) -> None:
        """Close both sides immediately."""
        self.writer.transport.abort()
        self.up.transport.abort()


class Proxy:
    """A proxy for ``port``. ``url`` is where a browser goes; ``streams`` counts the streams it asked for.

    ``cut_after`` looks at all bytes of a stream so far and says how many may pass before the line is cut; None: all.
    ``answers`` are sent instead of the next streams. ``delay`` in seconds comes before each piece. While ``is_down``,
    nothing gets through.
    """

    def __init__(self, port: int) -> None:
        self.streams = 0
        self.stream_bytes = 0
        self.cuts = 0
        self.delay = 0.0
        self.is_down = False
        self.answers: list[bytes] = []
        self.cut_after: Callable[[bytes], int | None] = lambda _: None
        self._port = port
        self._lines: set[Line] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Cut every connection now."""
        for line in list(self._lines):
            line.cut()

    def break_down(self) -> None:
        """Cut every connection, and refuse new ones while ``is_down``."""
        self.is_down = True
        self.cut()

    def stall(self) -> None:
        """Stall all open connections without closing them."""
        for line in self._lines:
            line.is_stalled = True

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        self.cut()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_down:
            writer.transport.abort()
            return
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        with contextlib.suppress(OSError):
            from_site, to_site = await asyncio.open_connection("127.0.0.1", self._port)
            line = Line(reader, writer, to_site)
            self._lines.add(line)
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await asyncio.gather(self._upwards(line), self._downwards(line, from_site))
            self._lines.discard(line)
            to_site.close()
        writer.close()
        self._tasks.discard(task)

    async def _upwards(self, line: Line) -> None:
        while data := await line.reader.read(65536):
            if data.startswith((b"GET ", b"POST ")):
                line.asked, line.came = data, bytearray()
                if line.is_stream and self._answer(line):
                    return
            if not line.is_stalled:
                line.up.write(data)
                await line.up.drain()
        line.cut()

    def _answer(self, line: Line) -> bool:
        self.streams += 1
        if not self.answers:
            return False
        line.writer.write(self.answers.pop(0))
        line.writer.close()
        return True

    async def _downwards(self, line: Line, from_site: asyncio.StreamReader) -> None:
        while data := await from_site.read(65536):
            await asyncio.sleep(self.delay)
            if line.is_stalled:
                continue
            if line.is_stream:
                data, is_over = self._some(line, data)
                line.writer.write(data)
                await line.writer.drain()
                if is_over:
                    line.cut()
                    return
            else:
                line.writer.write(data)
                await line.writer.drain()
        line.writer.close()

    def _some(self, line: Line, data: bytes) -> tuple[bytes, bool]:
        before = len(line.came)
        line.came += data
        most = self.cut_after(bytes(line.came))
        if most is not None and most <= len(line.came):
            data = data[: max(0, most - before)]
            self.cuts += 1
        self.stream_bytes += len(data)
        return data, most is not None and most <= before + len(data)
