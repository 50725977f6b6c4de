"""Keys over the API: people create and revoke keys; a key sees itself, its rights and its limits."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from generate.running.rows import running_live
from til.api.responses import BODY, errors
from til.caller import Caller, caller_of
from til.errors import Forbidden, NotThere
from tilsite.access.keys.models import ApiKey
from tilsite.access.keys.schemas import KeyIn, KeyOut, LimitsOut, MeOut, NewKeyOut
from tilsite.access.quota import used_by
from tilsite.access.refusals import OwnKey, TooManyKeys

router = Router(tags=["keys"])
MOST = 50  # maximum number of usable keys per person


def seen_by(caller: Caller) -> QuerySet[ApiKey]:
    """Return the keys a caller may see: a key only itself, a person their own, permitted staff all."""
    if caller.sees_all and caller.may("keys.view_apikey"):
        return ApiKey.objects.all()
    return ApiKey.objects.filter(Q(pk=caller.key_id) if caller.key_id else Q(user_id=caller.user_id))


def _keeper(request: HttpRequest) -> Caller:
    """Return the caller if they may create and revoke keys: a person, or a key with ``admin``."""
    caller = caller_of(request, "read")
    if caller.key_id is not None:
        caller.need("admin")
    return caller


def _owner(caller: Caller) -> User | None:
    return User.objects.get(pk=caller.user_id) if caller.user_id else None


def _one(caller: Caller, pk: int) -> ApiKey:
    key = seen_by(caller).filter(pk=pk).first()
    if key is None:
        raise NotThere
    return key


@router.get("/me", response={200: MeOut} | errors(), operation_id="get_me", summary="Read your identity")
def me(request: HttpRequest) -> dict[str, Any]:
    """Return your permissions and limits, and how much of them you have used."""
    caller = caller_of(request, "read", "generate", "write")
    in_minute, in_day = used_by(caller)
    running = running_live().filter(caller.principal()).count()
    return {
        "key": caller.key_id,
        "user": str(owner) if (owner := _owner(caller)) else None,
        "scopes": sorted(caller.scopes),
        "sees_all": caller.sees_all,
        "limits": caller.limits,
        "used": LimitsOut(running=running, per_minute=in_minute, per_day=in_day),
    }


@router.get("/keys", response={200: list[KeyOut]} | errors(), operation_id="list_keys", summary="List keys")
def keys(request: HttpRequest) -> list[ApiKey]:
    """List your keys, including revoked ones, newest first. A key sees only itself."""
    return list(seen_by(caller_of(request, "read")))


@router.post("/keys", response={201: NewKeyOut} | errors(409, *BODY), operation_id="create_key", summary="Create a key")
def key_create(request: HttpRequest, body: KeyIn) -> Status[ApiKey]:
    """Create a key with your permissions or fewer. Only this response shows its text. A key needs `admin` for this."""
    caller = _keeper(request)
    for scope in body.scopes:
        caller.need(scope)
    if not _sets_limits(caller) and seen_by(caller).filter(revoked=None).count() >= MOST:
        raise TooManyKeys(most=MOST)
    fields = body.model_dump()
    _check_limits(caller, fields)
    return Status(201, ApiKey.objects.issue(**fields, user=_owner(caller)))


@router.get("/keys/{int:pk}", response={200: KeyOut} | errors(404), operation_id="get_key", summary="Read a key")
def key(request: HttpRequest, pk: int) -> ApiKey:
    """Return a key, without its secret."""
    return _one(caller_of(request, "read"), pk)


@router.post(
    "/keys/{int:pk}/revoke",
    response={200: KeyOut} | errors(404, 409),
    operation_id="revoke_key",
    summary="Revoke a key",
)
def key_revoke(request: HttpRequest, pk: int) -> ApiKey:
    """Revoke a key; everything it created stays. A key needs `admin` for this."""
    caller = _keeper(request)
    found = _one(caller, pk)
    if found.pk == caller.key_id:
        raise OwnKey
    _check_owner(caller, found)
    ApiKey.objects.filter(pk=pk, revoked=None).update(revoked=timezone.now())
    return _one(caller, pk)


def _check_owner(caller: Caller, key: ApiKey) -> None:
    """Raise Forbidden if the caller may not revoke this key; only superusers revoke a superuser's key."""
    if key.user_id is not None and key.user_id == caller.user_id:
        return
    is_above = key.user is None or key.user.is_superuser
    if not caller.may("keys.change_apikey") or (is_above and caller.permissions is not None):
        raise Forbidden(scope="admin")


def _sets_limits(caller: Caller) -> bool:
    return caller.sees_all and caller.may("keys.add_apikey")


def _check_limits(caller: Caller, fields: dict[str, Any]) -> None:
    """Raise Forbidden if a new key would have higher limits than its creator."""
    if _sets_limits(caller) or caller.limits is None:
        return
    for name in ("running", "per_minute", "per_day"):
        if (fields[f"limit_{name}"] or 0) > getattr(caller.limits, name):
            raise Forbidden(scope="admin")
