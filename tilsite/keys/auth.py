"""Who sends a request: a key in the Authorization header, else the browser's session."""

from asgiref.sync import sync_to_async
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import connection
from django.http import HttpRequest
from ninja.security.http import HttpAuthBase
from ninja.utils import check_csrf

from til.caller import Caller, CsrfFailed, Scope, Unauthorized
from tilsite.keys.models import ApiKey, site_limits
from tilsite.keys.quota import take

_SCOPE_OF_PERMISSION: dict[str, Scope] = {"generate.generate": "generate", "til.change_til": "write"}


class KeyOrSession(HttpAuthBase):
    """Sets ``request.auth`` to a Caller. With an Authorization header only a Bearer key counts, never the session.

    Raises Unauthorized (401), or CsrfFailed (403) where a session comes without the page's token.
    """

    openapi_scheme = "bearer"

    async def __call__(self, request: HttpRequest) -> Caller:
        """Find the caller, and give the database connection back before a stream begins."""
        return await sync_to_async(_find_and_close)(request)


def _find_and_close(request: HttpRequest) -> Caller:
    try:
        return find_caller(request)
    finally:
        if not connection.in_atomic_block:
            connection.close()


def find_caller(request: HttpRequest) -> Caller:
    """Return who sends ``request``; see ``KeyOrSession``."""
    header = request.headers.get("Authorization")
    if header is not None:
        return by_header(header)
    caller = by_user(request.user)
    if check_csrf(request):
        raise CsrfFailed
    return caller


def by_header(header: str) -> Caller:
    """Return the caller that the key in an Authorization header is. Raises Unauthorized."""
    scheme, _, text = header.partition(" ")
    key = ApiKey.objects.find(text.strip()) if scheme.lower() == "bearer" else None
    if key is None:
        raise Unauthorized
    key.touch()
    return Caller(key_id=key.pk, user_id=key.user_id, scopes=frozenset(key.scopes), limits=key.limits, count=take)


def by_user(user: AbstractUser | AnonymousUser) -> Caller:
    """Return the caller that a signed-in user is; what they may do follows their permissions."""
    if not user.is_authenticated:
        raise Unauthorized
    scopes: set[Scope] = {scope for permission, scope in _SCOPE_OF_PERMISSION.items() if user.has_perm(permission)}
    scopes |= {"read", "admin"} if user.is_staff else {"read"}
    return Caller(user_id=user.pk, scopes=frozenset(scopes), is_staff=user.is_staff, limits=site_limits(), count=take)
