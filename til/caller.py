"""The caller of a request: an API key, a signed-in user or the command line, with scopes and limits."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from django.db.models import Q
from django.http import HttpRequest

from til.errors import DraftsOnly, Forbidden, Unauthorized

Scope = Literal["generate", "read", "write", "admin"]
_PERMISSION: dict[Scope, str] = {"generate": "generate.generate", "write": "til.change_til"}  # the default
PUBLISH = "til.publish_til"
_ON_ALL = frozenset({"til.view_til", "til.change_til", "generate.view_generation", "generate.change_generation"})


@dataclass(frozen=True, slots=True)
class Limits:
    """A caller's limits: concurrent generations, starts per minute, starts per day."""

    running: int
    per_minute: int
    per_day: int


def _uncounted(_: "Caller") -> None:
    """Do not count: the command line has no limits."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A key (``key_id`` set; ``user_id`` is its owner, if any), a signed-in user, or the command line (neither).

    ``permissions`` are the current Django permissions of the user or the key's owner; None means all of them, for a
    superuser, a key without an owner and the command line. ``limits`` is None if there are none.
    """

    key_id: int | None = None
    user_id: int | None = None
    scopes: frozenset[Scope] = frozenset()
    is_staff: bool = False
    permissions: frozenset[str] | None = None
    limits: Limits | None = None
    count: "Callable[[Caller], None]" = field(default=_uncounted, repr=False, compare=False)
    again: "Callable[[], Caller] | None" = field(default=None, repr=False, compare=False)  # looks the caller up anew

    @property
    def sees_all(self) -> bool:
        """Whether the caller may see and change all users' generations and drafts, as in the admin."""
        return (self.is_staff or "admin" in self.scopes) and (self.permissions is None or self.permissions >= _ON_ALL)

    def may(self, permission: str) -> bool:
        """Return whether the caller has a Django permission such as ``til.delete_til``; scopes grant none."""
        return self.permissions is None or permission in self.permissions

    def need(self, *scopes: Scope, permission: str = "") -> None:
        """Raise Forbidden, naming the first scope, unless the caller has one of ``scopes`` and its permission.

        ``admin`` includes the other scopes. Unless ``permission`` is given, ``generate`` needs ``generate.generate``
        and ``write`` needs ``til.change_til``.
        """
        if not any(self._has(scope, permission or _PERMISSION.get(scope, "")) for scope in scopes):
            raise Forbidden(scope=scopes[0])

    def need_publish(self, *statuses: str) -> None:
        """Raise DraftsOnly if a TIL is in, or moves to, another state than draft and the caller may not publish."""
        if set(statuses) - {"draft"} and not self.may(PUBLISH):
            raise DraftsOnly

    def _has(self, scope: Scope, permission: str) -> bool:
        return bool({scope, "admin"} & self.scopes) and (not permission or self.may(permission))

    def has_changed(self) -> bool:
        """Return whether the caller's rights are no longer the same, or gone; reads the database."""
        try:
            return self.again is not None and self.again() != self
        except Unauthorized:
            return True

    def count_start(self) -> None:
        """Count one start; call it inside the transaction that starts a generation. Raises TooMany."""
        self.count(self)

    def owned(self, user: str = "user") -> Q:
        """Return the condition on rows with ``key`` and a user, in the field ``user``, that the caller may see.

        A key sees only its own rows; a user also sees those of the user's keys.
        """
        if self.sees_all:
            return Q()
        if self.key_id is not None:
            return Q(key_id=self.key_id)
        if self.user_id is not None:
            return Q(**{user: self.user_id}, key=None) | Q(key__user_id=self.user_id)
        return Q(pk__in=[])

    def principal(self) -> Q:
        """Return the condition on rows with ``key`` and ``user`` that count against the caller's limits."""
        return Q(key_id=self.key_id) if self.key_id else Q(user_id=self.user_id, key=None)


def caller_of(request: HttpRequest, *scopes: Scope, permission: str = "") -> Caller:
    """Return the caller. Raises Forbidden without one of ``scopes`` and its permission; see ``need``."""
    caller: Caller = request.auth  # type: ignore[attr-defined]  # set by Ninja
    caller.need(*scopes, permission=permission)
    return caller
