"""What goes over the API about generations, validated and described."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from til.schemas import DayNumber, FaultOut, Filled, TagName, Text
from til.scrub import scrub, whole_text

DATA_URL = "data:"
DATA_URL_CHARACTERS = 14_000_000  # 10 MB as base64
URL_CHARACTERS = 2_000
NAME_CHARACTERS = 255


def most(input_type: str, content: str) -> int:
    """Return how many characters of ``content`` are read."""
    if input_type == "file":
        return DATA_URL_CHARACTERS if content.startswith(DATA_URL) else NAME_CHARACTERS
    return URL_CHARACTERS if input_type == "url" else settings.TIL_MAX_INPUT


def _provider(description: str) -> Any:
    names: Any = {"anyOf": [{"enum": ["anthropic", "openai", "google", "offline"]}, {"type": "null"}]}
    return Field(None, description=description, json_schema_extra=names, examples=["offline"])


PartName = Literal["title", "excerpt", "tags", "content"]


class GenerateRequest(Schema):
    """What a draft is to be made from, and how."""

    model_config = ConfigDict(extra="forbid", strict=True)

    input_type: Literal["text", "url", "file"] = "text"
    content: Annotated[str, BeforeValidator(whole_text)] = Field(
        description="The notes themselves, the address of a page, or for a file the id of an upload or a data: URL.",
        min_length=1,
        json_schema_extra={"pattern": r"[^\s\x00]"},
        examples=["git bisect halves the history until the bad commit is found."],
    )
    provider: str | None = _provider("Who writes; the site's default where none is named.")
    language: Literal["auto", "ko", "en"] = "auto"
    auto_day_number: bool = True
    auto_excerpt: bool = True
    auto_tags: bool = True

    @field_validator("content")
    @classmethod
    def _fits(cls, content: str, info: ValidationInfo) -> str:
        if not content.replace("\0", "").strip():
            raise ValueError("There is nothing in it to learn from.")
        content = scrub(content)
        limit = most(info.data.get("input_type", "text"), content)
        if len(content) > limit:
            raise ValueError(f"At most {limit:,} characters are read; this has {len(content):,}.")
        return content


class RegenerateRequest(Schema):
    """Which part is to be written again, how, and by whom."""

    model_config = ConfigDict(extra="forbid", strict=True)

    part: PartName
    instruction: Text = Field("", max_length=500, description="What should be different.", examples=["Shorter."])
    provider: str | None = _provider("Who writes; the site's default where none is named.")


class UploadOut(Schema):
    """A file that waits to be read; ``id`` goes into ``content`` of a draft from a file, once."""

    id: str
    name: str
    size: int = Field(description="Bytes.")
    expires: datetime


class TagChoiceOut(Schema):
    """A tag of a draft; a new one has no id yet."""

    id: int | None
    name: str
    slug: str
    is_new: bool


class GeneratePreviewResponse(Schema):
    """A whole draft at once."""

    title: str
    slug: str
    day_number: int | None
    excerpt: str
    content: str
    suggested_tag_ids: list[int]
    suggested_tags: list[TagChoiceOut]
    generation_id: int
    provider: str
    model: str
    truncated: bool
    usage: dict[str, Any]


OF_A_PART = "The part that was written again; empty for a whole draft."
StageName = Literal["day_number", "content", "title", "excerpt", "tags", "end"]


class GenerationOut(Schema):
    """A generation as it stands."""

    id: int
    status: Literal["running", "complete", "failed", "cancelled"]
    stage: StageName
    attempt: int
    part: PartName | Literal[""] = Field(description=OF_A_PART)
    position: str = Field(description="The event id of all that is in here; a stream goes on from it.")
    input_type: str
    language: str
    provider: str
    model: str
    day_number: int | None
    content: str
    content_length: int
    content_sha256: str | None = Field(description="Of the content as UTF-8, once it is finished.")
    title: str
    excerpt: str
    tags: list[TagChoiceOut]
    truncated: bool
    source_title: str
    source_url: str
    source_truncated: bool
    usage: dict[str, Any]
    error: FaultOut | None
    til_id: int | None
    created: datetime
    finished: datetime | None


class GenerationSummaryOut(Schema):
    """A generation as lists show it."""

    id: int
    status: Literal["running", "complete", "failed", "cancelled"]
    stage: StageName
    attempt: int
    part: PartName | Literal[""] = Field(description=OF_A_PART)
    input_type: str
    language: str
    provider: str
    model: str
    day_number: int | None
    title: str
    excerpt: str
    truncated: bool
    source_title: str
    source_url: str
    error: FaultOut | None
    til_id: int | None
    created: datetime
    finished: datetime | None


class LineOut(Schema):
    """One line and what becomes of it; `skipped` stands for unchanged ones left out."""

    kind: Literal["same", "removed", "added", "skipped"]
    text: str


class ProposalOut(Schema):
    """A part that was written again, and what accepting it would change."""

    id: int = Field(description="Of the generation that writes it.")
    part: PartName
    instruction: str
    status: Literal["running", "complete", "failed", "cancelled"]
    verdict: Literal["open", "accepted", "discarded"]
    text: str = Field(description="As it was written; tags are lines.")
    difference: list[LineOut] = Field(description="To what stands there now, once it is complete and still open.")
    provider: str
    model: str
    error: FaultOut | None
    generation_id: int | None = Field(description="The generation it belongs to; null where it is a TIL's.")
    til_id: int | None = Field(description="The TIL it belongs to.")
    created: datetime
    finished: datetime | None
    decided: datetime | None


class UsedOut(Schema):
    """What the generations of one model have used."""

    provider: str
    model: str
    generations: int
    input_tokens: int
    output_tokens: int


class UsageOut(Schema):
    """What generations have used, by model."""

    since: date
    until: date
    models: list[UsedOut]


class CancelOut(Schema):
    """What came of asking to stop: ``stopping`` is false where it had ended before."""

    id: int
    stopping: bool
    status: str = Field(description="How it stood when asked.")


class SaveRequest(Schema):
    """What a person has changed in the draft; the rest is kept as it was written."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Filled | None = Field(None, min_length=1, max_length=200)
    excerpt: Text | None = Field(None, max_length=500)
    content: Filled | None = Field(None, min_length=1, max_length=200_000)
    tags: list[TagName] | None = Field(None, max_length=20)
    day_number: DayNumber | None = None


class SavedOut(Schema):
    """The draft that was made."""

    til_id: int
    day_number: int
    slug: str
    status: str


class ProviderOut(Schema):
    """Who can write; ``missing`` names the setting that would make it ready."""

    name: str
    model: str
    ready: bool
    missing: str
    default: bool
