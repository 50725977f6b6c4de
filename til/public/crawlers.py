"""For crawlers: sitemap, robots.txt, llms.txt and structured data."""

from datetime import datetime
from typing import Any

import orjson
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from til.models import Tag, Til, TilQuerySet
from til.public.feeds import author_of
from til.site.models import current

_HTML_SIGNS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
NEWEST = 200  # TILs listed in llms.txt


class TilSitemap(Sitemap[Til]):
    """Every public TIL."""

    limit = 5_000

    def items(self) -> TilQuerySet:
        """Return public TILs in the order of their days."""
        return Til.objects.published().only("day_number", "slug", "updated").order_by("day_number")

    def lastmod(self, item: Til) -> datetime:
        """Return the time of the last change."""
        return item.updated


class TagSitemap(Sitemap[Tag]):
    """Every tag of public TILs."""

    limit = 5_000

    def items(self) -> QuerySet[Tag]:
        """Return the tags by name."""
        return Tag.objects.filter(tils__status=Til.Status.PUBLISHED).distinct().order_by("name", "pk")


class PageSitemap(Sitemap[str]):
    """The first page, the page about the site, and the archive of each year and month."""

    def items(self) -> list[str]:
        """Return the addresses."""
        public = Til.objects.published().filter(published_on__isnull=False)
        years = [reverse("archive_year", args=[day.year]) for day in public.dates("published_on", "year")]
        months = [reverse("archive_month", args=[day.year, day.month]) for day in public.dates("published_on", "month")]
        about = [reverse("about")] if current().about_html else []
        return [reverse("home"), reverse("tags"), *about, *years, *months]

    def location(self, item: str) -> str:
        """Return the address itself."""
        return item


SITEMAPS = {"tils": TilSitemap, "tags": TagSitemap, "pages": PageSitemap}


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """Describe the search, so that browsers offer it in the address bar."""
    context = {"root": request.build_absolute_uri("/").rstrip("/")}
    return render(request, "til/opensearch.xml", context, content_type="application/opensearchdescription+xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers away from pages that are not content."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /api/",
        "Disallow: /generate/",
        "Disallow: /language/",
        "Disallow: /random/",
        "Disallow: /search/",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """Describe the site for language models and link the Markdown of each TIL."""
    newest = Til.objects.published().only("day_number", "title", "slug", "excerpt").order_by("-day_number")[:NEWEST]
    answer = render(request, "til/llms.txt", {"tils": newest, "root": request.build_absolute_uri("/").rstrip("/")})
    answer["Content-Type"] = "text/plain; charset=utf-8"
    return answer


def json_ld(til: Til, address: str, tags: list[str], picture: str) -> SafeString:
    """Return a TIL's schema.org BlogPosting as JSON that cannot close the ``script`` element around it."""
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
    site = current()
    posting["author"] = {"@type": "Person" if til.author or site.author else "Organization", "name": author_of(til)}
    posting["publisher"] = {"@type": "Organization", "name": site.title}
    posting |= {"image": picture} if picture else {}
    posting |= {"license": site.licence_address} if site.licence else {}
    return mark_safe(orjson.dumps(posting).decode().translate(_HTML_SIGNS))
