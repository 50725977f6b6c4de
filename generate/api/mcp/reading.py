"""Tools, resources and prompts that read: TILs, tags, drafts."""

from datetime import datetime
from typing import Annotated, Any

from django.db.models import Count, Q
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from pydantic import BaseModel, Field

from generate.api.mcp.spoken import Agent, caller_of
from generate.models import Generation
from generate.running.database import in_database
from til.api import editing
from til.caller import Caller
from til.errors import TilError
from til.models import Tag, Til
from til.search.query import Query, answers
from til.transfer.front_matter import to_markdown

RECENT = 20
Limit = Annotated[int, Field(ge=1, le=50)]


class TilFound(BaseModel):
    """A TIL in search results."""

    id: int
    day_number: int
    title: str
    excerpt: str
    tags: list[str]
    language: str
    status: str
    path: str = Field(description="Its page on this site; public once the TIL is published.")


class TilText(TilFound):
    """A TIL with its text."""

    content: str = Field(description="Markdown.")
    etag: str = Field(description="Identifies this version, for update_draft.")


class TagFound(BaseModel):
    """A tag and its number of public TILs."""

    name: str
    slug: str
    count: int


class Unsaved(BaseModel):
    """An unsaved draft: pass its generation_id to save_draft, or to continue_draft if it ended early."""

    generation_id: int
    status: str
    title: str
    created: datetime


class Drafts(BaseModel):
    """Saved and unsaved drafts."""

    kept: list[TilFound]
    unsaved: list[Unsaved]


async def search_tils(
    ctx: Agent,
    query: Annotated[str, Field(max_length=200, description="Search words; omit them for the latest TILs.")] = "",
    tag: Annotated[str, Field(max_length=100, description="The slug of a tag.")] = "",
    limit: Limit = 10,
) -> list[TilFound]:
    """Search public TILs and your own, best match first."""
    return await in_database(_search, caller_of(ctx, "read"), Query(query.replace("\0", ""), tag), limit)


async def get_til(
    ctx: Agent, til_id: Annotated[int, Field(ge=1, le=2**63 - 1, description="The id from search_tils.")]
) -> TilText:
    """Read one TIL as Markdown."""
    return await in_database(_text, caller_of(ctx, "read"), til_id)


async def list_tags(
    ctx: Agent, query: Annotated[str, Field(max_length=60, description="Part of the name.")] = "", limit: Limit = 50
) -> list[TagFound]:
    """List tags, most used first."""
    caller_of(ctx, "read")
    return await in_database(_tags, query.replace("\0", ""), limit)


async def list_drafts(ctx: Agent, limit: Limit = 20) -> Drafts:
    """List your saved and unsaved drafts, newest first."""
    return await in_database(_drafts, caller_of(ctx, "read"), limit)


async def til_of_day(ctx: Agent, day: str) -> str:
    """Return the TIL of a day as a Markdown file with front matter."""
    try:
        caller = caller_of(ctx, "read")
        return await in_database(_day, caller, int(day) if day.isdecimal() and len(day) < 10 else 0)
    except TilError as error:
        raise ResourceNotFoundError(f"{error} ({error.code})") from error


async def recent(ctx: Any) -> list[dict[str, Any]]:
    """Return the latest public TILs as resources."""
    caller = caller_of(ctx, "read")
    return [
        {"uri": f"til://day/{til.day_number}", "name": f"day-{til.day_number}", "title": til.title}
        | {"description": til.excerpt, "mimeType": "text/markdown"}
        for til in await in_database(_search, caller, Query("", ""), RECENT)
    ]


def write_up_session(
    language: Annotated[str, Field(description="Language to write in, ko or en; defaults to the session's.")] = "",
) -> str:
    """Write up what was learned in this session."""
    wanted = f" Write in {language}." if language else ""
    return (
        "Review this session and identify what was learned: the problem, what was tried, what worked and why, with "
        "the exact commands, code and error messages. Omit secrets and private names. Check with search_tils "
        "whether a TIL about it already exists. Then call draft_til with these notes, show me the draft, and save it "
        f"with save_draft once I agree. A person publishes it.{wanted}"
    )


def what_do_i_know(topic: Annotated[str, Field(description="The topic.")]) -> str:
    """Summarise what the TILs say about a topic."""
    return (
        f"Search the TILs for this topic with search_tils, in Korean and English; read the best with get_til: {topic}"
        "\n\nThen summarise in a few sentences what is known, with code if useful. Give the day number and path of "
        "each TIL you use, and state what they do not answer."
    )


def _search(caller: Caller, query: Query, limit: int) -> list[TilFound]:
    seen = editing.seen_by(caller).defer("content", "html")
    if query.words.strip() and not query.terms():
        return []
    return [TilFound(**_shown(til)) for til in answers(query, among=seen)[:limit]]


def _text(caller: Caller, pk: int) -> TilText:
    til = editing.one_seen_by(caller, pk)
    return TilText(**_shown(til), content=til.content, etag=editing.etag(editing.shown(til)))


def _tags(query: str, limit: int) -> list[TagFound]:
    count = Count("tils", filter=Q(tils__status=Til.Status.PUBLISHED))
    rows = Tag.objects.filter(name__icontains=query).annotate(count=count).order_by("-count", "name")
    return [TagFound(name=tag.name, slug=tag.slug, count=tag.count) for tag in rows[:limit]]


def _drafts(caller: Caller, limit: int) -> Drafts:
    kept = Til.objects.filter(caller.owned("author"), status=Til.Status.DRAFT).defer("content", "html")
    unsaved = Generation.objects.filter(caller.owned(), til=None, part="").order_by("-pk")
    rows = unsaved.values_list("pk", "status", "title", "created")[:limit]
    return Drafts(
        kept=[TilFound(**_shown(til)) for til in kept.prefetch_related("tags").order_by("-pk")[:limit]],
        unsaved=[Unsaved(generation_id=pk, status=status, title=title, created=at) for pk, status, title, at in rows],
    )


def _day(caller: Caller, day: int) -> str:
    til = editing.seen_by(caller).filter(day_number=day).first()
    return to_markdown(til or editing.one_seen_by(caller, 0))


def _shown(til: Til) -> dict[str, Any]:
    plain = {name: getattr(til, name) for name in ("id", "day_number", "title", "excerpt", "language", "status")}
    return plain | {"tags": [tag.name for tag in til.tags.all()], "path": til.get_absolute_url()}
