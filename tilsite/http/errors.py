"""Errors under /api/ in one JSON shape, whether an operation, Ninja, Django or a middleware raised them."""

from collections.abc import Mapping
from http import HTTPStatus
from importlib import import_module
from typing import Any, NamedTuple

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext
from ninja.parser import Parser

from generate.errors import Failed
from til.errors import Changed, Refusal, TilError, in_seconds
from til.errors import mark as _
from tilsite.http import request_id
from tilsite.http.middleware import around

API = "/api/"
JSON = "application/json; charset=utf-8"


class DoorError(Refusal):
    """The request failed outside an operation: before it, without one, or through a bug."""


class BadRequest(DoorError):
    """The request cannot be parsed."""

    status, code = 400, "bad_request"
    message = _("The request is malformed.")


class BadJson(DoorError):
    """The body is not valid JSON."""

    status, code = 400, "bad_json"
    message = _("The body is not valid JSON in UTF-8.")


class NoRoute(DoorError):
    """This address does not exist."""

    status, code = 404, "not_found"
    message = _("This address does not exist.")


class MethodNotAllowed(DoorError):
    """The address does not support this method; Allow lists those it does."""

    status, code = 405, "method_not_allowed"
    message = _("This address does not allow that method. The Allow header lists the allowed ones.")


class TooLarge(DoorError):
    """The body is larger than the site accepts."""

    status, code = 413, "too_large"
    message = _("The request is too large.")


class WrongType(DoorError):
    """The body has a media type the operation does not read."""

    status, code = 415, "unsupported_media_type"
    message = _("Send the body as application/json.")


class Invalid(DoorError):
    """The body or a parameter does not match the schema; ``fields`` lists the problems."""

    status, code = 422, "invalid"
    message = _("The request is invalid. See the fields.")


class Unavailable(DoorError):
    """The database is unavailable."""

    status, code = 503, "unavailable"
    message = _("The site cannot reach its database. Try again in a moment.")
    retryable = True


class ErrorCode(NamedTuple):
    """A code of the API: its HTTP status, whether a retry may help, and what it means."""

    code: str
    status: int
    retryable: bool
    meaning: str


def every_code() -> list[ErrorCode]:
    """Return every code in the error tree, ordered by HTTP status."""
    import_module("tilsite.application")  # with every module that defines errors
    found: dict[str, ErrorCode] = {}
    for kind in _tree(TilError)[1:]:
        if kind.__dict__.get("code"):
            meaning = (kind.__doc__ or "").split("\n")[0].split(";")[0].rstrip(".")
            found.setdefault(kind.code, ErrorCode(kind.code, kind.status, kind.retryable, meaning))
    return sorted(found.values(), key=lambda one: (one.status, one.code))


def _tree(kind: Any) -> list[Any]:
    return [kind, *(below for child in kind.__subclasses__() for below in _tree(child))]


def body_of(
    code: str,
    message: str,
    *,
    retryable: bool = False,
    retry_after: float | None = None,
    fields: Mapping[str, list[str]] | None = None,
) -> dict[str, Any]:
    """Return an error in the one shape."""
    body = {"error": message, "code": code, "retryable": retryable, "request_id": request_id.present()}
    wait = {} if retry_after is None else {"retry_after": in_seconds(retry_after)}
    return body | wait | ({"fields": fields} if fields else {})


class JsonParser(Parser):
    """Parses JSON bodies. Raises WrongType and BadJson."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Read the body."""
        if request.content_type != "application/json" and not (request.content_type or "").endswith("+json"):
            raise WrongType
        try:
            return super().parse_body(request)
        except (ValueError, RecursionError) as error:
            raise BadJson from error


_BY_STATUS: dict[int, type[DoorError]] = {
    kind.status: kind for kind in (BadRequest, NoRoute, MethodNotAllowed, TooLarge, WrongType, Unavailable)
}


def _in_api_shape(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Convert error responses under /api/ that did not come from the API into its shape."""
    is_ours = not request.path.startswith(API) or response.get("Content-Type", "").startswith("application/json")
    if response.status_code < HTTPStatus.BAD_REQUEST or is_ours or not isinstance(response, HttpResponse):
        return response
    response.content = orjson.dumps(_by_status(response.status_code))
    response["Content-Type"] = JSON
    response["Content-Length"] = str(len(response.content))
    del response["ETag"]
    return response


def _by_status(status: int) -> dict[str, Any]:
    if kind := _BY_STATUS.get(status):
        return body_of(kind.code, gettext(kind.message), retryable=kind.retryable)
    if status == HTTPStatus.PRECONDITION_FAILED:
        return body_of(Changed.code, gettext(Changed.message))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return body_of(Failed.code, gettext(Failed.message), retryable=True)
    return body_of(BadRequest.code, gettext(BadRequest.message))


api_errors_middleware = around(_in_api_shape)
