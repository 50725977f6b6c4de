"""Any input becomes a Source: the one door to this room."""

import asyncio
from typing import Literal
from urllib.parse import unquote, urlsplit

from generate.errors import SourceEmpty, SourceTooLarge, SourceUnreachable, _
from generate.sources.cache import Fetched
from generate.sources.charset import decode
from generate.sources.fetch import Fetcher
from generate.sources.file import File, from_data_url, plain_name, read_file
from generate.sources.hosts import raw_places
from generate.sources.limits import Limits
from generate.sources.page import read_page
from generate.sources.source import Source
from til.scrub import scrub

Kind = Literal["text", "url", "file"]
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


async def read(
    kind: Kind,
    content: str | bytes | File,
    *,
    name: str = "",
    limits: Limits | None = None,
    fetcher: Fetcher | None = None,
) -> Source:
    """Return what ``content`` says: text as it is, the article behind a URL, or a file's text.

    A file is a File, its bytes with a ``name``, or a ``data:`` URL. What keeps the processor busy is done in a thread.
    Raises the SourceError that says what is wrong with it.
    """
    limits = limits or (fetcher.limits if fetcher else Limits())
    if isinstance(content, File) or kind == "file":
        return await asyncio.to_thread(read_file, _file(content, name, limits), limits)
    if kind == "url":
        return await read_url(_text(content), fetcher or Fetcher(limits))
    return read_text(_text(content), limits)


def _file(content: str | bytes | File, name: str, limits: Limits) -> File:
    if isinstance(content, File):
        return content
    return File(content, plain_name(name)) if isinstance(content, bytes) else from_data_url(content, limits)


def _text(content: str | bytes) -> str:
    return content if isinstance(content, str) else decode(content)


def read_text(content: str, limits: Limits) -> Source:
    """Return pasted text, exact but for what cannot be stored; raises SourceEmpty or SourceTooLarge."""
    if len(content) > limits.text_characters:
        raise SourceTooLarge(f"{len(content)} characters", limit=[_("%s characters"), f"{limits.text_characters:,}"])
    text = scrub(content)
    if not text.strip():
        raise SourceEmpty("nothing but white space")
    return Source(text)


async def read_url(link: str, fetcher: Fetcher) -> Source:
    """Return the article behind ``link``, or the file; raises SourceError."""
    fetched = await _raw(link, fetcher) or await fetcher.fetch(link)
    return await asyncio.to_thread(_read_fetched, fetched, link, fetcher.limits)


async def _raw(link: str, fetcher: Fetcher) -> Fetched | None:
    """Return the file that the page at ``link`` is a frame around, if there is one."""
    for place in raw_places(link):
        try:
            return await fetcher.fetch(place)
        except (SourceUnreachable, SourceEmpty):
            continue
    return None


def _read_fetched(fetched: Fetched, link: str, limits: Limits) -> Source:
    if fetched.media_type in _PAGES:
        return read_page(decode(fetched.body, fetched.charset, html=True), fetched.url)
    name = plain_name(unquote(fetched.name))
    media_type = "" if fetched.media_type == "text/plain" else fetched.media_type
    source = read_file(File(fetched.body, name, media_type, fetched.charset), limits)
    site = urlsplit(fetched.url).hostname or ""
    return Source(
        source.text,
        kind="url",
        title=source.title or name,
        url=link.strip(),
        name=name,
        author=source.author,
        site=site,
    )
