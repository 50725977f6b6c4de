"""The events of a generation; distinguish them by ``event`` or ``match``."""

import json
from dataclasses import dataclass, fields
from typing import Any, Literal

from tilsite_client.errors import TilError


@dataclass(frozen=True, slots=True)
class _Event:
    """``id`` is the position after the event, for ``resume``."""

    id: str


@dataclass(frozen=True, slots=True)
class DayNumber(_Event):
    """The number the TIL would get."""

    day_number: int
    event: Literal["day_number"] = "day_number"


@dataclass(frozen=True, slots=True)
class ContentChunk(_Event):
    """A piece of the content; the pieces join to the whole content."""

    chunk: str
    event: Literal["content_chunk"] = "content_chunk"


@dataclass(frozen=True, slots=True)
class Title(_Event):
    """The title."""

    title: str
    event: Literal["title"] = "title"


@dataclass(frozen=True, slots=True)
class Excerpt(_Event):
    """The excerpt."""

    excerpt: str
    event: Literal["excerpt"] = "excerpt"


@dataclass(frozen=True, slots=True)
class Tags(_Event):
    """The recommended tags; a new one has no ``id`` yet."""

    tags: list[dict[str, Any]]
    event: Literal["tags"] = "tags"


@dataclass(frozen=True, slots=True)
class Complete(_Event):
    """The last event. The content matched its length (in code points) and SHA-256."""

    generation_id: int
    content_length: int
    content_sha256: str
    truncated: bool
    usage: dict[str, Any]
    provider: str
    model: str
    event: Literal["complete"] = "complete"


@dataclass(frozen=True, slots=True)
class Reset(_Event):
    """Keep ``length`` code points of the content; discard the rest and all later fields."""

    length: int = 0
    event: Literal["reset"] = "reset"


Event = DayNumber | ContentChunk | Title | Excerpt | Tags | Complete | Reset
_KINDS: dict[str, type[Event]] = {
    "day_number": DayNumber,
    "content_chunk": ContentChunk,
    "title": Title,
    "excerpt": Excerpt,
    "tags": Tags,
    "complete": Complete,
    "reset": Reset,
}


def decode(name: str, event_id: str, data: str) -> Event | dict[str, Any] | None:
    """Parse one message: an event, a dict for ``error``, None for an unknown name.

    Raises TilError (``bad_answer``, retryable) if the data does not have the event's shape.
    """
    if name != "error" and name not in _KINDS:
        return None
    try:
        said = json.loads(data)
        if name == "error":
            return {"error": str(said["error"]), **said}
        kind = _KINDS[name]
        known = {field.name for field in fields(kind)} - {"id", "event"}
        return kind(event_id, **{key: value for key, value in said.items() if key in known})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise TilError("The response is invalid.", "bad_answer", retryable=True) from error
