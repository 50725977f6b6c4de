"""Build middleware from a function before or after the view, for sync and async."""

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import cast

from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

Sync = Callable[[HttpRequest], HttpResponseBase]
Async = Callable[[HttpRequest], Awaitable[HttpResponseBase]]
Middleware = Callable[[Sync | Async], Sync | Async]


def _nothing(_: HttpRequest) -> None:
    """Do nothing before the view."""


def around(
    after: Callable[[HttpRequest, HttpResponseBase], HttpResponseBase], before: Callable[[HttpRequest], None] = _nothing
) -> Middleware:
    """Return middleware that calls ``before`` with the request and returns ``after`` of the response."""

    @sync_and_async_middleware
    def middleware(get_response: Sync | Async) -> Sync | Async:
        if iscoroutinefunction(get_response):

            async def aanswer(request: HttpRequest) -> HttpResponseBase:
                before(request)
                return after(request, await cast("Async", get_response)(request))

            return aanswer

        def answer(request: HttpRequest) -> HttpResponseBase:
            before(request)
            return after(request, cast("Sync", get_response)(request))

        return answer

    return cast("Middleware", middleware)
