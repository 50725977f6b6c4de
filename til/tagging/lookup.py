"""Look tags up by any spelling of their name; create those that are missing."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from til.models import Alias, Tag
from til.slugs import generate_slug
from til.text.normal_form import COMMON, canonical_key, clean_name


def known_tags() -> list[str]:
    """Return the names of all tags, most used first."""
    return list(Tag.objects.annotate(uses=Count("tils")).order_by("-uses", "name").values_list("name", flat=True))


def find_tags(names: Iterable[str]) -> dict[str, Tag]:
    """Return existing tags for ``names``, aliases included, by the canonical key of the requested name."""
    keys = {key for name in names if (key := canonical_key(name))}
    wanted = {key: canonical_key(COMMON.get(key, key)) for key in keys}
    every = keys | set(wanted.values())
    found = {alias.key: alias.tag for alias in Alias.objects.filter(key__in=every).select_related("tag")}
    found |= {tag.key: tag for tag in Tag.objects.filter(key__in=every)}
    return {key: tag for key in keys if (tag := found.get(key) or found.get(wanted[key]))}


def get_or_create(name: str) -> Tag:
    """Return the tag with this name, created if missing; safe under concurrency.

    Raises ``ValueError`` for a blank name.
    """
    key = canonical_key(name)
    if not key:
        raise ValueError("a tag needs a name")
    if found := find_tags([name]).get(key):
        return found
    name = COMMON.get(key, clean_name(name))
    return _create(name, canonical_key(name))


def get_or_create_all(names: Iterable[str]) -> list[Tag]:
    """Return one tag for each distinct name in the given order, without blank names."""
    first: dict[str, str] = {}
    for name in names:
        if key := canonical_key(name):
            first.setdefault(key, name)
    known = find_tags(first.values())
    # in the order of their keys, so that two transactions cannot deadlock
    made = {key: known.get(key) or get_or_create(first[key]) for key in sorted(first)}
    return list(dict.fromkeys(made[key] for key in first))


def free_slug(name: str) -> str:
    """Return a slug that no tag or alias has."""
    base = slug = generate_slug(name, "tag")
    number = 1
    while Tag.objects.filter(slug=slug).exists() or Alias.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def _create(name: str, key: str) -> Tag:
    for _ in range(20):
        try:
            with transaction.atomic():
                return Tag.objects.get_or_create(key=key, defaults={"name": name, "slug": free_slug(name)})[0]
        except IntegrityError:  # another transaction took the slug for another key
            continue
    raise IntegrityError(f"no free slug for the tag {name!r}")


def suggest(begin: str, most: int) -> list[tuple[str, str]]:
    """Return existing tags that contain ``begin`` or have another name that begins with it, and that name or "".

    Tags that begin with it come first, then the most used.
    """
    key = canonical_key(begin)
    if not key:
        return []
    other_names = {canonical_key(name): synonym for synonym, name in COMMON.items() if synonym.startswith(key)}
    uses = Count("tils", distinct=True)
    by_name = Tag.objects.filter(Q(key__contains=key) | Q(key__in=other_names)).annotate(uses=uses)
    used_most = by_name.order_by("-uses", "name")[: 10 * most]
    found = {tag.name: "" if key in tag.key else other_names[tag.key] for tag in used_most}
    for alias in Alias.objects.filter(key__startswith=key).select_related("tag")[:most]:
        found.setdefault(alias.tag.name, alias.name)
    first = sorted(found, key=lambda name: not (found[name] or canonical_key(name).startswith(key)))
    return [(name, found[name]) for name in first[:most]]
