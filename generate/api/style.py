"""The caller's style and the site's templates over the API."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from generate.drafting import style as store
from generate.models import DraftTemplate
from til.api.responses import BODY, errors
from til.api.schemas import Language, Text
from til.caller import caller_of

router = Router(tags=["style"])
Passage = Annotated[Text, Field(max_length=store.EXAMPLE)]


class LearnedSchema(Schema):
    """What posts in one language show about their author."""

    model_config = ConfigDict(extra="forbid", strict=True)

    profile: Text = Field("", max_length=store.PROFILE, description="How the posts are written, in their language.")
    examples: list[Passage] = Field([], max_length=2, description="Passages whose voice a model should take.")


class LearnedOut(Schema):
    """What your posts show, by language."""

    learned: dict[str, LearnedSchema]


class StyleIn(Schema):
    """A style to use from now on."""

    model_config = ConfigDict(extra="forbid", strict=True)

    instruction: Text = Field(
        "", max_length=store.INSTRUCTION, description="A standing request for all drafts.", examples=["Be brief."]
    )
    learned: dict[Language, LearnedSchema] = Field({}, description="By language.")


class StyleOut(Schema):
    """A version of a style; `version` is 0 and `created` null if there is none."""

    version: int
    instruction: str
    learned: dict[str, LearnedSchema]
    active: bool
    created: datetime | None


class TemplateOut(Schema):
    """The form of a post, to choose for a draft."""

    slug: str
    name: dict[str, str] = Field(description="By language.")
    text: dict[str, str] = Field(description="What is asked of the model, by language.")
    version: int


@router.get("/style", response={200: StyleOut} | errors(), operation_id="get_style", summary="Read your style")
def get_style(request: HttpRequest) -> dict[str, Any]:
    """Return the style in use, which goes along whenever a model writes for you or your keys."""
    return store.as_data(store.active_style(caller_of(request, "read", "generate").user_id))


@router.put(
    "/style", response={200: StyleOut} | errors(404, *BODY), operation_id="put_style", summary="Change your style"
)
def put_style(request: HttpRequest, body: StyleIn) -> dict[str, Any]:
    """Save a new version and use it. A key without an owner has no style (404)."""
    caller = caller_of(request, "write")
    return store.as_data(store.save_style(caller.user_id, **body.model_dump()))


@router.delete("/style", response={204: None} | errors(), operation_id="delete_style", summary="Delete your style")
def delete_style(request: HttpRequest) -> Status[None]:
    """Delete all versions of your style. Drafts that used them stay as they are."""
    store.delete_styles(caller_of(request, "write").user_id)
    return Status(204, None)


@router.get(
    "/style/versions",
    response={200: list[StyleOut]} | errors(),
    operation_id="list_styles",
    summary="List the versions of your style",
)
def versions(request: HttpRequest) -> list[dict[str, Any]]:
    """Return all versions, newest first."""
    return [store.as_data(one) for one in store.styles(caller_of(request, "read", "generate").user_id)]


@router.get(
    "/style/learned",
    response={200: LearnedOut} | errors(),
    operation_id="learn_style",
    summary="Learn a style from your TILs",
)
def learned(request: HttpRequest) -> dict[str, Any]:
    """Return what your published TILs show about your style, by language; nothing is saved.

    It is found by rules. A language with fewer than three published TILs is left out.
    """
    found = store.learn_style(caller_of(request, "read", "generate").user_id)
    shown = {code: {"profile": one.profile, "examples": list(one.examples)} for code, one in found.items()}
    return {"learned": shown}


@router.get(
    "/templates", response={200: list[TemplateOut]} | errors(), operation_id="list_templates", summary="List templates"
)
def templates(request: HttpRequest) -> list[dict[str, Any]]:
    """List the templates that a draft can follow."""
    caller_of(request, "read", "generate")
    return [_template(one) for one in store.offered_templates()]


def _template(one: DraftTemplate) -> dict[str, Any]:
    name, text = {"en": one.name_en, "ko": one.name_ko}, {"en": one.text_en, "ko": one.text_ko}
    return {"slug": one.slug, "name": name, "text": text, "version": one.version}
