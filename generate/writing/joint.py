"""The white space between a text and its continuation."""

import re

from generate.writing.seam import is_in_code

_BLOCK = re.compile(r"#{1,6} |(?P<item>[-*+] |\d{1,9}[.)] )|`{3}|~{3}|(?P<quote>> )|(?P<row>\|)")
_FENCE = re.compile(r"`{3,}|~{3,}")
_SENTENCE = re.compile(r"[.!?。！？…][\"”’»)]*$")
_OPENING = "`“‘("


def joined(kept: str, rest: str, *, shows_space: bool = False) -> str:
    """Return ``rest`` preceded by the white space that belongs between the two.

    Models often leave it out. ``shows_space`` says that ``rest`` has it: its answer repeated the end of ``kept``.
    Inside code nothing is added, except before the end of the block.
    """
    if kept.endswith("\n"):
        return _without_newlines(rest, len(kept) - len(kept.rstrip("\n")))
    if kept[-1:].isspace():
        rest = rest.lstrip(" ")
        if not shows_space and (block := _BLOCK.match(rest)) and block.lastgroup is None and not is_in_code(kept):
            return f"\n\n{rest}"
        return rest if rest.startswith("\n\n") or _BLOCK.match(rest[1:]) else rest.removeprefix("\n")
    if shows_space or not rest or rest[0].isspace():
        return rest
    if is_in_code(kept):
        return f"\n{rest}" if _FENCE.match(rest) else rest
    return f"{_space(kept, rest)}{rest}"


def _without_newlines(rest: str, most: int) -> str:
    return rest[min(most, len(rest) - len(rest.lstrip("\n"))) :]


def _space(kept: str, rest: str) -> str:
    line, last, first = kept.rpartition("\n")[2], kept[-1], rest[0]
    block, before = _BLOCK.match(rest), _BLOCK.match(line.lstrip())
    if _FENCE.fullmatch(line.strip()):
        return "\n\n"
    if line.count("`") % 2 or (last.isdigit() and first.isdigit()):
        return ""
    if block and before and block.lastgroup and block.lastgroup == before.lastgroup and (first != "|" or last == "|"):
        return "\n"
    if last == first:
        return ""
    if block and (block.lastgroup is None or _SENTENCE.search(line) or last in ":)`"):
        return "\n\n"
    return " " if _is_between_words(line, last, first) else ""


def _is_between_words(line: str, last: str, first: str) -> bool:
    """Return whether a space is missing; a particle follows a Korean word directly, as a digit does a point."""
    if _SENTENCE.search(line):
        return first.isupper() or _is_hangul(first) or first in _OPENING
    if last == ":":
        return first.isalpha() or first in _OPENING
    closes = last in ")”`" or (last == '"' and line.count('"') % 2 == 0)
    return closes and first.isascii() and first.isalnum()


def _is_hangul(character: str) -> bool:
    return "가" <= character <= "힣"
