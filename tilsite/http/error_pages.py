"""Error pages that close their database connections.

Django renders them on a thread of the event loop's pool, where a connection would never be closed.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import DisallowedHost
from django.db import connections
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseBase
from django.http.request import split_domain_port
from django.template.loader import render_to_string
from django.views import defaults

from til.public import lost

Page = Callable[..., HttpResponseBase]


def _giving_back(page: Page) -> Page:
    """Close the connections that ``page`` opened, but not inside a transaction."""

    @wraps(page)
    def inner(*args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return page(*args, **kwargs)
        finally:
            for connection in connections.all(initialized_only=True):
                if not connection.in_atomic_block:
                    connection.close_if_unusable_or_obsolete()

    return inner


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer 400. For an unknown host, name the setting to change."""
    is_host = isinstance(exception, DisallowedHost)
    host = split_domain_port(request.META.get("HTTP_HOST", ""))[0] if is_host else ""
    return HttpResponseBadRequest(render_to_string("400.html", {"host": host}))


not_found = _giving_back(lost.not_found)
forbidden = _giving_back(defaults.permission_denied)
