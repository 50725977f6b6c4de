"""From a stored request to the source a model is given: read once, kept whole, masked and cut for the prompt."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Literal, cast

from django.conf import settings
from django.core.cache import cache

from generate import uploads
from generate.database import in_database
from generate.models import Generation
from generate.sources.cache import PageCache
from generate.sources.fetch import Fetcher
from generate.sources.fit import fit
from generate.sources.limits import Limits
from generate.sources.read import read
from generate.sources.secrets import Mode, screen
from generate.sources.source import Source
from til.models import Til

Note = Callable[[dict[str, object]], None]


async def take_in(row: Generation, note: Note) -> Source:
    """Return the source of ``row``; what was read before is not read again. Raises SourceError."""
    source = kept_source(row) if row.source_text else await _read(row, note)
    ready, notes = await asyncio.to_thread(prepare, source)  # long notes would hold up all who read
    note(notes)
    return ready


def prepare(source: Source) -> tuple[Source, dict[str, object]]:
    """Return a source as a model is given it, masked and cut, and what is to be noted of that."""
    screened = screen(source.text, cast("Mode", settings.TIL_SECRETS))
    text, is_cut = fit(screened.text, settings.TIL_PROMPT_BUDGET)
    masked = [{"kind": secret.kind, "line": secret.line} for secret in screened.secrets]
    return replace(source, text=text), {"source_truncated": is_cut, "source_masked": masked}


def kept_source(row: Generation) -> Source:
    """Return the source that was read for ``row``."""
    return Source(row.source_text, kind=row.input_type, title=row.source_title, url=row.source_url)


async def standing(row: Generation) -> str:
    """Return the part that ``row`` writes again as it stands, masked; nothing where no wish is about it."""
    if not (row.part and row.instruction):
        return ""
    text = await in_database(_part_of, row)
    screened = await asyncio.to_thread(screen, text, cast("Mode", settings.TIL_SECRETS))
    return "" if text == row.source_text else screened.text


def _part_of(row: Generation) -> str:
    whole = row.target or row.whole
    if whole is None:
        return ""
    if row.part != "tags":
        return str(getattr(whole, row.part))
    tags = [tag.name for tag in whole.tags.all()] if isinstance(whole, Til) else [tag["name"] for tag in whole.tags]
    return ", ".join(tags)


async def _read(row: Generation, note: Note) -> Source:
    kind = cast("Literal['text', 'url', 'file']", row.input_type)
    content = await in_database(uploads.load, row.input) if kind == "file" else row.input
    source = await read(kind, content, fetcher=_fetcher())
    title = (source.title or source.name)[:500]
    note({"source_text": source.text, "source_title": title, "source_url": source.url[:2000]})
    return source


def _fetcher() -> Fetcher:
    ports = frozenset(settings.TIL_SOURCE_PORTS)
    return Fetcher(Limits(ports=ports), frozenset(settings.TIL_SOURCE_HOSTS), cast("PageCache", cache))
