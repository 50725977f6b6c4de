"""The API's schemas for TILs, tags and errors."""

from datetime import date, datetime
from typing import Annotated, Generic, Literal, TypeVar

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field

from til.api.paging import PartIn
from til.models import Til
from til.text.scrub import in_utc, scrub, whole, whole_text, written_date, written_time

T = TypeVar("T")
STORABLE = r"^[^\x00]*$"
NOT_BLANK = r"^[^\x00]*[^\s\x00][^\x00]*$"
NAMEABLE = r"""^[^\x00]*[^\s\x00#"'`,;][^\x00]*$"""

Text = Annotated[str, Field(pattern=STORABLE), BeforeValidator(whole_text), AfterValidator(scrub)]
Filled = Annotated[str, Field(pattern=NOT_BLANK), BeforeValidator(whole_text), AfterValidator(scrub)]
TagName = Annotated[
    str, Field(min_length=1, max_length=60, pattern=NAMEABLE), BeforeValidator(whole_text), AfterValidator(scrub)
]
Slug = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[a-z0-9\uAC00-\uD7A3]+(-[a-z0-9\uAC00-\uD7A3]+)*$")]
Day = Annotated[date, BeforeValidator(written_date)]
Time = Annotated[AwareDatetime, BeforeValidator(written_time), AfterValidator(in_utc)]
Id = Annotated[int, Field(ge=1, le=2**31 - 1), BeforeValidator(whole)]
DayNumber = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(whole)]
Language = Literal["ko", "en"]
TilStatus = Literal["draft", "scheduled", "published", "archived"]


_PUBLISHED = (
    "The time of publication, RFC 3339 with an offset. If it is in the future, publishing the TIL schedules it: its "
    "status is `scheduled` until then. Defaults to the time at which it is published."
)


class FaultOut(Schema):
    """The reason for a failure; ``code`` is stable, ``error`` is for people."""

    error: str = Field(description="A sentence for people, in the requested language.", examples=["Try again."])
    code: str = Field(description="Stable identifier for programs.", examples=["busy"])
    retryable: bool = Field(False, description="Whether the same request may succeed later.")
    retry_after: int | None = Field(None, description="Seconds to wait before trying again, if known.")


class ErrorOut(FaultOut):
    """An error response; all errors have this shape."""

    fields: dict[str, list[str]] | None = Field(
        None, description="Problems by field name.", examples=[{"title": ["Field required"]}]
    )
    request_id: str = Field("", description="As in X-Request-ID; quote it when you report a problem.")


class PageOut(Schema, Generic[T]):
    """A page of a list; ``next`` is the cursor of the following page, null at the end."""

    items: list[T]
    next: str | None = Field(None, description="Pass it as `cursor` to get the next page.", examples=["120"])


class TagOut(Schema):
    """A tag."""

    id: int
    name: str = Field(examples=["PostgreSQL"])
    slug: str = Field(examples=["postgresql"])


class TagCountOut(TagOut):
    """A tag with the number of its public TILs and its other names."""

    count: int
    aliases: list[str]


class AliasOut(Schema):
    """Another name of a tag."""

    id: int
    name: str
    slug: str
    tag: TagOut
    merged: datetime | None = Field(description="When a tag of this name was merged; null if it was never a tag.")


class TilSummaryOut(Schema):
    """A TIL in a list."""

    id: int
    day_number: int
    title: str
    slug: str
    excerpt: str
    tags: list[TagOut]
    status: TilStatus
    language: Language
    created: datetime
    updated: datetime
    published: datetime | None
    path: str = Field(description="Its page on this site; public once the TIL is published.")

    @staticmethod
    def resolve_path(til: Til) -> str:
        """Return the path of its page."""
        return til.get_absolute_url()


class CreditOut(Schema):
    """A source of a TIL; its title or its address may be empty."""

    title: str
    url: str


class TilOut(TilSummaryOut):
    """A complete TIL."""

    content: str = Field(description="Markdown.")
    html: str = Field(description="The content as safe HTML.")
    source_kind: str
    source_url: str
    source_title: str
    sources: list[CreditOut] = Field(description="All sources, as the page names them; the first is also above.")
    provider: str
    model: str


class TilChoice(Schema):
    """A filter for TILs."""

    q: str = Field("", max_length=200, pattern=STORABLE, description="Words to search for.", examples=["bisect"])
    tag: str = Field("", max_length=100, pattern=STORABLE, description="The slug of a tag.", examples=["git"])
    status: TilStatus | None = None
    language: Language | None = None
    since: Day | None = Field(None, description="Published on this day or later.", examples=["2026-01-01"])
    until: Day | None = Field(None, description="Published on this day or before.", examples=["2026-12-31"])


class TilFilter(TilChoice, PartIn):
    """A filter for TILs, and the page of the results."""


class TilIn(Schema):
    """A new TIL; it begins as a draft."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Filled = Field(min_length=1, max_length=200)
    content: Filled = Field(min_length=1, max_length=200_000, description="Markdown.")
    excerpt: Text = Field("", max_length=500)
    tags: list[TagName] = Field([], max_length=20, description="By name; missing tags are created.")
    language: Language | None = Field(None, description="Defaults to the language of the content.")
    day_number: DayNumber | None = Field(None, description="Defaults to the next day number.")
    published: Time | None = Field(None, description=_PUBLISHED)


class TilChanges(Schema):
    """Changes to a TIL; omitted or null fields stay unchanged."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Filled | None = Field(None, min_length=1, max_length=200)
    slug: Slug | None = None
    content: Filled | None = Field(None, min_length=1, max_length=200_000)
    excerpt: Text | None = Field(None, max_length=500)
    tags: list[TagName] | None = Field(None, max_length=20)
    language: Language | None = None
    day_number: DayNumber | None = None
    published: Time | None = Field(None, description=_PUBLISHED)


class TagIn(Schema):
    """The name of a tag or an alias."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: TagName


class MergeIn(Schema):
    """The target of a merge."""

    model_config = ConfigDict(extra="forbid", strict=True)

    into: Annotated[int, BeforeValidator(whole)] = Field(
        ge=1, le=2**31 - 1, description="The id of the tag that remains."
    )


class DayOut(Schema):
    """A day with public TILs."""

    date: date
    count: int


class CalendarOut(Schema):
    """The days with public TILs, in order; other days are omitted."""

    since: date
    until: date
    days: list[DayOut]


class StatsOut(Schema):
    """Totals and streaks."""

    total: int = Field(description="Public TILs.")
    active_days: int = Field(description="Days with at least one.")
    streak: int = Field(description="Consecutive days up to today or yesterday.")
    longest_streak: int
    first: date | None
    last: date | None
    tags: int = Field(description="Tags of public TILs.")
    drafts: int = Field(description="The caller's drafts.")
