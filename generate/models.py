"""A generation: one run somebody asked for, how far it got, what came out. The row is the truth."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from generate import stages
from generate.errors import GenerateError, by_code
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
PARTS = [("title", _("title")), ("excerpt", _("excerpt")), ("tags", _("tags")), ("content", _("text"))]


class Verdict(models.TextChoices):
    """What a person made of a part that was written again."""

    OPEN = "", _("open")
    ACCEPTED = "accepted", _("accepted")
    DISCARDED = "discarded", _("discarded")


class Generation(models.Model):
    """One request for a draft and all that came of it.

    ``stage`` is the first unfinished one. ``run`` rises each time somebody takes it up and fences every write;
    ``attempt`` rises when content has to be written again; ``earlier`` has the longest text of those before, until one
    is finished. ``owner`` holds it until ``lease_until`` by the database's clock. With a ``part`` it writes that part
    of ``target`` again, or of ``whole`` while that is no TIL, as ``instruction`` wishes, and changes nothing there
    before the ``verdict``. ``prompt_versions`` has the version of each task's prompt.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    key = models.ForeignKey("keys.ApiKey", models.SET_NULL, null=True, blank=True, related_name="+")
    created = models.DateTimeField(_("created"), auto_now_add=True)
    finished = models.DateTimeField(_("finished"), null=True, blank=True)

    input_type = models.CharField(_("source"), max_length=8, choices=INPUTS, default="text")
    input = models.TextField()
    language = models.CharField(_("language"), max_length=4, choices=LANGUAGES, default="auto")
    provider = models.CharField(_("provider"), max_length=20)
    model = models.CharField(_("model"), max_length=120, blank=True)
    auto_day_number = models.BooleanField(default=True)
    auto_excerpt = models.BooleanField(default=True)
    auto_tags = models.BooleanField(default=True)

    part = models.CharField(_("part"), max_length=8, choices=PARTS, blank=True)
    instruction = models.CharField(_("instruction"), max_length=500, blank=True)
    target = models.ForeignKey("til.Til", models.SET_NULL, null=True, blank=True, related_name="regenerations")
    whole = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="parts")
    verdict = models.CharField(max_length=9, choices=Verdict, blank=True, default=Verdict.OPEN)
    decided = models.DateTimeField(null=True, blank=True)
    prompt_versions = models.JSONField(_("prompts"), default=dict, blank=True)

    source_text = models.TextField(_("source"), blank=True)
    source_title = models.CharField(_("source title"), max_length=500, blank=True)
    source_url = models.CharField(_("source address"), max_length=2000, blank=True)
    source_truncated = models.BooleanField(_("source cut"), default=False)
    source_masked = models.JSONField(_("masked secrets"), default=list, blank=True)

    status = models.CharField(_("status"), max_length=10, choices=STATUSES, default=Status.RUNNING)
    stage = models.PositiveSmallIntegerField(_("stage"), default=Stage.DAY_NUMBER)
    run = models.PositiveIntegerField(default=1)
    attempt = models.PositiveIntegerField(default=1)
    owner = models.CharField(_("held by"), max_length=64, blank=True)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    cancel_requested = models.BooleanField(_("asked to stop"), default=False)

    day_number = models.PositiveIntegerField(_("day"), null=True, blank=True)
    content = models.TextField(_("text"), blank=True)
    earlier = models.TextField(blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    excerpt = models.CharField(_("excerpt"), max_length=500, blank=True)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    truncated = models.BooleanField(_("cut short"), default=False)
    usage = models.JSONField(_("tokens"), default=dict, blank=True)
    error_code = models.CharField(_("error"), max_length=40, blank=True)
    error_values = models.JSONField(default=dict, blank=True)
    error_detail = models.TextField(_("detail"), blank=True)

    idempotency_key = models.CharField(max_length=255, blank=True)
    request_hash = models.CharField(max_length=64, blank=True)
    til = models.OneToOneField(
        "til.Til", models.SET_NULL, null=True, blank=True, related_name="generation", verbose_name="TIL"
    )

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
        verbose_name = _("generation")
        verbose_name_plural = _("generations")

    def __str__(self) -> str:
        return self.title or f"Generation {self.pk}"

    @property
    def wanted(self) -> frozenset[Stage]:
        """The stages this request asked for."""
        if self.part:
            return frozenset({Stage[self.part.upper()]})
        return stages.wanted(day_number=self.auto_day_number, excerpt=self.auto_excerpt, tags=self.auto_tags)

    @property
    def language_known(self) -> str:
        """The language asked for, empty when it follows the source."""
        return "" if self.language == "auto" else self.language

    @property
    def error(self) -> GenerateError | None:
        """What it ended with, to be said again."""
        return by_code(self.error_code, self.error_values) if self.error_code else None


class PromptText(models.Model):
    """A version of the rules a model is given for a task; the active one stands in for the built-in rules."""

    task = models.CharField(_("task"), max_length=8, choices=PARTS)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES[1:])
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"))
    active = models.BooleanField(_("active"), default=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ["task", "language", "-version"]
        verbose_name = _("prompt")
        verbose_name_plural = _("prompts")
        constraints = [
            models.UniqueConstraint(fields=["task", "language", "version"], name="prompt_version"),
            models.UniqueConstraint(
                fields=["task", "language"], condition=models.Q(active=True), name="one_active_prompt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_task_display()} ({self.get_language_display()}) {self.version}"


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
