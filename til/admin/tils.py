"""TILs in the admin: a queue with drafts first, and a page to review a draft beside its source."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Case, IntegerField, OrderBy, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from til.admin.publishing import PublishingAdmin
from til.admin.tabs import VERSION, merge, version_of
from til.errors import DraftsOnly, HoldsSecret
from til.models import Til
from til.review.checks import Origin, review
from til.review.diff import difference
from til.review.marks import mark_unsupported_claims
from til.search.query import Query, answering
from til.text import markdown
from til.text.screening import FIELDS, screen
from til.transfer.exporting import zip_response

DRAFTS_FIRST = Case(
    When(status=Til.Status.DRAFT, then=Value(0)),
    When(status=Til.Status.SCHEDULED, then=Value(1)),
    When(status=Til.Status.PUBLISHED, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)
DONE = {
    Til.Status.PUBLISHED: lambda count: ngettext(
        "%(count)d TIL is now public.", "%(count)d TILs are now public.", count
    ),
    Til.Status.DRAFT: lambda count: ngettext(
        "%(count)d TIL is a draft again.", "%(count)d TILs are drafts again.", count
    ),
    Til.Status.ARCHIVED: lambda count: ngettext("%(count)d TIL is archived.", "%(count)d TILs are archived.", count),
}


class TilForm(forms.ModelForm[Til]):
    """A TIL in the admin; publishing it requires valid content."""

    def clean(self) -> dict[str, Any] | None:
        """Attach each obstacle to publication to its field."""
        cleaned = super().clean()
        merge(self, self.data.get(VERSION, ""))
        when = self.cleaned_data.get("published")
        if self.cleaned_data.get("status") == Til.Status.SCHEDULED and not (when and when > timezone.now()):
            self.add_error("published", gettext("Enter the time in the future at which it becomes public."))
        is_public = self.cleaned_data.get("status") in {Til.Status.PUBLISHED, Til.Status.SCHEDULED}
        if is_public or "_publish" in self.data or "_publish_next" in self.data:
            said = {name: self.cleaned_data.get(name, "") for name in FIELDS}
            try:
                screen(Til(**said))
            except HoldsSecret as refusal:
                self.add_error("content", refusal.sentence(gettext))
        return cleaned


@admin.register(Til)
class TilAdmin(PublishingAdmin):
    """The queue and the review screen."""

    list_display = ["title", "state", "day_number", "made_by", "language", "source", "age"]
    list_filter = ["status", "language", "provider", "source_kind", ("tags", admin.RelatedOnlyFieldListFilter)]
    list_per_page = 50
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = ["title", "excerpt", "content", "tags__name"]
    search_help_text = _("Words in the title, text or tags")
    date_hierarchy = "created"
    autocomplete_fields = ["tags"]
    readonly_fields = ["provider", "model", "source_kind", "origin", "author", "created", "updated"]
    actions = ["publish", "back_to_draft", "archive"]
    save_on_top = True
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    form = TilForm
    change_form_template = "admin/til/til/change_form.html"
    object_history_list_template = "admin/til/til/history_list.html"
    fieldsets = [
        (
            _("Fields"),
            {"fields": ["title", "tags", "excerpt", "slug", "day_number", "language", "status", "published"]},
        ),
        (_("Text"), {"fields": ["content"]}),
        (
            _("Origin"),
            {"fields": ["source_url", "source_title", "more_sources", *readonly_fields], "classes": ["collapse"]},
        ),
    ]

    def get_ordering(self, _request: HttpRequest) -> list[OrderBy | str]:
        """Drafts first, then the latest day."""
        return [DRAFTS_FIRST.asc(), "-day_number"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Til], search_term: str
    ) -> tuple[QuerySet[Til], bool]:
        """Search the site's own index; best matches first, unless the list is sorted by a column."""
        if not search_term.strip():
            return queryset, False
        found = answering(Til.objects.filter(pk__in=queryset.order_by().values("pk")), Query(search_term))
        if "o" not in request.GET:
            return found, False
        return queryset.filter(pk__in=found.order_by().values("pk")), False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        """Keep leading spaces, which may be indented code; let ``[[`` complete TILs in the text; wrap no source."""
        if db_field.name == "content":
            kwargs["strip"] = False
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "content":
            links = {"data-links": reverse("suggestions"), "data-links-label": gettext("TILs to link to")}
            field.widget.attrs |= links  # linking.js
        if db_field.name == "more_sources":
            field.widget.attrs |= {"rows": 4, "wrap": "off"}  # a line is a source, so none may look like two
        return field

    def get_view_on_site_url(self, obj: Til | None = None) -> str | None:
        """Return the public page, if there is one."""
        return obj.get_absolute_url() if obj and obj.status == Til.Status.PUBLISHED else None

    @admin.display(description=_("status"), ordering="status")
    def state(self, til: Til) -> SafeString:
        """Return the status as a badge."""
        return format_html('<span class="state {}">{}</span>', til.status, til.get_status_display())

    @admin.display(description=_("provider"), ordering="provider")
    def made_by(self, til: Til) -> str:
        """Return provider and model."""
        return " ".join(filter(None, [til.provider, til.model])) or "–"

    @admin.display(description=_("source"), ordering="source_kind")
    def source(self, til: Til) -> str | SafeString:
        """Return the kind of source, and its link if it has one."""
        if til.source_url:
            return format_html(
                '<a href="{}" rel="noopener noreferrer" title="{}">{}</a>',
                til.source_url,
                til.source_url,
                til.source_kind or "url",
            )
        return til.source_kind or til.origin or "–"

    @admin.display(description=_("age"), ordering="created")
    def age(self, til: Til) -> str:
        """Return how long ago it was created."""
        return timesince(til.created, depth=1)

    @admin.action(description=_("Publish selected TILs"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Til]) -> None:
        """Publish the selected TILs."""
        self._move(request, queryset, Til.Status.PUBLISHED)

    @admin.action(description=_("Turn selected TILs back into drafts"), permissions=["publish"])
    def back_to_draft(self, request: HttpRequest, queryset: QuerySet[Til]) -> None:
        """Turn the selected TILs back into drafts."""
        self._move(request, queryset, Til.Status.DRAFT)

    @admin.action(description=_("Archive selected TILs"), permissions=["publish"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Til]) -> None:
        """Archive the selected TILs."""
        self._move(request, queryset, Til.Status.ARCHIVED)

    def _move(self, request: HttpRequest, queryset: QuerySet[Til], status: Til.Status) -> None:
        moved = 0
        for til in queryset.exclude(status=status):
            til.status = status
            try:
                til.save()  # one at a time: each needs its HTML, history and log entry
            except HoldsSecret as refusal:
                self.message_user(request, f"{til}: {refusal}", messages.ERROR)
                continue
            self._say_masked(request, til)
            self.log_change(request, til, gettext("Status: %(status)s") % {"status": status.label})
            moved += 1
        self.message_user(request, DONE[status](moved) % {"count": moved}, messages.SUCCESS)
        if alike := queryset.count() - moved:
            text = ngettext("%(count)d already had this status.", "%(count)d already had this status.", alike)
            self.message_user(request, text % {"count": alike}, messages.INFO)

    def get_urls(self) -> list[URLPattern]:
        """Add the preview and the export."""
        preview = self.admin_site.admin_view(xframe_options_sameorigin(self.preview))
        return [
            path("<int:pk>/preview/", preview, name="til_til_preview"),
            path("export/", self.admin_site.admin_view(self.export), name="til_til_export"),
            *super().get_urls(),
        ]

    def origin_of(self, _til: Til) -> Origin | None:
        """Return the source of the TIL; empty here, overridden by the drafting app."""
        return None

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """Stream all TILs as a zip of Markdown files."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return zip_response(Til.objects.all())

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Render the draft for the preview frame: as saved, or as submitted in the form."""
        til = get_object_or_404(Til, pk=pk)
        if not self.has_view_permission(request, til):
            raise PermissionDenied
        til.content = request.POST.get("content", til.content)
        til.title = request.POST.get("title", til.title)
        html = markdown.render_below(til.title, til.content, images=til.status == Til.Status.PUBLISHED)
        marked = mark_unsupported_claims(html, review(til, self.origin_of(til)).unsupported_claims)
        return render(request, "admin/til/til/preview.html", {"til": til, "html": marked})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the source, warnings and preview for the reviewer."""
        til = context.get("original")
        context["may_publish"] = self.has_publish_permission(request)
        if til is not None:
            context |= {
                "review": review(til, self.origin_of(til)),
                "til_version": version_of(til),
                "preview_url": reverse("admin:til_til_preview", args=[til.pk]),
            }
        answer: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return answer

    def save_model(self, request: HttpRequest, obj: Til, form: Any, change: bool) -> None:
        """Save; the publish buttons set the status, and a new TIL belongs to its creator.

        Permissions are asked here too: the page that brings an earlier version back asks only for that of viewing.
        """
        is_published = "_publish" in request.POST or "_publish_next" in request.POST
        if is_published and not self.has_publish_permission(request):
            raise PermissionDenied(DraftsOnly().sentence(gettext))
        if change and not self.has_change_permission(request, obj):
            raise PermissionDenied
        if is_published:
            obj.status = Til.Status.PUBLISHED
        if not change:
            obj.author_id = request.user.pk
        super().save_model(request, obj, form, change)
        self._say_masked(request, obj)

    def _say_masked(self, request: HttpRequest, til: Til) -> None:
        if til.masked:
            text = gettext("%(til)s: an apparent secret was masked (%(kinds)s).")
            self.message_user(request, text % {"til": til, "kinds": ", ".join(til.masked)}, messages.WARNING)

    def response_change(self, request: HttpRequest, obj: Til) -> HttpResponse:
        """Open the next draft, or stay on the TIL that was just published."""
        if "_publish" not in request.POST and "_publish_next" not in request.POST:
            saved: HttpResponse = super().response_change(request, obj)
            return saved
        self.message_user(request, _published(obj), messages.SUCCESS)
        waiting = Til.objects.filter(status=Til.Status.DRAFT).order_by("-day_number").first()
        if "_publish_next" in request.POST and waiting is None:
            self.message_user(request, gettext("That was the last draft."), messages.INFO)
            return HttpResponseRedirect(reverse("admin:til_til_changelist"))
        target = waiting if "_publish_next" in request.POST and waiting else obj
        return HttpResponseRedirect(reverse("admin:til_til_change", args=[target.pk]))

    def set_history_delta_changes(self, _request: HttpRequest, page_obj: Any, *_: Any, **__: Any) -> None:
        """Compare each version with the one before, line by line."""
        for record in page_obj.object_list:
            before = record.prev_record
            record.changes = _changes(self.opts, before, record) if before else []


def _published(til: Til) -> SafeString:
    if til.status == Til.Status.SCHEDULED:
        when = date_format(timezone.localtime(til.published), "DATETIME_FORMAT")
        return format_html(gettext("{} becomes public on {}."), til.title, when)
    return format_html(gettext('<a href="{}">{}</a> is now public.'), til.get_absolute_url(), til.title)


def _changes(opts: Any, before: Any, after: Any) -> list[tuple[str, Any]]:
    delta = after.diff_against(before, foreign_keys_are_objs=True)
    fields = {field.name: field.verbose_name for field in opts.get_fields() if hasattr(field, "verbose_name")}
    return [
        (str(fields.get(change.field, change.field)), difference(_as_text(change.old), _as_text(change.new)))
        for change in delta.changes
    ]


def _as_text(value: Any) -> str:
    if isinstance(value, list):  # tags
        return "\n".join(sorted(str(item.get("tag", item)) for item in value))
    return "" if value is None else str(value)
