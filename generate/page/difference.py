r"""Send growing HTML as small differences; `text.js` applies them.

A reader holds the last version of the open block. A difference gives the distance of the change from its end, the
length of the end that stays (in UTF-16 units, as scripts count; a single number if nothing is removed), and the new
text. Since line ends and highlighted code would be most of the bytes, single control characters replace `\n`,
`<span class="…">` and `</span>`.
"""

import re
from dataclasses import dataclass
from zlib import crc32

PART = 1_200  # bytes of HTML sent in one piece
PIECE = 900  # bytes per part of longer HTML; packing halves highlighted code
_HELD = re.compile(r"(?a:\d{1,9}(_\d{1,9}\.[0-9a-z]{1,7}){1,8})")
_SPAN = re.compile(r'<span class="(\w+)">')
_LINE, _OPEN, _CLOSE = "\x1d", "\x1e", "\x1f"
_CONTROLS = re.compile(f"[{_LINE}{_OPEN}{_CLOSE}]")


@dataclass(frozen=True, slots=True)
class Held:
    """The open block that a returning reader holds: its length, and checksums of its prefixes, in UTF-16."""

    length: int = 0
    beginnings: tuple[tuple[int, int], ...] = ()

    def shared(self, html: str) -> int:
        """Return the length of the prefix of ``html`` that the reader holds."""
        encoded = html.encode("utf-16-le")
        for length, checksum in sorted(self.beginnings, reverse=True):
            beginning = encoded[: 2 * length]
            if length <= min(self.length, len(encoded) // 2) and crc32(beginning) == checksum:
                return len(beginning.decode("utf-16-le", "ignore"))
        return 0


def held(text: str) -> Held:
    """Parse the description of the open block sent by `text.js`; invalid text counts as nothing held."""
    if not _HELD.fullmatch(text):
        return Held()
    length, *beginnings = text.split("_")
    pairs = (one.split(".") for one in beginnings)
    return Held(int(length), tuple((int(end), int(checksum, 36)) for end, checksum in pairs))


def difference(before: str, after: str) -> str:
    """Return ``after`` as a difference to ``before``: one or two numbers, a space, and the new text, packed."""
    begin = _shared(before, after)
    end = _shared(before[begin:][::-1], after[begin:][::-1])
    rest = after[begin : len(after) - end]
    cut, kept = units(before[begin:]), units(after[len(after) - end :])
    return f"{cut} {pack(rest)}" if cut == kept else f"{cut},{kept} {pack(rest)}"


def differences(before: str | Held, after: str) -> list[str]:
    """Return the difference from ``before`` to ``after`` in small parts, for short connections; empty if equal."""
    if before == after:
        return []
    if isinstance(before, str):
        begin = _shared(before, after)
        if len(after[begin:].encode()) <= PART:
            return [difference(before, after)]
        cut = units(before[begin:])
    else:
        begin = before.shared(after)
        cut = before.length - units(after[:begin])
    rest = after[begin:]
    size = len(rest.encode())
    step = max(1, PIECE * len(rest) // size) if size > PART else len(rest) or 1
    first, *more = [rest[at : at + step] for at in range(0, len(rest), step)] or [""]
    return [f"{cut},0 {pack(first)}", *(f"0 {pack(part)}" for part in more)] if first or cut else []


def pack(html: str) -> str:
    """Return HTML on one line and in fewer bytes."""
    html = _CONTROLS.sub("", html)
    return _SPAN.sub(rf"{_OPEN}\1 ", html).replace("</span>", _CLOSE).replace("\n", _LINE)


def units(text: str) -> int:
    """Return the length of ``text`` as scripts count it."""
    return len(text) + sum(char > "\uffff" for char in text)


def _shared(one: str, other: str) -> int:
    """Return the length of the common prefix."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one.startswith(other[low:middle], low):
            low = middle
        else:
            high = middle - 1
    return low
