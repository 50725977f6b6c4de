"""Django's middleware, run on the event loop where it neither waits nor reads a database.

Django runs each hook of its own middleware on a thread: a dozen changes of thread for each request, most of them only
to set a header. Under WSGI and in the synchronous test client, these classes are Django's own.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.common import CommonMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.http import ConditionalGetMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils.deprecation import MiddlewareMixin

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
T = TypeVar("T")


class OnLoop(MiddlewareMixin):
    """Calls both hooks directly, except where ``must_wait`` says that one needs a thread."""

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        response = None
        if before := getattr(self, "process_request", None):
            response = await self._call(before, request)
        response = response or await cast("Any", self.get_response(request))
        if after := getattr(self, "process_response", None):
            response = await self._call(after, request, response)
        return cast("HttpResponseBase", response)

    async def _call(self, hook: Callable[..., T], request: HttpRequest, *more: object) -> T:
        if self.must_wait(request):
            return await sync_to_async(hook)(request, *more)
        return hook(request, *more)

    def must_wait(self, _request: HttpRequest) -> bool:
        """Return whether the hooks would wait now, such as for a database."""
        return False


class Security(OnLoop, SecurityMiddleware):
    """HTTPS and its headers."""


class ConditionalGet(OnLoop, ConditionalGetMiddleware):
    """ETags."""


class Session(OnLoop, SessionMiddleware):
    """Sessions; saving one needs the database."""

    def must_wait(self, request: HttpRequest) -> bool:
        """Return whether the session was changed."""
        return hasattr(request, "session") and request.session.modified


class Common(OnLoop, CommonMiddleware):
    """Slashes at the end of addresses, and Content-Length."""


class Csrf(OnLoop, CsrfViewMiddleware):
    """Protects forms; the body of a form is parsed on a thread."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        if iscoroutinefunction(get_response):
            vars(self)["process_view"] = self.aprocess_view

    async def aprocess_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponseBase | None:
        """Check a form."""
        check: Any = super().process_view
        if request.method in SAFE or getattr(view, "csrf_exempt", False):
            return cast("HttpResponseBase | None", check(request, view, args, kwargs))
        return cast("HttpResponseBase | None", await sync_to_async(check)(request, view, args, kwargs))


class Authentication(OnLoop, AuthenticationMiddleware):
    """``request.user``, read when it is needed."""


class Messages(OnLoop, MessageMiddleware):
    """Messages to the user; storing one may need the session."""

    def must_wait(self, request: HttpRequest) -> bool:
        """Return whether messages were read or added."""
        storage = getattr(request, "_messages", None)
        return storage is not None and (storage.used or storage.added_new)


class FrameOptions(OnLoop, XFrameOptionsMiddleware):
    """Whether other sites may show a page in a frame."""
