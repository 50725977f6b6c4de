"""Statistics: the learning calendar and streaks."""

from datetime import date, timedelta
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from til import calendar
from til.api.responses import errors
from til.api.schemas import CalendarOut, Day, DayOut, StatsOut
from til.caller import caller_of
from til.models import Tag, Til

router = Router(tags=["stats"])
YEAR = timedelta(days=364)


@router.get("/stats", response={200: StatsOut} | errors(), operation_id="get_stats", summary="Totals and streaks")
def stats(request: HttpRequest) -> StatsOut:
    """Return the number of public TILs, streaks, and the number of your drafts."""
    caller = caller_of(request, "read")
    per_day = calendar.counts()
    streak, longest = calendar.streaks(per_day, timezone.localdate())
    return StatsOut(
        total=sum(per_day.values()),
        active_days=len(per_day),
        streak=streak,
        longest_streak=longest,
        first=min(per_day, default=None),
        last=max(per_day, default=None),
        tags=Tag.objects.filter(tils__status=Til.Status.PUBLISHED).distinct().count(),
        drafts=Til.objects.filter(caller.owned("author"), status=Til.Status.DRAFT).count(),
    )


@router.get(
    "/stats/calendar",
    response={200: CalendarOut} | errors(),
    operation_id="get_calendar",
    summary="The learning calendar",
)
def stats_calendar(
    request: HttpRequest,
    since: Annotated[Day | None, Query(description="First day; defaults to a year before `until`.")] = None,
    until: Annotated[Day | None, Query(description="Last day; defaults to today.")] = None,
) -> CalendarOut:
    """Return the number of TILs published on each day."""
    caller_of(request, "read")
    until = until or timezone.localdate()
    since = since or (until - YEAR if until.toordinal() > YEAR.days else date.min)
    days = [DayOut(date=day, count=count) for day, count in calendar.counts().items() if since <= day <= until]
    return CalendarOut(since=since, until=until, days=days)
