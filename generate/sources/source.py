"""The source of a draft: Markdown and its origin."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """The text a draft is written from, as Markdown in NFC with LF line ends.

    ``kind`` is the input type (text, url or file). ``title``, ``url``, ``author``, ``site`` and ``date`` are the page's
    or file's metadata, empty if missing. ``name`` is a file's name without a path. ``hidden`` counts the characters
    that were left out because nobody who looks at the page or file sees them. ``parts`` are the sources that this one
    joins (``generate.sources.several``), if a draft has several.
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
    parts: tuple["Source", ...] = ()

    @property
    def label(self) -> str:
        """What people call it: its title, name or address; empty for notes."""
        return self.title or self.name or self.url
