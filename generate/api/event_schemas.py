"""Schemas of a stream's events: a union discriminated by ``event``."""

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, TypeAdapter

from generate.api.schemas import TagChoiceOut

Id = Annotated[
    str, Field(description="The reader's position; send it as Last-Event-ID to resume.", examples=["7-1-2-0"])
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
    """A piece of content; the pieces join to the whole content."""

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
    """Once, after the content."""

    id: Id
    event: Literal["title"]
    data: TitleData


class ExcerptData(Schema):
    """The excerpt, at most 500 characters."""

    excerpt: str


class ExcerptEvent(Schema):
    """If `auto_excerpt`."""

    id: Id
    event: Literal["excerpt"]
    data: ExcerptData


class TagsData(Schema):
    """At most 5 tags; existing tags are found regardless of case."""

    tags: list[TagChoiceOut]


class TagsEvent(Schema):
    """If `auto_tags`."""

    id: Id
    event: Literal["tags"]
    data: TagsData


class CompleteData(Schema):
    """Length and digest of the content, to verify that nothing was lost or repeated."""

    success: Literal[True]
    generation_id: int
    content_length: int = Field(description="Code points.")
    content_sha256: str = Field(description="Of the content as UTF-8, in hex.")
    truncated: bool = Field(description="Whether the model reached its length limit, so that the end is missing.")
    usage: dict[str, Any]
    provider: str
    model: str


class CompleteEvent(Schema):
    """Last, on success."""

    id: Id
    event: Literal["complete"]
    data: CompleteData


class ErrorData(Schema):
    """Why the generation ended; its text is kept."""

    error: str
    code: str
    retryable: bool
    generation_id: int
    retry_after: int | None = Field(None, description="Seconds to wait before trying again, if known.")


class ErrorEvent(Schema):
    """Last, on failure or cancel."""

    id: Id
    event: Literal["error"]
    data: ErrorData


class ResetData(Schema):
    """How much of the content stays valid."""

    length: int = Field(
        description="Keep the first `length` code points of content and discard the rest; 0 starts over."
    )


class ResetEvent(Schema):
    """Content is cut to `length` and continues from there."""

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

    They describe events on the wire: ``data`` is a string that contains JSON.
    """
    union = events.json_schema(ref_template="#/components/schemas/{model}")
    parts: dict[str, Any] = union.pop("$defs")
    for name, part in parts.items():
        if name.endswith("Event"):
            json = {"contentMediaType": "application/json", "contentSchema": part["properties"]["data"]}
            part["properties"] |= {"data": {"type": "string"} | json, "retry": {"type": "integer"}}
    union["description"] = "One event of a stream; ignore unknown names."
    return parts | {"GenerationEvent": union}
