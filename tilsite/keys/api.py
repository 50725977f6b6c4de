"""Keys over the API: a person makes and revokes keys; a key sees itself, what it may do, and how much."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from generate.store import running_live
from til.api.responses import BODY, errors
from til.caller import Caller, Forbidden, caller_of
from til.refusals import NotThere
from tilsite.keys.models import ApiKey
from tilsite.keys.quota import used_by
from tilsite.keys.refusals import OwnKey, TooManyKeys
from tilsite.keys.schemas import KeyIn, KeyOut, LimitsOut, MeOut, NewKeyOut

router = Router(tags=["keys"])
MOST = 50  # usable keys of one person


def seen_by(caller: Caller) -> QuerySet[ApiKey]:
    """Return the keys a caller may see: a key itself only, a person their own, staff and ``admin`` all."""
    if caller.sees_all:
        return ApiKey.objects.all()
    return ApiKey.objects.filter(Q(pk=caller.key_id) if caller.key_id else Q(user_id=caller.user_id))


def _keeper(request: HttpRequest) -> Caller:
    """Return who asks, if they may make and revoke keys: a person, or a key with ``admin``."""
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


@router.get("/me", response={200: MeOut} | errors(), operation_id="get_me", summary="Who you are")
def me(request: HttpRequest) -> dict[str, Any]:
    """Return what you may do, how much, and how much of that is used."""
    caller = caller_of(request, "read")
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
    """List your keys, the newest first; revoked ones too. A key sees itself."""
    return list(seen_by(caller_of(request, "read")))


@router.post("/keys", response={201: NewKeyOut} | errors(409, *BODY), operation_id="create_key", summary="Make a key")
def key_create(request: HttpRequest, body: KeyIn) -> Status[ApiKey]:
    """Make a key that may do what you may, or less. Only here its text is shown; a key makes keys if it has `admin`."""
    caller = _keeper(request)
    for scope in body.scopes:
        caller.need(scope)
    if not caller.sees_all and seen_by(caller).filter(revoked=None).count() >= MOST:
        raise TooManyKeys(most=MOST)
    fields = body.model_dump()
    _see_limits(caller, fields)
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
    """Let nobody in with it any more; what it made stays. A key revokes other keys if it has `admin`."""
    caller = _keeper(request)
    if _one(caller, pk).pk == caller.key_id:
        raise OwnKey
    ApiKey.objects.filter(pk=pk, revoked=None).update(revoked=timezone.now())
    return _one(caller, pk)


def _see_limits(caller: Caller, fields: dict[str, Any]) -> None:
    """Raise Forbidden where a key is to have more than its maker."""
    if caller.sees_all or caller.limits is None:
        return
    for name in ("running", "per_minute", "per_day"):
        if (fields[f"limit_{name}"] or 0) > getattr(caller.limits, name):
            raise Forbidden(scope="admin")
