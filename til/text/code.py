"""Code blocks: language, file name and marked lines, in the syntax of GitHub, Docusaurus, Hugo, Zenn and velog."""

import re
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from til.text.formulas import display
from til.text.highlight import highlight

_MOST_LINES = 10_000  # highest line that can be marked
_LANGUAGE = re.compile(r"\{?\.?([^\s{}:,=\"']*)(?::([^\s{}]+))?")
_TITLE = re.compile(r"""\b(?:title|filename|file|name|caption)\s*[=:]\s*(?:"([^"]*)"|'([^']*)'|([^\s{}"',]+))""")
_LINES = re.compile(r"""(?:\bhl_lines\s*[=:]\s*["'\[]+|\{)([\d\s,"'-]+)["'\]]*\}?""")
_RANGE = re.compile(r"(\d{1,5})(?:\s*-\s*(\d{1,5}))?")


class Info(NamedTuple):
    """A fence's info string, parsed."""

    language: str
    name: str  # of the file
    marked: list[int]  # lines, from 1


def read_info(info: str) -> Info:
    """Parse an info string such as ``python title="app.py" {1,3-5}`` or ``js:src/app.js``."""
    found = _LANGUAGE.match(info.strip())
    language, name = (found[1].lower(), found[2] or "") if found else ("", "")
    if titled := _TITLE.search(info):
        name = next(filter(None, titled.groups()), "")
    lines = _LINES.search(info)
    return Info(language, name, _numbers(lines[1]) if lines else [])


def _numbers(said: str) -> list[int]:
    found: set[int] = set()
    for first, last in _RANGE.findall(said):
        found |= set(range(int(first), min(int(last or first), _MOST_LINES) + 1))
    return sorted(found)


def fence(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, env: EnvType) -> str:
    """Render a code block; highlighted if its language is known and the block is complete."""
    token = tokens[at]
    said = read_info(token.info)
    if said.language == "math":
        return display(token.content, env)
    named = f' class="language-{escape(said.language)}"' if said.language else ""
    code = escape(token.content) if env.get("open") else highlight(token.content, said.language, said.marked)
    block = f'<pre tabindex="0"><code{named}>{code}</code></pre>\n'
    return (
        f'<figure class="listing"><figcaption>{escape(said.name)}</figcaption>{block}</figure>\n'
        if said.name
        else block
    )


def code_block(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, ___: EnvType) -> str:
    """Render indented code."""
    return f'<pre tabindex="0"><code>{escape(tokens[at].content)}</code></pre>\n'
