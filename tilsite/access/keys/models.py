"""Models: API keys, and each caller's count of starts."""

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from til.caller import Limits, Scope
from tilsite.access.keys import secret

SCOPES: list[tuple[Scope, object]] = [
    ("generate", _("generate: start, follow and stop drafts")),
    ("read", _("read: TILs, tags, own drafts")),
    ("write", _("write: save, change and publish TILs")),
    ("admin", _("admin: everything, for all users")),
]
USUAL_SCOPES: tuple[Scope, ...] = ("generate", "read", "write")
LAST_USED_EVERY = timedelta(minutes=1)
_NO_DIGEST = secret.make().digest


class KeyFields(TypedDict, total=False):
    """Optional fields of a new key."""

    user: AbstractBaseUser | None
    expires: datetime | None
    limit_running: int | None
    limit_per_minute: int | None
    limit_per_day: int | None


def usual_scopes() -> list[Scope]:
    """Return the default scopes of a key."""
    return list(USUAL_SCOPES)


class ApiKeyManager(models.Manager["ApiKey"]):
    """Creates and finds keys."""

    def issue(self, name: str, *, scopes: Iterable[Scope] = USUAL_SCOPES, **fields: Unpack[KeyFields]) -> "ApiKey":
        """Save a new key and return it; its ``text`` is available only now."""
        key = ApiKey(name=name, scopes=list(scopes), **fields)
        key.renew()
        key.save(force_insert=True)
        return key

    def find(self, text: str) -> "ApiKey | None":
        """Return the usable key for ``text``, or None, in constant time."""
        sent = secret.read(text)
        if sent is None:
            return None
        key = self.select_related("user").filter(public_id=sent.public_id).first()
        is_right = hmac.compare_digest(key.digest if key else _NO_DIGEST, sent.digest)
        return key if key and is_right and key.is_usable() else None


class ApiKey(models.Model):
    """An API key, which is a separate principal. Its text is shown once; only a digest is stored."""

    name = models.CharField(_("name"), max_length=100, help_text=_("Who or what uses this key."))
    public_id = models.CharField(_("public id"), max_length=8, unique=True, editable=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="api_keys",
        verbose_name=_("owner"),
    )
    scopes = models.JSONField(_("scopes"), default=usual_scopes)
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    expires = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    last_used = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    limit_running = models.PositiveIntegerField(
        _("concurrent drafts"), null=True, blank=True, help_text=_("If empty, the site's limit applies.")
    )
    limit_per_minute = models.PositiveIntegerField(_("starts per minute"), null=True, blank=True)
    limit_per_day = models.PositiveIntegerField(_("starts per day"), null=True, blank=True)

    text = ""  # the whole key, only on a newly created object; never stored
    objects = ApiKeyManager()

    class Meta:
        ordering = ["-created"]
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.name} (til_{self.public_id}_…)"

    def renew(self) -> None:
        """Set a new secret, without saving."""
        new = secret.make()
        self.public_id, self.digest, self.text = new.public_id, new.digest, str(new)

    def is_usable(self) -> bool:
        """Whether the key can be used now."""
        is_over = self.expires is not None and self.expires <= timezone.now()
        return not (self.revoked or is_over or (self.user and not self.user.is_active))

    def touch(self) -> None:
        """Record use, at most once a minute, so that not every request writes."""
        now = timezone.now()
        if self.last_used and now - self.last_used < LAST_USED_EVERY:
            return
        is_due = Q(last_used=None) | Q(last_used__lte=now - LAST_USED_EVERY)
        ApiKey.objects.filter(is_due, pk=self.pk).update(last_used=now)

    @property
    def limits(self) -> Limits:
        """The key's own limits, or the site's."""
        site = site_limits()
        return Limits(
            site.running if self.limit_running is None else self.limit_running,
            site.per_minute if self.limit_per_minute is None else self.limit_per_minute,
            site.per_day if self.limit_per_day is None else self.limit_per_day,
        )


def site_limits() -> Limits:
    """Return the site's limits, for callers without individual ones."""
    return Limits(settings.TIL_RUNNING_PER_KEY, settings.TIL_STARTS_PER_MINUTE, settings.TIL_STARTS_PER_DAY)


class Quota(models.Model):
    """Counts of generations started by a key or a user in the current minute and day; a window begins with a start."""

    key = models.OneToOneField(ApiKey, models.CASCADE, null=True, related_name="quota")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    minute = models.DateTimeField(default=timezone.now)
    in_minute = models.PositiveIntegerField(default=0)
    day = models.DateTimeField(default=timezone.now)
    in_day = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(key=None, user__isnull=False) | Q(key__isnull=False, user=None), name="key_or_user"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key or self.user}: {self.in_minute}, {self.in_day}"
