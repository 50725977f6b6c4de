"""Ask the site for one of its pages, as a visitor of the exported site would see it."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve


@dataclass(frozen=True, slots=True)
class Place:
    """Where the exported site will be: ``https://you.github.io/til``, without a slash at its end."""

    address: str

    @property
    def host(self) -> str:
        """Return host and port."""
        return urlsplit(self.address).netloc

    @property
    def origin(self) -> str:
        """Return the address without a path."""
        return f"{self.scheme}://{self.host}"

    @property
    def scheme(self) -> str:
        """Return http or https."""
        return urlsplit(self.address).scheme

    @property
    def path(self) -> str:
        """Return the path before every page, "" at the root of a host."""
        return urlsplit(self.address).path


class Request(HttpRequest):
    """A visitor's request on the future site; ``exported`` tells templates to leave out what needs a server."""

    exported = True

    def __init__(self, place: Place, path: str, query: str = "") -> None:
        super().__init__()
        self.method = "GET"
        self.path = self.path_info = unquote(path)
        self.GET = QueryDict(query)
        self._place = place

    def get_host(self) -> str:
        """Return the future host, which this server need not allow."""
        return self._place.host

    def _get_scheme(self) -> str:
        return self._place.scheme


def ask(request: Request) -> HttpResponseBase:
    """Return the site's answer, with the page for missing addresses where there is none."""
    try:
        view, args, kwargs = resolve(request.path_info)
        answer: HttpResponseBase = view(request, *args, **kwargs)
    except (Http404, Resolver404):
        return render(request, "404.html", status=404)
    if hasattr(answer, "render"):
        answer.render()
    return answer
