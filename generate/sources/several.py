"""Several sources in one: their texts are joined, divided again by their lengths, and share one budget."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from generate.sources.fit import fit
from generate.sources.source import Source

SEVERAL = "several"  # the kind of a source with parts
_METADATA = ("title", "url", "name", "author", "site", "date")
_LONGEST = 2_000  # characters of a value
_BETWEEN = "\n\n"


def join(texts: Iterable[str]) -> str:
    """Return the texts as one; ``divide`` reverses it."""
    return _BETWEEN.join(texts)


def divide(text: str, lengths: Iterable[int]) -> list[str]:
    """Return the texts of these ``lengths`` (code points) that were joined; empty ones if ``text`` is empty."""
    texts, start = [], 0
    for length in lengths:
        texts.append(text[start : start + length])
        start += length + len(_BETWEEN)
    return texts


def joined(parts: Sequence[Source]) -> Source:
    """Return one source with these parts; its title and address are those of the first page among them."""
    first = next((part for part in parts if part.url), None) or next((part for part in parts if part.label), Source(""))
    text = join(part.text for part in parts)
    hidden = sum(part.hidden for part in parts)
    title = first.title or first.name
    return Source(text, kind=SEVERAL, title=title, url=first.url, hidden=hidden, parts=tuple(parts))


def record(part: Source) -> dict[str, object]:
    """Return what to store of a part beside its text: the text's length as ``read``, and its metadata."""
    return {"read": len(part.text)} | {name: getattr(part, name)[:_LONGEST] for name in _METADATA}


def restored(records: Sequence[Mapping[str, Any]], text: str) -> list[Source]:
    """Return the parts from their records, which also have a ``type``, and their joined ``text``."""
    texts = divide(text, [one.get("read", 0) for one in records])
    return [
        Source(text, kind=one["type"], **{name: one.get(name, "") for name in _METADATA})
        for one, text in zip(records, texts, strict=True)
    ]


def fit_all(source: Source, budget: int) -> tuple[Source, bool]:
    """Return ``source`` in at most ``budget`` characters, and whether any of it was shortened."""
    if not source.parts:
        text, is_cut = fit(source.text, budget)
        return replace(source, text=text), is_cut
    lengths = [len(part.text) for part in source.parts]
    rooms = share(lengths, budget - len(_BETWEEN) * (len(lengths) - 1))
    fitted = [fit(part.text, room) for part, room in zip(source.parts, rooms, strict=True)]
    parts = [replace(part, text=text) for part, (text, _) in zip(source.parts, fitted, strict=True)]
    return replace(source, text=join(part.text for part in parts), parts=tuple(parts)), any(cut for _, cut in fitted)


def share(lengths: Sequence[int], budget: int) -> list[int]:
    """Divide ``budget`` fairly: the short ones get all they need, the others the same each."""
    rooms, left = [0] * len(lengths), max(0, budget)
    shortest_first = sorted(range(len(lengths)), key=lengths.__getitem__)
    for place, at in enumerate(shortest_first):
        rooms[at] = min(lengths[at], left // (len(lengths) - place))
        left -= rooms[at]
    return rooms
