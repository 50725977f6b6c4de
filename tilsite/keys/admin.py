"""API keys in the admin: made there and shown once, revoked, never read again."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tilsite.keys.models import SCOPES, ApiKey


class ApiKeyForm(forms.ModelForm[ApiKey]):
    """Scopes as boxes to tick."""

    scopes = forms.MultipleChoiceField(choices=SCOPES, widget=forms.CheckboxSelectMultiple, label=_("Scopes"))

    class Meta:
        model = ApiKey
        fields = ["name", "user", "scopes", "expires", "limit_running", "limit_per_minute", "limit_per_day"]


@admin.register(ApiKey)
class ApiKeyAdmin(admin.ModelAdmin[ApiKey]):
    """A key's text is on the page that follows its making, and nowhere else."""

    form = ApiKeyForm
    list_display = ["name", "public_id", "user", "scopes", "created", "last_used", "expires", "revoked"]
    list_filter = ["revoked", "expires"]
    list_select_related = ["user"]
    search_fields = ["name", "public_id", "user__username"]
    autocomplete_fields = ["user"]
    readonly_fields = ["public_id", "digest", "created", "last_used", "revoked"]
    actions = ["revoke"]

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        """Give a new key its secret, for ``response_add`` to show."""
        if not change:
            obj.renew()
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: ApiKey, _url: str | None = None) -> HttpResponse:
        """Show the new key on the answer itself, so that it is stored nowhere, not even in a message."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("New API key"),
            "opts": self.opts,
            "key": obj,
        }
        return TemplateResponse(request, "admin/keys/apikey/created.html", context)

    @admin.action(description=_("Revoke the chosen keys"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """End the chosen keys; one that was revoked before keeps its time."""
        count = queryset.filter(revoked=None).update(revoked=timezone.now())
        text = ngettext("%(count)d key was revoked.", "%(count)d keys were revoked.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)
