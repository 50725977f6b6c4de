"""The site's row in the admin: one form, without a list, that shows what still has its default."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from til.site.models import Site


class SiteForm(forms.ModelForm[Site]):
    """The form; empty fields show what pages use instead."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = {"name": Site().title, "tagline": Site().subtitle, "links": "GitHub https://github.com/you"}
        for name, text in shown.items():
            if name in self.fields:
                self.fields[name].widget.attrs["placeholder"] = text


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin[Site]):
    """One row, which exists from the first visit on."""

    form = SiteForm
    fieldsets = [
        (None, {"fields": ["defaults", "name", "tagline", "author", "about", "links", "footer"]}),
        (_("Pages and feeds"), {"fields": ["language", "time_zone", "licence", "feeds"]}),
        (_("Look"), {"fields": ["colour", "css"]}),
    ]
    readonly_fields = ["defaults"]

    @admin.display(description=_("Still the default"))
    def defaults(self, site: Site) -> str:
        """Return the names of the fields that nobody has filled in."""
        names = {"name": _("name"), "tagline": _("tagline"), "author": _("author"), "about": _("about page")}
        empty = [str(label) for name, label in names.items() if not getattr(site, name)]
        return ", ".join(empty) or gettext("nothing")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Nobody adds a second one."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Site | None = None) -> bool:
        """Nobody deletes it."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the form."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = Site.objects.first() or Site.objects.create()
        answer: HttpResponse = self.change_view(request, str(row.pk), extra_context=extra_context)
        return answer
