"""The API: what hangs where, who may enter, and one shape for every error."""

from http import HTTPStatus
from math import ceil

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from generate.api import router as generations
from generate.errors import GenerateError
from generate.refusals import RequestError
from til.api import router as finished
from til.caller import Refusal, Unauthorized
from tilsite.keys.auth import KeyOrSession

api = NinjaAPI(
    title="tilsite",
    version="1",
    description="Draft, review and read Today I Learned posts. Streams are server-sent events; see the operations.",
    auth=KeyOrSession(),
    docs_url="/docs",
)
api.add_router("", generations)
api.add_router("", finished)


def refuse(request: HttpRequest, status: int, code: str, message: str, **more: object) -> HttpResponse:
    """Return an error in the one shape."""
    return api.create_response(request, {"error": message, "code": code, "retryable": False} | more, status=status)


@api.exception_handler(GenerateError)
def on_generate_error(request: HttpRequest, error: GenerateError) -> HttpResponse:
    """Say one of our own errors."""
    message = gettext(error.message) % error.values if error.values else gettext(error.message)
    more = {"fields": {error.field: [message]}} if isinstance(error, RequestError) and error.field else {}
    response = refuse(request, error.status, error.code, message, retryable=error.retryable, **more)
    if error.retry_after is not None:
        response["Retry-After"] = str(ceil(error.retry_after))
    return response


@api.exception_handler(ValidationError)
def on_validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say which fields are wrong, and why."""
    fields: dict[str, list[str]] = {}
    for problem in error.errors:
        place = [str(part) for part in problem["loc"] if part not in {"body", "query", "path", "header"}]
        fields.setdefault(".".join(place[1:] or place) or "body", []).append(problem["msg"])
    message = gettext("The request does not fit; see the fields.")
    return refuse(request, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", message, fields=fields)


@api.exception_handler(Refusal)
def on_refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
    """Turn a caller away."""
    response = refuse(request, error.status, error.code, str(error), retryable=error.retry_after is not None)
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    if isinstance(error, Unauthorized):
        response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(Http404)
def on_not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
    """Say that there is nothing."""
    return refuse(request, HTTPStatus.NOT_FOUND, "not_found", gettext("There is nothing here."))


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Say what Ninja refuses: a body that is no JSON, and the like."""
    code = {400: "bad_request", 403: "forbidden"}.get(error.status_code, "refused")
    return refuse(request, error.status_code, code, str(error))
