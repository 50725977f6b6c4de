"""The generator's view of existing TILs, from the database."""

from collections.abc import Sequence

from django.db.models import Count

from generate.running.database import once_there
from generate.writing.tag_choice import KnownTag
from til import days
from til.models import Tag
from til.slugs import generate_slug


class KeptLibrary:
    """The site's Library (see ``writing/generator.py``)."""

    async def next_day_number(self) -> int:
        """Return the number after the highest one in use."""
        return await once_there(days.next_day_number)

    async def known_tags(self) -> Sequence[KnownTag]:
        """Return the tags in use with their aliases, most used first."""
        return await once_there(known_tags)

    def generate_slug(self, text: str) -> str:
        """Return ``text`` for an address; never empty, Korean kept."""
        return generate_slug(text)


def known_tags() -> list[KnownTag]:
    """Return the tags in use with their aliases, most used first."""
    tags = Tag.objects.annotate(uses=Count("tils")).order_by("-uses", "name").prefetch_related("aliases")
    return [KnownTag(tag.pk, tag.name, tag.slug, tuple(alias.name for alias in tag.aliases.all())) for tag in tags]
