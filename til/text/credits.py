"""Credits of sources: one a line, the address first if there is one, then the title."""

import re
from collections.abc import Iterable
from typing import NamedTuple

_LINE = re.compile(r"(?P<url>https?://\S+)?\s*(?P<title>.*)", re.IGNORECASE)
_LONGEST = 2_000  # characters of an address, as in Til.source_url


class Credit(NamedTuple):
    """A source to name; ``url`` is empty or begins with ``http://`` or ``https://``, so that it can be linked."""

    title: str
    url: str


def credits_in(text: str) -> list[Credit]:
    """Return the credits in ``text``, without repetitions."""
    found = (_LINE.match(line.strip()) for line in text.splitlines() if line.strip())
    return list(dict.fromkeys(Credit(one["title"], one["url"] or "") for one in found if one))


def credit_lines(said: Iterable[Credit]) -> str:
    """Return the credits as text; ``credits_in`` reverses it. Addresses that are not of the web are left out."""
    lines = (_line(*credit) for credit in said)
    return "\n".join(line for line in lines if line)


def _line(title: str, url: str) -> str:
    is_linked = url.lower().startswith(("https://", "http://")) and len(url) <= _LONGEST and not re.search(r"\s", url)
    return " ".join([*([url] if is_linked else []), *title.split()])
