"""Two tags become one, and two again if that was a mistake."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from django.db import transaction
from django.utils import timezone

from til.models import Alias, Tag, Til

_SHORT = 5  # a key below this has too many neighbours that mean something else


@transaction.atomic
def merge(tag: Tag, into: Tag) -> Alias:
    """Give every TIL of ``tag`` the tag ``into``, and make ``tag`` an alias of it.

    Raises ``ValueError`` for a tag and itself.
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
    """Make the tag again that an alias was, with the TILs and aliases it had; what was tagged since stays.

    Raises ``ValueError`` for an alias that never was a tag.
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
    """Take a tag from every TIL, and delete it."""
    _exchange(list(Til.objects.filter(tags=tag).values_list("pk", flat=True)), remove=tag, add=None)
    tag.delete()


def _exchange(pks: Iterable[int], *, remove: Tag | None, add: Tag | None) -> None:
    for til in Til.objects.filter(pk__in=pks):
        if add:
            til.tags.add(add)
        if remove:
            til.tags.remove(remove)


def near_duplicates(tags: Iterable[Tag]) -> list[tuple[Tag, Tag]]:
    """Return pairs whose keys are one letter apart, or singular and plural, in the order of their names."""
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
    """Return what a key has in common with its neighbours: itself, and itself without any one letter."""
    if len(key) < _SHORT or not key.isalpha():
        return {key}
    return {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}
