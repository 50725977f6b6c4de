"""Tags in the admin: find unused tags and near-duplicates, merge them, undo a merge."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from til.models import Alias, Tag, Til
from til.search import index
from til.tagging.lookup import free_slug
from til.tagging.merge import merge, near_duplicates, undo


class Use(admin.SimpleListFilter):
    """Filter for tags that need attention."""

    title = _("use")
    parameter_name = "use"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        """Offer unused tags and near-duplicates."""
        return [("none", _("unused")), ("near", _("near-duplicates"))]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the list."""
        if self.value() == "none":
            return queryset.filter(uses=0)
        if self.value() == "near":
            return queryset.filter(pk__in={tag.pk for pair in near_duplicates(Tag.objects.all()) for tag in pair})
        return queryset


class AliasInline(admin.TabularInline[Alias, Tag]):
    """Other names of the tag."""

    model = Alias
    fields = ["name", "slug", "merged"]
    readonly_fields = ["merged"]
    extra = 0


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin[Tag]):
    """Tags with their uses and other names."""

    list_display = ["name", "slug", "uses", "other_names", "near"]
    list_filter = [Use]
    search_fields = ["name", "key", "aliases__name"]
    inlines = [AliasInline]
    actions = ["merge_tags"]
    ordering = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        """Count the uses."""
        return super().get_queryset(request).annotate(uses=Count("tils", distinct=True)).prefetch_related("aliases")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Suggest a slug for a name given in the URL."""
        initial = super().get_changeform_initial_data(request)
        return {"slug": free_slug(str(initial["name"])), **initial} if initial.get("name") else initial

    @admin.display(description=_("TILs"), ordering="uses")
    def uses(self, tag: Any) -> int:
        """Return the number of TILs with this tag."""
        return int(tag.uses)

    @admin.display(description=_("aliases"))
    def other_names(self, tag: Tag) -> str:
        """Return the other names."""
        return ", ".join(alias.name for alias in tag.aliases.all()) or "–"

    @admin.display(description=_("similar tags"))
    def near(self, tag: Any) -> str:
        """List tags that may mean the same."""
        return ", ".join(getattr(tag, "alike", ())) or "–"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Warn about near-duplicates."""
        answer: HttpResponse = super().changelist_view(request, extra_context)
        if isinstance(answer, TemplateResponse) and answer.context_data and "cl" in answer.context_data:
            alike: dict[int, list[str]] = {}
            for first, second in near_duplicates(Tag.objects.all()):
                alike.setdefault(first.pk, []).append(second.name)
                alike.setdefault(second.pk, []).append(first.name)
            for tag in answer.context_data["cl"].result_list:
                tag.alike = alike.get(tag.pk, [])
        return answer

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        """Save the tag and index its TILs under the new name."""
        super().save_model(request, obj, form, change)
        for til in Til.objects.filter(tags=obj) if change and "name" in form.changed_data else ():
            index.put(til)

    @admin.action(description=_("Merge selected tags"), permissions=["change"])
    def merge_tags(self, request: HttpRequest, queryset: QuerySet[Tag]) -> HttpResponse | None:
        """Ask which tag to keep, then merge the others into it."""
        into = queryset.filter(pk=request.POST.get("into") or 0).first()
        if queryset.count() < 2:
            self.message_user(request, gettext("Select at least two tags to merge."), messages.WARNING)
            return None
        if into is None:
            context = {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "tags": queryset,
                "title": gettext("Merge tags"),
            }
            return TemplateResponse(request, "admin/til/tag/merge.html", context)
        for tag in queryset.exclude(pk=into.pk):
            merge(tag, into)
            said = gettext("Merged with “%(name)s”") % {"name": tag.name}
            self.log_change(request, into, said)
            self.message_user(request, f"{into.name}: {said}", messages.SUCCESS)
        return None


@admin.register(Alias)
class AliasAdmin(admin.ModelAdmin[Alias]):
    """Aliases, including merged tags."""

    list_display = ["name", "tag", "merged"]
    list_filter = ["merged"]
    list_select_related = ["tag"]
    search_fields = ["name", "tag__name"]
    autocomplete_fields = ["tag"]
    readonly_fields = ["merged"]
    actions = ["part_again"]

    @admin.action(description=_("Undo the merge: turn selected aliases back into tags"), permissions=["change"])
    def part_again(self, request: HttpRequest, queryset: QuerySet[Alias]) -> None:
        """Undo merges."""
        for alias in queryset:
            if alias.merged is None:
                said = gettext("%(name)s was never a separate tag, so there is no merge to undo.")
                self.message_user(request, said % {"name": alias.name}, messages.WARNING)
                continue
            tag = undo(alias)
            self.message_user(
                request, gettext("%(name)s is a separate tag again.") % {"name": tag.name}, messages.SUCCESS
            )
