"""Change a note's text without touching its code."""

import re
from collections.abc import Callable

CODE = re.compile(
    r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1[`~]*\s*$|\Z)|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)", re.MULTILINE | re.DOTALL
)


def outside_code(content: str, change: Callable[[str], str]) -> str:
    """Return the content with ``change`` applied outside code."""
    parts, at = [], 0
    for code in CODE.finditer(content):
        parts += [change(content[at : code.start()]), code.group()]
        at = code.end()
    return "".join([*parts, change(content[at:])])
