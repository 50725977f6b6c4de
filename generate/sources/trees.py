"""Decision trees that weigh a block's features, fitted by ``bench/sources/fit.py`` (see DECISIONS.md)."""

from functools import cache
from pathlib import Path

import orjson

_Leaf = float
_Tree = _Leaf | tuple[str, float, "_Tree", "_Tree"]  # a feature, a threshold, the tree up to it, the tree above it


@cache
def _trees() -> tuple[float, list[_Tree]]:
    start, trees = orjson.loads(Path(__file__).with_suffix(".json").read_bytes())
    return start, trees


def points(signs: dict[str, float]) -> float:
    """Return the sum of what each tree says; above 0 means article."""
    start, trees = _trees()
    return start + sum(_said(tree, signs) for tree in trees)


def _said(tree: _Tree, signs: dict[str, float]) -> float:
    while not isinstance(tree, float):
        sign, most, low, high = tree
        tree = low if signs[sign] <= most else high
    return tree
