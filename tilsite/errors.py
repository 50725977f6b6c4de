"""One shape for every error under /api/, whoever refuses: an operation, Ninja, Django or a middleware."""

from collections.abc import Mapping
from http import HTTPStatus
from importlib import import_module
from typing import Any, NamedTuple

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja.parser import Parser

from generate.errors import Failed, GenerateError
from til.caller import Refusal
from til.refusals import Changed
from tilsite import request_id
from tilsite.middleware import around

API = "/api/"
JSON = "application/json; charset=utf-8"


class DoorError(Refusal):
    """Refused before any operation has looked at it; or no operation was there, or one broke."""


class BadRequest(DoorError):
    """It cannot be understood at all."""

    status, code = 400, "bad_request"
    message = _("This request cannot be understood.")


class BadJson(DoorError):
    """The body is no JSON."""

    status, code = 400, "bad_json"
    message = _("The body is not valid JSON in UTF-8.")


class NoRoute(DoorError):
    """There is nothing at this address."""

    status, code = 404, "not_found"
    message = _("There is nothing at this address.")


class MethodNotAllowed(DoorError):
    """The address does not know this method; Allow lists those it knows."""

    status, code = 405, "method_not_allowed"
    message = _("This address does not take that method; the header Allow lists those it does.")


class TooLarge(DoorError):
    """The body is larger than the site takes."""

    status, code = 413, "too_large"
    message = _("The request is too large.")


class WrongType(DoorError):
    """The body is of a kind the operation does not read."""

    status, code = 415, "unsupported_media_type"
    message = _("Send the body as application/json.")


class Invalid(DoorError):
    """What was sent does not fit the schema; ``fields`` says where."""

    status, code = 422, "invalid"
    message = _("The request does not fit; see the fields.")


class Unavailable(DoorError):
    """The database is away."""

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
    """Return all codes an error may have, in the order of their status; from the error trees themselves."""
    import_module("tilsite.application")  # with all that hangs in it
    found: dict[str, ErrorCode] = {}
    for kind in (*_tree(Refusal)[1:], *_tree(GenerateError)[1:]):
        if kind.__dict__.get("code"):
            meaning = (kind.__doc__ or "").split("\n")[0].split(";")[0].rstrip(".")
            found.setdefault(kind.code, ErrorCode(kind.code, kind.status, _may_retry(kind), meaning))
    return sorted(found.values(), key=lambda one: (one.status, one.code))


def _tree(kind: Any) -> list[Any]:
    return [kind, *(below for child in kind.__subclasses__() for below in _tree(child))]


def _may_retry(kind: Any) -> bool:
    return bool(getattr(kind, "retryable", kind.status == HTTPStatus.TOO_MANY_REQUESTS))


def body_of(
    code: str, message: str | Promise, *, retryable: bool = False, fields: Mapping[str, list[str]] | None = None
) -> dict[str, Any]:
    """Return an error in the one shape."""
    body = {"error": str(message), "code": code, "retryable": retryable, "request_id": request_id.present()}
    return body | ({"fields": fields} if fields else {})


class JsonParser(Parser):
    """Reads bodies that say they are JSON. Raises WrongType and BadJson."""

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


def _said(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Say again in the one shape what anybody but the API itself has refused under /api/."""
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
        return body_of(kind.code, kind.message, retryable=_may_retry(kind))
    if status == HTTPStatus.PRECONDITION_FAILED:
        return body_of(Changed.code, Changed.message)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return body_of(Failed.code, gettext(Failed.message), retryable=True)
    return body_of(BadRequest.code, BadRequest.message)


api_errors_middleware = around(_said)
