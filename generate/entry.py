"""Who may enter the pages: somebody signed in who may generate."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django_htmx.http import HttpResponseClientRedirect

from til.caller import Caller, Forbidden, Unauthorized

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Caller, P], Awaitable[HttpResponseBase]]
Page = Callable[Concatenate[HttpRequest, P], Awaitable[HttpResponseBase]]


@sync_to_async
def caller_of(request: HttpRequest) -> Caller:
    """Return who asks. Raises Unauthorized or Forbidden."""
    caller: Caller = import_string(settings.TIL_CALLER_OF_USER)(request.user)
    caller.need("generate")
    return caller


def for_writers(view: View[P]) -> Page[P]:
    """Let in who may generate; send others to the login page, or tell them what they lack."""

    @wraps(view)
    async def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            caller = await caller_of(request)
        except Unauthorized:
            return _to_login(request)
        except Forbidden as error:
            raise PermissionDenied(gettext("Your account may not write drafts. Ask who runs this site.")) from error
        return await view(request, caller, *args, **kwargs)

    return page


def _to_login(request: HttpRequest) -> HttpResponse:
    back = request.headers.get("HX-Current-URL-abs-path") or request.get_full_path()
    there = redirect_to_login(back if request.method == "GET" else request.path)
    return HttpResponseClientRedirect(there.url) if request.headers.get("HX-Request") else there
