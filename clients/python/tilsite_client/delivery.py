"""Deliver one waiting draft: upload, start, follow, edit, save, publish; each step once."""

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any, Protocol

from tilsite_client.client import TilClient
from tilsite_client.draft import Draft, apply_event
from tilsite_client.errors import GenerationError, TilError
from tilsite_client.events import Event
from tilsite_client.outbox import Waiting

Edit = Callable[[Draft], dict[str, Any] | None]
FAREWELL = 3.0  # seconds to wait for a cancel request when leaving


class Show(Protocol):
    """Shows progress."""

    def event(self, event: Event, draft: Draft) -> None:
        """Show an event; ``draft`` includes it."""


class Undecided(Exception):  # not a failure
    """The editor was left without text, so nothing is saved."""


async def deliver(client: TilClient, one: Waiting, show: Show, edit: Edit | None = None) -> dict[str, Any]:
    """Return the saved TIL, with the draft's generation.

    After a TilError, the draft stays in the outbox. Cancelling the task cancels the generation.
    Raises Undecided if ``edit`` returns None.
    """
    try:
        draft = await _read_with_upload(client, one, show)
    except asyncio.CancelledError:
        await _cancel(client, one)
        raise
    if edit and not one.edits:
        edits = edit(draft)
        if edits is None:
            raise Undecided
        one.edits = edits
        one.keep()
    return await _save(client, one, draft)


async def _cancel(client: TilClient, one: Waiting) -> None:
    """Cancel the generation if its id becomes known within seconds, and drop the draft."""
    one.drop()
    try:
        async with asyncio.timeout(FAREWELL):
            if one.generation_id is None and one.sent:
                begun = await client.start(idempotency_key=one.start_key, **one.request)
                one.generation_id = begun["id"]
            if one.generation_id is not None:
                await client.cancel(one.generation_id)
    except (TilError, TimeoutError):
        return


async def _read_with_upload(client: TilClient, one: Waiting, show: Show) -> Draft:
    """Read the draft; upload its files again if the site deleted an upload before it was used."""
    try:
        return await _read(client, one, show)
    except TilError as error:
        if error.code != "upload_unknown" or not [part for part, _, _ in one.attached if part.pop("content", None)]:
            raise
    one.start_key, one.sent = secrets.token_hex(16), 0.0
    return await _read(client, one, show)


async def _read(client: TilClient, one: Waiting, show: Show) -> Draft:
    draft = Draft()
    async with aclosing(await _begin(client, one)) as events:
        async for event in events:
            draft = apply_event(draft, event)
            show.event(event, draft)
    return draft


async def _begin(client: TilClient, one: Waiting) -> AsyncGenerator[Event, None]:
    """Start the generation, or continue the one started before."""
    if one.generation_id is not None:
        state = await client.generation(one.generation_id)
        if state["status"] in {"failed", "cancelled"}:
            await client.retry(one.generation_id)
        return client.resume(one.generation_id)
    if one.is_unsure:
        raise TilError("It may already have been started; see your drafts on the site.", "unsure")
    await _upload(client, one)
    one.sent = one.sent or time.time()
    one.keep()

    def learn(generation_id: int) -> None:
        one.generation_id = generation_id
        one.keep()

    return client.generate(idempotency_key=one.start_key, on_open=learn, **one.request)


async def _upload(client: TilClient, one: Waiting) -> None:
    """Upload the files, unless this was done before."""
    for part, name, data in one.attached:
        if "content" not in part:
            part["content"] = (await client.upload(data, name))["id"]
            one.keep()


async def _save(client: TilClient, one: Waiting, draft: Draft) -> dict[str, Any]:
    if draft.complete is None:
        raise TilError("The draft is not complete.", "incomplete", retryable=True)
    saved = await client.save(draft.complete.generation_id, **one.edits)
    til = await client.tils.publish(saved["til_id"]) if one.publish else await client.tils.get(saved["til_id"])
    one.drop()
    return til | {"generation_id": draft.complete.generation_id}


def is_for_later(error: TilError) -> bool:
    """Return whether a draft should wait in the outbox after ``error``, instead of being set aside."""
    if isinstance(error, GenerationError):
        return error.retryable
    return error.retryable or (error.status in {0, 401, 403, 429} and error.code not in {"unsure", "content_mismatch"})
