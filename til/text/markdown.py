"""Markdown to safe HTML; no other module renders Markdown.

The parser keeps a few HTML tags, and its output goes through a strict allow-list. The result contains no scripts, no
resources from other sites, and no attributes that scripts react to.
"""

import re
import threading
from collections.abc import MutableMapping, Sequence
from html import escape
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, linkify
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from til.text.anchors import anchors_plugin
from til.text.autolinks import Finder
from til.text.callouts import callouts_plugin
from til.text.code import code_block, fence
from til.text.emphasis import CjkInline
from til.text.formulas import formulas_plugin
from til.text.html_allowlist import CLEANER
from til.text.html_tags import html_tags_plugin
from til.text.pictures import is_ours
from til.text.signs import signs_plugin

SCHEMES = ("http", "https", "mailto")
LONGEST = 200_000  # characters; longer text is shown unparsed, since parsing time grows faster than its length
_FIRST_HEADING = re.compile(r"\s*^ {0,3}#[ \t]+([^\n]+?)[ \t#]*(?:\n|\Z)", re.MULTILINE)
_OWN_LINK = re.compile(r'(<a href="(?:#|/(?!/))[^"]*"[^>]*?) rel="noopener nofollow ugc"')
_MARKS = re.compile(r"[*_`]")
_local = threading.local()
_Env = MutableMapping[str, Any]


def render(markdown: str, *, images: bool) -> SafeString:
    """Return the HTML of a Markdown text.

    Without ``images``, pictures become links, except those that people added here; so do pictures on other sites unless
    TIL_REMOTE_IMAGES allows them.
    Takes up to 2 s for hostile input of 50 KB: do not call it on the event loop.
    """
    if len(markdown) > LONGEST:
        return mark_safe(f'<pre tabindex="0">{escape(markdown)}</pre>')
    return clean(parser().render(markdown, {"images": images}))


def render_below(title: str, markdown: str, *, images: bool) -> SafeString:
    """Return the HTML of a text shown below its title, without a first heading that repeats the title."""
    first = _FIRST_HEADING.match(markdown)
    says_the_same = first and _words_of(first[1]) == _words_of(title)
    return render(markdown[first.end() :] if first and says_the_same else markdown, images=images)


def _words_of(text: str) -> str:
    return " ".join(_MARKS.sub("", text).casefold().split()).rstrip(".")


def clean(html: str) -> SafeString:
    """Reduce the parser's HTML to the allow-list; links inside the site lose ``nofollow``."""
    return mark_safe(_OWN_LINK.sub(r"\1", CLEANER.clean(html)))


def parser() -> MarkdownIt:
    """Return this thread's parser: the link finder in it is stateful."""
    if not hasattr(_local, "parser"):
        _local.parser = _make_parser()
    made: MarkdownIt = _local.parser
    return made


def _make_parser() -> MarkdownIt:
    md = MarkdownIt()
    md.inline = CjkInline()
    md.configure("commonmark", {"linkify": True})
    md.enable(["table", "strikethrough", "linkify"]).use(footnote_plugin).use(deflist_plugin)
    md.use(formulas_plugin).use(callouts_plugin).use(signs_plugin).use(anchors_plugin)
    md.use(html_tags_plugin, picture=_written_picture)
    md.linkify = Finder()
    md.inline.ruler.at("linkify", _link)
    md.core.ruler.push("pictures", _note_links_around_pictures)
    for rule in (
        fence,
        code_block,
        image,
        table_open,
        table_close,
        th_open,
        td_open,
        footnote_block_open,
        footnote_caption,
    ):
        md.add_render_rule(rule.__name__, rule)
    return md


def _link(state: StateInline, silent: bool) -> bool:
    """Look for a URL only after a scheme; the parser's rule rescans the whole line at each colon."""
    return state.pending[-6:].lower().endswith(SCHEMES) and linkify(state, silent)


def _note_links_around_pictures(state: StateCore) -> None:
    """Mark pictures inside links, since links cannot be nested."""
    for token in state.tokens:
        depth = 0
        for child in token.children or ():
            depth += child.nesting if child.type in {"link_open", "link_close"} else 0
            child.meta |= {"linked": True} if depth and child.type == "image" else {}


def image(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, env: _Env) -> str:
    """Render a picture if allowed, else a link to it."""
    token = tokens[at]
    said = {"src": str(token.attrGet("src") or ""), "alt": token.content, "title": str(token.attrGet("title") or "")}
    return _picture(said, env, is_linked=bool(token.meta.get("linked")))


def _written_picture(said: dict[str, str], env: MutableMapping[str, Any]) -> str:
    return _picture(said, env) if said.get("src") else ""


def _may_show(source: str) -> bool:
    is_here = source.startswith("/") and not source.startswith("//")
    return is_here or (settings.TIL_REMOTE_IMAGES and source.startswith("https://"))


def _picture(said: dict[str, str], env: MutableMapping[str, Any], *, is_linked: bool = False) -> str:
    source, alt = escape(said["src"]), escape(said.get("alt", ""))
    if is_ours(said["src"]) or (env.get("images") and _may_show(source)):
        more = "".join(f' {name}="{escape(said[name])}"' for name in ("title", "width", "height") if said.get(name))
        return f'<img src="{source}" alt="{alt}"{more} loading="lazy">'
    return (alt or source) if is_linked else f'<a href="{source}">{alt or source}</a>'


def table_open(*_: object) -> str:
    """Open a table in a scrolling box."""
    return '<div class="tablebox" tabindex="0"><table>\n'


def table_close(*_: object) -> str:
    """Close table and box."""
    return "</table></div>\n"


def _cell(tokens: Sequence[Token], at: int) -> str:
    align = str(tokens[at].attrGet("style") or "").removeprefix("text-align:")
    named = f' class="{align}"' if align else ""  # the content security policy forbids inline styles
    return f"<{tokens[at].tag}{named}>"


def th_open(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, ___: _Env) -> str:
    """Render a header cell, aligned by a class."""
    return _cell(tokens, at)


def td_open(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, ___: _Env) -> str:
    """Render a cell, aligned by a class."""
    return _cell(tokens, at)


def footnote_block_open(*_: object) -> str:
    """Render footnotes below a rule."""
    return '<hr class="footnotes-sep">\n<section class="footnotes">\n<ol class="footnotes-list">\n'


def footnote_caption(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, ___: _Env) -> str:
    """Name a footnote by its number, the same wherever it is referred to."""
    return f"[{int(tokens[at].meta['id']) + 1}]"
