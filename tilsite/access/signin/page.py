"""The page after too many attempts, with the time to try again."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from tilsite.access.signin.backend import wait_of

View = Callable[..., HttpResponseBase]


def slowed(view: View) -> View:
    """Wrap a sign-in ``view``: answer 429 with Retry-After to rejected attempts."""

    @wraps(view)
    def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if not (wait := wait_of(request)):
            return response
        context = {"seconds": wait, "minutes": -(-wait // 60), "here": "login"}
        page = render(request, "registration/wait.html", context, status=429)
        page["Retry-After"] = str(wait)
        return page

    return inner
