"""Words that claims are made of, from ``data/words.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "data" / "words.toml"


@cache
def table(name: str) -> Mapping[str, Any]:
    """Return a table of the file; keys that list spellings are split."""
    return {spelling.strip(): value for spellings, value in _read()[name].items() for spelling in spellings.split(", ")}


@cache
def listed(name: str, field: str) -> tuple[str, ...]:
    """Return a comma-separated list."""
    return tuple(_read()[name][field].split(", "))


@cache
def all_of(name: str, field: str) -> frozenset[str]:
    """Return such a list as a set."""
    return frozenset(listed(name, field))


@cache
def scales() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Return lists of words for each place on each scale."""
    return tuple(tuple(tuple(place.split(", ")) for place in one.split(" | ")) for one in _read()["scales"]["groups"])


@cache
def opposites() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Return pairs of lists of words with opposite meanings."""
    pairs = [pair.split(" | ") for pair in _read()["opposites"]["pairs"]]
    return tuple((tuple(left.split(", ")), tuple(right.split(", "))) for left, right in pairs)


@cache
def same_names() -> Mapping[str, frozenset[str]]:
    """Return all spellings of a name by each of them."""
    groups = [frozenset(line.split(", ")) for line in _read()["names"]["same"]]
    return {name: group for group in groups for name in group}


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))
