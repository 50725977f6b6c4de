"""Redirects from the notes' former addresses to their TILs."""

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from til.models import Moved, Til

LONGEST = 500  # characters


def add_redirects(former: Iterable[str], til: Til) -> None:
    """Redirect these addresses to ``til``; an address that another TIL already has stays there."""
    for address in former:
        if path := path_of(address):
            Moved.objects.get_or_create(path=path, defaults={"til": til})


def path_of(address: str) -> str:
    """Return an address's path as stored: decoded, without outer slashes and ``index.html``."""
    path = unquote(urlsplit(address.strip()).path).removesuffix("index.html").strip("/")
    return path if len(path) <= LONGEST else ""
