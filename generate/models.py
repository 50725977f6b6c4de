"""A generation: one run somebody asked for, how far it got, what came out. The row is the truth."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from generate import stages
from generate.stages import Stage
from generate.stream.live import Status

STATUSES = [
    (Status.RUNNING, _("running")),
    (Status.COMPLETE, _("complete")),
    (Status.FAILED, _("failed")),
    (Status.CANCELLED, _("cancelled")),
]
INPUTS = [("text", _("notes")), ("url", _("link")), ("file", _("file"))]
LANGUAGES = [("auto", _("as the source")), ("ko", "한국어"), ("en", "English")]


class Generation(models.Model):
    """One request for a draft and all that came of it.

    ``stage`` is the first unfinished one. ``run`` rises each time somebody takes it up and fences every write;
    ``attempt`` rises when content has to be written again. ``owner`` holds it until ``lease_until`` by the
    database's clock.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    key = models.ForeignKey("keys.ApiKey", models.SET_NULL, null=True, blank=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True, blank=True)

    input_type = models.CharField(max_length=8, choices=INPUTS, default="text")
    input = models.TextField()
    language = models.CharField(max_length=4, choices=LANGUAGES, default="auto")
    provider = models.CharField(max_length=20)
    model = models.CharField(max_length=120, blank=True)
    auto_day_number = models.BooleanField(default=True)
    auto_excerpt = models.BooleanField(default=True)
    auto_tags = models.BooleanField(default=True)

    source_text = models.TextField(blank=True)
    source_title = models.CharField(max_length=500, blank=True)
    source_url = models.CharField(max_length=2000, blank=True)
    source_truncated = models.BooleanField(default=False)
    source_masked = models.JSONField(default=list, blank=True)

    status = models.CharField(max_length=10, choices=STATUSES, default=Status.RUNNING)
    stage = models.PositiveSmallIntegerField(default=Stage.DAY_NUMBER)
    run = models.PositiveIntegerField(default=1)
    attempt = models.PositiveIntegerField(default=1)
    owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)

    day_number = models.PositiveIntegerField(null=True, blank=True)
    content = models.TextField(blank=True)
    title = models.CharField(max_length=200, blank=True)
    excerpt = models.CharField(max_length=500, blank=True)
    tags = models.JSONField(default=list, blank=True)
    truncated = models.BooleanField(default=False)
    usage = models.JSONField(default=dict, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_values = models.JSONField(default=dict, blank=True)
    error_detail = models.TextField(blank=True)

    idempotency_key = models.CharField(max_length=255, blank=True)
    request_hash = models.CharField(max_length=64, blank=True)
    til = models.OneToOneField("til.Til", models.SET_NULL, null=True, blank=True, related_name="generation")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["lease_until"], condition=models.Q(status=Status.RUNNING), name="running_by_lease"),
            models.Index(fields=["key", "-id"]),
            models.Index(fields=["user", "-id"]),
            models.Index(
                fields=["idempotency_key"], condition=~models.Q(idempotency_key=""), name="by_idempotency_key"
            ),
        ]
        permissions = [("generate", "Can generate drafts")]

    def __str__(self) -> str:
        return self.title or f"Generation {self.pk}"

    @property
    def wanted(self) -> frozenset[Stage]:
        """The stages this request asked for."""
        return stages.wanted(day_number=self.auto_day_number, excerpt=self.auto_excerpt, tags=self.auto_tags)

    @property
    def language_known(self) -> str:
        """The language asked for, empty when it follows the source."""
        return "" if self.language == "auto" else self.language


def upload_id() -> str:
    """Return an id that cannot be guessed."""
    return secrets.token_hex(16)


class Upload(models.Model):
    """A file that waits to be read. ``claimed`` is when a generation began to; the bytes go when it has."""

    id = models.CharField(primary_key=True, max_length=32, default=upload_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    key = models.ForeignKey("keys.ApiKey", models.CASCADE, null=True, blank=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True, db_index=True)
    claimed = models.DateTimeField(null=True, blank=True, db_index=True)
    name = models.CharField(max_length=150, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    charset = models.CharField(max_length=40, blank=True)
    size = models.PositiveIntegerField()
    data = models.BinaryField()

    def __str__(self) -> str:
        return self.name or self.id
