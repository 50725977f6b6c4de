"""Markdown to safe HTML: the one place where it happens."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": True}).enable(["table", "strikethrough", "linkify"])


def render(markdown: str, *, images: bool) -> SafeString:
    """Return the HTML of a Markdown text, with nothing in it that runs."""
    html = _MARKDOWN.render(markdown)
    return mark_safe(nh3.clean(html, tags=nh3.ALLOWED_TAGS if images else nh3.ALLOWED_TAGS - {"img"}))
