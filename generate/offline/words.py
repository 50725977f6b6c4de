"""The word lists of this package: readable, extensible TOML files in ``data/``."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def load(name: str) -> dict[str, Any]:
    """Return the content of ``data/<name>.toml``."""
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


@cache
def words(name: str, key: str) -> frozenset[str]:
    """Return the words of a list, separated by ``|`` if it contains any, else by white space."""
    text = str(load(name)[key])
    return frozenset(word.strip() for word in (text.split("|") if "|" in text else text.split()) if word.strip())
