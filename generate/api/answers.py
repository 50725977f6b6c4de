"""A generation in API responses: its row, plus what this process holds beyond it."""

from datetime import datetime
from typing import Any, cast

from django.utils.translation import gettext

from generate.api.schemas import (
    ContinuedOut,
    GeneratePreviewResponse,
    GenerationOut,
    NoticeOut,
    SourceOut,
    StageName,
    TagChoiceOut,
)
from generate.errors import GenerateError
from generate.models import Generation
from generate.stages import Stage, TagChoice
from generate.stream.events import news, tag_data
from generate.stream.live import Live
from generate.stream.position import Position
from til.api.schemas import FaultOut
from til.errors import in_seconds
from til.slugs import generate_slug


def state_of(row: Generation, live: Live) -> GenerationOut:
    """Return everything written so far, and the position after it."""
    position = Position(live.id, live.attempt)
    for event in news(live, position):
        position = event.position
    return GenerationOut(
        id=live.id,
        status=live.status.value,
        stage=cast("StageName", live.stage.name.lower()),
        attempt=live.attempt,
        part=cast("Any", row.part),
        position=str(position),
        input_type=row.input_type,
        language=row.language,
        provider=live.provider,
        model=live.model,
        day_number=live.day_number,
        content=str(live.text),
        content_length=len(live.text),
        content_sha256=live.digest if live.stage > Stage.CONTENT else None,
        title=live.title,
        excerpt=live.excerpt,
        tags=_tags(live.tags),
        truncated=live.truncated,
        source_title=row.source_title,
        source_url=row.source_url,
        source_truncated=row.source_truncated,
        sources=[SourceOut(**{name: one.get(name, "") for name in SourceOut.model_fields}) for one in row.sources],
        usage=live.usage,
        continued=[ContinuedOut.model_validate(one, from_attributes=True) for one in live.continued],
        thinking_since=_pause(live, "thinking"),
        again_at=_pause(live, "again", "busy"),
        notices=[NoticeOut(kind=cast("Any", one.kind), text=one.sentence(gettext)) for one in live.notices],
        error=error_of(live.error) if live.error else None,
        til_id=row.til_id,
        created=row.created,
        finished=row.finished,
    )


def preview_of(live: Live) -> GeneratePreviewResponse:
    """Return a finished draft."""
    return GeneratePreviewResponse(
        title=live.title,
        slug=generate_slug(live.title),
        day_number=live.day_number or 1,
        excerpt=live.excerpt,
        content=str(live.text),
        suggested_tag_ids=[str(tag.id) for tag in live.tags if tag.id is not None],
        suggested_tags=[tag.name for tag in live.tags],
        tag_choices=_tags(live.tags),
        generation_id=live.id,
        provider=live.provider,
        model=live.model,
        truncated=live.truncated,
        usage=live.usage,
    )


def error_of(error: GenerateError) -> FaultOut:
    """Return an error as the API represents it."""
    return FaultOut(
        error=str(error), code=error.code, retryable=error.retryable, retry_after=in_seconds(error.retry_after)
    )


def _pause(live: Live, *why: str) -> datetime | None:
    """Return the time of a pause of that kind, if there is one."""
    pause = None if live.ended else live.pause
    return datetime.fromisoformat(pause.at) if pause and pause.why in why else None


def _tags(tags: tuple[TagChoice, ...]) -> list[TagChoiceOut]:
    return [TagChoiceOut(**tag_data(tag)) for tag in tags]
