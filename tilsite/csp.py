"""The content security policy of every page: nothing runs, loads or posts but from here."""

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import cast

from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

HEADER = "Content-Security-Policy"
POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "frame-src 'self'; "
    "manifest-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'self'"
)
ADMIN_POLICY = f"{POLICY}; style-src-attr 'unsafe-inline'"  # its tag picker sizes itself with style attributes

_Sync = Callable[[HttpRequest], HttpResponseBase]
_Async = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


@sync_and_async_middleware
def csp_middleware(get_response: _Sync | _Async) -> _Sync | _Async:
    """Add the policy to each answer that has none of its own."""
    if iscoroutinefunction(get_response):

        async def aprotect(request: HttpRequest) -> HttpResponseBase:
            return _protect(request, await cast(Awaitable[HttpResponseBase], get_response(request)))

        return aprotect

    def protect(request: HttpRequest) -> HttpResponseBase:
        return _protect(request, cast(HttpResponseBase, get_response(request)))

    return protect


def _protect(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault(HEADER, ADMIN_POLICY if request.path.startswith("/admin/") else POLICY)
    return response
