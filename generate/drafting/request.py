"""The validated request for a draft."""

from typing import Annotated, Any, Literal, Self

from django.conf import settings
from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from til.text.scrub import scrub, whole_text

DATA_URL = "data:"
DATA_URL_CHARACTERS = 14_000_000  # 10 MB as base64
URL_CHARACTERS = 2_000
NAME_CHARACTERS = 255
MOST_SOURCES = 10


def most(input_type: str, content: str) -> int:
    """Return the maximum number of characters of ``content``."""
    if input_type == "file":
        return DATA_URL_CHARACTERS if content.startswith(DATA_URL) else NAME_CHARACTERS
    return URL_CHARACTERS if input_type == "url" else settings.TIL_MAX_INPUT


def provider_field(description: str) -> Any:
    """Return the field that names a provider."""
    names: Any = {"anyOf": [{"enum": ["anthropic", "openai", "google", "offline"]}, {"type": "null"}]}
    return Field(None, description=description, json_schema_extra=names, examples=["offline"])


def content_field(**more: Any) -> Any:
    """Return the field for the content of a source."""
    return Field(
        description="The notes, a link to a page, or for a file the id of an upload or a data: URL.",
        min_length=1,
        json_schema_extra={"pattern": r"[^\s\x00]"},
        examples=["git bisect halves the history until the bad commit is found."],
        **more,
    )


PartName = Literal["title", "excerpt", "tags", "content"]
InputType = Literal["text", "url", "file"]
Content = Annotated[str, BeforeValidator(whole_text)]


class SourceIn(Schema):
    """One of several sources of a draft."""

    model_config = ConfigDict(extra="forbid", strict=True)

    type: InputType = "text"
    content: Content = content_field()

    @field_validator("content")
    @classmethod
    def _fits(cls, content: str, info: ValidationInfo) -> str:
        return _fitting(content, info.data.get("type", "text"))


_EITHER: Any = {  # not "oneOf", which generators of clients read as two kinds of request
    "if": {"required": ["sources"]},
    "then": {"not": {"required": ["content"]}},
    "else": {"required": ["content"]},
}


_LATER = frozenset({"sources", "length", "tone", "template", "in_style"})  # fields that old requests do not have


class GenerateRequest(Schema):
    """A request for a draft: input and options. It has either ``content`` or ``sources``."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra=_EITHER,
    )

    input_type: InputType = Field(default="text", description="What `content` is.")
    content: Content = content_field(default_factory=str)  # a factory: the schema then has no default
    sources: list[SourceIn] = Field(
        default_factory=list,
        description="Several sources instead of `content`. Notes among them share the limit of one text.",
        min_length=1,
        max_length=MOST_SOURCES,
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
    length: Literal["short", "long"] | None = Field(default=None, description="Defaults to that of the material.")
    tone: Literal["plain", "friendly", "formal"] | None = Field(
        default=None, description="Defaults to that of the material."
    )
    template: Annotated[str, Field(max_length=40, pattern=r"^[-\w]+$")] | None = Field(
        default=None, description="The `slug` of a template.", examples=["bug-cause-fix"]
    )
    in_style: bool = Field(default=True, description="Whether to write in your style, if you have one.")

    @field_validator("content")
    @classmethod
    def _fits(cls, content: str, info: ValidationInfo) -> str:
        return _fitting(content, info.data.get("input_type", "text"))

    @field_validator("sources")
    @classmethod
    def _fit_together(cls, sources: list[SourceIn]) -> list[SourceIn]:
        length = sum(len(one.content) for one in sources if one.type == "text")
        if length > settings.TIL_MAX_INPUT:
            raise ValueError(f"The notes have {length:,} characters; the limit is {settings.TIL_MAX_INPUT:,}.")
        return sources

    @model_validator(mode="after")
    def _has_one_input(self) -> Self:
        if bool(self.content) == bool(self.sources):
            raise ValueError("Send either content or sources.")
        return self

    @property
    def pieces(self) -> list[tuple[InputType, str]]:
        """The type and content of each source."""
        given = [(one.type, one.content) for one in self.sources]
        return given or [(self.input_type, self.content)]

    def sent(self) -> dict[str, Any]:
        """Return the fields that identify the request; what came later is among them only where it was chosen."""
        usual = type(self).model_fields
        return {
            name: value
            for name, value in self.model_dump().items()
            if name not in _LATER or value != usual[name].get_default(call_default_factory=True)
        }


def _fitting(content: str, input_type: str) -> str:
    """Return ``content`` scrubbed. Raises ValueError if it is empty or too long."""
    if not content.replace("\0", "").strip():
        raise ValueError("The content is empty.")
    content = scrub(content)
    limit = most(input_type, content)
    if len(content) > limit:
        raise ValueError(f"The content has {len(content):,} characters; the limit is {limit:,}.")
    return content
