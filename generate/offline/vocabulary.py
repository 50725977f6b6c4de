"""The vocabulary of tags, read from ``data/vocabulary.toml``."""

from functools import cache
from typing import Any

from generate.offline.words import load


def table(name: str) -> dict[str, Any]:
    """Return one table of the file: ``fences``, ``modules``, ``commands``, ``traces``, ``implies`` or ``weights``."""
    found: dict[str, Any] = load("vocabulary")[name]
    return found


@cache
def spellings() -> tuple[dict[str, str], dict[str, str]]:
    """Return unambiguous spellings and those that are also ordinary words, each with its tag."""
    sure: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    for tag, others in table("technologies").items():
        names = [name.strip() for name in others.split(",") if name.strip()]
        for name in names if f"{tag}!" in names else [tag, *names]:
            (doubtful if name.endswith("!") else sure)[name.rstrip("!")] = tag
    for tag, others in table("ideas").items():
        korean, _, rest = others.partition("|")
        for name in (tag, korean, korean.replace("-", " "), *rest.split(",")):
            if name.strip():
                sure.setdefault(name.strip(), tag)
    return sure, doubtful


@cache
def tags() -> frozenset[str]:
    """Return all tags."""
    return frozenset(table("technologies")) | frozenset(table("ideas"))


def in_language(tag: str, language: str) -> str:
    """Return a concept's name in ``language``; names of technologies stay as they are."""
    if language != "ko" or tag not in table("ideas"):
        return tag
    return str(table("ideas")[tag]).partition("|")[0].strip().replace(" ", "-")


@cache
def weak() -> frozenset[str]:
    """Return the tags whose evidence has less weight."""
    return frozenset(table("weak")["names"].split())


def fits(tag: str, among: frozenset[str]) -> bool:
    """Return whether a concept whose name is used in several fields occurs with a tag of its own field."""
    needs = table("needs").get(tag)
    return needs is None or not among.isdisjoint(needs.split())
