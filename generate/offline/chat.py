"""Recognise conversations pasted as ``name: text`` lines."""

import re
from collections.abc import Sequence

from generate.offline.labels import is_label

LEAST = 3  # messages
_MESSAGE = re.compile(
    r"(?:> ?)?(?:\[?(?:오전 |오후 )?\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?\]? +)?"
    r"\[?@?(?P<name>[^\W\d_][\w.-]{0,19}(?: [^\W\d_][\w.-]{0,19})?)\]? ?[:：] +(?=\S)",
    re.IGNORECASE,
)


def is_chat(lines: Sequence[str]) -> bool:
    """Return whether the lines are a conversation: each begins with a name, and a speaker returns after another one.

    Settings and sections such as ``cause: … fix: …`` name each key once.
    """
    names = [found["name"].casefold() if (found := _MESSAGE.match(line)) else "" for line in lines]
    turns = [name for name, above in zip(names, ["", *names], strict=False) if name != above]
    returns = len(set(turns)) < len(turns)
    return len(names) >= LEAST and len(set(turns)) > 1 and returns and all(n and not is_label(n) for n in names)


def without_name(line: str) -> str:
    """Return a message without its time and speaker."""
    return _MESSAGE.sub("", line, count=1)
