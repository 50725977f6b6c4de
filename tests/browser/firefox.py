"""A minimal driver for Firefox over WebDriver BiDi (W3C)."""

import asyncio
import base64
import contextlib
import itertools
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox") or ""
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Control": "\ue009"}
_READY = re.compile(rb"WebDriver BiDi listening on (ws://\S+)")


class ScriptFailed(Exception):
    """A script threw in the page."""


@dataclass
class Firefox:
    """One tab of a private Firefox process, and the errors in its pages."""

    line: ClientConnection
    complaints: list[str] = field(default_factory=list)
    tab: str = ""

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)

    async def command(self, method: str, **params: Any) -> Any:
        """Send one command and return its result."""
        number = next(self._numbers)
        await self.line.send(orjson.dumps({"id": number, "method": method, "params": params}).decode())
        while True:
            said = orjson.loads(await self.line.recv())
            if said.get("id") == number:
                assert said["type"] == "success", said
                return said["result"]
            if said.get("method") == "log.entryAdded" and said["params"]["level"] == "error":
                self.complaints.append(said["params"]["text"])

    async def open_tab(self, **size: int) -> None:
        made = await self.command("browsingContext.create", type="tab")
        self.tab = made["context"]
        await self.command("browsingContext.setViewport", context=self.tab, viewport=size)

    async def goto(self, url: str) -> None:
        """Load a page completely."""
        await self.command("browsingContext.navigate", context=self.tab, url=url, wait="complete")

    async def run(self, expression: str) -> Any:
        """Evaluate an expression in the page; return a string, number, boolean or None."""
        target = {"context": self.tab}
        said = await self.command("script.evaluate", expression=expression, target=target, awaitPromise=True)
        if said["type"] == "exception":
            raise ScriptFailed(said["exceptionDetails"]["text"])
        return said["result"].get("value")

    async def until(self, expression: str, seconds: float = 30) -> None:
        """Wait until an expression is true in a loaded page, across navigations."""
        async with asyncio.timeout(seconds):
            while not await self._holds(expression):
                await asyncio.sleep(0.05)

    async def _holds(self, expression: str) -> bool:
        with contextlib.suppress(ScriptFailed):
            return bool(await self.run(f"document.readyState === 'complete' && ({expression})"))
        return False

    async def click(self, selector: str) -> None:
        await self.run(f"document.querySelector({selector!r}).scrollIntoView({{block: 'center'}})")
        x, y = [
            await self.run(
                f"(({{{side}, {size}}}) => Math.round({side} + {size} / 2))"
                f"(document.querySelector({selector!r}).getBoundingClientRect())"
            )
            for side, size in (("left", "width"), ("top", "height"))
        ]
        steps = [
            {"type": "pointerMove", "x": x, "y": y},
            *({"type": f"pointer{way}", "button": 0} for way in ("Down", "Up")),
        ]
        await self._act({"type": "pointer", "id": "mouse", "actions": steps})

    async def press(self, *keys: str) -> None:
        """Press all keys, then release them."""
        down = [{"type": "keyDown", "value": KEYS.get(key, key)} for key in keys]
        up = [{"type": "keyUp", "value": KEYS.get(key, key)} for key in reversed(keys)]
        await self._act({"type": "key", "id": "keys", "actions": down + up})

    async def type(self, selector: str, text: str) -> None:
        await self.click(selector)
        for sign in text:
            await self.press(sign)

    async def picture(self, place: Path) -> None:
        taken = await self.command("browsingContext.captureScreenshot", context=self.tab)
        await asyncio.to_thread(place.write_bytes, base64.b64decode(taken["data"]))

    async def _act(self, source: dict[str, Any]) -> None:
        await self.command("input.performActions", context=self.tab, actions=[source])


@contextlib.asynccontextmanager
async def firefox(folder: Path, *, dark: bool = False, language: str = "en") -> AsyncIterator[Firefox]:
    """Start Firefox with a separate profile in ``folder``."""
    profile = folder / "profile"
    profile.mkdir()
    settings = {
        "layout.css.prefers-color-scheme.content-override": 0 if dark else 1,
        "intl.accept_languages": language,
    }
    lines = (
        f"user_pref({orjson.dumps(name).decode()}, {orjson.dumps(value).decode()});" for name, value in settings.items()
    )
    (profile / "user.js").write_text("\n".join(lines))
    command = [
        FIREFOX,
        "--headless",
        "--no-remote",
        "--profile",
        str(profile),
        "--remote-debugging-port",
        "0",
        "about:blank",
    ]
    process = await asyncio.create_subprocess_exec(
        *command, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(60):
            address = await _address(process)
        async with connect(f"{address}/session", max_size=None, proxy=None) as line:
            fox = Firefox(line)
            await fox.command("session.new", capabilities={})
            await fox.command("session.subscribe", events=["log.entryAdded"])
            yield fox
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr
    while said := await process.stderr.readline():
        if found := _READY.search(said):
            return found[1].decode()
    raise AssertionError("Firefox ended before it listened")
