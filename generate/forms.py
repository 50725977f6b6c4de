"""The form that asks for a draft."""

import hashlib
import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from generate.models import LANGUAGES, Generation
from generate.page.fragments import provider_name
from generate.providers import offers
from generate.saving import Edits
from generate.schemas import GenerateRequest
from generate.sources.file import File
from generate.sources.limits import Limits, megabytes

SWITCHES = ("auto_day_number", "auto_excerpt", "auto_tags")
INPUTS = [("text", _("Notes")), ("url", _("Link")), ("file", _("File"))]


def ready() -> list[tuple[str, str]]:
    """Return the providers that can write, the default first."""
    found = sorted((offer for offer in offers() if offer.ready), key=lambda offer: not offer.default)
    return [(offer.name, _label(offer.name, offer.model)) for offer in found]


def _label(name: str, model: str) -> str:
    return provider_name(name) if name == "offline" else f"{provider_name(name)}: {model}"


class LinesField(forms.CharField):
    """What was typed into a textarea, as it was typed: browsers send each line end as two characters."""

    def to_python(self, value: object) -> str:
        """Return the text with one character for each line end."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


class DraftForm(forms.Form):
    """What a draft is made from, and how; ``key`` keeps one press of the button from starting two."""

    input_type = forms.ChoiceField(choices=INPUTS, initial="text")
    text = LinesField(
        required=False,
        strip=False,
        max_length=settings.TIL_MAX_INPUT,
        error_messages={
            "max_length": _("These are %(show_value)s characters; at most %(limit_value)s are read. Shorten the notes.")
        },
    )
    link = forms.CharField(required=False, max_length=2000)
    file = forms.FileField(required=False)
    provider = forms.ChoiceField(required=False, choices=ready)
    language = forms.ChoiceField(choices=LANGUAGES, initial="auto", required=False)
    auto_day_number = forms.BooleanField(required=False, initial=True)
    auto_excerpt = forms.BooleanField(required=False, initial=True)
    auto_tags = forms.BooleanField(required=False, initial=True)
    key = forms.CharField(required=False, max_length=64, initial=uuid.uuid4)

    def clean(self) -> dict[str, Any]:
        """See that the chosen kind of input is there."""
        data = super().clean() or {}
        kind = data.get("input_type", "text")
        if kind == "text" and "text" in data and not data["text"].strip():
            self.add_error("text", gettext("There is nothing to learn from yet. Paste or type some notes."))
        if kind == "url" and "link" in data and not data["link"]:
            self.add_error("link", gettext("Paste the address of a page."))
        if kind == "file":
            self._see_file(data.get("file"))
        return data

    def _see_file(self, file: UploadedFile[Any] | None) -> None:
        limit = Limits().file_bytes
        if file is None:
            self.add_error("file", gettext("Choose a file, or drop one here."))
        elif (file.size or 0) > limit:
            self.add_error("file", gettext("This file is larger than %(limit)s.") % {"limit": megabytes(limit)})

    def asked(self) -> GenerateRequest:
        """Return what is asked for."""
        data = self.cleaned_data
        kind = data["input_type"]
        content = {"text": data["text"], "url": data["link"], "file": data["file"].name if data["file"] else ""}[kind]
        switches = {name: data[name] for name in SWITCHES}
        return GenerateRequest(
            input_type=kind,
            content=content,
            provider=data["provider"] or None,
            language=data["language"] or "auto",
            **switches,
        )

    def attached(self) -> File | None:
        """Return the file that came along, where one is asked for."""
        if self.cleaned_data["input_type"] != "file":
            return None
        given: UploadedFile[Any] = self.cleaned_data["file"]
        return File(given.read(), given.name or "", given.content_type or "", given.charset or "")

    def idempotency_key(self, asked: GenerateRequest, file: bytes) -> str:
        """Return a key that the same form has with the same content only."""
        content = hashlib.sha256(asked.model_dump_json().encode() + file).hexdigest()
        return f"{self.cleaned_data['key']}-{content[:32]}" if self.cleaned_data["key"] else ""


def asked_before(row: Generation) -> dict[str, Any]:
    """Return what ``row`` asked for, beside its input."""
    return {name: getattr(row, name) for name in ("input_type", "provider", "language", *SWITCHES)}


def once_more(row: Generation) -> DraftForm:
    """Return a form that asks once more what ``row`` asked; a file must be chosen again."""
    content = {
        "text": row.input if row.input_type == "text" else "",
        "link": row.input if row.input_type == "url" else "",
    }
    return DraftForm(initial=asked_before(row) | content)


class KeepForm(forms.Form):
    """What a person has made of a draft; what is not on the page is left as it was written."""

    title = forms.CharField(max_length=200, required=False)
    excerpt = forms.CharField(max_length=500, required=False)
    tags = forms.CharField(max_length=1300, required=False)
    content = LinesField(max_length=200_000, required=False, strip=False)
    day_number = forms.IntegerField(min_value=1, max_value=1_000_000, required=False)

    def edits(self) -> Edits:
        """Return what is to be kept."""
        data = self.cleaned_data
        names = [name.strip() for name in data["tags"].split(",")]
        edits = Edits(title=data["title"], excerpt=data["excerpt"], tags=[name for name in names if name][:20])
        if "content" in self.data:
            edits["content"] = data["content"]
        if data["day_number"]:
            edits["day_number"] = data["day_number"]
        return edits

    def clean_content(self) -> str:
        """Refuse a text that was emptied."""
        content: str = self.cleaned_data["content"]
        if "content" in self.data and not content.strip():
            raise forms.ValidationError("empty")
        return content
