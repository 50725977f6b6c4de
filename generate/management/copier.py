"""Copies pictures from other sites during an import, each once."""

import asyncio

from django.conf import settings

from generate.errors import GenerateError
from generate.sources.cache import MemoryCache
from generate.sources.fetch import Fetcher
from generate.sources.limits import Limits
from generate.sources.pictures import PictureFetcher
from til.transfer.pictures import LARGEST, keep


class Copier:
    """Returns the address of a picture's copy; ``failed`` gives the reason for each one not copied."""

    def __init__(self) -> None:
        limits = Limits(ports=frozenset(settings.TIL_SOURCE_PORTS), page_bytes=LARGEST, cache_seconds=0)
        hosts = frozenset(host.lower() for host in settings.TIL_SOURCE_HOSTS)
        self._pictures = PictureFetcher(Fetcher(limits, hosts, MemoryCache(), refused=()))
        self._kept: dict[str, str] = {}
        self.failed: dict[str, str] = {}

    def __call__(self, address: str) -> str:
        """Return the address on this site, or "" if the picture could not be fetched."""
        if address not in self._kept:
            self._kept[address] = self._copied(address)
        return self._kept[address]

    def _copied(self, address: str) -> str:
        try:
            picture = asyncio.run(self._pictures.fetch(address))
        except GenerateError as error:
            self.failed[address] = str(error)
            return ""
        return keep(picture.data, picture.suffix)
