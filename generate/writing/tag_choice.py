"""Turn recommended names into tags: existing ones with the same meaning, else new ones."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from generate.stages import TagChoice
from til.text.normal_form import COMMON

_LOOSE = re.compile(r"[\s\-_]+")


@dataclass(frozen=True, slots=True)
class KnownTag:
    """An existing tag with its aliases."""

    id: int
    name: str
    slug: str
    aliases: tuple[str, ...] = ()


def key(name: str) -> str:
    """Return the key that all spellings of a tag share: NFKC, case folded, no spaces, hyphens or underscores."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return _LOOSE.sub("", unicodedata.normalize("NFKC", folded))


def new_name(name: str) -> str:
    """Return ``name`` in the form of new tags: NFKC, lower case, hyphens for spaces."""
    return _LOOSE.sub("-", unicodedata.normalize("NFKC", name).lower()).strip("-")


def choose(
    names: Iterable[str],
    known: Sequence[KnownTag],
    generate_slug: Callable[[str], str],
    *,
    limit: int = 5,
    new_allowed: bool = True,
) -> tuple[TagChoice, ...]:
    """Return up to ``limit`` distinct choices in the order of ``names``, named as they will be saved."""
    index = _index(known)
    chosen: dict[int | str, TagChoice] = {}
    for written in names:
        name = written if key(written) in index else COMMON.get(key(written), written)
        tag = index.get(key(name))
        if tag:
            chosen.setdefault(tag.id, TagChoice(tag.id, tag.name, tag.slug, is_new=False))
        elif new_allowed and key(name):
            fresh = new_name(name)
            chosen.setdefault(key(name), TagChoice(None, fresh, generate_slug(fresh), is_new=True))
    return tuple(chosen.values())[:limit]


def relevant(known: Sequence[KnownTag], text: str, limit: int, family: Collection[str] = ()) -> list[str]:
    """Return up to ``limit`` names to offer: those in ``text`` or of similar TILs (``family``), then the others."""
    spoken = key(text)
    first = {tag.name for tag in known if key(tag.name) in spoken or tag.name in family}
    return [tag.name for tag in sorted(known, key=lambda tag: tag.name not in first)[:limit]]


def _index(known: Sequence[KnownTag]) -> dict[str, KnownTag]:
    """Index tags by key: names precede aliases, aliases precede slugs; the more used tag wins."""
    index: dict[str, KnownTag] = {}
    for spellings in (lambda tag: (tag.name,), lambda tag: tag.aliases, _slugs):
        for tag in known:
            for spelling in spellings(tag):
                index.setdefault(key(spelling), tag)
    return index


def _slugs(tag: KnownTag) -> tuple[str, ...]:
    # a one-letter slug may come from "c++", but "c" is another tag
    return (tag.slug,) if len(tag.slug) > 1 else ()
