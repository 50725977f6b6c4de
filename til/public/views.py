"""Public pages."""

from collections.abc import Callable, Iterable
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.dates import MONTHS
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import check_for_language
from django.views.decorators.http import require_safe

from til import calendar
from til.days import public_under
from til.models import Alias, Tag, Til, TilQuerySet
from til.public.crawlers import json_ld
from til.public.links import in_html, in_markdown
from til.public.overview import by_name, overview
from til.public.related import linking_to, neighbours, related_tils
from til.public.revisit import in_review
from til.public.social_card import card_of, png
from til.review.ai_disclosure import disclosure
from til.search.query import Answers, Query, answers
from til.search.snippet import marked, plain_text, snippet
from til.search.spelling import corrected
from til.site.models import current
from til.text.toc import begins_with, minutes_to_read, table_of_contents
from til.transfer.dates import as_date
from til.transfer.front_matter import to_markdown

PER_PAGE = 20
YEAR = 365 * 24 * 3600

TextsOf = Callable[[Til], Iterable[str]]


def no_texts(_til: Til) -> Iterable[str]:
    """Return no texts, the default without drafting."""
    return ()


def _listed(tils: TilQuerySet) -> TilQuerySet:
    """Return TILs for a list: without long texts, tags prefetched."""
    return tils.defer("content", "html").prefetch_related("tags").order_by("-published_on", "-day_number")


def _page(request: HttpRequest, tils: TilQuerySet | Answers) -> Page[Til]:
    paginator = Paginator(tils, PER_PAGE)
    number = request.GET.get("page", "1")
    if not number.isdecimal() or not 1 <= int(number) <= paginator.num_pages:
        raise Http404
    return paginator.page(int(number))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the latest TILs, the learning calendar, tags and years."""
    today, seen = timezone.localdate(), overview()
    per_day = calendar.counts(calendar.first_shown(today))
    year = calendar.year_until(today, per_day)
    streak, _ = calendar.streaks(per_day, today)
    streak = max(streak, seen.streak) if streak == len(year.days) else streak  # it may be longer than the year shown
    context = {
        "here": "home",
        "page": _page(request, _listed(Til.objects.published())),
        "calendar": year,
        "streak": streak,
        "longest": max(streak, seen.longest),
        "tags": seen.tags[:24],
        "years": seen.years,
        "first": seen.first,
        "total": seen.total,
    }
    return render(request, "til/home.html", context)


def _options(chosen: str) -> SafeString:
    """Return the tags to choose from."""
    options = overview().options
    value = format_html('value="{}"', chosen)
    return SafeString(options.replace(value, f"{value} selected", 1)) if chosen else options


def _public(day: int) -> Til:
    """Return the public TIL that has or had this day number. Raises Http404."""
    found = public_under(day)
    if found is None:
        raise Http404
    return found


def _redirect_to(name: str, til: Til, day: int, *, permanent: bool = True) -> HttpResponse:
    """Redirect to a TIL's current URL; temporarily, since another TIL may get its old day number."""
    moved = til.day_number != day
    return redirect(name, til.day_number, til.slug, permanent=permanent and not moved)


@require_safe
def til(request: HttpRequest, day: int, slug: str = "", *, texts_of: TextsOf = no_texts) -> HttpResponse:
    """Show one TIL; URLs with an old slug or day redirect to the current one."""
    found = _public(day)
    if (day, slug) != (found.day_number, found.slug):
        return _redirect_to("til", found, day, permanent=bool(slug))
    older, newer = neighbours(found)
    own_tags = list(found.tags.all())
    address = request.build_absolute_uri(found.get_absolute_url())
    names = [tag.name for tag in own_tags]
    picture = _picture(request, found, names)
    [html] = in_html(found.html)
    context = {
        "here": "til",
        "html": SafeString(html),
        "til": found,
        "tags": own_tags,
        "address": address,
        "json_ld": json_ld(found, address, names, picture),
        "picture": picture,
        "older": older,
        "newer": newer,
        "related": related_tils(found),
        "linked_from": linking_to(found),
        "lede": "" if begins_with(plain_text(found.html[found.html.find("<p>") :]), found.excerpt) else found.excerpt,
        "contents": table_of_contents(found.html),
        "minutes": minutes_to_read(found.content),
        "by_model": disclosure(found, texts_of(found)),
    }
    return render(request, "til/til.html", context)


