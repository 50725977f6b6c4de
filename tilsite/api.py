"""The API: routers, authentication, and the translation of errors to responses."""

import logging
from http import HTTPStatus
from math import ceil

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext
from ninja.errors import HttpError, ValidationError

from generate.api.generations import router as generations
from generate.api.proposals import router as proposals
from generate.api.style import router as style
from generate.api.usage import router as listing
from til.api import router as finished
from til.errors import TilError, Unauthorized
from tilsite.access.authenticate import KeyOrSession
from tilsite.access.keys.api import router as keys
from tilsite.http import errors
from tilsite.openapi import DescribedApi

log = logging.getLogger(__name__)
api = DescribedApi(
    title="tilsite",
    version="1",
    auth=KeyOrSession(),
    parser=errors.JsonParser(),
    docs_url="/docs",
)
_ARGUMENTS = {"body", "asked"}  # the parameter names that Ninja generates for combined parameters
api.add_router("", generations)
api.add_router("", listing)
api.add_router("", proposals)
api.add_router("", style)
api.add_router("", finished)
api.add_router("", keys)


def refuse(request: HttpRequest, status: int, body: dict[str, object], retry_after: float | None) -> HttpResponse:
    """Return an error as a response."""
    response = api.create_response(request, body, status=status)
    if retry_after is not None:
        response["Retry-After"] = str(ceil(retry_after))
    return response


@api.exception_handler(TilError)
def on_error(request: HttpRequest, error: TilError) -> HttpResponse:
    """Translate a TilError into a response."""
    message = error.sentence(gettext)
    fields = {error.field: [message]} if error.field else None
    body = errors.body_of(error.code, message, retryable=error.retryable, retry_after=error.retry_after, fields=fields)
    response = refuse(request, error.status, body, error.retry_after)
    if isinstance(error, Unauthorized):
        response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def on_validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Report which fields are invalid, and why."""
    fields: dict[str, list[str]] = {}
    for problem in error.errors:
        _, *place = [str(part) for part in problem["loc"]]
        inside = place[1:] if place[0] in _ARGUMENTS else place
        fields.setdefault(".".join(inside) or "body", []).append(problem["msg"])
    body = errors.body_of(errors.Invalid.code, gettext(errors.Invalid.message), fields=fields)
    return refuse(request, HTTPStatus.UNPROCESSABLE_ENTITY, body, None)


@api.exception_handler(Http404)
def on_not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
    """Report that there is nothing at this address."""
    return on_error(request, errors.NoRoute())


@api.exception_handler(RequestDataTooBig)
def on_too_large(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    """Report that the body is too large."""
    return on_error(request, errors.TooLarge())


@api.exception_handler(MultiPartParserError)
@api.exception_handler(SuspiciousOperation)
def on_unreadable(request: HttpRequest, _error: Exception) -> HttpResponse:
    """Report that the form cannot be read."""
    return on_error(request, errors.BadRequest())


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Translate Ninja's errors, which wrap those of the parser."""
    return on_error(request, error.__cause__ if isinstance(error.__cause__, TilError) else errors.BadRequest())


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def on_no_database(request: HttpRequest, error: Exception) -> HttpResponse:
    """Report that the database is unavailable; the log has the reason."""
    log.error("The database cannot be used", exc_info=error)
    return on_error(request, errors.Unavailable(retry_after=5))
