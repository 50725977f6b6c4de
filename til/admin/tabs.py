"""Two tabs that edit one TIL: what one of them changed stays; what both changed is shown before it is replaced."""

from datetime import datetime
from typing import Any

from django.forms import ModelForm
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from til.models import Til
from til.review.diff import difference

VERSION = "version"  # the form field that names the version a tab began with
_ELEMENTS = {"removed": "del", "added": "ins", "same": "span", "skipped": "hr"}


def version_of(til: Til) -> int:
    """Return the mark of a TIL's latest version; 0 if it has none."""
    return int(Til.history.filter(id=til.pk).order_by("-history_id").values_list("history_id", flat=True).first() or 0)


def merge(form: ModelForm[Til], began: str) -> None:
    """Take over what was saved since version ``began``; a field that both changed gets an error with the difference."""
    before = Til.history.filter(id=form.instance.pk, history_id=began).first() if began.isdecimal() else None
    if before is None or version_of(form.instance) == int(began):
        return
    now = Til.objects.select_for_update(no_key=True).get(pk=form.instance.pk)
    for name in form.fields.keys() & form.cleaned_data.keys():
        mine, theirs, base = (_value(name, form.cleaned_data[name]), _value(name, now), _value(name, before))
        if theirs in (base, mine):
            continue
        if mine == base:
            form.cleaned_data[name] = now.tags.all() if name == "tags" else getattr(now, name)
        else:
            form.add_error(name, _shown(theirs, mine))


def _value(name: str, of: Any) -> str:
    """Return a field as text: of the form, of a TIL, or of an earlier version."""
    if name == "tags":
        rows = of.tags.all() if hasattr(of, "tags") else of
        return "\n".join(sorted(str(getattr(row, "tag", row)) for row in rows))
    value = getattr(of, name) if hasattr(of, "day_number") else of
    if isinstance(value, datetime):
        value = timezone.localtime(value).replace(microsecond=0)
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _shown(theirs: str, mine: str) -> SafeString:
    said = gettext("This was changed elsewhere after you opened it. If you save again, your version replaces it:")
    lines = ((_ELEMENTS[line.kind], line.text, _ELEMENTS[line.kind]) for line in difference(theirs, mine))
    return format_html('{}<div class="difference">{}</div>', said, format_html_join("", "<{}>{}</{}>", lines))
