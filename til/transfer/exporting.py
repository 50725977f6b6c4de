"""Export TILs as a folder or a zip of Markdown files, byte for byte the same every time.

Memory use is limited to a few TILs, one picture, and about 1 kB per file for the zip's directory.
"""

import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import IO, cast

from asgiref.sync import sync_to_async
from django.core.files.storage import default_storage
from django.db import connections
from django.http import StreamingHttpResponse

from til.models import Til, TilQuerySet
from til.text.pictures import used_in
from til.transfer.front_matter import to_markdown

_AT_ONCE = 50  # TILs fetched by one query
_PART = 65_536  # minimum number of bytes sent at once
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # fixed, for identical bytes every time


def name_of(til: Til) -> str:
    """Return the name of a TIL's file."""
    return f"{til.day_number:05d}-{til.slug}.md"


def files(tils: TilQuerySet) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each file: TILs by day, then their pictures, each once."""
    pictures: dict[str, None] = {}
    for til in _by_day(tils):
        yield name_of(til), to_markdown(til).encode()
        pictures |= dict.fromkeys(used_in(til.content))
    for name in sorted(pictures):
        if default_storage.exists(name):
            with default_storage.open(name) as file:
                yield f"media/{name}", file.read()


def _by_day(tils: TilQuerySet) -> Iterator[Til]:
    wanted = tils.defer("html").prefetch_related("tags").order_by("day_number")
    last = 0
    while batch := list(wanted.filter(day_number__gt=last)[:_AT_ONCE]):
        for til in batch:
            yield til
            vars(til).pop("_prefetched_objects_cache", None)  # breaks a reference cycle that would keep the TIL
        last = batch[-1].day_number


def export_folder(root: Path) -> int:
    """Write the files below ``root``, delete files of TILs that no longer exist, and return the number written."""
    written = set()
    for name, data in files(Til.objects.all()):
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists() or place.read_bytes() != data:
            place.write_bytes(data)
        written.add(place)
    for stale in set(root.glob("[0-9][0-9][0-9][0-9][0-9]-*.md")) - written:
        stale.unlink()
    return len(written)


def zip_chunks(tils: TilQuerySet) -> Iterator[bytes]:
    """Yield a zip of the files in pieces; it is never in memory as a whole."""
    out = _Drain()
    with zipfile.ZipFile(cast("IO[bytes]", out), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files(tils):
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), data, zipfile.ZIP_DEFLATED)
            if out.size >= _PART:
                yield out.take()
    yield out.take()


def zip_response(tils: TilQuerySet) -> StreamingHttpResponse:
    """Return the zip as a streaming download."""
    response = StreamingHttpResponse(_stream(tils), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="tils.zip"'
    return response


async def _stream(tils: TilQuerySet) -> AsyncIterator[bytes]:
    """Yield the zip; each part is made off the event loop, and no thread or connection is held between parts."""
    chunks = zip_chunks(tils)

    def take() -> bytes | None:
        try:
            return next(chunks, None)
        finally:
            connections.close_all()

    while (chunk := await sync_to_async(take, thread_sensitive=False)()) is not None:
        yield chunk


class _Drain:
    """A write-only buffer for a zip; it cannot seek, and reading removes the data."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self._held.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: the buffer needs no flush."""

    def take(self) -> bytes:
        taken = b"".join(self._held)
        self._held.clear()
        self.size = 0
        return taken
