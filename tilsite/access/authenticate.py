"""Authenticate requests: by a key in the Authorization header, else by session."""

from functools import partial

from asgiref.sync import sync_to_async
from django.contrib.auth.models import AbstractUser, AnonymousUser, User
from django.http import HttpRequest
from ninja.security.http import HttpAuthBase
from ninja.utils import check_csrf

from til.caller import Caller, Scope
from til.errors import CsrfFailed, Unauthorized
from tilsite.access.keys.models import ApiKey, site_limits
from tilsite.access.quota import take

_SCOPE_OF_PERMISSION: dict[str, Scope] = {
    "generate.generate": "generate",
    "til.add_til": "write",
    "til.change_til": "write",
    "til.delete_til": "write",
    "til.publish_til": "write",
}


class KeyOrSession(HttpAuthBase):
    """Sets ``request.auth`` to a Caller. With an Authorization header, only a Bearer key counts, not the session.

    Raises Unauthorized (401), or CsrfFailed (403) for a session without the page's token.
    """

    openapi_scheme = "bearer"

    async def __call__(self, request: HttpRequest) -> Caller:
        """Find the caller."""
        return await sync_to_async(find_caller)(request)


def find_caller(request: HttpRequest) -> Caller:
    """Return the caller of ``request``; see ``KeyOrSession``."""
    header = request.headers.get("Authorization")
    if header is not None:
        return by_header(header)
    caller = by_user(request.user)
    if check_csrf(request):
        raise CsrfFailed
    return caller


def by_header(header: str) -> Caller:
    """Return the caller for the key in an Authorization header. Raises Unauthorized."""
    scheme, _, text = header.partition(" ")
    key = ApiKey.objects.find(text.strip()) if scheme.lower() == "bearer" else None
    if key is None:
        raise Unauthorized
    key.touch()
    return _by_key(key)


def _by_key(key: ApiKey) -> Caller:
    """Return the caller for ``key``: its scopes (``admin`` means all), limited to its owner's permissions."""
    scopes = frozenset(key.scopes)
    if key.user is None:
        return Caller(key_id=key.pk, scopes=scopes, limits=key.limits, count=take, again=partial(_key_now, key.pk))
    owner = by_user(key.user)
    if "admin" not in scopes or "admin" not in owner.scopes:
        scopes = owner.scopes - {"admin"} if "admin" in scopes else owner.scopes & scopes
    return Caller(
        key_id=key.pk,
        user_id=key.user_id,
        scopes=scopes,
        permissions=owner.permissions,
        limits=key.limits,
        count=take,
        again=partial(_key_now, key.pk),
    )


def _key_now(pk: int) -> Caller:
    key = ApiKey.objects.select_related("user").filter(pk=pk).first()
    if key is None or not key.is_usable():
        raise Unauthorized
    return _by_key(key)


def _user_now(pk: int) -> Caller:
    return by_user(User.objects.filter(pk=pk, is_active=True).first() or AnonymousUser())


def by_user(user: AbstractUser | AnonymousUser) -> Caller:
    """Return the caller for a signed-in user, with scopes from their permissions."""
    if not user.is_authenticated:
        raise Unauthorized
    permissions = None if user.is_superuser else frozenset(user.get_all_permissions())
    scopes: set[Scope] = {
        scope for name, scope in _SCOPE_OF_PERMISSION.items() if permissions is None or name in permissions
    }
    scopes |= {"read", "admin"} if user.is_staff else {"read"}
    return Caller(
        user_id=user.pk,
        scopes=frozenset(scopes),
        is_staff=user.is_staff,
        permissions=permissions,
        limits=site_limits(),
        count=take,
        again=partial(_user_now, user.pk),
    )
