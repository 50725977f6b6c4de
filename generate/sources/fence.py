"""Code as a fenced Markdown block that its own content cannot close (CommonMark 4.5)."""

import re

_TICKS = re.compile(r"`{3,}")


def fence(code: str, language: str = "") -> str:
    """Return ``code`` between fences, unchanged except for one final line end."""
    ticks = "`" * max([3, *(len(run) + 1 for run in _TICKS.findall(code))])
    return "\n".join((f"{ticks}{language}", code.removesuffix("\n"), ticks))
