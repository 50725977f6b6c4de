"""What goes over the API about what is kept, validated and described."""

from datetime import date, datetime
from typing import Annotated, Generic, Literal, TypeVar

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from til.cursor import PartIn
from til.models import Til
from til.scrub import scrub, whole, whole_text, written_date

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
Id = Annotated[int, Field(ge=1, le=2**31 - 1), BeforeValidator(whole)]
DayNumber = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(whole)]
Language = Literal["ko", "en"]
TilStatus = Literal["draft", "published", "archived"]


class FaultOut(Schema):
    """Why something failed; ``code`` is stable, ``error`` is for a person."""

    error: str = Field(description="A sentence for a person, in the language asked for.", examples=["Try again."])
    code: str = Field(description="What it is, for a program: stable.", examples=["busy"])
    retryable: bool = Field(False, description="Whether the same request may succeed later.")


class ErrorOut(FaultOut):
    """Why a request was refused or failed: the one shape of every error."""

    fields: dict[str, list[str]] | None = Field(
        None, description="What is wrong, by the name of the field.", examples=[{"title": ["Field required"]}]
    )
    request_id: str = Field("", description="As in X-Request-ID; name it when you report a fault.")


class PageOut(Schema, Generic[T]):
    """A part of a list; ``next`` leads to what follows, null at the end."""

    items: list[T]
    next: str | None = Field(None, description="Give it as `cursor` to read on.", examples=["120"])


class TagOut(Schema):
    """A tag that is kept."""

    id: int
    name: str = Field(examples=["PostgreSQL"])
    slug: str = Field(examples=["postgresql"])


class TagCountOut(TagOut):
    """A tag, how many public TILs have it, and the other names it goes by."""

    count: int
    aliases: list[str]


class AliasOut(Schema):
    """Another name of a tag."""

    id: int
    name: str
    slug: str
    tag: TagOut
    merged: datetime | None = Field(description="When a tag of this name became the alias; null where none did.")


class TilSummaryOut(Schema):
    """A TIL as lists show it."""

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
    path: str = Field(description="Its page on this site; there for readers once it is published.")

    @staticmethod
    def resolve_path(til: Til) -> str:
        """Return the address of its page."""
        return til.get_absolute_url()


class TilOut(TilSummaryOut):
    """A whole TIL."""

    content: str = Field(description="Markdown.")
    html: str = Field(description="The content as safe HTML.")
    source_kind: str
    source_url: str
    source_title: str
    provider: str
    model: str


class TilChoice(Schema):
    """Which TILs are meant."""

    q: str = Field("", max_length=200, pattern=STORABLE, description="Words to look for.", examples=["bisect"])
    tag: str = Field("", max_length=100, pattern=STORABLE, description="The slug of a tag.", examples=["git"])
    status: TilStatus | None = None
    language: Language | None = None
    since: Day | None = Field(None, description="Published on this day or later.", examples=["2026-01-01"])
    until: Day | None = Field(None, description="Published on this day or before.", examples=["2026-12-31"])


class TilFilter(TilChoice, PartIn):
    """Which TILs are asked for, in parts."""


class TilIn(Schema):
    """A new TIL; it begins as a draft."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Filled = Field(min_length=1, max_length=200)
    content: Filled = Field(min_length=1, max_length=200_000, description="Markdown.")
    excerpt: Text = Field("", max_length=500)
    tags: list[TagName] = Field([], max_length=20, description="By name; new ones are made.")
    language: Language = "en"
    day_number: DayNumber | None = Field(None, description="The next one where none is named.")


class TilChanges(Schema):
    """What is to be changed; what is left out, or null, stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Filled | None = Field(None, min_length=1, max_length=200)
    slug: Slug | None = None
    content: Filled | None = Field(None, min_length=1, max_length=200_000)
    excerpt: Text | None = Field(None, max_length=500)
    tags: list[TagName] | None = Field(None, max_length=20)
    language: Language | None = None
    day_number: DayNumber | None = None


class TagIn(Schema):
    """The name of a tag or an alias."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: TagName


class MergeIn(Schema):
    """Which tag another one becomes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    into: Annotated[int, BeforeValidator(whole)] = Field(
        ge=1, le=2**31 - 1, description="The id of the tag that stays."
    )


class DayOut(Schema):
    """A day with public TILs."""

    date: date
    count: int


class CalendarOut(Schema):
    """The days with public TILs, in order; days without one are left out."""

    since: date
    until: date
    days: list[DayOut]


class StatsOut(Schema):
    """How much was learned, and how regularly."""

    total: int = Field(description="Public TILs.")
    active_days: int = Field(description="Days with at least one.")
    streak: int = Field(description="Days in a row up to today or yesterday.")
    longest_streak: int
    first: date | None
    last: date | None
    tags: int = Field(description="Tags of public TILs.")
    drafts: int = Field(description="Drafts of the caller's.")
