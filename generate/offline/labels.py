"""Labels such as ``Problem:`` or ``해결``: they introduce a section but do not describe it."""

import re

from generate.offline.words import words

_WORDS = words("labels", "labels")
_EDGES = re.compile(r"^[\s\[(<【*#■▶●>-]+|[\s\])>】*:：]+$")
_DATE = re.compile(r"(?:\[?til\]?\s*)?[\s\d./년월일-]{4,}(?:\([월화수목금토일a-z]+\))?(?:\s*til)?$", re.IGNORECASE)
_SPEAKER = re.compile(
    r"\[?(?:오전 |오후 )?\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?\]? +[\w .-]{1,20}: +"
    r"|[\w.-]+@[\w.-]+:\S*[$#] +(?:# +)?",
    re.IGNORECASE,
)


def is_label(line: str) -> bool:
    """Return whether the line is a label, ignoring brackets and a colon around it."""
    return len(line) <= 40 and _EDGES.sub("", line).strip().lower() in _WORDS and not line.startswith(("  ", "\t"))


def names_nothing(title: str) -> bool:
    """Return whether a heading does not describe its text: a label or a date."""
    return is_label(title) or _DATE.match(title.strip()) is not None


def without_speaker(text: str) -> str:
    """Return a line of a chat or terminal without who said it, when, or the prompt."""
    return _SPEAKER.sub("", text, count=1)
