"""Templates of drafts in the admin."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from generate.models import DraftTemplate


@admin.register(DraftTemplate)
class TemplateAdmin(admin.ModelAdmin[DraftTemplate]):
    """The forms of posts that a writer can choose; another request is another version."""

    list_display = ("slug", "name_en", "name_ko", "version", "active", "position")
    list_editable = ("active", "position")
    readonly_fields = ("version",)

    def save_model(
        self, request: HttpRequest, obj: DraftTemplate, form: ModelForm[DraftTemplate], change: bool
    ) -> None:
        """Save, as a new version if what is asked has changed."""
        if change and {"text_en", "text_ko"} & set(form.changed_data):
            obj.version += 1
        super().save_model(request, obj, form, change)

    def get_readonly_fields(self, request: HttpRequest, obj: DraftTemplate | None = None) -> Any:
        """Keep the identifier that drafts refer to."""
        return [*super().get_readonly_fields(request, obj), *(["slug"] if obj else [])]
