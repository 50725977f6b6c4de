"""Authenticate WebSocket and MCP connections, which bypass Django's middleware: by key, else by session."""

from collections.abc import MutableMapping
from fnmatch import fnmatchcase
from importlib import import_module
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest

from til.caller import Caller
from til.errors import Refusal
from til.errors import mark as _
from tilsite.access.authenticate import by_header, by_user

_HTTP = {"ws": "http", "wss": "https"}


class ForeignOrigin(Refusal):
    """The request comes from a page of another site."""

    status, code = 403, "foreign_origin"
    message = _("Only pages of this site and of trusted origins can do this.")


def caller_of_scope(scope: MutableMapping[str, Any], key: str = "") -> Caller:
    """Return the caller of a connection. With a key or an Authorization header, the session is ignored.

    Raises Unauthorized, or ForeignOrigin: a session is for this site's own pages and those in CSRF_TRUSTED_ORIGINS, a
    key also for those in CORS_ALLOWED_ORIGINS and for programs, which send no Origin (RFC 6455 §10.2).
    """
    scheme = scope.get("scheme", "http")
    request = ASGIRequest({**scope, "method": "GET", "scheme": _HTTP.get(scheme, scheme)}, BytesIO())
    header = request.headers.get("Authorization") if not key else f"Bearer {key}"
    caller = by_header(header) if header is not None else by_user(_user(request))
    origin = request.headers.get("Origin")
    if header is not None and origin in {None, *settings.CORS_ALLOWED_ORIGINS}:
        return caller
    if not origin or not _is_own(request, origin):
        raise ForeignOrigin
    return caller


def _user(request: HttpRequest) -> Any:
    sessions = import_module(settings.SESSION_ENGINE)
    request.session = sessions.SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    return get_user(request)


def _is_own(request: HttpRequest, origin: str) -> bool:
    """Return whether ``origin`` is trusted to submit forms."""
    try:
        own = f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        own = ""
    trusted = settings.CSRF_TRUSTED_ORIGINS
    return origin in {own, *trusted} or any(fnmatchcase(origin, pattern) for pattern in trusted)
