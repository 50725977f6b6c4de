"""Generations in the admin: read-only, with actions to cancel and resume."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from generate.admin.checks import checks_page
from generate.admin.usage import usage_page
from generate.models import Generation
from generate.providers import provider_name
from generate.running import rows
from generate.stages import Stage
from generate.stream.live import Status

_LONG = ["input", "source_text", "content", "previous_text", "earlier_text", "base", "error_detail"]
_SHORT = 30  # maximum length of a title in the list
_STAGES = {
    Stage.DAY_NUMBER: _("day"),
    Stage.CONTENT: _("text"),
    Stage.TITLE: _("title"),
    Stage.EXCERPT: _("excerpt"),
    Stage.TAGS: _("tags"),
    Stage.END: _("end"),
}


class Failure(admin.AllValuesFieldListFilter):
    """Filter by the error codes in use."""

    def __init__(self, field: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(field, *args, **kwargs)
        self.title = _("error")


def _let_in() -> None:
    """Allow an editor to resume it regardless of the owner's limits."""


@admin.register(Generation)
class GenerationAdmin(admin.ModelAdmin[Generation]):
    """Generations: the request, the progress, and the error."""

    list_display = [
        "label",
        "state",
        "at",
        "day_number",
        "writer",
        "written_in",
        "asker",
        "age",
        "tries",
        "failure",
        "made",
    ]
    list_display_links = ["label"]
    list_filter = [
        "status",
        "provider",
        "language",
        "input_type",
        "part",
        ("error_code", Failure),
        ("til", admin.EmptyFieldListFilter),
    ]
    list_per_page = 50
    list_select_related = ["user", "key__user", "til", "target"]
    search_fields = ["=id", "title", "source_title", "source_url", "content", "user__username", "key__name"]
    search_help_text = _("Number, words in the title or text, address, user or key")
    date_hierarchy = "created"
    ordering = ["-id"]
    actions = ["cancel", "retry"]
    change_list_template = "admin/generate/generation/change_list.html"
    fieldsets = [
        (None, {"fields": ["state", "at", "made", "asker", "tries", "created", "finished"]}),
        (
            _("Request"),
            {"fields": ["input_type", "language", "provider", "model", "prompt_versions", "part", "instruction"]},
        ),
        (
            _("Written"),
            {"fields": ["day_number", "title", "excerpt", "names", "truncated", "notices", "usage", "content"]},
        ),
        (_("Failure"), {"fields": ["error_code", "error_detail"]}),
        (_("Source"), {"fields": ["source_title", "source_url", "source_truncated", "source_masked", "source_text"]}),
        (_("Lease"), {"fields": ["owner", "lease_until", "cancel_requested"], "classes": ["collapse"]}),
    ]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Forbid adding: drafts are requested elsewhere."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Generation | None = None) -> bool:
        """Forbid changes."""
        return False

    def has_steer_permission(self, request: HttpRequest) -> bool:
        """Return whether this person may cancel and resume generations."""
        return request.user.has_perm("generate.change_generation")

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[Any, Any], set[Any], list[Any]]:
        """Warn about running generations on the confirmation page for deletion."""
        running = sum(row.status == Status.RUNNING for row in objs)
        if running and "post" not in request.POST:
            text = ngettext(
                "%(count)d of these drafts is being written. Deleting it stops the writing; its readers are told.",
                "%(count)d of these drafts are being written. Deleting them stops the writing; their readers are told.",
                running,
            )
            messages.warning(request, text % {"count": running})
        return super().get_deleted_objects(objs, request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Generation]:
        """Load no long texts for the list."""
        rows = super().get_queryset(request)
        is_list = request.resolver_match and request.resolver_match.url_name == "generate_generation_changelist"
        return rows.defer(*_LONG, "til__content", "til__html", "target__content", "target__html") if is_list else rows

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of usage and of checks."""
        usage = self.admin_site.admin_view(self.usage)
        checks = self.admin_site.admin_view(self.checks)
        ours = [path("usage/", usage, name="generate_generation_usage")]
        return [*ours, path("providers/", checks, name="generate_generation_checks"), *super().get_urls()]

    def checks(self, request: HttpRequest) -> HttpResponse:
        """Try the providers."""
        return checks_page(self, request)

    def usage(self, request: HttpRequest) -> HttpResponse:
        """Show the usage page."""
        return usage_page(self, request)

    @admin.display(description=_("title"), ordering="title")
    def label(self, row: Generation) -> str:
        """Return the title, else the source's title; for a part, the title of its TIL."""
        if row.part:
            return f"{row.get_part_display()}: {row.target or row.pk}"
        return row.title or row.source_title or f"{row.get_input_type_display()} {row.pk}"

    @admin.display(description=_("status"), ordering="status")
    def state(self, row: Generation) -> SafeString:
        """Return the status as a badge."""
        return format_html('<span class="state {}">{}</span>', row.status, row.get_status_display())

    @admin.display(description=_("stage"), ordering="stage")
    def at(self, row: Generation) -> str:
        """Return the first unfinished stage."""
        return str(_STAGES[Stage(row.stage)])

    @admin.display(description=_("provider"), ordering="provider")
    def writer(self, row: Generation) -> str:
        """Return provider and model."""
        return " ".join(filter(None, [provider_name(row.provider), "" if row.provider == "offline" else row.model]))

    @admin.display(description=_("language"), ordering="language")
    def written_in(self, row: Generation) -> str:
        """Return the requested language."""
        return row.get_language_display()

    @admin.display(description=_("requested by"))
    def asker(self, row: Generation) -> str:
        """Return the user, or the key and its owner."""
        if row.key:
            return f"{row.key.name} ({row.key.user})" if row.key.user else row.key.name
        return str(row.user or "–")

    @admin.display(description=_("age"), ordering="created")
    def age(self, row: Generation) -> str:
        """Return how long ago it was requested."""
        return timesince(row.created, depth=1)

    @admin.display(description=_("run, attempt"), ordering="run")
    def tries(self, row: Generation) -> str:
        """Return the numbers of runs and attempts."""
        return f"{row.run}, {row.attempt}"

    @admin.display(description=_("error"), ordering="error_code")
    def failure(self, row: Generation) -> str:
        """Return the error code."""
        return row.error_code or "–"

    @admin.display(description=_("tags"))
    def names(self, row: Generation) -> str:
        """Return the recommended tags."""
        return ", ".join(tag["name"] for tag in row.tags) or "–"

    @admin.display(description="TIL")
    def made(self, row: Generation) -> SafeString | str:
        """Return a link to its TIL, or to the TIL of its part."""
        til = row.til or row.target
        if til is None:
            return "–"
        place = reverse("admin:til_til_change", args=[til.pk])
        return format_html('<a href="{}">{}: {}</a>', place, til.day_number, Truncator(til.title).chars(_SHORT))

    @admin.action(description=_("Stop selected generations"), permissions=["steer"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Generation]) -> None:
        """Cancel the selected generations, in whichever process they run."""
        count = sum(rows.cancel(pk) for pk in queryset.values_list("pk", flat=True))
        text = ngettext("%(count)d generation is being stopped.", "%(count)d generations are being stopped.", count)
        self._say(request, queryset, text, count)

    @admin.action(description=_("Continue selected generations"), permissions=["steer"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Generation]) -> None:
        """Resume failed or cancelled generations: the next sweep of a server process takes them."""
        taken = [rows.retry(pk, "", _let_in) for pk in queryset.values_list("pk", flat=True)]
        rows.release("")
        count = sum(row is not None for row in taken)
        text = ngettext("%(count)d generation continues.", "%(count)d generations continue.", count)
        self._say(request, queryset, text, count)

    def _say(self, request: HttpRequest, queryset: QuerySet[Generation], text: str, count: int) -> None:
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.INFO)
        if left := queryset.count() - count:
            text = ngettext("%(count)d unchanged.", "%(count)d unchanged.", left)
            self.message_user(request, text % {"count": left}, messages.INFO)
