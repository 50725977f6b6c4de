"""Who asks: a key or a signed-in user, what they may do, how much, and why they may be turned away.

Refusal
├── Unauthorized    nobody we know
├── CsrfFailed      a browser's session without the page's token
├── Forbidden       known, but not allowed to do this
└── TooMany         a limit is reached; ``retry_after`` says for how many seconds

``str(refusal)`` is the sentence a reader sees.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Scope = Literal["generate", "read", "write", "admin"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a caller may ask for: generations at the same time, starts in a minute, starts in a day."""

    running: int
    per_minute: int
    per_day: int


def _uncounted(_: "Caller") -> None:
    """Count nothing: the command line answers to nobody's limits."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A key (``key_id`` set; ``user_id`` is its owner, if any), a signed-in user, or the command line (neither).

    ``limits`` is None where there are none.
    """

    key_id: int | None = None
    user_id: int | None = None
    scopes: frozenset[Scope] = frozenset()
    is_staff: bool = False
    limits: Limits | None = None
    count: "Callable[[Caller], None]" = field(default=_uncounted, repr=False, compare=False)

    @property
    def sees_all(self) -> bool:
        """Whether everybody's generations and drafts are theirs to see."""
        return self.is_staff or "admin" in self.scopes

    def need(self, scope: Scope) -> None:
        """Raise Forbidden unless the caller has ``scope``; ``admin`` has them all."""
        if not {scope, "admin"} & self.scopes:
            raise Forbidden(scope=scope)

    def count_start(self) -> None:
        """Count one start; call it inside the transaction that starts a generation. Raises TooMany."""
        self.count(self)

    def owned(self, user: str = "user") -> Q:
        """Return the condition on rows with ``key`` and a user, in the field ``user``, that the caller may see.

        A key sees its own only; a user also those of the user's keys.
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


def caller_of(request: HttpRequest, scope: Scope) -> Caller:
    """Return who asks. Raises Forbidden where they lack ``scope``."""
    caller: Caller = request.auth  # type: ignore[attr-defined]  # set by Ninja
    caller.need(scope)
    return caller


class Refusal(Exception):
    """A caller is turned away: an HTTP status, a stable code, and a sentence that is safe to show."""

    status: ClassVar[int]
    code: ClassVar[str]
    message: ClassVar[Promise]

    def __init__(self, *, retry_after: int | None = None, **values: object) -> None:
        """Fill the sentence's places with ``values``; ``retry_after`` is in seconds."""
        self.retry_after = retry_after
        self.values = values
        super().__init__(str(self.message) % values if values else str(self.message))


class Unauthorized(Refusal):
    """Nobody we know."""

    status, code = 401, "unauthorized"
    message = _("Sign in, or send a valid API key in the header “Authorization: Bearer …”.")


class CsrfFailed(Refusal):
    """A browser's session without the page's token."""

    status, code = 403, "csrf_failed"
    message = _("The page's security token is missing or old. Reload the page and try again.")


class Forbidden(Refusal):
    """Known, but without the scope this needs."""

    status, code = 403, "forbidden"
    message = _("This needs the permission “%(scope)s”, which you or your key do not have.")


class TooMany(Refusal):
    """A limit is reached; ``limit`` names it: minute, day or running."""

    status, code = 429, "too_many_requests"
    message = _("That is as many drafts as you may start for now. Try again in %(seconds)s seconds.")

    def __init__(self, retry_after: int, limit: str) -> None:
        """Say how many seconds to wait."""
        self.limit = limit
        super().__init__(retry_after=retry_after, seconds=retry_after)
