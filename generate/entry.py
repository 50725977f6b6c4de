"""Who may enter the pages, and how they are told what cannot be done."""

from collections.abc import Callable, Coroutine
from functools import wraps
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
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget
from django_htmx.middleware import HtmxDetails

from generate.errors import GenerateError
from generate.page.fragments import say
from til.caller import Caller, Forbidden, Refusal, Unauthorized

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Caller, P], Coroutine[Any, Any, HttpResponseBase]]
Page = Callable[Concatenate[HttpRequest, P], Coroutine[Any, Any, HttpResponseBase]]


def htmx(request: HttpRequest) -> HtmxDetails:
    """Return what htmx says of its request; false where it is the browser's own."""
    return cast("HtmxDetails", request.htmx)  # type: ignore[attr-defined]  # set by django-htmx


@sync_to_async
def caller_of(request: HttpRequest) -> Caller:
    """Return who asks. Raises Unauthorized or Forbidden."""
    caller: Caller = import_string(settings.TIL_CALLER_OF_USER)(request.user)
    caller.need("generate")
    return caller


def for_writers(view: View[P]) -> Page[P]:
    """Let in who may generate; send others to the login page, or tell them what they lack."""

    @wraps(view)
    async def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            caller = await caller_of(request)
        except Unauthorized:
            return go(request, _login(request))
        except Forbidden as error:
            raise PermissionDenied(gettext("Your account may not write drafts. Ask who runs this site.")) from error
        try:
            return await view(request, caller, *args, **kwargs)
        except (GenerateError, Refusal) as error:
            return refuse(request, error)

    return page


def go(request: HttpRequest, place: str) -> HttpResponse:
    """Send the browser to ``place``."""
    return HttpResponseClientRedirect(place) if htmx(request) else HttpResponseRedirect(place)


def refuse(request: HttpRequest, error: GenerateError | Refusal) -> HttpResponse:
    """Say why it cannot be done, on the page it was asked from."""
    if not htmx(request):
        messages.error(request, sentence_of(error))
        return HttpResponseRedirect(reverse("generate"))
    answer = render(request, "generate/_problem.html", {"problem": sentence_of(error)}, status=error.status)
    return with_wait(reswap(retarget(answer, "#trouble"), "innerHTML"), error)


def sentence_of(error: GenerateError | Refusal) -> str:
    """Return what a person reads, in their language."""
    return say(error) if isinstance(error, GenerateError) else str(error)


def with_wait(answer: HttpResponse, error: GenerateError | Refusal) -> HttpResponse:
    """Say in a header when to try again, where that is known."""
    if error.retry_after is not None:
        answer["Retry-After"] = str(ceil(error.retry_after))
    return answer


def _login(request: HttpRequest) -> str:
    return redirect_to_login(_back(request)).url


def _back(request: HttpRequest) -> str:
    if request.method == "GET":
        return request.get_full_path()
    return htmx(request).current_url_abs_path or reverse("generate")
