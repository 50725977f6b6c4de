"""The API: what hangs where, who may enter, and how each refusal is said."""

import logging
from http import HTTPStatus
from math import ceil

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext
from ninja.errors import HttpError, ValidationError

from generate.api import router as generations
from generate.errors import GenerateError
from generate.listing import router as listing
from generate.proposals import router as proposals
from generate.refusals import RequestError
from til.api import router as finished
from til.caller import Refusal, Unauthorized
from tilsite import errors
from tilsite.keys.api import router as keys
from tilsite.keys.auth import KeyOrSession
from tilsite.openapi import DescribedApi

log = logging.getLogger(__name__)
api = DescribedApi(
    title="tilsite",
    version="1",
    auth=KeyOrSession(),
    parser=errors.JsonParser(),
    docs_url="/docs",
)
_ARGUMENTS = {"body", "asked"}  # what operations call what Ninja has put together for them
api.add_router("", generations)
api.add_router("", listing)
api.add_router("", proposals)
api.add_router("", finished)
api.add_router("", keys)


def refuse(request: HttpRequest, status: int, body: dict[str, object], retry_after: float | None) -> HttpResponse:
    """Return an error as a response."""
    response = api.create_response(request, body, status=status)
    if retry_after is not None:
        response["Retry-After"] = str(ceil(retry_after))
    return response


@api.exception_handler(GenerateError)
def on_generate_error(request: HttpRequest, error: GenerateError) -> HttpResponse:
    """Say one of our own errors."""
    message = error.sentence(gettext)
    fields = {error.field: [message]} if isinstance(error, RequestError) and error.field else None
    body = errors.body_of(error.code, message, retryable=error.retryable, fields=fields)
    return refuse(request, error.status, body, error.retry_after)


@api.exception_handler(Refusal)
def on_refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
    """Turn a caller away."""
    retryable = error.retry_after is not None or isinstance(error, errors.Unavailable)
    response = refuse(
        request, error.status, errors.body_of(error.code, str(error), retryable=retryable), error.retry_after
    )
    if isinstance(error, Unauthorized):
        response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def on_validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say which fields are wrong, and why."""
    fields: dict[str, list[str]] = {}
    for problem in error.errors:
        _, *place = [str(part) for part in problem["loc"]]
        inside = place[1:] if place[0] in _ARGUMENTS else place
        fields.setdefault(".".join(inside) or "body", []).append(problem["msg"])
    body = errors.body_of(errors.Invalid.code, errors.Invalid.message, fields=fields)
    return refuse(request, HTTPStatus.UNPROCESSABLE_ENTITY, body, None)


@api.exception_handler(Http404)
def on_not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
    """Say that there is nothing."""
    return on_refusal(request, errors.NoRoute())


@api.exception_handler(RequestDataTooBig)
def on_too_large(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    """Say that it is too much."""
    return on_refusal(request, errors.TooLarge())


@api.exception_handler(MultiPartParserError)
@api.exception_handler(SuspiciousOperation)
def on_unreadable(request: HttpRequest, _error: Exception) -> HttpResponse:
    """Say that it is no form, or a forged one."""
    return on_refusal(request, errors.BadRequest())


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Say what Ninja refuses: it wraps what the parser has raised."""
    return on_refusal(request, error.__cause__ if isinstance(error.__cause__, Refusal) else errors.BadRequest())


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def on_no_database(request: HttpRequest, error: Exception) -> HttpResponse:
    """Say that the database is away; the log says why."""
    log.error("The database cannot be used", exc_info=error)
    return on_refusal(request, errors.Unavailable(retry_after=5))
