"""The usage page: drafts and tokens by user, key and model, with charts by day; always four queries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from generate.admin.plot import Plot, plot
from generate.drafting.usage import tokens
from generate.models import GIT, Generation
from generate.providers import provider_name
from generate.running.budget import SPANS, Purse, State
from generate.stream.live import Status

PERIODS = (7, 30, 90)  # days
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """Usage grouped by one field; each row has a ``name`` and the numbers of ``_figures``."""

    title: str
    rows: list[Row]


def usage_page(model_admin: admin.ModelAdmin[Generation], request: HttpRequest) -> HttpResponse:
    """Return the page for the last 7, 30 or 90 days."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdecimal() and int(asked) in PERIODS else PERIODS[1]
    until = timezone.localdate()
    span = [until - timedelta(days=back) for back in reversed(range(days))]
    rows = Generation.objects.filter(created__date__gte=span[0]).exclude(provider=GIT).order_by()
    by_day = _used(rows.annotate(day=TruncDate("created")), "day")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Usage"),
        "opts": model_admin.opts,
        "days": days,
        "periods": PERIODS,
        "total": _total(by_day),
        "plots": _plots(by_day, span),
        "budgets": [_budget(state) for state in Purse(None, None).states()],
        "tables": [*_tables(rows), Table(gettext("Days"), [_named(row, _day) for row in reversed(by_day)])],
    }
    return TemplateResponse(request, "admin/generate/generation/usage.html", context)


def _budget(state: State) -> Row:
    size = 1_000_000 if state.budget.unit == "money" else 1
    span = gettext(SPANS[state.budget.span])
    return {"span": span, "used": state.used / size, "limit": state.budget.limit / size, "until": state.until}


def _figures() -> dict[str, Any]:
    took = ExpressionWrapper(F("finished") - F("created"), DurationField())
    return {
        "generations": Count("pk"),
        "failures": Count("pk", filter=Q(status=Status.FAILED)),
        "read": tokens("input_tokens"),
        "written": tokens("output_tokens"),
        "took": Avg(took, filter=Q(status=Status.COMPLETE)),
    }


def _used(rows: QuerySet[Generation, Any], *by: str) -> list[Row]:
    used = rows.values(*by).annotate(**_figures()).order_by(*by)
    return [row | {"seconds": row["took"].total_seconds() if row["took"] else None} for row in cast("list[Row]", used)]


def _tables(rows: QuerySet[Generation]) -> list[Table]:
    models = _used(rows, "provider", "model")
    askers = _used(rows, "key__name", "user__username")
    return [
        Table(gettext("Providers and models"), [_named(row, _writer) for row in models]),
        Table(gettext("Keys and users"), [_named(row, _asker) for row in askers]),
    ]


def _named(row: Row, name: Callable[[Row], str]) -> Row:
    return row | {"name": name(row), "share": round(100 * row["failures"] / row["generations"])}


def _writer(row: Row) -> str:
    return " ".join(filter(None, [provider_name(row["provider"]), row["model"]]))


def _asker(row: Row) -> str:
    key, user = row["key__name"], row["user__username"]
    return gettext("key %(name)s") % {"name": key} if key else user or gettext("command line, or deleted")


def _day(row: Row) -> str:
    return str(row["day"])


def _total(by_day: list[Row]) -> Row:
    return {name: sum(row[name] for row in by_day) for name in ("generations", "failures", "read", "written")}


def _plots(by_day: list[Row], span: Sequence[date]) -> list[Plot]:
    found = {row["day"]: row for row in by_day}

    def of(value: Callable[[Row], float]) -> list[float]:
        return [value(found[day]) if day in found else 0 for day in span]

    return [
        plot(_("Generations"), span, of(lambda row: row["generations"]), of(lambda row: row["failures"])),
        plot(_("Tokens"), span, of(lambda row: row["read"] + row["written"]), of(lambda row: row["written"])),
        plot(_("Seconds, on average"), span, of(lambda row: row["seconds"] or 0)),
    ]
