"""Atom and JSON feeds, of all TILs and per tag: with the whole text, or only the excerpt if the site's row says so.

An entry's id (RFC 4151) never changes, so that a new slug or day does not mark it as unread again. Text is scrubbed
again on output: a single stored character that XML forbids would break the whole feed.
"""

import re
from copy import copy
from datetime import UTC, datetime
from typing import Any

import orjson
from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from til.models import Tag, Til
from til.public.links import in_html
from til.site.models import Site, current
from til.text.scrub import scrub

NEWEST = 30
_INSIDE = re.compile(r'(?<= )(src|href)="(?=[/#])(?!//)')


def entry_id(til: Til, host: str) -> str:
    """Return the id of a TIL in feeds of a host."""
    return f"tag:{host.partition(':')[0]},{til.created.astimezone(UTC):%Y-%m-%d}:til/{til.pk}"


def whole_addresses(html: str, root: str, page: str) -> str:
    """Return HTML with absolute addresses, as feed readers display it on other sites."""

    def absolute(found: re.Match[str]) -> str:
        return f'{found[1]}="{page if html[found.end()] == "#" else root}'

    return _INSIDE.sub(absolute, html)


def author_of(til: Til) -> str:
    """Return the author's name: as written in their account, as the site has it, their login, or the site's name."""
    known = til.author
    named = known.get_full_name() if known else ""
    return scrub(named or current().author or (known.get_username() if known else current().title))


def text_of(til: Til, root: str) -> str:
    """Return the text for a feed; "" in a feed of excerpts, unless there is no excerpt."""
    is_full = current().feeds == Site.Feeds.FULL or not til.excerpt
    return whole_addresses(scrub(til.html), root, root + til.get_absolute_url()) if is_full else ""


class FullText(Atom1Feed):
    """Atom feed with the excerpt as ``summary`` and, in a feed of whole texts, the rendered TIL as ``content``."""

    def add_root_elements(self, handler: Any) -> None:
        """Add the WebSub hub, if there is one."""
        super().add_root_elements(handler)
        if settings.TIL_WEBSUB:
            handler.addQuickElement("link", "", {"rel": "hub", "href": settings.TIL_WEBSUB})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Add the full text; leave out an empty summary."""
        super().add_item_elements(handler, item | {"description": item["description"] or None})
        if item["html"]:
            handler.addQuickElement("content", item["html"], {"type": "html", "xml:lang": item["language"]})


class TilFeed(Feed[Til, Tag | None]):
    """Latest public TILs."""

    feed_type = FullText

    root = host = ""  # the host that serves the feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with a copy of this feed that knows its host."""
        own = copy(self)
        own.root, own.host = request.build_absolute_uri("/").rstrip("/"), request.get_host()
        return Feed.__call__(own, request, *args, **kwargs)

    def get_object(self, _: HttpRequest, slug: str = "") -> Tag | None:
        """Return the tag of this feed, if it has one."""
        return get_object_or_404(Tag, slug=slug) if slug else None

    def author_name(self) -> str:
        """Return the site's author, or its name."""
        return current().author or current().title

    def feed_copyright(self) -> str:
        """Return the licence of the texts."""
        return current().licence

    def item_author_name(self, item: Til) -> str:
        """Return the author's name."""
        return author_of(item)

    def item_guid(self, item: Til) -> str:
        """Return a permanent id."""
        return entry_id(item, self.host)

    def title(self, tag: Tag | None) -> str:
        """Return the feed's title."""
        return scrub(f"{current().title}: {tag}") if tag else current().title

    def subtitle(self) -> str:
        """Return the feed's description."""
        return current().subtitle

    def link(self, tag: Tag | None) -> str:
        """Return the page that lists the same TILs."""
        return tag.get_absolute_url() if tag else reverse("home")

    def items(self, tag: Tag | None) -> list[Til]:
        """Return the latest public TILs, of one tag if given, with their texts for readers."""
        public = Til.objects.published().select_related("author").prefetch_related("tags")
        public = public.order_by("-published_on", "-day_number")
        found = list((public.filter(tags=tag) if tag else public)[:NEWEST])
        for til, html in zip(found, in_html(*(til.html for til in found)), strict=True):
            til.html = html
        return found

    def item_title(self, item: Til) -> str:
        """Return the title."""
        return scrub(item.title)

    def item_description(self, item: Til) -> str:
        """Return the excerpt."""
        return scrub(item.excerpt)

    def item_pubdate(self, item: Til) -> datetime | None:
        """Return the time of publication."""
        return item.published

    def item_updateddate(self, item: Til) -> datetime:
        """Return the time of the last change."""
        return item.updated

    def item_categories(self, item: Til) -> list[str]:
        """Return the names of the tags."""
        return [scrub(tag.name) for tag in item.tags.all()]

    def item_extra_kwargs(self, item: Til) -> dict[str, Any]:
        """Return the text and its language."""
        return {"html": text_of(item, self.root), "language": item.language}


@require_safe
def json_feed(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Return the same entries as a JSON Feed, version 1.1."""
    atom = TilFeed()
    tag = atom.get_object(request, slug)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": atom.title(tag),
        "home_page_url": request.build_absolute_uri(atom.link(tag)),
        "feed_url": request.build_absolute_uri(),
        "description": atom.subtitle(),
        "language": get_language(),
        "authors": [{"name": atom.author_name()}],
        "items": [_item(til, request) for til in atom.items(tag)],
    }
    feed |= {"hubs": [{"type": "WebSub", "url": settings.TIL_WEBSUB}]} if settings.TIL_WEBSUB else {}
    return HttpResponse(orjson.dumps(feed), content_type="application/feed+json")


def _text(til: Til, root: str) -> dict[str, str]:
    """Return an item's text; JSON Feed requires one of the two kinds."""
    return {"content_html": html} if (html := text_of(til, root)) else {"content_text": scrub(til.excerpt)}


def _item(til: Til, request: HttpRequest) -> dict[str, Any]:
    page = request.build_absolute_uri(til.get_absolute_url())
    item = {
        "id": entry_id(til, request.get_host()),
        "url": page,
        "title": scrub(til.title),
        "summary": scrub(til.excerpt),
        **_text(til, request.build_absolute_uri("/").rstrip("/")),
        "date_published": til.published.isoformat() if til.published else None,
        "date_modified": til.updated.isoformat(),
        "authors": [{"name": author_of(til)}],
        "tags": [scrub(tag.name) for tag in til.tags.all()],
        "language": til.language,
    }
    return {name: value for name, value in item.items() if value not in (None, "", [])}
