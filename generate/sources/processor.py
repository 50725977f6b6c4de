"""Turn any input into a Source: the entry point of this room."""

import asyncio
import time
from dataclasses import replace
from typing import Literal
from urllib.parse import unquote, urlsplit

from generate.source_errors import SourceEmpty, SourceError, SourceTooLarge, SourceUnreachable
from generate.sources.apart import apart
from generate.sources.cache import Fetched
from generate.sources.charset import decode
from generate.sources.fetch import Fetcher
from generate.sources.file import File, from_data_url, plain_name, read_file
from generate.sources.formats.subtitles import are_subtitles, read_subtitles
from generate.sources.hosts import raw_places
from generate.sources.inlined import without_pictures
from generate.sources.limits import Limits
from generate.sources.source import Source
from til.errors import mark as _
from til.text.scrub import count_concealed, scrub

InputType = Literal["text", "url", "file"]
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


class ContentProcessor:
    """Reads inputs within the fetcher's limits; the default fetcher reads public addresses only."""

    def __init__(self, fetcher: Fetcher | None = None) -> None:
        self._fetcher = fetcher or Fetcher(Limits())

    async def process(self, input_type: InputType, content: str | File) -> Source:
        """Return the Source in ``content``: the text itself, the article behind a URL, or a file's text.

        A file is a File or a ``data:`` URL. Parsing runs in a process that can be ended. Raises the SourceError
        that describes the problem.
        """
        limits = self._fetcher.limits
        if isinstance(content, File):
            return await asyncio.to_thread(apart, limits, read_file, content, limits)
        if input_type == "file":
            return await asyncio.to_thread(apart, limits, read_file, from_data_url(content, limits), limits)
        return await read_url(content, self._fetcher) if input_type == "url" else read_text(content, limits)


def read_text(content: str, limits: Limits) -> Source:
    """Return pasted text, unchanged except for characters that cannot be stored. Raises SourceEmpty, SourceTooLarge."""
    if len(content) > limits.text_characters:
        raise SourceTooLarge(f"{len(content)} characters", limit=[_("%s characters"), f"{limits.text_characters:,}"])
    text = scrub(without_pictures(content))
    if not text.strip():
        raise SourceEmpty("nothing but white space", why="notes")
    return Source(text, hidden=count_concealed(content))


async def read_url(link: str, fetcher: Fetcher) -> Source:
    """Return the article behind ``link``, or the file; raises SourceError."""
    begun, limits = time.monotonic(), fetcher.limits
    fetched = await _raw(link, fetcher) or await fetcher.fetch(link)
    source, beside = await asyncio.to_thread(apart, limits, read_or_frame, fetched, link, limits)
    seconds = max(1.0, limits.total_seconds - (time.monotonic() - begun))
    left = replace(limits, page_bytes=limits.page_bytes - len(fetched.body), total_seconds=seconds)
    if source is None:
        frame = await replace(fetcher, limits=left).fetch(beside)
        source = await asyncio.to_thread(apart, limits, read_fetched, frame, beside, limits)
        return replace(source, url=fetched.url)
    return await _captioned(source, beside, replace(fetcher, limits=left)) if beside else source


async def _captioned(source: Source, link: str, fetcher: Fetcher) -> Source:
    """Return a video's page with the captions at ``link``, or as it is if they cannot be read."""
    try:
        fetched = await fetcher.fetch(link)
        text = await asyncio.to_thread(apart, fetcher.limits, add_captions, source.text, fetched)
    except SourceError:
        return source
    return replace(source, text=text)


def add_captions(text: str, fetched: Fetched) -> str:
    """Return the text of a video's page with the fetched captions, unchanged if they are none; raises SourceError."""
    from generate.sources.recording import with_captions  # when used: slow to import

    captions = scrub(decode(fetched.body, fetched.charset))
    return with_captions(text, read_subtitles(captions).text) if are_subtitles(captions) else text


async def _raw(link: str, fetcher: Fetcher) -> Fetched | None:
    """Return the raw file behind the page at ``link``, if there is one."""
    for place in raw_places(link):
        try:
            return await fetcher.fetch(place)
        except (SourceUnreachable, SourceEmpty):
            continue
    return None


def read_or_frame(fetched: Fetched, link: str, limits: Limits) -> tuple[Source | None, str]:
    """Return the article or file in what ``link`` answered, and the address of what else is to be read.

    That is the frame with the article, if there is none here, or the captions of a video.

    Raises SourceError.
    """
    if fetched.media_type in _PAGES:
        from generate.sources.frames import main_frame  # when used: slow to import
        from generate.sources.page import read_page
        from generate.sources.recording import captions_of

        html = decode(fetched.body, fetched.charset, html=True)
        if frame := main_frame(html, fetched.url):
            return None, frame
        return read_page(html, fetched.url), captions_of(html, fetched.url)
    return read_fetched(fetched, link, limits), ""


def read_fetched(fetched: Fetched, link: str, limits: Limits) -> Source:
    """Return the article or file in what ``link`` answered; raises SourceError."""
    if fetched.media_type in _PAGES:
        from generate.sources.page import read_page  # when used: slow to import

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
        hidden=source.hidden,
    )
