"""Anchors of headings, and links in the text that lead to them."""

import re
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from til.slugs import generate_slug

_DROPPED = re.compile(r"[^\w\- ]")


def anchors_plugin(md: MarkdownIt) -> None:
    """Give each heading an anchor; ``h1`` becomes ``h2``, since the page has its own ``h1``."""
    md.core.ruler.push("anchors", _anchor_headings)
    md.core.ruler.push("links_inside", _lead_inside)


def anchor_for(fragment: str, known: dict[str, str]) -> str:
    """Return the anchor of the heading that a link such as ``#배운-것`` refers to, in any tool's spelling."""
    wanted = unquote(fragment).removeprefix("h-").casefold()
    return known.get(wanted) or "h-" + generate_slug(wanted, "section")


def _anchor_headings(state: StateCore) -> None:
    used = state.env.setdefault("anchors", {})
    known = state.env.setdefault("headings", {})
    for opening, inline, closing in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if opening.type == "heading_open":
            said = _plain(inline)
            anchor = _free_anchor(said, used)
            opening.attrSet("id", anchor)
            for spelled in (_as_github(said), said.casefold()):  # Obsidian links to the heading's words
                known.setdefault(spelled, anchor)
            if opening.tag == "h1":
                opening.tag = closing.tag = "h2"


def _lead_inside(state: StateCore) -> None:
    for token in state.tokens:
        for child in token.children or ():
            place = str(child.attrGet("href") or "") if child.type == "link_open" else ""
            if len(place) > 1 and place.startswith("#"):
                child.attrSet("href", "#" + anchor_for(place[1:], state.env.get("headings", {})))


def _as_github(text: str) -> str:
    return _DROPPED.sub("", text.casefold()).replace(" ", "-")


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in {"text", "code_inline"})


def _free_anchor(text: str, used: dict[str, int]) -> str:
    """Return an unused anchor and add it to ``used``, which counts how often each name occurred."""
    base = anchor = "h-" + generate_slug(text, "section")
    while anchor in used:
        used[base] += 1
        anchor = f"{base}-{used[base]}"
    used[anchor] = 1
    return anchor
