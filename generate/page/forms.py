"""The forms to request and to save a draft."""

import hashlib
import re
import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from generate.drafting.merge import FIELDS as MERGED
from generate.drafting.request import GenerateRequest
from generate.drafting.save import Edits
from generate.models import LANGUAGES, Generation
from generate.page.options import LENGTHS, TONES, options_of, wish
from generate.providers import choice_of, choices, chosen
from generate.sources.file import File
from generate.sources.limits import Limits, megabytes

SWITCHES = ("auto_day_number", "auto_excerpt", "auto_tags")
INPUTS = [("text", _("Notes")), ("url", _("Link")), ("file", _("File"))]
FIELDS = {"text": "text", "url": "link", "file": "file"}  # by kind of input
_WITHOUT_SCHEME = re.compile(r"(localhost|[\w-]+(\.[\w-]+)+)(:\d+)?([/?#]\S*)?", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)


class LinesField(forms.CharField):
    """A textarea's text with LF line ends: browsers send CRLF."""

    def to_python(self, value: object) -> str:
        """Return the text with LF line ends."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


class DraftForm(forms.Form):
    """The request for a draft; ``key`` prevents a double submission."""

    input_type = forms.ChoiceField(choices=INPUTS, initial="text")
    text = LinesField(
        required=False,
        strip=False,
        max_length=settings.TIL_MAX_INPUT,
        error_messages={
            "max_length": _("The notes have %(show_value)s characters; the limit is %(limit_value)s. Shorten them.")
        },
    )
    link = forms.CharField(required=False, max_length=2000)
    file = forms.FileField(required=False)
    provider = forms.ChoiceField(required=False, choices=choices)
    language = forms.ChoiceField(choices=LANGUAGES, initial="auto", required=False)
    length = forms.ChoiceField(choices=LENGTHS, required=False)
    tone = forms.ChoiceField(choices=TONES, required=False)
    auto_day_number = forms.BooleanField(required=False, initial=True)
    auto_excerpt = forms.BooleanField(required=False, initial=True)
    auto_tags = forms.BooleanField(required=False, initial=True)
    key = forms.CharField(required=False, max_length=64, initial=uuid.uuid4)

    def clean(self) -> dict[str, Any]:
        """Validate the chosen input type and ignore the fields of the others."""
        data = super().clean() or {}
        kind = data.get("input_type", "text")
        for name in set(FIELDS.values()) - {FIELDS[kind]}:
            self.errors.pop(name, None)
            data.setdefault(name, None)
        if kind == "text" and "text" in data and not data["text"].strip():
            self.add_error("text", gettext("Paste or type some notes first."))
        if kind == "url" and "link" in data:
            data["link"] = self._address(data["link"])
        if kind == "file" and "file" in data:
            self._see_file(data["file"])
        return data

    def _address(self, link: str) -> str:
        """Return ``link`` with ``https://`` if it lacks a scheme."""
        if _WITHOUT_SCHEME.fullmatch(link):
            return f"https://{link}"
        if not link:
            self.add_error("link", gettext("Paste a link to a page."))
        elif not _ADDRESS.fullmatch(link):
            self.add_error("link", gettext("This is not a web address. Use one like example.com/post."))
        return link

    def _see_file(self, file: UploadedFile[Any] | None) -> None:
        limit = Limits().file_bytes
        if file is None:
            self.add_error("file", gettext("Choose a file, or drop one here."))
        elif (file.size or 0) > limit:
            self.add_error("file", gettext("This file is larger than %(limit)s.") % {"limit": megabytes(limit)})

    def asked(self) -> GenerateRequest:
        """Return the request for a draft."""
        data = self.cleaned_data
        kind = data["input_type"]
        given = data[FIELDS[kind]]
        content = given.name if kind == "file" else given
        switches = {name: data[name] for name in SWITCHES}
        provider, model = chosen(data["provider"])
        return GenerateRequest(
            input_type=kind,
            content=content,
            provider=provider or None,
            model=model or None,
            language=data["language"] or "auto",
            **switches,
        )

    def wish(self) -> str:
        """Return the length and tone as a wish."""
        return wish(self.cleaned_data["length"], self.cleaned_data["tone"])

    def attached(self) -> File | None:
        """Return the uploaded file, if the draft is from a file."""
        if self.cleaned_data["input_type"] != "file":
            return None
        given: UploadedFile[Any] = self.cleaned_data["file"]
        return File(given.read(), given.name or "", given.content_type or "", given.charset or "")

    def idempotency_key(self, asked: GenerateRequest, file: bytes) -> str:
        """Return an idempotency key for this form and its content."""
        content = hashlib.sha256(asked.model_dump_json().encode() + self.wish().encode() + file).hexdigest()
        return f"{self.cleaned_data['key']}-{content[:32]}" if self.cleaned_data["key"] else ""


def asked_before(row: Generation) -> dict[str, Any]:
    """Return the options of ``row``'s request, without its input."""
    return {name: getattr(row, name) for name in ("input_type", "provider", "language", *SWITCHES)}


def once_more(row: Generation) -> DraftForm:
    """Return a form filled with ``row``'s request; a file must be chosen again."""
    content = {
        "text": row.input if row.input_type == "text" else "",
        "link": row.input if row.input_type == "url" else "",
    }
    writer = {"provider": choice_of(row.provider, row.chosen_model)}
    return DraftForm(initial=asked_before(row) | options_of(row.instruction) | writer | content)


class KeepForm(forms.Form):
    """A person's edits of a draft; missing fields stay as written."""

    title = forms.CharField(max_length=200, required=False)
    excerpt = forms.CharField(max_length=500, required=False)
    tags = forms.CharField(max_length=1300, required=False)
    content = LinesField(max_length=200_000, required=False, strip=False)
    day_number = forms.IntegerField(min_value=1, max_value=1_000_000, required=False)

    def edits(self) -> Edits:
        """Return the edits to save."""
        data = self.cleaned_data
        names = [name.strip() for name in data["tags"].split(",")]
        edits = Edits(title=data["title"], excerpt=data["excerpt"], tags=[name for name in names if name][:20])
        if "content" in self.data:
            edits["content"] = data["content"]
        if data["day_number"]:
            edits["day_number"] = data["day_number"]
        return edits

    def began(self) -> dict[str, str]:
        """Return the fingerprints of the values at the time the page was rendered (``generate.drafting.merge``)."""
        return {name: self.data[f"base-{name}"] for name in MERGED if f"base-{name}" in self.data}

    def clean_content(self) -> str:
        """Reject empty content."""
        content: str = self.cleaned_data["content"]
        if "content" in self.data and not content.strip():
            raise forms.ValidationError("empty")
        return content
