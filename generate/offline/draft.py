"""A draft made by rules: arranged text, candidate titles, an excerpt and tags."""

import re
from dataclasses import dataclass
from functools import cached_property

from generate.offline.arrange import arrange
from generate.offline.excerpt import find_excerpt
from generate.offline.tags import find_tags
from generate.offline.title import find_titles


@dataclass(frozen=True)
class Draft:
    """The parts of a draft; each is computed on first access.

    ``text`` is the notes or an arranged draft of them; ``language`` is ``ko`` or ``en``.
    """

    text: str
    language: str

    @cached_property
    def content(self) -> str:
        """The notes as Markdown that ends in a newline; empty if the notes have no visible character."""
        return arrange(self.text, self.language)

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """One to three titles, the best first: one line each, without Markdown, at most 120 characters."""
        return find_titles(self.text, self.language)

    @cached_property
    def excerpt(self) -> str:
        """One plain paragraph of at most 500 characters; the title if no sentence qualifies."""
        return find_excerpt(self.text, self.language)

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """At most five tags, most certain first; empty if the text gives no evidence for any."""
        return find_tags(self.text, self.language)


_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>])")


def compose(text: str, language: str) -> Draft:
    """Return a draft of ``text`` made by rules: no model, no network, the same draft every time.

    Terminal escape codes such as colours are removed.
    """
    return Draft(_ESCAPE.sub("", text), language)
