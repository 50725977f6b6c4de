"""API keys in the admin: create (shown once) and revoke."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tilsite.access.keys.models import SCOPES, ApiKey


def _is_super(request: HttpRequest) -> bool:
    return bool(request.user.is_superuser)


class ApiKeyForm(forms.ModelForm[ApiKey]):
    """A key's form, with checkboxes for scopes."""

    scopes = forms.MultipleChoiceField(choices=SCOPES, widget=forms.CheckboxSelectMultiple, label=_("Scopes"))

    class Meta:
        model = ApiKey
        fields = ["name", "user", "scopes", "expires", "limit_running", "limit_per_minute", "limit_per_day"]


@admin.register(ApiKey)
class ApiKeyAdmin(admin.ModelAdmin[ApiKey]):
    """Keys; a key's text is shown once, on the page after it is created."""

    form = ApiKeyForm
    list_display = ["name", "public_id", "user", "scopes", "created", "last_used", "expires", "revoked"]
    list_filter = ["revoked", "expires"]
    list_select_related = ["user"]
    search_fields = ["name", "public_id", "user__username"]
    autocomplete_fields = ["user"]
    readonly_fields = ["public_id", "digest", "created", "last_used", "revoked"]
    actions = ["revoke"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiKey]:
        """Show a superuser's keys, and keys without an owner, to superusers only."""
        keys = super().get_queryset(request)
        return keys if _is_super(request) else keys.filter(user__is_superuser=False)

    def get_exclude(self, request: HttpRequest, _obj: ApiKey | None = None) -> tuple[str, ...]:
        """Let only superusers choose the owner."""
        return () if _is_super(request) else ("user",)

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        """Give a new key its secret, which ``response_add`` shows; staff create keys for themselves."""
        if not change:
            obj.renew()
            if not _is_super(request):
                obj.user = cast("User", request.user)
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: ApiKey, _url: str | None = None) -> HttpResponse:
        """Show the new key in the response itself, so that it is stored nowhere, not even in a message."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("New API key"),
            "opts": self.opts,
            "key": obj,
        }
        return TemplateResponse(request, "admin/keys/apikey/created.html", context)

    @admin.action(description=_("Revoke selected keys"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """Revoke the selected keys; those already revoked keep their time."""
        count = queryset.filter(revoked=None).update(revoked=timezone.now())
        text = ngettext("%(count)d key was revoked.", "%(count)d keys were revoked.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)
