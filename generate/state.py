"""A generation as the API answers it: its row, and what this process shows beyond it."""

from dataclasses import asdict
from typing import Any, cast

from generate.errors import GenerateError
from generate.models import Generation
from generate.schemas import GeneratePreviewResponse, GenerationOut, StageName, TagChoiceOut
from generate.stages import Stage, TagChoice
from generate.stream.events import news
from generate.stream.live import Live
from generate.stream.position import Position
from til.schemas import FaultOut
from til.slugs import make_slug


def state_of(row: Generation, live: Live) -> GenerationOut:
    """Return all there is, with the position behind it."""
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
        usage=live.usage,
        error=error_of(live.error) if live.error else None,
        til_id=row.til_id,
        created=row.created,
        finished=row.finished,
    )


def preview_of(live: Live) -> GeneratePreviewResponse:
    """Return a finished draft."""
    return GeneratePreviewResponse(
        title=live.title,
        slug=make_slug(live.title),
        day_number=live.day_number,
        excerpt=live.excerpt,
        content=str(live.text),
        suggested_tag_ids=[tag.id for tag in live.tags if tag.id is not None],
        suggested_tags=_tags(live.tags),
        generation_id=live.id,
        provider=live.provider,
        model=live.model,
        truncated=live.truncated,
        usage=live.usage,
    )


def error_of(error: GenerateError) -> FaultOut:
    """Return an error as the API says it."""
    return FaultOut(error=str(error), code=error.code, retryable=error.retryable)


def _tags(tags: tuple[TagChoice, ...]) -> list[TagChoiceOut]:
    return [TagChoiceOut(**asdict(tag)) for tag in tags]
