"""Formulas as MathML, which browsers render natively: ``$…$`` inline, ``$$…$$`` and ``math`` code as blocks.

A formula that the library cannot parse is shown unchanged. The library does not escape text, so its output is parsed
and serialised again.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element, tostring

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath.index import math_block_dollar

LONGEST = 2_000  # maximum characters of a formula
_IN_LINE = re.compile(
    r"\$`([^`\n]{1,500})`\$|\$(?![\s$])((?:[^$\\\n`]|\\[^\n]){1,500}?)(?<![\s\\])\$(?![\w$])", re.ASCII
)
_WORD = re.compile(r"\w", re.ASCII)
_DOUBLE = re.compile(r"\$\$(?!\s*\$)((?:[^$\\]|\\.){1,2000}?)\$\$", re.DOTALL)


def formulas_plugin(md: MarkdownIt) -> None:
    """Add both syntaxes to the parser."""
    md.inline.ruler.before("escape", "math_inline", _math_inline)
    md.block.ruler.before(
        "fence",
        "math_block",
        math_block_dollar(False, str, False),
        {"alt": ["paragraph", "reference", "blockquote", "list"]},
    )
    for rule in (math_inline, math_block):
        md.add_render_rule(rule.__name__, rule)


def math_inline(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, env: EnvType) -> str:
    """Render an inline formula."""
    token = tokens[at]
    return _shown(token.content, "block" if token.meta.get("block") else "inline", env)


def math_block(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, env: EnvType) -> str:
    """Render a block formula."""
    return display(tokens[at].content, env)


def display(tex: str, env: EnvType) -> str:
    """Return the HTML of a block formula in a scrolling box."""
    return f'<div class="formula" tabindex="0">{_shown(tex.strip(), "block", env)}</div>\n'


def _math_inline(state: StateInline, silent: bool) -> bool:
    begin = state.pos
    if not state.src.startswith("$", begin) or (begin and _WORD.match(state.src[begin - 1])):
        return False
    double = _DOUBLE.match(state.src, begin, state.posMax)
    found = double or _IN_LINE.match(state.src, begin, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content = next(filter(None, found.groups()))
        token.meta = {"block": bool(double)}
    state.pos = found.end()
    return True


def _shown(tex: str, kind: str, env: EnvType) -> str:
    made = "" if env.get("open") else _mathml(tex, kind)  # an unclosed formula is text
    return made or escape(f"${tex}$" if kind == "inline" else f"$${tex}$$")


@lru_cache(maxsize=500)
def _mathml(tex: str, kind: str) -> str:
    """Return MathML, or "" if the library cannot parse the formula."""
    from latex2mathml.converter import convert_to_element

    if len(tex) > LONGEST:
        return ""
    try:
        root = convert_to_element(tex, display=kind)
    except Exception:  # noqa: BLE001 - on arbitrary input, the library fails in many ways
        return ""
    root.attrib.pop("xmlns", None)
    root.set("alttext", tex)
    _write_out(root)
    return tostring(root, encoding="unicode")


def _write_out(root: Element) -> None:
    for part in root.iter():
        part.text = unescape(part.text) if part.text else part.text
        part.tail = unescape(part.tail) if part.tail else part.tail
