"""The forms to request and to save a draft."""

import hashlib
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from generate.drafting.merge import FIELDS as MERGED
from generate.drafting.request import MOST_SOURCES, URL_CHARACTERS, GenerateRequest, InputType, SourceIn
from generate.drafting.save import Edits
from generate.models import LANGUAGES, LENGTHS, TONES, Generation
from generate.providers import choice_of, choices, chosen
from generate.sources.file import File
from generate.sources.limits import Limits, megabytes

SWITCHES = ("auto_day_number", "auto_excerpt", "auto_tags")
OPTIONS = ("length", "tone", "template")
INPUTS = [("text", _("Notes")), ("url", _("Link")), ("file", _("File"))]
FIELDS = {"text": "text", "url": "link", "file": "file"}  # by kind of input
BESIDE = ("links", "attachments")  # fields beside notes
_WITHOUT_SCHEME = re.compile(r"(localhost|[\w-]+(\.[\w-]+)+)(:\d+)?([/?#]\S*)?", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)


class LinesField(forms.CharField):
    """A textarea's text with LF line ends: browsers send CRLF."""

    def to_python(self, value: object) -> str:
        """Return the text with LF line ends."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


class FilesField(forms.FileField):
    """Any number of files."""

    class widget(forms.FileInput):  # noqa: N801 - the name that Django looks for
        """An input that accepts several files."""

        allow_multiple_selected = True

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Return the files that were sent."""
        return [super(FilesField, self).clean(file, initial) for file in data or []]


class DraftForm(forms.Form):
    """The request for a draft; ``key`` prevents a double submission.

    ``links`` (one a line) and ``attachments`` accompany notes, or stand in for them.
    """

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
    links = LinesField(required=False, max_length=MOST_SOURCES * URL_CHARACTERS)
    attachments = FilesField(required=False)
    provider = forms.ChoiceField(required=False, choices=choices)
    language = forms.ChoiceField(choices=LANGUAGES, initial="auto", required=False)
    length = forms.ChoiceField(choices=LENGTHS, required=False)
    tone = forms.ChoiceField(choices=TONES, required=False)
    template = forms.SlugField(max_length=40, required=False)
    in_style = forms.BooleanField(required=False, initial=True)
    auto_day_number = forms.BooleanField(required=False, initial=True)
    auto_excerpt = forms.BooleanField(required=False, initial=True)
    auto_tags = forms.BooleanField(required=False, initial=True)
    key = forms.CharField(required=False, max_length=64, initial=uuid.uuid4)

    def clean(self) -> dict[str, Any]:
        """Validate the chosen input type and ignore the fields of the others."""
        data = super().clean() or {}
        kind = data.get("input_type", "text")
        unused = {*FIELDS.values(), *BESIDE} - {FIELDS[kind], *(BESIDE if kind == "text" else ())}
        for name in unused:
            self.errors.pop(name, None)
            data.setdefault(name, None)
        if kind == "text":
            self._see_several(data)
        if kind == "url" and "link" in data:
            data["link"] = self._address("link", data["link"])
        if kind == "file" and "file" in data:
            self._see_file(data["file"])
        return data

    def _see_several(self, data: dict[str, Any]) -> None:
        data["links"] = [self._address("links", link) for link in data.get("links", "").split()]
        for file in data.get("attachments", []):
            self._see_file(file, "attachments")
        number = len(data["links"]) + len(data.get("attachments", [])) + bool(data.get("text", "").strip())
        if not number and not self.errors:
            self.add_error("text", gettext("Paste or type some notes first."))
        if number > MOST_SOURCES:
            text = gettext("A draft has at most %(most)d sources; there are %(number)d.")
            self.add_error("links", text % {"most": MOST_SOURCES, "number": number})

    def _address(self, field: str, link: str) -> str:
        """Return ``link`` with ``https://`` if it lacks a scheme."""
        if _WITHOUT_SCHEME.fullmatch(link):
            link = f"https://{link}"
        if not link:
            self.add_error(field, gettext("Paste a link to a page."))
        elif len(link) > URL_CHARACTERS or not _ADDRESS.fullmatch(link):
            text = gettext("“%(link)s” is not a web address. Use one like example.com/post.")
            self.add_error(field, text % {"link": link[:100]})
        return link

    def _see_file(self, file: UploadedFile[Any] | None, field: str = "file") -> None:
        limit = Limits().file_bytes
        if file is None:
            self.add_error(field, gettext("Choose a file, or drop one here."))
        elif (file.size or 0) > limit:
            text = gettext("%(name)s is larger than %(limit)s.")
            self.add_error(field, text % {"name": file.name, "limit": megabytes(limit)})

    def asked(self) -> GenerateRequest:
        """Return the request for a draft."""
        data = self.cleaned_data
        switches = {name: data[name] for name in SWITCHES}
        options: dict[str, Any] = {name: data[name] or None for name in OPTIONS} | {"in_style": data["in_style"]}
        provider, model = chosen(data["provider"])
        return request_of(
            [(kind, given if kind != "file" else given.name or "file") for kind, given in self._given()],
            provider=provider or None,
            model=model or None,
            language=data["language"] or "auto",
            **options,
            **switches,
        )

    def _given(self) -> list[tuple[InputType, Any]]:
        """Return the input type and value of each source."""
        data = self.cleaned_data
        kind = data["input_type"]
        if kind != "text":
            return [(kind, data[FIELDS[kind]])]
        notes: list[tuple[InputType, Any]] = [("text", data["text"])] if data["text"].strip() else []
        return [*notes, *(("url", link) for link in data["links"]), *(("file", file) for file in data["attachments"])]

    def attached(self) -> dict[int, File]:
        """Return the uploaded files, each by the place of its source."""
        given = enumerate(self._given())
        return {
            at: File(file.read(), file.name or "", file.content_type or "", file.charset or "")
            for at, (kind, file) in given
            if kind == "file"
        }

    def idempotency_key(self, asked: GenerateRequest, files: Mapping[int, File]) -> str:
        """Return an idempotency key for this form and its content."""
        said = hashlib.sha256(asked.model_dump_json(exclude=set() if asked.sources else {"sources"}).encode())
        for file in files.values():
            said.update(file.data)
        content = said.hexdigest()
        return f"{self.cleaned_data['key']}-{content[:32]}" if self.cleaned_data["key"] else ""


