"""The first authentication backend: it rejects attempts beyond the limits."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from tilsite.access.signin.throttle import Attempt, give_back, take

logger = logging.getLogger(__name__)
_ATTEMPT, _WAIT = "sign_in_attempt", "sign_in_wait"


class Throttled:
    """Authenticates nobody and has no ``get_user``; it stops authentication after too many attempts."""

    def authenticate(self, request: HttpRequest | None, username: str | None = None, **_credentials: Any) -> None:
        """Count an attempt over the network. Raises PermissionDenied, which stops Django's authentication."""
        address = request.META.get("REMOTE_ADDR") if request else None
        if request is None or username is None or address is None:
            return
        attempt = Attempt.of(username, address)
        if wait := take(attempt):
            logger.warning("a sign-in from %s was rejected: too many attempts, %d s to wait", address, wait)
            setattr(request, _WAIT, wait)
            raise PermissionDenied
        setattr(request, _ATTEMPT, attempt)


def wait_of(request: HttpRequest) -> int:
    """Return how many seconds the sender of ``request`` has to wait; 0 if the attempt was allowed."""
    return int(getattr(request, _WAIT, 0))


def on_signed_in(request: HttpRequest | None, **_kwargs: Any) -> None:
    """Uncount the attempt: the password was right."""
    if request is not None and isinstance(attempt := getattr(request, _ATTEMPT, None), Attempt):
        give_back(attempt)
