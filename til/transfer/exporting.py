"""TILs become a folder, or a zip, of Markdown files: the same bytes every time."""

import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import IO, cast

from asgiref.sync import sync_to_async
from django.core.files.storage import default_storage

from til.models import Til
from til.transfer.front_matter import to_markdown
from til.transfer.pictures import used_in

_AT_ONCE = 200  # TILs fetched by one query
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same bytes every time


def files(*, status: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each file, TILs by day, then the pictures they show, each once."""
    pictures: dict[str, None] = {}
    for til in _tils(status):
        yield f"{til.day_number:05d}-{til.slug}.md", to_markdown(til).encode()
        pictures |= dict.fromkeys(used_in(til.content))
    for name in sorted(pictures):
        if default_storage.exists(name):
            with default_storage.open(name) as file:
                yield f"media/{name}", file.read()


def _tils(status: str) -> Iterator[Til]:
    wanted = Til.objects.filter(status=status) if status else Til.objects.all()
    last = 0
    while batch := list(wanted.filter(day_number__gt=last).prefetch_related("tags").order_by("day_number")[:_AT_ONCE]):
        yield from batch
        last = batch[-1].day_number


def export_folder(root: Path) -> int:
    """Write the files below ``root``, remove TIL files of earlier exports that are no more, and return how many."""
    written = set()
    for name, data in files():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists() or place.read_bytes() != data:
            place.write_bytes(data)
        written.add(place)
    for stale in set(root.glob("[0-9][0-9][0-9][0-9][0-9]-*.md")) - written:
        stale.unlink()
    return len(written)


def zip_chunks() -> Iterator[bytes]:
    """Yield a zip of the files as it grows; never the whole of it in memory."""
    out = _Drain()
    with zipfile.ZipFile(cast("IO[bytes]", out), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files():
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), data, zipfile.ZIP_DEFLATED)
            yield out.take()
    yield out.take()


async def stream_zip() -> AsyncIterator[bytes]:
    """Yield the zip for a response, each part made off the event loop."""
    chunks = zip_chunks()

    def take() -> bytes | None:
        return next(chunks, None)

    while (chunk := await sync_to_async(take)()) is not None:
        if chunk:
            yield chunk


class _Drain:
    """What a zip is written to: it forgets what was taken out of it, and cannot go back."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._held.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is held is as good as written."""

    def take(self) -> bytes:
        taken = b"".join(self._held)
        self._held.clear()
        return taken
