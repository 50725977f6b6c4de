"""Prompts in the admin: edit as versions, try on a stored source, return to the built-in ones."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.db.models.functions import Left
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from generate.llm.base import Task
from generate.models import LANGUAGES, PARTS, Generation, PromptText
from generate.prompts import BUILT_IN, VERSION
from generate.running import prompt_versions
from til.review.diff import difference

_SOURCES = 30  # number of recent sources to choose from


class SourceChoice(forms.ModelChoiceField[Generation]):
    """A choice of stored sources, labelled by title."""

    def label_from_instance(self, obj: Any) -> str:
        """Return number and title."""
        return f"{obj.pk}: {obj.title or obj.source_title or obj.head}"[:90]


class PromptForm(forms.Form):
    """The rules, and a source to try them on."""

    text = forms.CharField(label=_("Rules"), max_length=20_000, widget=forms.Textarea(attrs={"spellcheck": "false"}))
    source = SourceChoice(Generation.objects.none(), label=_("Source to preview"), required=False)

    def __init__(self, task: Task, *args: Any, sees_sources: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sees_sources:
            cast("SourceChoice", self.fields["source"]).queryset = _sources(task)

    def clean_text(self) -> str:
        """Normalise line ends."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


def _sees_sources(request: HttpRequest) -> bool:
    return request.user.has_perm("generate.view_generation")  # the notes of all users


def _sources(task: Task) -> QuerySet[Generation]:
    rows = Generation.objects.filter(part="").exclude(**{"source_text" if task is Task.CONTENT else "content": ""})
    latest = list(rows.order_by("-pk").values_list("pk", flat=True)[:_SOURCES])
    return Generation.objects.filter(pk__in=latest).annotate(head=Left("source_text", 80))


@admin.register(PromptText)
class PromptAdmin(admin.ModelAdmin[PromptText]):
    """One page for each task and language."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Forbid adding: saving creates versions."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Route pages by task and language."""
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="generate_prompttext_changelist"),
            path("<str:task>/<str:language>/", wrap(self.edit), name="generate_prompt"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """List the prompt in use for each task and language."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        active = PromptText.objects.filter(active=True).select_related("author")
        edited = {(row.task, row.language): row for row in active}
        rows = [
            {"task": task, "part": part, "language": language, "name": name, "edited": edited.get((task, language))}
            for task, part in PARTS
            for language, name in LANGUAGES[1:]
        ]
        context = self._context(request, gettext("Prompts")) | {"rows": rows, "built_in": VERSION}
        return TemplateResponse(request, "admin/generate/prompttext/list.html", context | (extra_context or {}))

    def edit(self, request: HttpRequest, task: str, language: str) -> HttpResponse:
        """Show, try and save the rules of one task in one language."""
        if (task, language) not in BUILT_IN:
            raise Http404
        about = Task(task)
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST" and "preview" not in request.POST:
            return self._change(request, about, language)
        initial = {"text": prompt_versions.text_in_use(about, language)}
        form = PromptForm(about, request.POST or None, initial=initial, sees_sources=_sees_sources(request))
        return self._page(request, about, language, form)

    def _change(self, request: HttpRequest, task: Task, language: str) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = PromptForm(task, request.POST, sees_sources=_sees_sources(request))
        if "built_in" in request.POST:
            said = self._back_to_built_in(task, language)
        elif "version" in request.POST:
            row = get_object_or_404(PromptText, task=task, language=language, pk=request.POST["version"])
            prompt_versions.use_version(row)
            said = gettext("Version %(version)d is in use again.") % {"version": row.version}
        elif not form.is_valid():
            return self._page(request, task, language, form)
        else:
            said = self._save(request, task, language, form.cleaned_data["text"])
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:generate_prompt", args=[task.value, language]))

    def _save(self, request: HttpRequest, task: Task, language: str, text: str) -> str:
        if text == prompt_versions.text_in_use(task, language):
            return gettext("Nothing changed. These rules are already in use.")
        row = prompt_versions.save_text(task, language, text, request.user)
        said = gettext("Saved as version %(version)d, which is now in use.") % {"version": row.version}
        self.log_addition(request, row, said)
        return said

    def _back_to_built_in(self, task: Task, language: str) -> str:
        if prompt_versions.back_to_built_in(task, language):
            return gettext("The built-in rules are in use again.")
        return gettext("Nothing changed. These rules are already in use.")

    def _page(self, request: HttpRequest, task: Task, language: str, form: PromptForm) -> HttpResponse:
        versions = list(PromptText.objects.filter(task=task, language=language).select_related("author"))
        name = f"{dict(PARTS)[task.value]}, {dict(LANGUAGES)[language]}"
        context = self._context(request, gettext("Prompt: %(name)s") % {"name": name}) | {
            "form": form,
            "preview": self._preview(task, language, form),
            "versions": _compared(versions, BUILT_IN[task, language]),
            "active": next((row for row in versions if row.active), None),
            "built_in": VERSION,
            "may_change": self.has_change_permission(request),
        }
        return TemplateResponse(request, "admin/generate/prompttext/edit.html", context)

    def _preview(self, task: Task, language: str, form: PromptForm) -> Any:
        if not form.is_bound or not form.is_valid() or not form.cleaned_data["source"]:
            return None
        return prompt_versions.prompt_for(task, language, form.cleaned_data["text"], form.cleaned_data["source"])

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, "title": title}


def _compared(versions: list[PromptText], built_in: str) -> list[tuple[PromptText, Any]]:
    """Return each version with its difference to the previous one, newest first."""
    texts = [*(row.text for row in versions), built_in]
    return [(row, difference(old, row.text)) for row, old in zip(versions, texts[1:], strict=True)]
