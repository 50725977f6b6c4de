"""Write a TIL as a Markdown file: YAML front matter, then the content."""

import re
from datetime import UTC, datetime
from typing import Any

import yaml

from til.models import Til

_FENCE = "---\n"
_BREAKS = re.compile("[\x85\u2028\u2029]")  # YAML reads these as spaces unless they are escaped


class _Dumper(yaml.SafeDumper):
    """Escapes characters that only YAML treats as line breaks."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if _BREAKS.search(text) else None)


_Dumper.add_representer(str, _text)


def to_markdown(til: Til) -> str:
    """Return a TIL's file: always the same text, LF line ends, the content byte for byte."""
    fields = yaml.dump(_fields(til), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return f"{_FENCE}{fields}{_FENCE}\n{til.content}"


def _fields(til: Til) -> dict[str, Any]:
    """Return the TIL's front matter without empty fields; times in UTC."""
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
        "more_sources": til.more_sources.splitlines(),
        "provider": til.provider,
        "model": til.model,
        "origin": til.origin,
    }
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _time(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
