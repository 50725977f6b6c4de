"""Tools that save drafts for a person to review; none publishes."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from generate.api.mcp.spoken import Agent, caller_of
from generate.api.schemas import SaveRequest
from generate.drafting import save
from generate.drafting.find import find_generation
from generate.refusals import NotADraft
from generate.running.database import in_database
from til.api import editing
from til.api.schemas import TilChanges, TilIn
from til.caller import Caller
from til.models import Til

Title = Annotated[str | None, Field(max_length=200)]
Excerpt = Annotated[str | None, Field(max_length=500)]
Content = Annotated[str | None, Field(max_length=200_000, description="Markdown.")]
TagNames = Annotated[list[str] | None, Field(max_length=20)]


class Kept(BaseModel):
    """A saved draft."""

    til_id: int
    day_number: int
    slug: str
    status: str
    etag: str = Field(description="Identifies this version, for update_draft.")


async def save_draft(
    ctx: Agent,
    generation_id: Annotated[
        int | None, Field(ge=1, le=2**63 - 1, description="From draft_til; omit it for a text you wrote.")
    ] = None,
    title: Title = None,
    content: Content = None,
    excerpt: Excerpt = None,
    tags: TagNames = None,
) -> Kept:
    """Save a draft for a person to review and publish: from draft_til, with your changes, or a text you wrote.

    Your own text needs title and content. A generation is saved once; saving it again returns the same draft.
    """
    fields = _given(title=title, content=content, excerpt=excerpt, tags=tags)
    if generation_id is None:
        caller = caller_of(ctx, "write", permission="til.add_til")
        til = await in_database(editing.create, caller, TilIn.model_validate(fields))
    else:
        edits: Any = SaveRequest.model_validate(fields).model_dump(exclude_none=True)
        row = await find_generation(caller_of(ctx, "write"), generation_id)
        til = await in_database(save.save_draft, row.pk, **edits)
    return await in_database(_kept, til)


async def update_draft(
    ctx: Agent,
    til_id: Annotated[int, Field(ge=1, le=2**63 - 1, description="The id of a saved draft.")],
    etag: Annotated[str, Field(description="The etag from get_til, save_draft or update_draft.")],
    title: Title = None,
    content: Content = None,
    excerpt: Excerpt = None,
    tags: TagNames = None,
) -> Kept:
    """Change a saved draft, unless it changed since you read it. Only people can change public TILs."""
    changes = TilChanges.model_validate(_given(title=title, content=content, excerpt=excerpt, tags=tags))
    caller = caller_of(ctx, "write")
    return await in_database(_update, caller, til_id, etag, changes.model_dump(exclude_none=True))


def _given(**fields: object) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}


def _update(caller: Caller, pk: int, etag: str, changes: dict[str, Any]) -> Kept:
    if editing.owned_by(caller, pk).status != Til.Status.DRAFT:
        raise NotADraft
    return _kept(editing.change(caller, pk, f'"{etag.strip().strip(chr(34))}"', changes))


def _kept(til: Til) -> Kept:
    etag = editing.etag(editing.shown(til))
    return Kept(til_id=til.pk, day_number=til.day_number, slug=til.slug, status=til.status, etag=etag)
