"""What comes out of the input: plain Markdown with its origin."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """The text a draft is written from, as Markdown in NFC with LF line ends.

    ``kind`` is how it came in (text, url or file); ``title``, ``url``, ``author``, ``site`` and ``date`` are what the
    page or file said of itself, empty where it said nothing. ``name`` is a file's name, without any path.
    """

    text: str
    kind: str = "text"
    title: str = ""
    url: str = ""
    name: str = ""
    author: str = ""
    site: str = ""
    date: str = ""
