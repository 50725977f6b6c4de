"""Request and response schemas for generations."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from generate.drafting.request import PartName, provider_field
from til.api.schemas import DayNumber, FaultOut, Filled, TagName, Text


class RegenerateRequest(Schema):
    """A request to rewrite a part."""

    model_config = ConfigDict(extra="forbid", strict=True)

    part: PartName
    instruction: Text = Field("", max_length=500, description="What to change.", examples=["Shorter."])
    provider: str | None = provider_field("The provider; defaults to the site's.")


class UploadOut(Schema):
    """An uploaded file; use ``id`` once, as the ``content`` of a file."""

    id: str
    name: str
    size: int = Field(description="Bytes.")
    expires: datetime


class TagChoiceOut(Schema):
    """A tag of a draft; a new one has no id yet."""

    id: str | None = Field(description="The tag's id as text; null for a new one.")
    name: str
    slug: str
    is_new: bool


class GeneratePreviewResponse(Schema):
    """A complete draft."""

    title: str
    slug: str
    day_number: int = Field(description="1 without `auto_day_number`.")
    excerpt: str
    content: str
    suggested_tag_ids: list[str] = Field(description="Ids of the suggested tags that already exist.")
    suggested_tags: list[str] = Field(description="Names of these tags.")
    tag_choices: list[TagChoiceOut] = Field(
        description="The suggested tags with their slugs, and whether they are new."
    )
    generation_id: int
    provider: str
    model: str
    truncated: bool
    usage: dict[str, Any]


OF_A_PART = "The rewritten part; empty for a whole draft."
StageName = Literal["day_number", "content", "title", "excerpt", "tags", "end"]


class ContinuedOut(Schema):
    """How an attempt began: with the first `length` code points of the previous one; 0 if it started over."""

    attempt: int
    length: int
    why: Literal["server", "person", "model", "restored"] = Field(
        description="`server`: another process took over; `person`: a person continued it; `model`: the model started "
        "over; `restored`: the text of an earlier attempt was restored."
    )
    at: datetime


class NoticeOut(Schema):
    """A notice that something was done differently than expected."""

    kind: Literal["shortened", "little_read", "fallback", "other_language", "hidden"] = Field(
        description="`shortened`: the material was cut to the model's limit; `little_read`: the server seems to "
        "have read only part of it; `fallback`: another provider wrote; `other_language`: the model wrote in another "
        "language than requested, even when asked again; `hidden`: text that nobody sees in the source was left out."
    )
    text: str = Field(description="A sentence for people.")


class SourceOut(Schema):
    """One of several sources; ``title``, ``url`` and ``name`` are empty until it has been read, and for notes."""

    type: Literal["text", "url", "file"]
    title: str
    url: str
    name: str


class GenerationOut(Schema):
    """A generation in its current state."""

    id: int
    status: Literal["running", "complete", "failed", "cancelled"]
    stage: StageName
    attempt: int
    part: PartName | Literal[""] = Field(description=OF_A_PART)
    position: str = Field(description="The event id that covers this response; a stream continues from it.")
    input_type: str = Field(description="text, url or file; several for a draft from `sources`.")
    language: str
    provider: str
    model: str
    day_number: int | None
    content: str
    content_length: int
    content_sha256: str | None = Field(description="Of the content as UTF-8, once finished.")
    title: str
    excerpt: str
    tags: list[TagChoiceOut]
    truncated: bool
    source_title: str
    source_url: str
    source_truncated: bool
    sources: list[SourceOut] = Field(description="The sources, if there are several.")
    continued: list[ContinuedOut] = Field(description="How each attempt after the first began.")
    thinking_since: datetime | None = Field(description="When the model started thinking without writing, if it does.")
    again_at: datetime | None = Field(description="When the next attempt starts, while it waits for one.")
    notices: list[NoticeOut] = Field(description="What was done differently than expected.")
    usage: dict[str, Any]
    error: FaultOut | None
    til_id: int | None
    created: datetime
    finished: datetime | None


class GenerationSummaryOut(Schema):
    """A generation in a list."""

    id: int
    status: Literal["running", "complete", "failed", "cancelled"]
    stage: StageName
    attempt: int
    part: PartName | Literal[""] = Field(description=OF_A_PART)
    input_type: str = Field(description="text, url or file; several for a draft from `sources`.")
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
    """One line of a difference; `skipped` stands for omitted unchanged lines."""

    kind: Literal["same", "removed", "added", "skipped"]
    text: str


class ProposalOut(Schema):
    """A rewritten part, and what accepting it would change."""

    id: int = Field(description="The id of the generation that writes it.")
    part: PartName
    instruction: str
    status: Literal["running", "complete", "failed", "cancelled"]
    verdict: Literal["open", "accepted", "discarded"]
    text: str = Field(description="The proposed text; one tag per line.")
    difference: list[LineOut] = Field(description="The difference to the current text, once complete and undecided.")
    provider: str
    model: str
    error: FaultOut | None
    generation_id: int | None = Field(description="The generation it belongs to; null if it belongs to a TIL.")
    til_id: int | None = Field(description="The TIL it belongs to.")
    created: datetime
    finished: datetime | None
    decided: datetime | None


class UsedOut(Schema):
    """Usage of the generations of one model."""

    provider: str
    model: str
    generations: int
    input_tokens: int
    output_tokens: int


class BudgetOut(Schema):
    """A budget that applies to you, and the amount used or reserved."""

    whose: Literal["site", "user", "key"]
    span: Literal["day", "month"]
    unit: Literal["tokens", "money"] = Field(description="Money is in millionths.")
    limit: int
    used: int
    until: datetime = Field(description="When it resets.")


class UsageOut(Schema):
    """Usage by model, and the state of budgets."""

    since: date
    until: date
    models: list[UsedOut]
    budgets: list[BudgetOut]


class CancelOut(Schema):
    """The result of a cancel request; ``stopping`` is false if the generation had already ended."""

    id: int
    stopping: bool
    status: str = Field(description="The status at the time of the request.")


class SaveRequest(Schema):
    """Edits to a draft; omitted fields stay as written."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Filled | None = Field(None, min_length=1, max_length=200)
    excerpt: Text | None = Field(None, max_length=500)
    content: Filled | None = Field(None, min_length=1, max_length=200_000)
    tags: list[TagName] | None = Field(None, max_length=20)
    day_number: DayNumber | None = None


class SavedOut(Schema):
    """The saved draft."""

    til_id: int
    day_number: int
    slug: str
    status: str


class ProviderOut(Schema):
    """A provider; ``missing`` names the setting that it still needs."""

    name: str
    model: str
    ready: bool
    missing: str
    default: bool
    models: list[str] = Field(description="Available models, if the provider lists them.")
