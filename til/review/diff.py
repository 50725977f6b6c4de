"""What changed between two texts, line by line."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "removed", "added", "skipped"]
_AROUND = 2  # unchanged lines shown beside a change


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference; ``skipped`` represents omitted unchanged lines."""

    kind: Kind
    text: str


def difference(old: str, new: str) -> list[Line]:
    """Return the changed lines with some context; empty for equal texts."""
    before, after = old.splitlines(), new.splitlines()
    lines: list[Line] = []
    if before == after:
        return lines
    for group in SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(_AROUND):
        if lines or group[0][1] > 0:
            lines.append(Line("skipped", ""))
        for tag, start, end, to_start, to_end in group:
            if tag == "equal":
                lines += [Line("same", text) for text in before[start:end]]
                continue
            lines += [Line("removed", text) for text in before[start:end]]
            lines += [Line("added", text) for text in after[to_start:to_end]]
    return lines
