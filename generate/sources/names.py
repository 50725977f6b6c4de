"""The names that a page gives to its elements."""

from bs4 import Tag


def classes(tag: Tag) -> list[str]:
    """Return the class names of ``tag``."""
    said = tag.get("class")
    return said.split() if isinstance(said, str) else [str(name) for name in said or ()]


def named(tag: Tag) -> str:
    """Return the class names and the id of ``tag``."""
    return " ".join([*classes(tag), str(tag.get("id") or "")])
