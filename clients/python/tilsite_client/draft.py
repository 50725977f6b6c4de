"""A draft read so far: events folded into one value."""

from dataclasses import dataclass, field, replace
from typing import Any

from tilsite_client.events import Complete, ContentChunk, DayNumber, Event, Excerpt, Reset, Tags, Title


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft read so far. ``complete`` is the final event; ``last_event_id`` is the position to resume from."""

    day_number: int | None = None
    content: str = ""
    title: str = ""
    excerpt: str = ""
    tags: list[dict[str, Any]] = field(default_factory=list)
    complete: Complete | None = None
    last_event_id: str = ""


def apply_event(draft: Draft, event: Event) -> Draft:
    """Return ``draft`` with ``event`` applied."""
    changes: dict[str, Any]
    match event:
        case ContentChunk():
            changes = {"content": draft.content + event.chunk}
        case DayNumber() | Title() | Excerpt() | Tags():
            changes = {event.event: getattr(event, event.event)}
        case Complete():
            changes = {"complete": event}
        case Reset():
            day = draft.day_number if event.length else None
            draft, changes = Draft(day_number=day, content=draft.content[: event.length]), {}
    return replace(draft, last_event_id=event.id, **changes)
