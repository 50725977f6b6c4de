"""Name tags: create, rename and alias, if the name is free."""

from typing import TypeVar

from django.db import IntegrityError, transaction

from til.errors import NameTaken
from til.models import Alias, Tag, Til
from til.search import index
from til.tagging.lookup import find_tags, free_slug

N = TypeVar("N", Tag, Alias)


def create_tag(name: str) -> Tag:
    """Save a new tag. Raises NameTaken."""
    if find_tags([name]):
        raise NameTaken(name=name)
    return _saved(Tag(name=name, slug=free_slug(name)))


def rename_tag(tag: Tag, name: str) -> Tag:
    """Rename a tag; its URL stays. Raises NameTaken."""
    if any(known != tag for known in find_tags([name]).values()) or tag.aliases.filter(name=name).exists():
        raise NameTaken(name=name)
    tag.name = name
    _saved(tag)
    for til in Til.objects.filter(tags=tag):
        index.put(til)
    return tag


def add_alias(tag: Tag, name: str) -> Alias:
    """Add another name to a tag. Raises NameTaken."""
    if find_tags([name]):
        raise NameTaken(name=name)
    return _saved(Alias(tag=tag, name=name, slug=free_slug(name)))


def _saved(named: N) -> N:
    try:
        with transaction.atomic():
            named.save()
    except IntegrityError as error:  # another transaction took the name
        raise NameTaken(name=named.name) from error
    return named
