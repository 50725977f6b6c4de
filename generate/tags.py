"""Recommended tag names become choices: a known tag where one means the same, else a new one."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from generate.stages import TagChoice

_LOOSE = re.compile(r"[\s\-_]+")


@dataclass(frozen=True, slots=True)
class KnownTag:
    """A tag that is kept already, with the other names that mean it."""

    id: int
    name: str
    slug: str
    aliases: tuple[str, ...] = ()


def key(name: str) -> str:
    """Return what two spellings of one tag share: NFKC, case folded, without spaces, hyphens and underscores."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return _LOOSE.sub("", unicodedata.normalize("NFKC", folded))


def new_name(name: str) -> str:
    """Return ``name`` as a new tag is written: NFKC, lower case, hyphens for spaces."""
    return _LOOSE.sub("-", unicodedata.normalize("NFKC", name).lower()).strip("-")


def choose(
    names: Iterable[str],
    known: Sequence[KnownTag],
    slugify: Callable[[str], str],
    *,
    limit: int = 5,
    new_allowed: bool = True,
) -> tuple[TagChoice, ...]:
    """Return at most ``limit`` different choices in the order of ``names``."""
    index = _index(known)
    chosen: dict[int | str, TagChoice] = {}
    for name in names:
        tag = index.get(key(name))
        if tag:
            chosen.setdefault(tag.id, TagChoice(tag.id, tag.name, tag.slug, is_new=False))
        elif new_allowed and key(name):
            fresh = new_name(name)
            chosen.setdefault(key(name), TagChoice(None, fresh, slugify(fresh), is_new=True))
    return tuple(chosen.values())[:limit]


def relevant(known: Sequence[KnownTag], text: str, limit: int) -> list[str]:
    """Return at most ``limit`` names to offer: those that ``text`` speaks of, then the others in their order."""
    spoken = key(text)
    return [tag.name for tag in sorted(known, key=lambda tag: key(tag.name) not in spoken)[:limit]]


def _index(known: Sequence[KnownTag]) -> dict[str, KnownTag]:
    """Names win over aliases, aliases over slugs; of two alike the first, which is the more used."""
    index: dict[str, KnownTag] = {}
    for spellings in (lambda tag: (tag.name,), lambda tag: tag.aliases, _slugs):
        for tag in known:
            for spelling in spellings(tag):
                index.setdefault(key(spelling), tag)
    return index


def _slugs(tag: KnownTag) -> tuple[str, ...]:
    # a slug of one letter may be all that is left of "c++", and "c" is another tag
    return (tag.slug,) if len(tag.slug) > 1 else ()
