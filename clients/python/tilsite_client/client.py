"""The client: one method per operation. Request and response bodies are the JSON described in openapi.json."""

import math
from collections.abc import AsyncGenerator, Sequence
from typing import Any, Literal, Self

import httpx2

from tilsite_client.errors import TilError
from tilsite_client.events import Event
from tilsite_client.follow import Follower, OnOpen
from tilsite_client.http import Http, Options, once
from tilsite_client.resources import Tags, Tils

Json = dict[str, Any]
InputType = Literal["text", "url", "file"]


class TilClient:
    """A client for the site at ``base_url``. Use it with ``async with``, or call ``close``.

    Every method raises TilError if the site rejects the request or cannot be reached.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str = "",
        *,
        options: Options | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = Http(base_url, api_key, options or Options(), transport)
        self.tils = Tils(self._http)
        self.tags = Tags(self._http)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections. Generations continue."""
        await self._http.close()

    def generate(
        self,
        content: str = "",
        *,
        input_type: InputType = "text",
        sources: Sequence[Json] = (),
        idempotency_key: str | None = None,
        on_open: OnOpen | None = None,
        **request: Any,
    ) -> AsyncGenerator[Event, None]:
        """Start a generation when the iteration begins, and yield its events up to ``complete``.

        ``sources`` are several sources instead of ``content``, each with a ``type`` and a ``content``.
        ``request`` takes ``provider``, ``language``, ``auto_day_number``, ``auto_excerpt`` and ``auto_tags``.
        ``on_open`` receives the generation's id as soon as it is known. The generation continues if you leave the loop.
        """
        start = {"json": _request(content, input_type, sources, request), "headers": once(idempotency_key)}
        return Follower(self._http, start=start, on_open=on_open).events()

    def resume(
        self, generation_id: int, *, last_event_id: str = "", content: str | None = None
    ) -> AsyncGenerator[Event, None]:
        """Yield the events of a running or finished generation after ``last_event_id``.

        With the ``content`` read so far, the complete text is verified at the end.
        """
        return Follower(self._http, generation_id=generation_id, last_event_id=last_event_id, content=content).events()

    async def start(
        self,
        content: str = "",
        *,
        input_type: InputType = "text",
        sources: Sequence[Json] = (),
        idempotency_key: str | None = None,
        **request: Any,
    ) -> Json:
        """Start a generation without waiting for it."""
        body = _request(content, input_type, sources, request)
        return await self._json("POST", "/generate", json=body, headers=once(idempotency_key))

    async def preview(
        self,
        content: str = "",
        *,
        input_type: InputType = "text",
        sources: Sequence[Json] = (),
        idempotency_key: str | None = None,
        **request: Any,
    ) -> Json:
        """Wait for a complete draft."""
        body, forever = _request(content, input_type, sources, request), httpx2.Timeout(None, connect=10)
        patiently = {"timeout": forever, "again": _is_on_the_way, "retries": math.inf}
        return await self._json("POST", "/generate/preview", json=body, headers=once(idempotency_key), **patiently)

    async def generation(self, generation_id: int) -> Json:
        """Return a generation in its current state."""
        return await self._json("GET", f"/generations/{generation_id}")

    async def generations(self, **query: Any) -> Json:
        """List your generations, latest first: ``items``, and ``next`` for ``cursor``."""
        return await self._json("GET", "/generations", params=query)

    async def cancel(self, generation_id: int) -> Json:
        """Stop a generation; its text is kept."""
        return await self._json("POST", f"/generations/{generation_id}/cancel")

    async def retry(self, generation_id: int) -> Json:
        """Continue a failed or cancelled generation from its first unfinished stage; then ``resume`` it."""
        return await self._json("POST", f"/generations/{generation_id}/retry")

    async def save(self, generation_id: int, **edits: Any) -> Json:
        """Save a generation as a draft TIL; repeated calls return the same TIL."""
        return await self._json("POST", f"/generations/{generation_id}/save", json=edits)

    async def regenerate(
        self, generation_id: int, part: str, *, idempotency_key: str | None = None, **request: Any
    ) -> Json:
        """Rewrite a part of a draft: ``resume`` it, then ``accept`` or ``discard`` its id."""
        path, body = f"/generations/{generation_id}/regenerate", {"part": part, **request}
        return await self._json("POST", path, json=body, headers=once(idempotency_key))

    async def proposals(self, generation_id: int) -> list[Json]:
        """List the undecided proposals for a draft."""
        found: list[Json] = await self._http.json("GET", f"/generations/{generation_id}/proposals")
        return found

    async def proposal(self, proposal_id: int) -> Json:
        """Return a proposal, with its difference line by line."""
        return await self._json("GET", f"/proposals/{proposal_id}")

    async def accept(self, proposal_id: int, *, if_match: str = "*") -> Json:
        """Accept a proposal, if the TIL still has the ETag ``if_match``."""
        return await self._json("POST", f"/proposals/{proposal_id}/accept", headers={"If-Match": if_match})

    async def discard(self, proposal_id: int) -> Json:
        """Discard a proposal."""
        return await self._json("POST", f"/proposals/{proposal_id}/discard")

    async def upload(self, file: bytes, name: str) -> Json:
        """Upload a file; its ``id`` is the content of a source of type ``file``."""
        return await self._json("POST", "/uploads", files={"file": (name, file)})

    async def providers(self) -> list[Json]:
        """List the providers."""
        found: list[Json] = await self._http.json("GET", "/providers")
        return found

    async def me(self) -> Json:
        """Return your identity, permissions and limits."""
        return await self._json("GET", "/me")

    async def stats(self) -> Json:
        """Return totals and streaks."""
        return await self._json("GET", "/stats")

    async def usage(self, **query: Any) -> Json:
        """Return the usage of your generations."""
        return await self._json("GET", "/stats/usage", params=query)

    async def _json(self, method: str, path: str, **asking: Any) -> Json:
        answer: Json = await self._http.json(method, path, **asking)
        return answer


def _request(content: str, input_type: str, sources: Sequence[Json], request: Json) -> Json:
    several = {"sources": list(sources)} if sources else {}
    return several | ({} if several and not content else {"content": content, "input_type": input_type}) | request


def _is_on_the_way(error: TilError) -> bool:
    """Return whether the request was lost or should be repeated later; a failed draft fails again under its key."""
    return error.status == 0 or error.code.startswith("http_") or error.retry_after is not None
