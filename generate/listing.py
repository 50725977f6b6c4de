"""The generations of a caller over the API: listed, and what they have used."""

from datetime import date, timedelta
from typing import Any, Literal, cast

from django.db.models import Count, IntegerField, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from generate.database import in_database
from generate.errors import by_code
from generate.models import Generation
from generate.schemas import GenerationSummaryOut, StageName, UsageOut, UsedOut
from generate.stages import Stage
from til.api.responses import errors
from til.caller import caller_of
from til.cursor import PartIn, by_number
from til.schemas import Day, FaultOut, PageOut

router = Router()
MONTH = timedelta(days=30)
_LONG = ("input", "source_text", "content", "earlier", "error_detail")


class GenerationFilter(PartIn):
    """Which generations are asked for."""

    status: Literal["running", "complete", "failed", "cancelled"] | None = None
    provider: Literal["anthropic", "openai", "google", "offline"] | None = None
    input_type: Literal["text", "url", "file"] | None = None
    saved: bool | None = Field(None, description="Whether a TIL was made of it.")
    parts: bool | None = Field(None, description="Whether it wrote a part again.")


@router.get(
    "/generations",
    response={200: PageOut[GenerationSummaryOut]} | errors(),
    operation_id="list_generations",
    summary="List generations",
    tags=["generations"],
)
async def generations(request: HttpRequest, asked: Query[GenerationFilter]) -> dict[str, Any]:
    """List yours, the newest first, without their texts."""
    rows = Generation.objects.filter(caller_of(request, "read").owned()).defer(*_LONG)
    wanted = asked.model_dump(include={"status", "provider", "input_type"}, exclude_none=True)
    if asked.saved is not None:
        wanted["til__isnull"] = not asked.saved
    if asked.parts is not None:
        rows = rows.exclude(part="") if asked.parts else rows.filter(part="")
    items, after = await in_database(by_number, rows.filter(**wanted), "id", asked)
    return {"items": [_summary(row) for row in items], "next": after}


def _summary(row: Generation) -> GenerationSummaryOut:
    error = by_code(row.error_code, row.error_values) if row.error_code else None
    fault = FaultOut(error=str(error), code=error.code, retryable=error.retryable) if error else None
    names = set(GenerationSummaryOut.model_fields) - {"stage", "error"}
    values: dict[str, Any] = {name: getattr(row, name) for name in names}
    return GenerationSummaryOut(**values, stage=cast("StageName", Stage(row.stage).name.lower()), error=fault)


class UsageFilter(Schema):
    """Which days are asked for."""

    since: Day | None = Field(None, description="First day; 30 days before `until` where left out.")
    until: Day | None = Field(None, description="Last day; today where left out.")


@router.get(
    "/stats/usage",
    response={200: UsageOut} | errors(),
    operation_id="get_usage",
    summary="What your generations used",
    tags=["stats"],
)
async def usage(request: HttpRequest, asked: Query[UsageFilter]) -> UsageOut:
    """Count your generations and their tokens by model; where a provider does not say, they are estimated."""
    caller = caller_of(request, "read")
    until = asked.until or timezone.localdate()
    since = asked.since or (until - MONTH if until.toordinal() > MONTH.days else date.min)
    rows = Generation.objects.filter(caller.owned(), created__date__range=(since, until))
    used = [UsedOut(**row) for row in await in_database(_by_model, rows)]
    return UsageOut(since=since, until=until, models=used)


def _by_model(rows: QuerySet[Generation]) -> list[Any]:
    totals = {
        "generations": Count("pk"),
        "input_tokens": tokens("input_tokens"),
        "output_tokens": tokens("output_tokens"),
    }
    return list(rows.order_by("provider", "model").values("provider", "model").annotate(**totals))


def tokens(name: str) -> Coalesce:
    """Return the sum of ``input_tokens`` or ``output_tokens``."""
    return Coalesce(Sum(Cast(KeyTextTransform(name, "usage"), IntegerField())), 0)
