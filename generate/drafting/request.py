"""The validated request for a draft."""

from typing import Annotated, Any, Literal

from django.conf import settings
from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from til.text.scrub import scrub, whole_text

DATA_URL = "data:"
DATA_URL_CHARACTERS = 14_000_000  # 10 MB as base64
URL_CHARACTERS = 2_000
NAME_CHARACTERS = 255


def most(input_type: str, content: str) -> int:
    """Return the maximum number of characters of ``content``."""
    if input_type == "file":
        return DATA_URL_CHARACTERS if content.startswith(DATA_URL) else NAME_CHARACTERS
    return URL_CHARACTERS if input_type == "url" else settings.TIL_MAX_INPUT


def provider_field(description: str) -> Any:
    """Return the field that names a provider."""
    names: Any = {"anyOf": [{"enum": ["anthropic", "openai", "google", "offline"]}, {"type": "null"}]}
    return Field(None, description=description, json_schema_extra=names, examples=["offline"])


PartName = Literal["title", "excerpt", "tags", "content"]


class GenerateRequest(Schema):
    """A request for a draft: input and options."""

    model_config = ConfigDict(extra="forbid", strict=True)

    input_type: Literal["text", "url", "file"] = "text"
    content: Annotated[str, BeforeValidator(whole_text)] = Field(
        description="The notes, a link to a page, or for a file the id of an upload or a data: URL.",
        min_length=1,
        json_schema_extra={"pattern": r"[^\s\x00]"},
        examples=["git bisect halves the history until the bad commit is found."],
    )
    provider: str | None = provider_field("The provider; defaults to the site's.")
    model: Annotated[str, Field(max_length=120)] | None = Field(
        default=None,
        description="One of its models; defaults to the configured one.",
        examples=["qwen3:8b"],
    )
    language: Literal["auto", "ko", "en"] = "auto"
    auto_day_number: bool = True
    auto_excerpt: bool = True
    auto_tags: bool = True

    @field_validator("content")
    @classmethod
    def _fits(cls, content: str, info: ValidationInfo) -> str:
        if not content.replace("\0", "").strip():
            raise ValueError("The content is empty.")
        content = scrub(content)
        limit = most(info.data.get("input_type", "text"), content)
        if len(content) > limit:
            raise ValueError(f"The content has {len(content):,} characters; the limit is {limit:,}.")
        return content
