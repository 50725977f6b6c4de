"""Inline marks: ``==marked==``, ``:rocket:`` and ``[x]`` of tasks."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

_MARKED = re.compile(r"==(?![\s=])((?:`[^`\n]*`|[^`=\n]|=(?!=)){1,500}?)(?<![\s=])==(?![\w=])", re.ASCII)
_EMOJI = re.compile(r"(?<![\w:]):[a-z0-9_+-]{2,40}:(?![\w:])", re.ASCII)
_WORD = re.compile(r"[\w=]", re.ASCII)
_TASKS = {"[ ] ": "☐", "[x] ": "☑", "[X] ": "☑"}


def signs_plugin(md: MarkdownIt) -> None:
    """Add all three to the parser."""
    md.inline.ruler.before("emphasis", "marked", _mark)
    md.core.ruler.push("tasks", _mark_tasks)
    md.core.ruler.push("emoji", _draw_emoji)


def _mark(state: StateInline, silent: bool) -> bool:
    begin, end = state.pos, state.posMax
    if not state.src.startswith("==", begin) or (begin and _WORD.match(state.src[begin - 1])):
        return False
    found = _MARKED.match(state.src, begin, end)
    if not found:
        return False
    if not silent:
        state.push("mark_open", "mark", 1)
        state.pos, state.posMax = found.span(1)
        state.md.inline.tokenize(state)
        state.push("mark_close", "mark", -1)
    state.pos, state.posMax = found.end(), end
    return True


def _mark_tasks(state: StateCore) -> None:
    """Turn ``[ ]`` and ``[x]`` at the start of a list item into symbols."""
    for item, before, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        sign = _TASKS.get(inline.content[:4]) if item.type == "list_item_open" and inline.type == "inline" else None
        if sign and inline.children and before.type == "paragraph_open" and inline.children[0].type == "text":
            item.attrSet("class", "task")
            first = inline.children[0]
            first.content = f"{sign} {first.content[4:]}"


def _draw_emoji(state: StateCore) -> None:
    """Replace emoji codes; the names are loaded on first use."""
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "text" and _EMOJI.search(child.content):
                child.content = _EMOJI.sub(_emoji, child.content)


def _emoji(found: re.Match[str]) -> str:
    from emoji import emojize

    return emojize(found[0], language="alias")
