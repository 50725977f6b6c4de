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
from generate.source_errors import FILE, NOTES, SourceSecret, SourceTooLarge, about_source
from generate.sources.cache import PageCache
from generate.sources.fetch import Fetcher
from generate.sources.file import File
from generate.sources.limits import Limits
from generate.sources.processor import ContentProcessor, InputType
from generate.sources.several import fit_all, join, joined, record
from generate.sources.source import Source
from til.errors import mark as _
from til.models import Til
from til.text.secrets import Screened, mask

logger = logging.getLogger(__name__)
Note = Callable[[dict[str, object]], None]
READ_AT_ONCE = 4  # of several sources; each may need a process
SHORT = 1_000  # characters whose preparation takes less time than a change of threads


async def prepare_source(row: Generation, note: Note) -> Source:
    """Return the source of ``row``, read only once. Raises SourceError."""
    source = kept_source(row) if row.source_text else await _read(row, note)
    is_short = len(source.text) <= SHORT
    ready, notes = prepare(source) if is_short else await asyncio.to_thread(prepare, source)
    note(notes)
    masked = cast("list[object]", notes["source_masked"])
    cut = ", cut" if notes["source_truncated"] else ""
    logger.info("source: %d characters%s, %d secrets masked", len(ready.text), cut, len(masked))
    return ready


def prepare(source: Source) -> tuple[Source, dict[str, object]]:
    """Return a source masked and shortened for a model, and the fields that record this."""
    parts, secrets, line = [], [], 0
    for at, part in enumerate(source.parts or (source,)):
        with about_source(at, len(source.parts) or 1, _name(part)):
            screened = screen(part.text)
        parts.append(replace(part, text=screened.text))
        secrets += [{"kind": secret.kind, "line": secret.line + line} for secret in screened.secrets]
        line += join([part.text, ""]).count("\n")
    masked = replace(source, text=join(part.text for part in parts), parts=tuple(parts) if source.parts else ())
    ready, is_cut = fit_all(masked, settings.TIL_PROMPT_BUDGET)
    return ready, {"source_truncated": is_cut, "source_masked": secrets}


def screen(text: str) -> Screened:
    """Mask secrets in ``text`` according to TIL_SECRETS. Raises SourceSecret if that is ``refuse``."""
    screened = mask(text) if settings.TIL_SECRETS != "off" else Screened(text)
    if screened.secrets and settings.TIL_SECRETS == "refuse":
        kinds = ", ".join(dict.fromkeys(secret.kind for secret in screened.secrets))
        raise SourceSecret(f"lines {[secret.line for secret in screened.secrets]}", kinds=kinds)
    return screened


def kept_source(row: Generation) -> Source:
    """Return the stored source of ``row``."""
    if parts := row.source_parts:
        return joined(parts)
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
    pieces, turn = row.pieces, asyncio.Semaphore(READ_AT_ONCE)
    reading = [_read_one(turn, at, len(pieces), *piece) for at, piece in enumerate(pieces)]
    parts = await asyncio.gather(*reading, return_exceptions=True)
    read = [part for part in parts if isinstance(part, Source)]
    for part in parts:
        if isinstance(part, BaseException):
            raise part
    source = joined(read) if row.sources else read[0]
    if len(source.text) > (most := Limits().text_characters):
        raise SourceTooLarge(f"{len(source.text)} characters", limit=[_("%s characters"), f"{most:,}"])
    title = (source.title or source.name)[:500]
    known = [one | record(part) for one, part in zip(row.sources, source.parts, strict=True)]
    more: dict[str, object] = {"sources": known} if known else {}
    note({"source_text": source.text, "source_title": title, "source_url": source.url[:2000]} | more)
    return source


async def _read_one(turn: asyncio.Semaphore, at: int, of: int, kind: str, content: str) -> Source:
    given: str | File = content
    name: list[str] | str = content if kind == "url" else NOTES if kind == "text" else FILE
    async with turn:
        if kind == "file":
            with about_source(at, of, name):
                given = await in_database(uploads.load, content)
            name = given.name or name
        with about_source(at, of, name):
            return await ContentProcessor(_fetcher()).process(cast("InputType", kind), given)


def _name(part: Source) -> list[str] | str:
    return part.label or NOTES


def _fetcher() -> Fetcher:
    ports = frozenset(settings.TIL_SOURCE_PORTS)
    return Fetcher(Limits(ports=ports), frozenset(settings.TIL_SOURCE_HOSTS), cast("PageCache", cache))
