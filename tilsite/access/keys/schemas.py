"""The API's schemas for keys."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field

from til.api.schemas import NOT_BLANK
from til.caller import Scope
from til.text.scrub import in_utc, scrub, whole, written_time

Least = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(whole)]


class LimitsOut(Schema):
    """Limits of a caller."""

    running: int = Field(description="Concurrent drafts.")
    per_minute: int = Field(description="Starts per minute.")
    per_day: int = Field(description="Starts per day.")


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
    """A new key."""

    text: str = Field(description="The complete key. It cannot be shown again.")


class KeyIn(Schema):
    """A request for a new key; omitted limits default to the site's."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=NOT_BLANK), AfterValidator(scrub)]
    scopes: list[Scope] = Field(["read"], min_length=1, max_length=4)
    expires: Annotated[AwareDatetime, BeforeValidator(written_time), AfterValidator(in_utc)] | None = None
    limit_running: Least | None = None
    limit_per_minute: Least | None = None
    limit_per_day: Least | None = None


class MeOut(Schema):
    """The caller: a key or a signed-in user, with permissions, limits and usage."""

    key: int | None = Field(description="The id of the key; null for a signed-in user.")
    user: str | None = Field(description="The user, or the owner of the key.")
    scopes: list[Scope]
    sees_all: bool = Field(description="Whether the caller can see all users' generations and drafts.")
    limits: LimitsOut | None
    used: LimitsOut
