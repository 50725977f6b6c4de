"""The site as an application: manifest, service worker, the page without a network, and what is shared with it."""

from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlencode

import orjson
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from generate.drafting.access import for_writers
from generate.page.views import render_page
from til.caller import Caller
from til.site.models import Site, current

GREEN, PAPER = "#12724a", "#fbfcfb"  # of the theme and behind the first page, as in site.css
FILES = ["text/*", "image/*", "application/pdf", "application/json", ".md", ".txt", ".ipynb", ".docx"]
MOST = 3_000  # characters of an address that proxies certainly pass on
_ICONS = [("icons/192.png", "192x192", "any"), ("icons/512.png", "512x512", "any")]
_ICONS += [("icons/maskable.png", "512x512", "maskable"), ("icon.svg", "any", "any")]
_KINDS = {".png": "image/png", ".svg": "image/svg+xml"}
_SHELL: tuple[str, ...] = ("site.css", "generate.css", "theme.js", "icon.svg")
_SHELL += tuple(f"app/{name}.js" for name in ("store", "arrive", "queue", "offline"))
_WORKER = ("app/store.js", "app/worker.js")
_BOOKMARKLET = (
    "javascript:(()=>{{const p=new URLSearchParams({{title:document.title,link:location.href,"
    "text:String(getSelection())}});open('{}#'+p,'_blank','noopener')}})()"
)


@require_GET
def manifest(_request: HttpRequest) -> HttpResponse:
    """Describe the application to a browser that installs it."""
    with translation.override(current().language or get_language() or "en"):
        return HttpResponse(orjson.dumps(_described(current())), content_type="application/manifest+json")


def _described(site: Site) -> dict[str, object]:
    start, search = reverse("generate"), reverse("search")
    return {
        "id": start,
        "name": site.title,
        "short_name": site.name[:12] or "TIL",
        "description": site.subtitle,
        "lang": get_language(),
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        "theme_color": site.colour or GREEN,
        "background_color": PAPER,
        "icons": [
            {"src": static(name), "sizes": sizes, "type": _KINDS[Path(name).suffix], "purpose": purpose}
            for name, sizes, purpose in _ICONS
        ],
        "shortcuts": [{"name": gettext("Write"), "url": start}, {"name": gettext("Search"), "url": search}],
        "share_target": {
            "action": reverse("share"),
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {"title": "title", "text": "text", "url": "link", "files": [{"name": "file", "accept": FILES}]},
        },
    }


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker, which keeps the page without a network in ``?language=``. Raises Http404."""
    language = _known(request.GET.get("language", ""))
    place = reverse("offline", args=[language])
    shell = [place, *(static(name) for name in _SHELL)]
    code = "\n".join(_read(name) for name in _WORKER)
    version = sha256("\n".join([code, *shell, _offline(language)]).encode()).hexdigest()[:12]
    names = {"SHELL": shell, "OFFLINE": place, "VERSION": version}
    names |= {"FORM": reverse("generate"), "QUEUE": reverse("queue"), "SHARE": reverse("share")}
    head = "".join(f"const {name} = {orjson.dumps(value).decode()};\n" for name, value in names.items())
    answer = HttpResponse(head + code, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


def _read(name: str) -> str:
    found = finders.find(name) or Path(settings.STATIC_ROOT) / name
    return Path(str(found)).read_text("utf-8")


@require_GET
def offline(_request: HttpRequest, code: str) -> HttpResponse:
    """Show the page for a browser without a network, which holds nothing of any person. Raises Http404."""
    return HttpResponse(_offline(_known(code)))


def _offline(language: str) -> str:
    with translation.override(language):
        return render_to_string("generate/offline.html", {"site": current()})


def _known(language: str) -> str:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return language


@csrf_exempt
@require_POST
def share(request: HttpRequest) -> HttpResponseBase:
    """Lead to the form with what was shared; the service worker does the same where it runs, files included.

    This changes nothing, so it needs no protection against requests from other sites.
    """
    given = {name: value for name in ("title", "text", "link") if (value := request.POST.get(name, "").strip())}
    whole = urlencode(given, quote_via=quote)
    if request.FILES or len(whole) > MOST:
        given = {name: value for name, value in given.items() if len(quote(value)) < MOST / 4} | {"lost": "1"}
    return HttpResponseRedirect(f"{reverse('generate')}#{urlencode(given, quote_via=quote)}")


@require_GET
@for_writers
async def anywhere(request: HttpRequest, _caller: Caller) -> HttpResponseBase:
    """Explain how to write from other sites and applications."""
    form = request.build_absolute_uri(reverse("generate"))
    context = {"here": "generate", "bookmarklet": _BOOKMARKLET.format(form)}
    return await render_page(request, "generate/anywhere.html", context)
