"""The events of a stream, described: a union that ``event`` tells apart."""

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, TypeAdapter

from generate.schemas import TagChoiceOut

Id = Annotated[
    str, Field(description="The reader's position: send it as Last-Event-ID to go on.", examples=["7-1-2-0"])
]


class DayNumberData(Schema):
    """The number the TIL would get."""

    day_number: int


class DayNumberEvent(Schema):
    """First, if `auto_day_number`."""

    id: Id
    event: Literal["day_number"]
    data: DayNumberData


class ContentChunkData(Schema):
    """A piece of content; all of them together are the content."""

    chunk: str


class ContentChunkEvent(Schema):
    """Repeated."""

    id: Id
    event: Literal["content_chunk"]
    data: ContentChunkData


class TitleData(Schema):
    """The title."""

    title: str


class TitleEvent(Schema):
    """Once, behind the content."""

    id: Id
    event: Literal["title"]
    data: TitleData


class ExcerptData(Schema):
    """The excerpt, of 500 characters at most."""

    excerpt: str


class ExcerptEvent(Schema):
    """If `auto_excerpt`."""

    id: Id
    event: Literal["excerpt"]
    data: ExcerptData


class TagsData(Schema):
    """At most 5 tags; a known one is found whatever its case."""

    tags: list[TagChoiceOut]


class TagsEvent(Schema):
    """If `auto_tags`."""

    id: Id
    event: Literal["tags"]
    data: TagsData


class CompleteData(Schema):
    """Enough to prove that nothing was lost or repeated."""

    success: Literal[True]
    generation_id: int
    content_length: int = Field(description="Code points.")
    content_sha256: str = Field(description="Of the content as UTF-8, in hex.")
    truncated: bool = Field(description="Whether the model reached its limit, so that the end is missing.")
    usage: dict[str, Any]
    provider: str
    model: str


class CompleteEvent(Schema):
    """Last, on success."""

    id: Id
    event: Literal["complete"]
    data: CompleteData


class ErrorData(Schema):
    """Why it ended; what was written is kept."""

    error: str
    code: str
    retryable: bool
    generation_id: int


class ErrorEvent(Schema):
    """Last, on failure or cancel."""

    id: Id
    event: Literal["error"]
    data: ErrorData


class ResetData(Schema):
    """Nothing."""


class ResetEvent(Schema):
    """Content starts over: forget what was read of it."""

    id: Id
    event: Literal["reset"]
    data: ResetData


GenerationEvent = Annotated[
    DayNumberEvent
    | ContentChunkEvent
    | TitleEvent
    | ExcerptEvent
    | TagsEvent
    | CompleteEvent
    | ErrorEvent
    | ResetEvent,
    Field(discriminator="event"),
]
events: TypeAdapter[Any] = TypeAdapter(GenerationEvent)


def event_schemas() -> dict[str, Any]:
    """Return the schemas of all events by name; GenerationEvent is the union.

    They describe events as they are sent: ``data`` is a string that holds JSON.
    """
    union = events.json_schema(ref_template="#/components/schemas/{model}")
    parts: dict[str, Any] = union.pop("$defs")
    for name, part in parts.items():
        if name.endswith("Event"):
            json = {"contentMediaType": "application/json", "contentSchema": part["properties"]["data"]}
            part["properties"] |= {"data": {"type": "string"} | json, "retry": {"type": "integer"}}
    union["description"] = "One event of a stream; ignore names you do not know."
    return parts | {"GenerationEvent": union}
