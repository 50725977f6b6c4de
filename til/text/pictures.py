"""The addresses of this site's pictures in a text."""

import re
from collections.abc import Iterator
from functools import cache

from django.conf import settings

FOLDER = "pictures"


def address_of(name: str) -> str:
    """Return the address of a picture by the name of its file."""
    return f"/{settings.MEDIA_URL.strip('/')}/{name}"


def used_in(content: str) -> Iterator[str]:
    """Yield the names of this site's pictures in ``content``, each once."""
    yield from dict.fromkeys(_addresses().findall(content))


def is_ours(address: str) -> bool:
    """Return whether this is the address of one of this site's pictures, and nothing else."""
    return _addresses().fullmatch(address) is not None


@cache
def _addresses() -> re.Pattern[str]:
    before = re.escape(address_of(""))
    return re.compile(rf"{before}({FOLDER}/[0-9a-f]{{32}}\.\w+)", re.ASCII)
