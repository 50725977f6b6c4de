r"""HTML that grows near its end, as the few bytes that are new. `draft.js` puts it together again.

A reader holds the open block as it was sent last. A difference says how far from its end it changes and how much of the
end stays (in UTF-16 units, as scripts count; one number where nothing goes), and what comes there. Line ends and
highlighted code would be most of the bytes; one control character stands for each of `\n`, `<span class="…">` and
`</span>`.
"""

import re

_SPAN = re.compile(r'<span class="(\w+)">')
_LINE, _OPEN, _CLOSE = "\x1d", "\x1e", "\x1f"
_CONTROLS = re.compile(f"[{_LINE}{_OPEN}{_CLOSE}]")


def difference(before: str, after: str) -> str:
    """Return ``after`` for a reader who holds ``before``: one or two numbers, a blank, and what is new, packed."""
    begin = _shared(before, after)
    end = _shared(before[begin:][::-1], after[begin:][::-1])
    rest = after[begin : len(after) - end]
    cut, kept = _units(before[begin:]), _units(after[len(after) - end :])
    return f"{cut} {pack(rest)}" if cut == kept else f"{cut},{kept} {pack(rest)}"


def advance(before: str, block: str, after: str) -> str:
    """Return what turns ``before`` into the finished ``block`` and the open ``after``: the block's length, and both."""
    return f"{_units(block)} {difference(before, block + after)}"


def pack(html: str) -> str:
    """Return HTML in fewer bytes and on one line."""
    html = _CONTROLS.sub("", html)
    return _SPAN.sub(rf"{_OPEN}\1 ", html).replace("</span>", _CLOSE).replace("\n", _LINE)


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def _shared(one: str, other: str) -> int:
    """Return how many characters both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one.startswith(other[low:middle], low):
            low = middle
        else:
            high = middle - 1
    return low