def asked_before(row: Generation) -> dict[str, Any]:
    """Return the options of ``row``'s request, without its input."""
    asked = {name: getattr(row, name) for name in ("provider", "language", "in_style", *SWITCHES)}
    return asked | {name: getattr(row, name) or None for name in OPTIONS}


def request_of(pieces: Sequence[tuple[InputType, str]], **options: Any) -> GenerateRequest:
    """Return a request for a draft from one source or several."""
    if len(pieces) == 1:
        [(kind, content)] = pieces
        return GenerateRequest(input_type=kind, content=content, **options)
    return GenerateRequest(sources=[SourceIn(type=kind, content=content) for kind, content in pieces], **options)


def request_before(row: Generation) -> GenerateRequest:
    """Return ``row``'s request."""
    pieces = cast("Sequence[tuple[InputType, str]]", row.pieces)
    return request_of(pieces, model=row.chosen_model or None, **asked_before(row))


def once_more(row: Generation) -> DraftForm:
    """Return a form filled with ``row``'s request; files must be chosen again."""
    several = bool(row.sources)
    texts, links = ([content for kind, content in row.pieces if kind == wanted] for wanted in ("text", "url"))
    content = {
        "input_type": "text" if several else row.input_type,
        "text": "\n\n".join(texts),
        "link": "" if several else "".join(links),
        "links": "\n".join(links) if several else "",
    }
    writer = {"provider": choice_of(row.provider, row.chosen_model)}
    return DraftForm(initial=asked_before(row) | writer | content)


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