def _picture(request: HttpRequest, til: Til, tags: list[str]) -> str:
    """Return the URL of the TIL's card, which changes with the card; "" if none can be drawn."""
    card = card_of(til, tags)
    place = reverse("til_card", args=[til.day_number, til.slug])
    return request.build_absolute_uri(f"{place}?v={card.key}") if card else ""


@require_safe
def til_markdown(_: HttpRequest, day: int, slug: str) -> HttpResponse:
    """Return the TIL as a Markdown file."""
    found = _public(day)
    if (day, slug) != (found.day_number, found.slug):
        return _redirect_to("til_markdown", found, day)
    return HttpResponse(in_markdown(to_markdown(found)), content_type="text/markdown; charset=utf-8")


@require_safe
def til_card(request: HttpRequest, day: int, slug: str) -> HttpResponseBase:
    """Return the TIL's social card."""
    found = _public(day)
    if (day, slug) != (found.day_number, found.slug):
        return _redirect_to("til_card", found, day)
    card = card_of(found, [tag.name for tag in found.tags.all()])
    if card is None:
        raise Http404
    etag = f'"{card.key}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    headers = {"ETag": etag, "Cache-Control": "public, max-age=86400"}
    return HttpResponse(png(card), content_type="image/png", headers=headers)


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """Show every tag in use."""
    return render(request, "til/tags.html", {"here": "tags", "tags": by_name(overview().tags)})


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the TILs of one tag; a merged tag redirects to the tag it became."""
    found = Tag.objects.filter(slug=slug).first()
    if found is None:
        alias = get_object_or_404(Alias.objects.select_related("tag"), slug=slug)
        return redirect(alias.tag, permanent=False)  # temporary: a merge can be undone
    page = _page(request, _listed(Til.objects.published().filter(tags=found)))
    return render(request, "til/tag.html", {"tag": found, "page": page})


@require_safe
def archive(request: HttpRequest, year: int, month: int | None = None, day: int | None = None) -> HttpResponse:
    """Show the TILs of a year, a month or a day."""
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        raise Http404 from None
    period = Q(published_on__year=year)
    period &= Q(published_on__month=month) if month else Q()
    period &= Q(published_on__day=day) if day else Q()
    shown = Til.objects.published().filter(period)
    months = sorted({found.month for found in shown.dates("published_on", "month")}) if month is None else []
    context = {
        "page": _page(request, _listed(shown)),
        "first": first,
        "unit": "day" if day else "month" if month else "year",
        "months": [(number, MONTHS[number]) for number in months],
    }
    if month and not day:
        context["days"], context["tags"] = in_review(shown)
    return render(request, "til/archive.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the search results."""
    given = {name: request.GET.get(name, "").strip() for name in ("q", "tag", "since", "until")}
    query = Query(given["q"].replace("\0", ""), given["tag"], as_date(given["since"]), as_date(given["until"]))
    is_typed = bool(getattr(request, "htmx", False))
    asked = corrected(query.terms(), is_typed=is_typed)
    page = _page(request, answers(query, asked))
    html = dict(Til.objects.filter(pk__in=[one.pk for one in page]).values_list("pk", "html"))
    context = {
        "here": "search",
        "query": query.words,
        "tag": query.tag,
        "since": query.since,
        "until": query.until,
        "asked": bool(query),
        "is_corrected": [one.word for one in asked] != [one.word for one in query.terms()],
        "tags": SimpleLazyObject(lambda: _options(query.tag)),
        "page": page,
        "results": [(one, marked(one.title, asked), snippet(plain_text(html[one.pk]), asked)) for one in page],
        "words": urlencode({name: value for name, value in given.items() if value}) + "&",
    }
    answer = render(request, "til/_answers.html" if is_typed else "til/search.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Show the page about the site. Raises Http404 if there is none."""
    if not current().about_html:
        raise Http404
    return render(request, "til/about.html", {"here": "about"})


@require_safe
def stylesheet(request: HttpRequest) -> HttpResponse:
    """Return the style sheet of the site's colour and own rules; its address changes with it."""
    site = current()
    is_newest = request.GET.get("v") == site.stylesheet_version
    kept = {"Cache-Control": f"public, max-age={YEAR}, immutable" if is_newest else "no-cache"}
    return HttpResponse(site.stylesheet, content_type="text/css; charset=utf-8", headers=kept)


@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Switch the language and return to the previous page."""
    if not check_for_language(code) or code not in dict(settings.LANGUAGES):
        raise Http404
    after = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure()):
        after = "/"
    response = HttpResponseRedirect(after)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
    patch_vary_headers(response, ["Cookie"])
    return response
