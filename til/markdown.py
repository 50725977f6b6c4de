"""Markdown to safe HTML: the one place where it happens.

The parser passes no HTML through, and what it makes still goes through a strict allow-list: nothing in the result
runs, loads from elsewhere, or carries an attribute that a script listens to.
"""

import re
import threading
from collections.abc import MutableMapping, Sequence
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, linkify
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

from til.allowed import CLEANER
from til.autolinks import Finder
from til.highlight import highlight
from til.slugs import make_slug

SCHEMES = ("http", "https", "mailto")
LONGEST = 200_000  # characters; a longer text is shown as it is, since parsing time grows faster than the text
_FIRST_HEADING = re.compile(r"\s*^ {0,3}#[ \t]+([^\n]+?)[ \t#]*(?:\n|\Z)", re.MULTILINE)
_MARKS = re.compile(r"[*_`]")
_TASKS = {"[ ] ": "☐", "[x] ": "☑", "[X] ": "☑"}
_local = threading.local()
_Env = MutableMapping[str, Any]


def render(markdown: str, *, images: bool) -> SafeString:
    """Return the HTML of a Markdown text.

    Without ``images``, and where a picture lies on another site, a link stands in its place. Takes up to 2 s for
    hostile texts of 50 KB: keep it off the event loop.
    """
    if len(markdown) > LONGEST:
        return mark_safe(f'<pre tabindex="0">{escape(markdown)}</pre>')
    return clean(parser().render(markdown, {"images": images}))


def render_below(title: str, markdown: str, *, images: bool) -> SafeString:
    """Return the HTML of a text that stands below its title: a first heading that says the same is left away."""
    first = _FIRST_HEADING.match(markdown)
    says_the_same = first and _spoken(first[1]) == _spoken(title)
    return render(markdown[first.end() :] if first and says_the_same else markdown, images=images)


def _spoken(text: str) -> str:
    return " ".join(_MARKS.sub("", text).casefold().split()).rstrip(".")


def clean(html: str) -> SafeString:
    """Return HTML of the parser with only what is on the allow-list."""
    return mark_safe(CLEANER.clean(html))


def parser() -> MarkdownIt:
    """Return this thread's parser; the link finder inside keeps state while it works."""
    if not hasattr(_local, "parser"):
        _local.parser = _make_parser()
    made: MarkdownIt = _local.parser
    return made


def _make_parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "linkify": True})
    md.enable(["table", "strikethrough", "linkify"]).use(footnote_plugin)
    md.linkify = Finder()
    md.inline.ruler.at("linkify", _link)
    md.core.ruler.push("tasks", _mark_tasks)
    md.core.ruler.push("anchors", _anchor_headings)
    for rule in (fence, code_block, image, table_open, table_close, th_open, td_open, footnote_block_open):
        md.add_render_rule(rule.__name__, rule)
    return md


def _link(state: StateInline, silent: bool) -> bool:
    """Look for an address only behind a scheme: the parser's own rule reads all of the line again at each colon."""
    return state.pending[-6:].lower().endswith(SCHEMES) and linkify(state, silent)


def _mark_tasks(state: StateCore) -> None:
    """Turn ``[ ]`` and ``[x]`` at the start of a list item into signs."""
    for before, item in zip(state.tokens[1:], state.tokens[2:], strict=False):
        sign = _TASKS.get(item.content[:4]) if item.type == "inline" and item.level >= 3 else None
        if sign and item.children and before.type == "paragraph_open" and item.children[0].type == "text":
            first = item.children[0]
            first.content = f"{sign} {first.content[4:]}"


def _anchor_headings(state: StateCore) -> None:
    """Give each heading an address; the page has its own ``h1``, so one in the text becomes ``h2``."""
    used = state.env.setdefault("anchors", {})
    for opening, inline, closing in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if opening.type == "heading_open":
            opening.attrSet("id", _free_anchor(_plain(inline), used))
            if opening.tag == "h1":
                opening.tag = closing.tag = "h2"


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in {"text", "code_inline"})


def _free_anchor(text: str, used: dict[str, int]) -> str:
    """Return an address that is not ``used``, and note it there; the number is how often its name came."""
    base = anchor = "h-" + make_slug(text, "section")
    while anchor in used:
        used[base] += 1
        anchor = f"{base}-{used[base]}"
    used[anchor] = 1
    return anchor


def fence(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, env: _Env) -> str:
    """Code with its language, highlighted where it is known and not still being written."""
    token = tokens[at]
    language = (token.info.split() or [""])[0].lower()
    named = f' class="language-{escape(language)}"' if language else ""
    code = escape(token.content) if env.get("open") else highlight(token.content, language)
    return f'<pre tabindex="0"><code{named}>{code}</code></pre>\n'


def code_block(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, ___: _Env) -> str:
    """Indented code."""
    return f'<pre tabindex="0"><code>{escape(tokens[at].content)}</code></pre>\n'


def image(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, env: _Env) -> str:
    """Show a picture of this site, and a link to one elsewhere."""
    source = escape(str(tokens[at].attrGet("src") or ""))
    said = escape(tokens[at].content)
    if env.get("images") and source.startswith("/") and not source.startswith("//"):
        return f'<img src="{source}" alt="{said}" loading="lazy">'
    return f'<a href="{source}">{said or source}</a>'


def table_open(*_: object) -> str:
    """Open a table in a box that scrolls."""
    return '<div class="tablebox" tabindex="0"><table>\n'


def table_close(*_: object) -> str:
    """Close table and box."""
    return "</table></div>\n"


def _cell(tokens: Sequence[Token], at: int) -> str:
    align = str(tokens[at].attrGet("style") or "").removeprefix("text-align:")
    named = f' class="{align}"' if align else ""  # the page allows no inline style
    return f"<{tokens[at].tag}{named}>"


def th_open(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, ___: _Env) -> str:
    """Head cell; its alignment is a class."""
    return _cell(tokens, at)


def td_open(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, ___: _Env) -> str:
    """Cell; its alignment is a class."""
    return _cell(tokens, at)


def footnote_block_open(*_: object) -> str:
    """Footnotes below a line."""
    return '<hr class="footnotes-sep">\n<section class="footnotes">\n<ol class="footnotes-list">\n'
