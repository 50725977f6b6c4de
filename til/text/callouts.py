"""Callouts: GitHub's and Obsidian's ``> [!NOTE]``, ``:::tip`` and ``!!! note``, with a title, open or folded."""

import re
from collections.abc import Sequence
from itertools import islice, takewhile
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.admon.index import admonition
from mdit_py_plugins.container import container_plugin

from til.text.language import KOREAN, detect

_KINDS = {
    "note": "note info todo example abstract summary tldr cite quote seealso details",
    "tip": "tip hint success check done",
    "important": "important question help faq",
    "warning": "warning caution attention",
    "danger": "danger error bug failure fail missing",
}
_LOOK = {kind: look for look, kinds in _KINDS.items() for kind in kinds.split()}
_KOREAN = {
    "note": "참고",
    "info": "정보",
    "todo": "할 일",
    "example": "예시",
    "abstract": "요약",
    "summary": "요약",
    "tldr": "요약",
    "cite": "인용",
    "quote": "인용",
    "seealso": "함께 보기",
    "details": "자세히",
    "tip": "팁",
    "hint": "힌트",
    "success": "성공",
    "check": "확인",
    "done": "완료",
    "important": "중요",
    "question": "질문",
    "help": "도움말",
    "faq": "자주 묻는 질문",
    "warning": "주의",
    "caution": "조심",
    "attention": "주의",
    "danger": "위험",
    "error": "오류",
    "bug": "버그",
    "failure": "실패",
    "fail": "실패",
    "missing": "빠진 것",
}
_MARKER = re.compile(r"\[!([A-Za-z]{2,20})\]([+-]?)[ \t]*([^\n]*)(?:\n|$)")
_CONTAINER = re.compile(r"\s*([a-z]+)\b\s*(?:\[(.*)\]|(.*?))\s*(?:\{[.#][^{}]*\})?\s*$", re.IGNORECASE)
_ADMONITION = re.compile(r"\s*(?:!!!|\?\?\?\+?)\s+([a-z]+)\b", re.IGNORECASE)
_FOLDS = {"???": "-", "???+": "+"}


class _Callout(NamedTuple):
    kind: str
    fold: str  # "+" open, "-" closed, "" not folded
    title: str
    taken: int  # number of tokens in its marker


def callouts_plugin(md: MarkdownIt) -> None:
    """Add the three syntaxes to the parser."""
    md.block.ruler.before("fence", "admonition", _admonition_lines, {"alt": ["paragraph", "reference", "list"]})
    container_plugin(md, "callout", validate=lambda params, *_: _kind_of(_CONTAINER.match(params)) in _LOOK)
    md.core.ruler.before("inline", "callouts", _find)
    for rule in (callout_open, callout_title_open, callout_title_close, callout_close):
        md.add_render_rule(rule.__name__, rule)


def _kind_of(found: re.Match[str] | None) -> str:
    return found[1].lower() if found else ""


def _admonition_lines(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Accept known kinds only: ``!!!`` may also be mere emphasis."""
    line = _ADMONITION.match(state.src, state.bMarks[start], state.eMarks[start])
    return _kind_of(line) in _LOOK and admonition(state, start, end, silent)


def _find(state: StateCore) -> None:
    """Turn marked quotations into callouts before their titles and texts are parsed."""
    tokens: list[Token] = []
    tags: list[str] = []  # looks of the open callouts, "" for a plain quotation
    at = 0
    while at < len(state.tokens):
        token, taken = state.tokens[at], 1
        if read := _OPENERS.get(token.type):
            said = read(state.tokens, at)
            tags.append((said and ("details" if said.fold else "div")) or "")
            tokens += _opening(said, token, _body(state.tokens, at)) if said else [token]
            taken = said.taken if said else 1
        elif token.type in _CLOSERS:
            tag = tags.pop()
            tokens.append(Token("callout_close", tag, -1, level=token.level, block=True) if tag else token)
        else:
            tokens.append(token)
        at += taken
    state.tokens = tokens


def _quoted(tokens: Sequence[Token], at: int) -> _Callout | None:
    """Read ``[!KIND]`` from the first line of a quotation and keep the rest of the paragraph."""
    if tokens[at + 1].type != "paragraph_open":
        return None
    inline = tokens[at + 2]
    found = _MARKER.match(inline.content)
    if not found:
        return None
    inline.content = inline.content[found.end() :]
    return _Callout(found[1].lower(), found[2], found[3].strip(), 1 if inline.content else 4)


def _contained(tokens: Sequence[Token], at: int) -> _Callout | None:
    found = _CONTAINER.match(tokens[at].info)
    if not found:
        return None
    kind = found[1].lower()
    return _Callout(kind, "-" if kind == "details" else "", (found[2] or found[3] or "").strip(), 1)


def _admonition(tokens: Sequence[Token], at: int) -> _Callout | None:
    token = tokens[at]
    kind = str(token.meta["tag"]).lower()
    has_title = tokens[at + 1].type == "admonition_title_open"
    title = "" if token.content.lower() == kind else token.content
    return _Callout(kind, _FOLDS.get(token.markup, ""), title, 4 if has_title else 1)


_OPENERS = {"blockquote_open": _quoted, "container_callout_open": _contained, "admonition_open": _admonition}
_CLOSERS = {"blockquote_close", "container_callout_close", "admonition_close"}


def _body(tokens: Sequence[Token], at: int) -> str:
    inside = takewhile(lambda token: token.level > tokens[at].level, islice(tokens, at + 1, None))
    return " ".join(token.content for token in inside)


def _opening(said: _Callout, token: Token, body: str) -> list[Token]:
    level, tag = token.level, "summary" if said.fold else "p"
    opening = Token("callout_open", "details" if said.fold else "div", 1, level=level, map=token.map, block=True)
    opening.meta = {"look": _LOOK.get(said.kind, "note"), "fold": said.fold}
    title = said.title or _named(said.kind, body)
    return [
        opening,
        Token("callout_title_open", tag, 1, level=level + 1, block=True),
        Token("inline", "", 0, content=title, children=[], level=level + 2, map=token.map),
        Token("callout_title_close", tag, -1, level=level + 1, block=True),
    ]


def _named(kind: str, body: str) -> str:
    """Return the kind's name in the callout's language."""
    return _KOREAN.get(kind, kind.capitalize()) if detect(body) == KOREAN else kind.capitalize()


def callout_open(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, ___: EnvType) -> str:
    """Open the box."""
    token = tokens[at]
    is_open = " open" if token.meta["fold"] == "+" else ""
    look = token.meta["look"]
    return f'<{token.tag} class="callout callout-{look}"{is_open}>\n'


def callout_title_open(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, ___: EnvType) -> str:
    """Open the title."""
    return f'<{tokens[at].tag} class="callout-title">'


def callout_title_close(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, ___: EnvType) -> str:
    """Close the title."""
    return f"</{tokens[at].tag}>\n"


def callout_close(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, ___: EnvType) -> str:
    """Close the box."""
    return f"</{tokens[at].tag}>\n"
