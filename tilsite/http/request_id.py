"""Request ids: in the response, in every error and in every log line."""

import re
import uuid
from collections.abc import MutableMapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from til.trace import request_id
from tilsite.http.middleware import around

HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")


def request_id_for(given: str) -> str:
    """Return the id that a proxy sent, or a new one if that could forge log lines."""
    return given if _SANE.fullmatch(given) else uuid.uuid4().hex


def present() -> str:
    """Return the id of the current request; "" outside a request."""
    return request_id.get()


def name_scope(scope: MutableMapping[str, Any]) -> None:
    """Give the request of an ASGI ``scope`` its id, for what does not pass Django's middleware."""
    request_id.set(request_id_for(dict(scope["headers"]).get(HEADER.lower().encode(), b"").decode("latin-1")))


def _name(request: HttpRequest) -> None:
    request_id.set(request_id_for(request.headers.get(HEADER, "")))


def _say(_: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    response[HEADER] = present()
    return response


request_id_middleware = around(_say, before=_name)
