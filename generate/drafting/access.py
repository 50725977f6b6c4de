"""Access to the pages, and how they show errors."""

from collections.abc import Callable, Coroutine
from functools import wraps
from http import HTTPStatus
from math import ceil
from typing import Any, Concatenate, ParamSpec, cast

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget
from django_htmx.middleware import HtmxDetails

from til.caller import Caller
from til.errors import Forbidden, TilError, Unauthorized

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Caller, P], Coroutine[Any, Any, HttpResponseBase]]
Page = Callable[Concatenate[HttpRequest, P], Coroutine[Any, Any, HttpResponseBase]]


def htmx(request: HttpRequest) -> HtmxDetails:
    """Return htmx's details of the request; falsy if htmx did not send it."""
    return cast("HtmxDetails", request.htmx)  # type: ignore[attr-defined]  # set by django-htmx


@sync_to_async
def caller_of(request: HttpRequest) -> Caller:
    """Return the caller. Raises Unauthorized or Forbidden."""
    caller: Caller = request.find_caller()  # type: ignore[attr-defined]  # set by tilsite.http.caller
    caller.need("generate")
    return caller


def for_writers(view: View[P]) -> Page[P]:
    """Require the right to generate; others get the login page or an explanation.

    A part of a page that htmx asks for says so in its place: the page around it stays as it is.
    """

    @wraps(view)
    async def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            caller = await caller_of(request)
        except Unauthorized:
            is_part = htmx(request) and request.method == "GET"
            return _signed_out(request) if is_part else go(request, _login(request))
        except Forbidden as error:
            raise PermissionDenied(gettext("Your account cannot create drafts. Ask the site's operator.")) from error
        try:
            return await view(request, caller, *args, **kwargs)
        except TilError as error:
            return refuse(request, error)

    return page


def go(request: HttpRequest, place: str) -> HttpResponse:
    """Redirect the browser to ``place``."""
    return HttpResponseClientRedirect(place) if htmx(request) else HttpResponseRedirect(place)


def _signed_out(request: HttpRequest) -> HttpResponse:
    return render(request, "generate/_signed_out.html", {"sign_in": _login(request)}, status=HTTPStatus.UNAUTHORIZED)


def refuse(request: HttpRequest, error: TilError) -> HttpResponse:
    """Show the error on the page that sent the request."""
    if not htmx(request):
        messages.error(request, error.sentence(gettext))
        return HttpResponseRedirect(reverse("generate"))
    answer = render(request, "generate/_problem.html", {"problem": error.sentence(gettext)}, status=error.status)
    return with_wait(reswap(retarget(answer, "#trouble"), "innerHTML"), error)


def with_wait(answer: HttpResponse, error: TilError) -> HttpResponse:
    """Add Retry-After, if known."""
    if error.retry_after is not None:
        answer["Retry-After"] = str(ceil(error.retry_after))
    return answer


def _login(request: HttpRequest) -> str:
    """Return the login URL with a way back; a leftover session cookie means that the session ended."""
    place = redirect_to_login(_back(request)).url
    return f"{place}&ended=1" if settings.SESSION_COOKIE_NAME in request.COOKIES else place


def _back(request: HttpRequest) -> str:
    if request.method == "GET" and not htmx(request):
        return request.get_full_path()
    return htmx(request).current_url_abs_path or reverse("generate")
