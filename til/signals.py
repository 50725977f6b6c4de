"""Keep the search index up to date when a TIL is saved."""

from typing import Any

from til.models import Til
from til.search import index


def on_saved(instance: Til, raw: bool = False, **_: Any) -> None:
    """Index a TIL; fixtures are indexed once their tags are loaded."""
    if not raw:
        index.put(instance)


def on_tags_changed(instance: Til | Any, action: str, **_: Any) -> None:
    """Index a TIL under its new tags."""
    if isinstance(instance, Til) and action.startswith("post_"):
        index.put(instance)


def on_deleted(instance: Til, **_: Any) -> None:
    """Remove a TIL from the index."""
    index.drop(instance.pk)
