"""The events a reader still needs, derived from what a generation shows and where the reader is."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, NamedTuple

from generate.errors import Failed, NotSaved
from generate.stages import Stage
from generate.stream.live import Live, Status
from generate.stream.position import Position

type_of = {Stage.DAY_NUMBER: "day_number", Stage.TITLE: "title", Stage.EXCERPT: "excerpt", Stage.TAGS: "tags"}


class Event(NamedTuple):
    """One event before it is written; who has read it is at ``position``."""

    name: str
    data: Any
    position: Position


def news(live: Live, position: Position) -> Iterator[Event]:
    """Yield each event that ``position`` has not seen, in order."""
    if position.ended >= live.run or position.attempt > live.attempt:
        return  # nothing is new to who has seen the last event, or more than this process
    if _is_void(live, position):
        position = Position(live.id, live.attempt)
        yield Event("reset", {}, position)
    for event in _stages(live, position):
        position = event.position
        yield event
    if live.ended:
        yield _last(live, position)


def _is_void(live: Live, position: Position) -> bool:
    """Whether what was read up to ``position`` is not what is kept: an older attempt, or text lost with its writer."""
    if position.attempt < live.attempt:
        return True
    if position.stage == Stage.CONTENT and position.offset > len(live.text):
        return live.ended or live.stage > Stage.CONTENT
    return position.stage > live.stage and live.ended


def _stages(live: Live, position: Position) -> Iterator[Event]:
    """Yield what the stages from ``position`` on have brought so far."""
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
        return {"tags": [asdict(tag) for tag in live.tags]}
    name = type_of[stage]
    return {name: getattr(live, name)}


def _last(live: Live, position: Position) -> Event:
    ended = position._replace(ended=live.run)
    if live.status is Status.COMPLETE:
        return Event("complete", completion(live), ended)
    error = live.error or Failed()
    data = {"error": str(error), "code": error.code, "retryable": error.retryable, "generation_id": live.id}
    return Event("error", data, position if isinstance(error, NotSaved) else ended)  # what is saved later goes on


def completion(live: Live) -> dict[str, object]:
    """Return what ``complete`` says: enough to prove that nothing was lost or repeated."""
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
