"""Merge two tags, and undo a merge."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from django.db import transaction
from django.utils import timezone

from til.models import Alias, Tag, Til

_SHORT = 5  # shorter keys have too many unrelated neighbours


@transaction.atomic
def merge(tag: Tag, into: Tag) -> Alias:
    """Give every TIL of ``tag`` the tag ``into``, and make ``tag`` an alias of it.

    Raises ``ValueError`` if they are the same tag.
    """
    if tag == into:
        raise ValueError("a tag cannot be merged into itself")
    shared = list(Til.objects.filter(tags=tag).filter(tags=into).values_list("pk", flat=True))
    moved = list(Til.objects.filter(tags=tag).exclude(pk__in=shared).values_list("pk", flat=True))
    carried = list(tag.aliases.values_list("pk", flat=True))
    _exchange([*moved, *shared], remove=tag, add=into)
    tag.aliases.update(tag=into)
    name, slug = tag.name, tag.slug
    tag.delete()
    return Alias.objects.create(
        name=name, slug=slug, tag=into, moved=moved, shared=shared, carried=carried, merged=timezone.now()
    )


@transaction.atomic
def undo(alias: Alias) -> Tag:
    """Turn an alias back into a tag with its former TILs and aliases; tags added since stay.

    Raises ``ValueError`` if the alias was never a tag.
    """
    if alias.merged is None:
        raise ValueError("this alias never was a tag of its own")
    into, name, slug = alias.tag, alias.name, alias.slug
    alias.delete()
    tag = Tag.objects.create(name=name, slug=slug)
    _exchange(alias.moved, remove=into, add=tag)
    _exchange(alias.shared, remove=None, add=tag)
    Alias.objects.filter(pk__in=alias.carried, tag=into).update(tag=tag)
    return tag


@transaction.atomic
def delete(tag: Tag) -> None:
    """Remove a tag from every TIL and delete it."""
    _exchange(list(Til.objects.filter(tags=tag).values_list("pk", flat=True)), remove=tag, add=None)
    tag.delete()


def _exchange(pks: Iterable[int], *, remove: Tag | None, add: Tag | None) -> None:
    for til in Til.objects.filter(pk__in=pks):
        if add:
            til.tags.add(add)
        if remove:
            til.tags.remove(remove)


def near_duplicates(tags: Iterable[Tag]) -> list[tuple[Tag, Tag]]:
    """Return pairs of tags whose keys differ by one letter or by singular and plural, sorted by name."""
    by_form: dict[str, list[Tag]] = defaultdict(list)
    for tag in tags:
        for form in _forms(tag.key):
            by_form[form].append(tag)
    pairs = {
        (first.pk, second.pk): (first, second)
        for alike in by_form.values()
        for first, second in combinations(sorted(alike, key=lambda tag: tag.pk), 2)
        if first.pk != second.pk
    }
    return sorted(pairs.values(), key=lambda pair: (pair[0].name.casefold(), pair[1].name.casefold()))


def _forms(key: str) -> set[str]:
    """Return the key and every variant with one letter removed; similar keys have one in common."""
    if len(key) < _SHORT or not key.isalpha():
        return {key}
    return {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}
