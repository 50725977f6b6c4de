"""The sitemap (sitemaps.org, 0.9): one file, or an index of several for a large site.

Written here: Django's renders a template for each address, which took 0.3 s for 5,000.
"""

from collections.abc import Iterable, Iterator
from math import ceil
from urllib.parse import quote

from django.db.models import CharField, Func
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from til.models import Til
from til.public.overview import overview
from til.site.models import current

MOST = 40_000  # TILs in one file; 50,000 addresses are allowed
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


class _Day(Func):
    """The day (UTC) of a time, as text: a time object for each row took half of the page's time."""

    function = "substr"
    template = "%(function)s(%(expressions)s, 1, 10)"
    output_field = CharField()

    def as_postgresql(self, compiler: object, connection: object, **_: object) -> tuple[str, list[object]]:
        """Write it for PostgreSQL."""
        template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
        sql, values = super().as_sql(compiler, connection, template=template)  # type: ignore[arg-type]  # objects of Django without types
        return sql, list(values)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every public page, or the files that do."""
    root, parts = _root(request), _parts()
    if parts > 1:
        files = (reverse("sitemap_part", args=[number]) for number in range(1, parts + 1))
        rows = (f"<sitemap><loc>{root}{path}</loc></sitemap>" for path in files)
        return _xml("sitemapindex", rows)
    return _xml("urlset", _rows(root, 1))


@require_safe
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """List a part of the pages. Raises Http404."""
    if not 1 <= number <= _parts():
        raise Http404
    return _xml("urlset", _rows(_root(request), number))


def _parts() -> int:
    """Return the number of files that the site's TILs need."""
    return ceil(Til.objects.published().count() / MOST) or 1


def _rows(root: str, number: int) -> Iterator[str]:
    public = Til.objects.published().order_by("day_number")
    place = reverse("til", args=[1, "x"]).removesuffix("1-x/")
    for day, slug, changed in public.values_list("day_number", "slug", _Day("updated"))[
        (number - 1) * MOST : number * MOST
    ]:
        name = slug if slug.isascii() else quote(slug)
        yield f"<url><loc>{root}{place}{day}-{name}/</loc><lastmod>{changed}</lastmod></url>"
    if number == 1:
        yield from (f"<url><loc>{root}{path}</loc></url>" for path in _others())


def _others() -> Iterator[str]:
    """Yield the pages of tags, the first page, the page about the site, and the archive of each year and month."""
    seen = overview()
    yield from (reverse("tag", args=[slug]) for slug in sorted(tag.slug for tag in seen.tags))
    yield from (reverse("home"), reverse("tags"))
    yield from [reverse("about")] if current().about_html else []
    yield from (reverse("archive_year", args=[year]) for year in sorted({year for year, _ in seen.months}))
    yield from (reverse("archive_month", args=month) for month in seen.months)


def _root(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _xml(element: str, rows: Iterable[str]) -> HttpResponse:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<{element} {_SPACE}>", *rows, f"</{element}>", ""]
    return HttpResponse("\n".join(lines), content_type="application/xml", headers={"X-Robots-Tag": "noindex"})
