"""Atom feeds with the whole text: all TILs, and those of one tag."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from til.models import Tag, Til, TilQuerySet

NEWEST = 30


class FullText(Atom1Feed):
    """Atom with the rendered TIL as ``content``, beside its summary."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Add the text."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["html"], {"type": "html", "xml:lang": item["language"]})


class TilFeed(Feed[Til, Tag | None]):
    """Latest public TILs."""

    feed_type = FullText

    def get_object(self, _: HttpRequest, slug: str = "") -> Tag | None:
        """Return the tag the feed is of."""
        return get_object_or_404(Tag, slug=slug) if slug else None

    def title(self, tag: Tag | None) -> str:
        """Name the feed."""
        return f"{_('Today I learned')}: {tag}" if tag else _("Today I learned")

    def subtitle(self) -> str:
        """Say what it is about."""
        return _("A log of small things learned, one day at a time.")

    def link(self, tag: Tag | None) -> str:
        """Page of the same TILs."""
        return tag.get_absolute_url() if tag else reverse("home")

    def items(self, tag: Tag | None) -> TilQuerySet:
        """Newest first."""
        public = Til.objects.published().prefetch_related("tags").order_by("-published_on", "-day_number")
        return (public.filter(tags=tag) if tag else public)[:NEWEST]

    def item_title(self, item: Til) -> str:
        """Title."""
        return item.title

    def item_description(self, item: Til) -> str:
        """Excerpt."""
        return item.excerpt

    def item_pubdate(self, item: Til) -> datetime | None:
        """Time of publication."""
        return item.published

    def item_updateddate(self, item: Til) -> datetime:
        """Time of the last change."""
        return item.updated

    def item_categories(self, item: Til) -> list[str]:
        """Tags."""
        return [tag.name for tag in item.tags.all()]

    def item_extra_kwargs(self, item: Til) -> dict[str, Any]:
        """Text, and the language it is in."""
        return {"html": item.html, "language": item.language}
