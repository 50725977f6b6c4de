"""A caller's generations and their usage over the API."""

from datetime import date, timedelta
from typing import Any, Literal, cast

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from generate.api.answers import error_of
from generate.api.schemas import BudgetOut, GenerationSummaryOut, StageName, UsageOut, UsedOut
from generate.drafting.usage import tokens
from generate.models import Generation
from generate.running.budget import Purse
from generate.running.database import in_database
from generate.stages import Stage
from til.api.paging import PartIn, by_number
from til.api.responses import errors
from til.api.schemas import Day, PageOut
from til.caller import caller_of

router = Router()
MONTH = timedelta(days=30)
_LONG = ("input", "source_text", "content", "previous_text", "earlier_text", "base", "error_detail")


class GenerationFilter(PartIn):
    """A filter for generations."""

    status: Literal["running", "complete", "failed", "cancelled"] | None = None
    provider: Literal["anthropic", "openai", "google", "offline"] | None = None
    input_type: Literal["text", "url", "file", "several"] | None = None
    saved: bool | None = Field(None, description="Whether it was saved as a TIL.")
    parts: bool | None = Field(None, description="Whether it rewrote a part.")


@router.get(
    "/generations",
    response={200: PageOut[GenerationSummaryOut]} | errors(),
    operation_id="list_generations",
    summary="List generations",
    tags=["generations"],
)
async def generations(request: HttpRequest, asked: Query[GenerationFilter]) -> dict[str, Any]:
    """List your generations, newest first, without their texts."""
    rows = Generation.objects.filter(caller_of(request, "read", "generate").owned()).defer(*_LONG)
    wanted = asked.model_dump(include={"status", "provider", "input_type"}, exclude_none=True)
    if asked.saved is not None:
        wanted["til__isnull"] = not asked.saved
    if asked.parts is not None:
        rows = rows.exclude(part="") if asked.parts else rows.filter(part="")
    items, after = await in_database(by_number, rows.filter(**wanted), "id", asked)
    return {"items": [_summary(row) for row in items], "next": after}


def _summary(row: Generation) -> GenerationSummaryOut:
    fault = error_of(row.error) if row.error else None
    names = set(GenerationSummaryOut.model_fields) - {"stage", "error"}
    values: dict[str, Any] = {name: getattr(row, name) for name in names}
    return GenerationSummaryOut(**values, stage=cast("StageName", Stage(row.stage).name.lower()), error=fault)


class UsageFilter(Schema):
    """A range of days."""

    since: Day | None = Field(None, description="First day; defaults to 30 days before `until`.")
    until: Day | None = Field(None, description="Last day; defaults to today.")


@router.get(
    "/stats/usage",
    response={200: UsageOut} | errors(),
    operation_id="get_usage",
    summary="Usage of your generations",
    tags=["stats"],
)
async def usage(request: HttpRequest, asked: Query[UsageFilter]) -> UsageOut:
    """Count your generations and their tokens by model; tokens are estimated if a provider does not report them."""
    caller = caller_of(request, "read")
    until = asked.until or timezone.localdate()
    since = asked.since or (until - MONTH if until.toordinal() > MONTH.days else date.min)
    rows = Generation.objects.filter(caller.owned(), created__date__range=(since, until))
    used = [UsedOut(**row) for row in await in_database(_by_model, rows)]
    states = await in_database(Purse(caller.user_id, caller.key_id).states)
    budgets = [BudgetOut(**state.budget._asdict(), used=state.used, until=state.until) for state in states]
    return UsageOut(since=since, until=until, models=used, budgets=budgets)


def _by_model(rows: QuerySet[Generation]) -> list[Any]:
    totals = {
        "generations": Count("pk"),
        "input_tokens": tokens("input_tokens"),
        "output_tokens": tokens("output_tokens"),
    }
    return list(rows.order_by("provider", "model").values("provider", "model").annotate(**totals))
