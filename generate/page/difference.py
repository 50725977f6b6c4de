"""HTML that grows at its end, as the few characters that are new."""


def difference(before: str, after: str) -> str:
    """Return ``after`` for a reader who holds ``before``: how much of that stays (UTF-16 units), a blank, the rest."""
    kept = shared(before, after)
    wide = sum(char > "\uffff" for char in before[:kept])  # two units each in a browser
    return f"{kept + wide} {after[kept:]}"


def shared(one: str, other: str) -> int:
    """Return how many characters both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one.startswith(other[low:middle], low):
            low = middle
        else:
            high = middle - 1
    return low
