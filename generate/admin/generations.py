"""Generations in the admin: read, never written; stopped and taken up again."""

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

from generate import store
from generate.admin.usage import usage_page
from generate.models import Generation
from generate.page.fragments import provider_name
from generate.stages import Stage

_LONG = ["input", "source_text", "content", "earlier", "error_detail"]
_SHORT = 30  # characters of a title in the list
_STAGES = {
    Stage.DAY_NUMBER: _("day"),
    Stage.CONTENT: _("text"),
    Stage.TITLE: _("title"),
    Stage.EXCERPT: _("excerpt"),
    Stage.TAGS: _("tags"),
    Stage.END: _("end"),
}


class Failure(admin.AllValuesFieldListFilter):
    """Error codes that occur."""

    def __init__(self, field: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(field, *args, **kwargs)
        self.title = _("error")


def _let_in() -> None:
    """Let an editor take it up whatever its owner's limits are."""


@admin.register(Generation)
class GenerationAdmin(admin.ModelAdmin[Generation]):
    """What was asked for, how far it got, and why it failed."""

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
    search_help_text = _("Number, words of title or text, address, user or key")
    date_hierarchy = "created"
    ordering = ["-id"]
    actions = ["cancel", "retry"]
    change_list_template = "admin/generate/generation/change_list.html"
    fieldsets = [
        (None, {"fields": ["state", "at", "made", "asker", "tries", "created", "finished"]}),
        (
            _("Asked for"),
            {"fields": ["input_type", "language", "provider", "model", "prompt_versions", "part", "instruction"]},
        ),
        (_("Written"), {"fields": ["day_number", "title", "excerpt", "names", "truncated", "usage", "content"]}),
        (_("Failure"), {"fields": ["error_code", "error_detail"]}),
        (_("Source"), {"fields": ["source_title", "source_url", "source_truncated", "source_masked", "source_text"]}),
        (_("Lease"), {"fields": ["owner", "lease_until", "cancel_requested"], "classes": ["collapse"]}),
    ]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """They are asked for elsewhere."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Generation | None = None) -> bool:
        """Leave what happened as it was."""
        return False

    def has_steer_permission(self, request: HttpRequest) -> bool:
        """Whether this person may stop them and take them up."""
        return request.user.has_perm("generate.change_generation")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Generation]:
        """Leave the long texts to the page of one."""
        rows = super().get_queryset(request)
        is_list = request.resolver_match and request.resolver_match.url_name == "generate_generation_changelist"
        return rows.defer(*_LONG, "til__content", "til__html", "target__content", "target__html") if is_list else rows

    def get_urls(self) -> list[URLPattern]:
        """Add the usage page."""
        usage = self.admin_site.admin_view(self.usage)
        return [path("usage/", usage, name="generate_generation_usage"), *super().get_urls()]

    def usage(self, request: HttpRequest) -> HttpResponse:
        """Show what was used."""
        return usage_page(self, request)

    @admin.display(description=_("title"), ordering="title")
    def label(self, row: Generation) -> str:
        """Title, or the source's while there is none; for a part, that of its TIL."""
        if row.part:
            return f"{row.get_part_display()}: {row.target or row.pk}"
        return row.title or row.source_title or f"{row.get_input_type_display()} {row.pk}"

    @admin.display(description=_("status"), ordering="status")
    def state(self, row: Generation) -> SafeString:
        """Status as a badge."""
        return format_html('<span class="state {}">{}</span>', row.status, row.get_status_display())

    @admin.display(description=_("stage"), ordering="stage")
    def at(self, row: Generation) -> str:
        """First unfinished stage."""
        return str(_STAGES[Stage(row.stage)])

    @admin.display(description=_("provider"), ordering="provider")
    def writer(self, row: Generation) -> str:
        """Name provider and model."""
        return " ".join(filter(None, [provider_name(row.provider), "" if row.provider == "offline" else row.model]))

    @admin.display(description=_("language"), ordering="language")
    def written_in(self, row: Generation) -> str:
        """Language asked for."""
        return row.get_language_display()

    @admin.display(description=_("asked by"))
    def asker(self, row: Generation) -> str:
        """User or key, with the key's owner."""
        if row.key:
            return f"{row.key.name} ({row.key.user})" if row.key.user else row.key.name
        return str(row.user or "–")

    @admin.display(description=_("age"), ordering="created")
    def age(self, row: Generation) -> str:
        """How long ago it was asked for."""
        return timesince(row.created, depth=1)

    @admin.display(description=_("run, attempt"), ordering="run")
    def tries(self, row: Generation) -> str:
        """How often it was taken up, and its content begun."""
        return f"{row.run}, {row.attempt}"

    @admin.display(description=_("error"), ordering="error_code")
    def failure(self, row: Generation) -> str:
        """Code of the error."""
        return row.error_code or "–"

    @admin.display(description=_("tags"))
    def names(self, row: Generation) -> str:
        """Recommended tags."""
        return ", ".join(tag["name"] for tag in row.tags) or "–"

    @admin.display(description="TIL")
    def made(self, row: Generation) -> SafeString | str:
        """Link to the TIL that was made of it, or that a part was written for."""
        til = row.til or row.target
        if til is None:
            return "–"
        place = reverse("admin:til_til_change", args=[til.pk])
        return format_html('<a href="{}">{}: {}</a>', place, til.day_number, Truncator(til.title).chars(_SHORT))

    @admin.action(description=_("Stop the chosen generations"), permissions=["steer"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Generation]) -> None:
        """Stop what runs, wherever it does."""
        count = sum(store.cancel(pk) for pk in queryset.values_list("pk", flat=True))
        text = ngettext("%(count)d generation is being stopped.", "%(count)d generations are being stopped.", count)
        self._say(request, queryset, text, count)

    @admin.action(description=_("Take up the chosen generations again"), permissions=["steer"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Generation]) -> None:
        """Hand what failed or was stopped to the next sweep of any server process."""
        taken = [store.retry(pk, "", _let_in) for pk in queryset.values_list("pk", flat=True)]
        store.release("")
        count = sum(row is not None for row in taken)
        text = ngettext("%(count)d generation goes on.", "%(count)d generations go on.", count)
        self._say(request, queryset, text, count)

    def _say(self, request: HttpRequest, queryset: QuerySet[Generation], text: str, count: int) -> None:
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.INFO)
        if left := queryset.count() - count:
            text = ngettext("%(count)d is left as it is.", "%(count)d are left as they are.", left)
            self.message_user(request, text % {"count": left}, messages.INFO)
