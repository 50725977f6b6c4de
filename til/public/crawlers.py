"""For crawlers: robots.txt, llms.txt, OpenSearch and structured data."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from til.models import Til
from til.public.feeds import author_of
from til.site.models import current

_HTML_SIGNS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
NEWEST = 200  # TILs listed in llms.txt


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
    addresses = [source.url for source in til.sources if source.url]
    posting |= {"isBasedOn": addresses} if addresses else {}
    site = current()
    posting["author"] = {"@type": "Person" if til.author or site.author else "Organization", "name": author_of(til)}
    posting["publisher"] = {"@type": "Organization", "name": site.title}
    posting |= {"image": picture} if picture else {}
    posting |= {"license": site.licence_address} if site.licence else {}
    return mark_safe(orjson.dumps(posting).decode().translate(_HTML_SIGNS))
