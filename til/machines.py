"""For readers that are programs: sitemap, robots.txt, llms.txt, and what a page says of itself."""

from datetime import datetime
from typing import Any

import orjson
from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from til.models import Til, TilQuerySet

_HTML_SIGNS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
NEWEST = 200  # TILs listed in llms.txt


class TilSitemap(Sitemap[Til]):
    """Every public TIL."""

    limit = 5_000

    def items(self) -> TilQuerySet:
        """In the order of days."""
        return Til.objects.published().only("day_number", "slug", "updated").order_by("day_number")

    def lastmod(self, item: Til) -> datetime:
        """Time of the last change."""
        return item.updated


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Ask crawlers to leave alone what is not for reading."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /api/",
        "Disallow: /generate/",
        "Disallow: /language/",
        "Disallow: /search/",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """Tell language models what the site is and where the Markdown of each TIL lies."""
    newest = Til.objects.published().only("day_number", "title", "slug", "excerpt").order_by("-day_number")[:NEWEST]
    answer = render(request, "til/llms.txt", {"tils": newest, "root": request.build_absolute_uri("/").rstrip("/")})
    answer["Content-Type"] = "text/plain; charset=utf-8"
    return answer


def json_ld(til: Til, address: str, tags: list[str], picture: str) -> SafeString:
    """Return the schema.org BlogPosting of a TIL as JSON that cannot end the element it stands in."""
    posting: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": til.title,
        "description": til.excerpt,
        "url": address,
        "mainEntityOfPage": address,
        "inLanguage": til.language,
        "keywords": tags,
        "datePublished": til.published.isoformat() if til.published else None,
        "dateModified": til.updated.isoformat(),
    }
    posting |= {"image": picture} if picture else {}
    return mark_safe(orjson.dumps(posting).decode().translate(_HTML_SIGNS))
