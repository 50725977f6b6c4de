"""From a stored request to the source for a model: read once, stored whole, masked and shortened for the prompt."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import cast

from django.conf import settings
from django.core.cache import cache

from generate.models import Generation
from generate.running import uploads
from generate.running.database import in_database
from generate.source_errors import SourceSecret
from generate.sources.cache import PageCache
from generate.sources.fetch import Fetcher
from generate.sources.fit import fit
from generate.sources.limits import Limits
from generate.sources.processor import ContentProcessor, InputType
from generate.sources.source import Source
from til.models import Til
from til.text.secrets import Screened, mask

logger = logging.getLogger(__name__)
Note = Callable[[dict[str, object]], None]


async def prepare_source(row: Generation, note: Note) -> Source:
    """Return the source of ``row``, read only once. Raises SourceError."""
    source = kept_source(row) if row.source_text else await _read(row, note)
    ready, notes = await asyncio.to_thread(prepare, source)  # long notes would block the event loop
    note(notes)
    masked = cast("list[object]", notes["source_masked"])
    cut = ", cut" if notes["source_truncated"] else ""
    logger.info("source: %d characters%s, %d secrets masked", len(ready.text), cut, len(masked))
    return ready


def prepare(source: Source) -> tuple[Source, dict[str, object]]:
    """Return a source masked and shortened for a model, and the fields that record this."""
    screened = screen(source.text)
    text, is_cut = fit(screened.text, settings.TIL_PROMPT_BUDGET)
    masked = [{"kind": secret.kind, "line": secret.line} for secret in screened.secrets]
    return replace(source, text=text), {"source_truncated": is_cut, "source_masked": masked}


def screen(text: str) -> Screened:
    """Mask secrets in ``text`` according to TIL_SECRETS. Raises SourceSecret if that is ``refuse``."""
    screened = mask(text) if settings.TIL_SECRETS != "off" else Screened(text)
    if screened.secrets and settings.TIL_SECRETS == "refuse":
        kinds = ", ".join(dict.fromkeys(secret.kind for secret in screened.secrets))
        raise SourceSecret(f"lines {[secret.line for secret in screened.secrets]}", kinds=kinds)
    return screened


def kept_source(row: Generation) -> Source:
    """Return the stored source of ``row``."""
    return Source(row.source_text, kind=row.input_type, title=row.source_title, url=row.source_url)


async def standing(row: Generation) -> str:
    """Return the current text, masked, of the part that ``row`` rewrites; "" without an instruction."""
    if not (row.part and row.instruction):
        return ""
    text = row.base or await in_database(_part_of, row)
    screened = await asyncio.to_thread(screen, text)
    return "" if text == row.source_text else screened.text


def _part_of(row: Generation) -> str:
    parent = row.target or row.parent
    if parent is None:
        return ""
    if row.part != "tags":
        return str(getattr(parent, row.part))
    tags = [tag.name for tag in parent.tags.all()] if isinstance(parent, Til) else [tag["name"] for tag in parent.tags]
    return ", ".join(tags)


async def _read(row: Generation, note: Note) -> Source:
    kind = cast("InputType", row.input_type)
    content = await in_database(uploads.load, row.input) if kind == "file" else row.input
    source = await ContentProcessor(_fetcher()).process(kind, content)
    title = (source.title or source.name)[:500]
    note({"source_text": source.text, "source_title": title, "source_url": source.url[:2000]})
    return source


def _fetcher() -> Fetcher:
    ports = frozenset(settings.TIL_SOURCE_PORTS)
    return Fetcher(Limits(ports=ports), frozenset(settings.TIL_SOURCE_HOSTS), cast("PageCache", cache))
