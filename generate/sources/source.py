"""The source of a draft: Markdown and its origin."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """The text a draft is written from, as Markdown in NFC with LF line ends.

    ``kind`` is the input type (text, url or file). ``title``, ``url``, ``author``, ``site`` and ``date`` are the page's
    or file's metadata, empty if missing. ``name`` is a file's name without a path. ``hidden`` counts the characters
    that were left out because nobody who looks at the page or file sees them.
    """

    text: str
    kind: str = "text"
    title: str = ""
    url: str = ""
    name: str = ""
    author: str = ""
    site: str = ""
    date: str = ""
    hidden: int = 0
