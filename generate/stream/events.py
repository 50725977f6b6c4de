"""Derive the events a reader still needs from a generation's state and the reader's position."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, NamedTuple

from generate.errors import Failed, NotSaved
from generate.stages import Stage, TagChoice
from generate.stream.live import Live, Status
from generate.stream.position import Position
from til.errors import in_seconds

type_of = {Stage.DAY_NUMBER: "day_number", Stage.TITLE: "title", Stage.EXCERPT: "excerpt", Stage.TAGS: "tags"}


class Event(NamedTuple):
    """One event before encoding; after reading it, a reader is at ``position``."""

    name: str
    data: Any
    position: Position


def news(live: Live, position: Position) -> Iterator[Event]:
    """Yield the events after ``position``, in order."""
    if position.ended >= live.run or position.attempt > live.attempt:
        return  # the reader has seen the last event, or more than this process knows
    position, valid = resumed(live, position)
    if valid is not None:
        yield Event("reset", {"length": valid}, position)
    for event in _stages(live, position):
        position = event.position
        yield event
    if live.ended:
        yield _last(live, position)


def resumed(live: Live, position: Position) -> tuple[Position, int | None]:
    """Return ``position`` in the current attempt, and how much content stays valid if the reader has read void text.

    Void is text of an older attempt that the current one has not kept, and text lost with its process.
    """
    if position.attempt < live.attempt:
        return _in_present_attempt(live, position)
    is_final = live.ended or live.stage > Stage.CONTENT
    if position.stage == Stage.CONTENT and position.offset > len(live.text) and is_final:
        return _back_to(live, position, len(live.text))
    if position.stage > live.stage and live.ended:
        return Position(live.id, live.attempt), 0
    return position, None


def _in_present_attempt(live: Live, position: Position) -> tuple[Position, int | None]:
    kept = live.kept_since(position.attempt)
    present = position._replace(attempt=live.attempt, ended=0)
    if position.stage < Stage.CONTENT or (position.stage == Stage.CONTENT and position.offset <= kept):
        return present, None
    return _back_to(live, present, kept)


def _back_to(live: Live, position: Position, length: int) -> tuple[Position, int]:
    """Return the position after the content that stays; the very beginning if none stays."""
    if not length:
        return Position(live.id, live.attempt), 0
    return position._replace(stage=Stage.CONTENT, offset=length), length


def _stages(live: Live, position: Position) -> Iterator[Event]:
    """Yield the results so far, from the stage of ``position`` on."""
    number, attempt, stage, offset, _ = position
    while stage < Stage.END:
        if stage == Stage.CONTENT:
            if chunk := live.text.since(offset):
                yield Event("content_chunk", {"chunk": chunk}, Position(number, attempt, stage, offset + len(chunk)))
            if live.stage <= Stage.CONTENT:
                return
        elif live.stage <= stage:
            return
        elif stage in live.wanted:
            yield Event(type_of[stage], _result(live, stage), Position(number, attempt, Stage(stage + 1)))
        stage, offset = Stage(stage + 1), 0


def _result(live: Live, stage: Stage) -> dict[str, object]:
    if stage == Stage.TAGS:
        return {"tags": [tag_data(tag) for tag in live.tags]}
    name = type_of[stage]
    return {name: getattr(live, name)}


def tag_data(tag: TagChoice) -> dict[str, Any]:
    """Return a tag as sent to readers; its id is a string, as in the specification."""
    return asdict(tag) | {"id": None if tag.id is None else str(tag.id)}


def _last(live: Live, position: Position) -> Event:
    ended = position._replace(ended=live.run)
    if live.status is Status.COMPLETE:
        return Event("complete", completion(live), ended)
    error = live.error or Failed()
    data = {"error": str(error), "code": error.code, "retryable": error.retryable, "generation_id": live.id}
    if error.retry_after is not None:
        data["retry_after"] = in_seconds(error.retry_after)
    may_go_on = isinstance(error, NotSaved)  # saving may succeed later, so the reader may come back
    return Event("error", data, position if may_go_on else ended)


def completion(live: Live) -> dict[str, object]:
    """Return the data of ``complete``: enough to verify that nothing was lost or repeated."""
    return {
        "success": True,
        "generation_id": live.id,
        "content_length": len(live.text),
        "content_sha256": live.digest,
        "truncated": live.truncated,
        "usage": live.usage,
        "provider": live.provider,
        "model": live.model,
    }
