"""Serve openapi.json: built once, compact, with an ETag."""

import hashlib
from functools import cache

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from tilsite.api import api


@cache
def described() -> tuple[bytes, str]:
    """Return the description as JSON, and its strong ETag."""
    body = orjson.dumps(api.get_openapi_schema())
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


@require_safe
def openapi_json(request: HttpRequest) -> HttpResponse:
    """Serve the description; 304 for a client that has it."""
    body, etag = described()
    known = parse_etags(request.headers.get("If-None-Match", ""))
    is_known = {"*", etag} & {one.removeprefix("W/") for one in known}
    response = HttpResponseNotModified() if is_known else HttpResponse(body, content_type="application/json")
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response
