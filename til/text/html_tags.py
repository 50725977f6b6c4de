"""The few HTML tags that are common in Markdown: kept with relevant attributes; other tags become text.

The output still goes through the allow-list. Comments are removed.
"""

import re
from collections.abc import Callable, Sequence
from html import escape, unescape

from markdown_it import MarkdownIt
from markdown_it.common.html_re import HTML_OPEN_CLOSE_TAG_STR
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from til.slugs import generate_slug

_BLOCK_NAMES = """
blockquote center dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre summary table tbody td tfoot
th thead tr ul
"""
_LINE_NAMES = """
a abbr b br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub sup u var
"""
_OF_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SAFE = _OF_BLOCKS.union(_LINE_NAMES.split())
_HOLDS_BLOCKS = frozenset(("details", "div", "dl", "figure", "table", "center", "blockquote"))
_KEPT = {
    "a": ("href", "title"),
    "abbr": ("title",),
    "details": ("open",),
    "ol": ("start",),
    **dict.fromkeys(("p", "div", "h1", "h2", "h3"), ("align",)),
    **dict.fromkeys(("td", "th"), ("align", "colspan", "rowspan")),
}
_NAMED = {"h1": "h2", "center": "div"}
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_TAG = re.compile(HTML_OPEN_CLOSE_TAG_STR.removeprefix("^"))
_ATTRIBUTE = re.compile(r"""\s([A-Za-z][\w-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_BLOCK = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)(?:[\s>]|/>|$)")
_COMMENT, _COMMENT_END = "<!--", "-->"

Picture = Callable[[dict[str, str], EnvType], str]


def html_tags_plugin(md: MarkdownIt, *, picture: Picture) -> None:
    """Add the tags to the parser; ``picture`` returns the HTML of an ``img`` with the given attributes."""

    def show(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, env: EnvType) -> str:
        return _passed(tokens[at].content, lambda attributes: picture(attributes, env))

    md.block.ruler.at("html_block", _html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    md.inline.ruler.at("html_inline", _html_inline)
    for name in ("html_block", "html_inline"):
        md.add_render_rule(name, show)


def still_open(html: str) -> int:
    """Return opened minus closed block elements in a piece of HTML."""
    count = 0
    for tag in _TAG.finditer(html):
        if _name(tag.group()) in _HOLDS_BLOCKS:
            count += -1 if tag.group().startswith("</") else 1
    return count


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Consume the lines of a block tag up to a blank line, or those of a comment up to its end."""
    begin = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith("<", begin):
        return False
    is_comment = state.src.startswith(_COMMENT, begin)
    found = None if is_comment else _BLOCK.match(state.src, begin, state.eMarks[start])
    last = _end_of_comment(state, begin) if is_comment else 0
    if last < 0 or not (is_comment or (found and found[1].lower() in _OF_BLOCKS)):
        return False
    if silent:
        return True
    line = start + 1
    while line < end and (state.eMarks[line - 1] < last if is_comment else not state.isEmpty(line)):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            break
        line += 1
    state.line = line
    token = state.push("html_block", "", 0)
    token.map = [start, line]
    token.content = state.getLines(start, line, state.blkIndent, True)
    return True


def _end_of_comment(state: StateBlock | StateInline, begin: int) -> int:
    """Return where the comment at ``begin`` ends, or -1; a failed search is remembered."""
    if begin >= state.env.get("no_comment_ends_after", len(state.src)):
        return -1
    found = state.src.find(_COMMENT_END, begin + 2)
    if found < 0 and isinstance(state, StateBlock):
        state.env["no_comment_ends_after"] = begin
    return found + len(_COMMENT_END) if found >= 0 else -1


def _html_inline(state: StateInline, silent: bool) -> bool:
    begin = state.pos
    if not state.src.startswith("<", begin):
        return False
    if state.src.startswith(_COMMENT, begin):
        end = state.src.find(_COMMENT_END, begin + 2, state.posMax)
        if end < 0:
            return False
        state.pos = end + len(_COMMENT_END)
        return True
    found = _safe_tag(state.src, begin, state.posMax)
    if not found:
        return False
    state.pos = found.end()
    if not silent:
        state.push("html_inline", "", 0).content = found.group()
        if _name(found.group()) == "a":
            state.linkLevel += -1 if found.group().startswith("</") else 1
    return True


def _safe_tag(text: str, at: int, end: int) -> re.Match[str] | None:
    named = _NAME.match(text, at, end)
    is_safe = named and named[1].lower() in _SAFE
    return _TAG.match(text, at, end) if is_safe else None


def _name(tag: str) -> str:
    named = _NAME.match(tag)
    return named[1].lower() if named else ""


def _passed(text: str, picture: Callable[[dict[str, str]], str]) -> str:
    """Return HTML in which safe tags are tags and any other ``<`` is text."""
    parts, at = [], 0
    while (begin := text.find("<", at)) >= 0:
        parts.append(_as_text(text[at:begin]))
        comment = text.find(_COMMENT_END, begin + 2) if text.startswith(_COMMENT, begin) else -1
        tag = None if comment >= 0 else _safe_tag(text, begin, len(text))
        at = comment + len(_COMMENT_END) if comment >= 0 else tag.end() if tag else begin + 1
        parts.append("" if comment >= 0 else _rewritten(tag.group(), picture) if tag else "&lt;")
    return "".join([*parts, _as_text(text[at:])])


def _as_text(text: str) -> str:
    return text.replace(">", "&gt;")


def _rewritten(tag: str, picture: Callable[[dict[str, str]], str]) -> str:
    """Return a tag with only its allowed attributes."""
    name = _name(tag)
    if tag.startswith("</"):
        return f"</{_NAMED.get(name, name)}>"
    said = {key.lower(): unescape(one or two or three) for key, one, two, three in _ATTRIBUTE.findall(tag)}
    if name == "img":
        return picture(said)
    kept = {key: said[key] for key in _KEPT.get(name, ()) if key in said}
    if name == "center":
        kept["align"] = "center"
    if name == "a" and (place := said.get("id") or said.get("name")):
        kept["id"] = f"h-{generate_slug(place, 'section')}"
    written = "".join(f' {key}="{escape(value)}"' for key, value in kept.items())
    return f"<{_NAMED.get(name, name)}{written}>"
