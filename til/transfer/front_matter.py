"""A TIL as a Markdown file: YAML front matter, then the content; and back."""

import re
from datetime import UTC, date, datetime
from typing import Any

import yaml

from til.models import Til

_FENCE = "---\n"
_BREAKS = re.compile("[\x85\u2028\u2029]")  # YAML reads them back as a blank unless they are escaped


class _Dumper(yaml.SafeDumper):
    """Escapes the line breaks that only YAML knows as such."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if _BREAKS.search(text) else None)


_Dumper.add_representer(str, _text)


def to_markdown(til: Til) -> str:
    """Return the file of a TIL: the same text every time, LF line ends, its content byte for byte."""
    fields = yaml.dump(_fields(til), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return f"{_FENCE}{fields}{_FENCE}\n{til.content}"


def _fields(til: Til) -> dict[str, Any]:
    """Return what the file says of the TIL, without what is empty; times in UTC."""
    fields = {
        "day": til.day_number,
        "title": til.title,
        "slug": til.slug,
        "excerpt": til.excerpt,
        "tags": sorted(tag.name for tag in til.tags.all()),
        "status": str(til.status),
        "language": str(til.language),
        "created": _time(til.created),
        "published": _time(til.published),
        "source": til.source_kind,
        "source_url": til.source_url,
        "source_title": til.source_title,
        "provider": til.provider,
        "model": til.model,
        "origin": til.origin,
    }
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _time(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def split(text: str) -> tuple[dict[str, Any], str]:
    """Return the front matter (empty if there is none that reads as YAML) and the content behind it."""
    if not text.startswith(_FENCE) or (end := text.find("\n---", len(_FENCE) - 1)) < 0:
        return {}, text
    try:
        fields = yaml.safe_load(text[len(_FENCE) : end + 1])
    except yaml.YAMLError:
        return {}, text
    rest = text[end + 4 :].lstrip(" \t")
    if not isinstance(fields, dict) or not rest.startswith("\n"):
        return {}, text
    content = rest[1:]
    return fields, content.removeprefix("\n")


def as_date(value: Any) -> date | None:
    """Return the date a front matter value holds."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
