"""Middleware that sets ``request.find_caller``, which looks up the signed-in caller on demand."""

from functools import partial

from django.http import HttpRequest, HttpResponseBase

from tilsite.access.authenticate import by_user
from tilsite.http.middleware import around


def _attach(request: HttpRequest) -> None:
    request.find_caller = partial(_caller_of, request)  # type: ignore[attr-defined]  # read by generate.drafting.access


def _caller_of(request: HttpRequest) -> object:
    return by_user(request.user)


def _unchanged(_request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    return response


caller_middleware = around(_unchanged, before=_attach)
