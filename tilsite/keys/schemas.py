"""What goes over the API about keys, validated and described."""

from datetime import UTC, datetime
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field

from til.caller import Scope
from til.schemas import NOT_BLANK
from til.scrub import scrub, whole, written_time

Least = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(whole)]


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("This is no time anybody will see.") from error


class LimitsOut(Schema):
    """How much may be asked for."""

    running: int = Field(description="Drafts at the same time.")
    per_minute: int = Field(description="Starts in a minute.")
    per_day: int = Field(description="Starts in a day.")


class KeyOut(Schema):
    """A key, without its secret."""

    id: int
    name: str
    public_id: str = Field(description="The part of the key between the underscores.", examples=["a2b3c4d5"])
    scopes: list[Scope]
    limits: LimitsOut
    created: datetime
    expires: datetime | None
    revoked: datetime | None
    last_used: datetime | None = Field(description="To the minute.")


class NewKeyOut(KeyOut):
    """A key that was just made."""

    text: str = Field(description="The whole key. It cannot be shown again.")


class KeyIn(Schema):
    """A new key; limits that are left out are the site's."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=NOT_BLANK), AfterValidator(scrub)]
    scopes: list[Scope] = Field(["read"], min_length=1, max_length=4)
    expires: Annotated[AwareDatetime, BeforeValidator(written_time), AfterValidator(_in_utc)] | None = None
    limit_running: Least | None = None
    limit_per_minute: Least | None = None
    limit_per_day: Least | None = None


class MeOut(Schema):
    """Who asks: a key or a signed-in user, what they may do, how much, and how much of it is used."""

    key: int | None = Field(description="The id of the key; null for a signed-in user.")
    user: str | None = Field(description="The user, or the owner of the key.")
    scopes: list[Scope]
    sees_all: bool = Field(description="Whether everybody's generations and drafts are theirs to see.")
    limits: LimitsOut | None
    used: LimitsOut
