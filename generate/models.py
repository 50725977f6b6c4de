"""Models: a generation's request, progress and result. The row is the truth."""

import secrets
from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from generate import stages
from generate.error_codes import by_code
from generate.errors import GenerateError
from generate.sources.several import SEVERAL, divide, join, restored
from generate.sources.source import Source
from generate.stages import Stage
from generate.stream.live import Status

STATUSES = [
    (Status.RUNNING, _("running")),
    (Status.COMPLETE, _("complete")),
    (Status.FAILED, _("failed")),
    (Status.CANCELLED, _("cancelled")),
]
INPUTS = [("text", _("notes")), ("url", _("link")), ("file", _("file")), (SEVERAL, _("several sources"))]
LANGUAGES = [("auto", _("same as the source")), ("ko", "한국어"), ("en", "English")]
LENGTHS = [("", _("as the material")), ("short", _("short")), ("long", _("long"))]
TONES = [LENGTHS[0], ("plain", _("matter-of-fact")), ("friendly", _("friendly")), ("formal", _("formal"))]
GIT = "git"  # the provider of proposals that were pushed to the mirror
PARTS = [("title", _("title")), ("excerpt", _("excerpt")), ("tags", _("tags")), ("content", _("text"))]


class Verdict(models.TextChoices):
    """A person's decision on a proposal."""

    OPEN = "", _("open")
    ACCEPTED = "accepted", _("accepted")
    DISCARDED = "discarded", _("discarded")


class Generation(models.Model):
    """One request for a draft, and its result.

    ``stage`` is the first unfinished one. ``run`` rises each time a process starts or resumes it, and fences every
    write; ``attempt`` rises when content is continued or started over, and ``continued`` says how each later attempt
    began (``stream.live.Continued``). ``previous_text`` is the longest text of earlier attempts, until one finishes;
    ``earlier_text`` one that the result did not keep. With several ``sources``, ``input`` and ``source_text`` join
    theirs; each has a ``type``, the lengths of its parts of both (``asked`` and ``read``), and its metadata.
    ``owner`` holds the lease until ``lease_until`` by the database's clock. With a ``part``, it rewrites that part of
    ``target`` (of ``parent`` while there is no TIL) following ``instruction``; nothing changes there before the
    ``verdict``. ``base`` is the content that a revision of it began from; with a ``passage`` (start and end in code
    points), only that changes. ``chosen_model`` is empty for the configured one. ``template`` is the slug of one.
    ``earlier_tils`` lists days and titles of TILs that it may refer to. ``prompt_versions`` is the version of each
    task's prompt, and of the style and the template that it held. ``notices`` record what was done differently than
    expected (``generate.notices``), ``pause`` why nothing is written at the moment (``stream.live.Pause``).
    ``dismissed`` holds keys of claims that a person dismissed (``til.review.claims``); ``deleted`` is its deletion.

    Edits that were pushed to the mirror are such rows, too (``provider`` is GIT): complete from the beginning.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    key = models.ForeignKey("keys.ApiKey", models.SET_NULL, null=True, blank=True, related_name="+")
    created = models.DateTimeField(_("created"), auto_now_add=True)
    finished = models.DateTimeField(_("finished"), null=True, blank=True)

    input_type = models.CharField(_("source"), max_length=8, choices=INPUTS, default="text")
    input = models.TextField()
    sources = models.JSONField(_("sources"), default=list, blank=True, db_default=[])
    language = models.CharField(_("language"), max_length=4, choices=LANGUAGES, default="auto")
    provider = models.CharField(_("provider"), max_length=20)
    model = models.CharField(_("model"), max_length=120, blank=True)
    chosen_model = models.CharField(max_length=120, blank=True)
    auto_day_number = models.BooleanField(default=True)
    auto_excerpt = models.BooleanField(default=True)
    auto_tags = models.BooleanField(default=True)
    length = models.CharField(_("length"), max_length=8, choices=LENGTHS, blank=True, default="", db_default="")
    tone = models.CharField(_("tone"), max_length=8, choices=TONES, blank=True, default="", db_default="")
    template = models.CharField(_("template"), max_length=40, blank=True, default="", db_default="")
    in_style = models.BooleanField(_("in the author's style"), default=True, db_default=True)

    part = models.CharField(_("part"), max_length=8, choices=PARTS, blank=True)
    instruction = models.CharField(_("instruction"), max_length=500, blank=True)
    target = models.ForeignKey("til.Til", models.SET_NULL, null=True, blank=True, related_name="regenerations")
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="parts", db_column="whole_id"
    )
    verdict = models.CharField(max_length=9, choices=Verdict, blank=True, default=Verdict.OPEN)
    decided = models.DateTimeField(null=True, blank=True)
    base = models.TextField(blank=True, default="", db_default="")
    passage = models.JSONField(default=list, blank=True, db_default=[])
    earlier_tils = models.JSONField(default=list, blank=True, db_default=[])
    prompt_versions = models.JSONField(_("prompts"), default=dict, blank=True)

    source_text = models.TextField(_("source"), blank=True)
    source_title = models.CharField(_("source title"), max_length=500, blank=True)
    source_url = models.CharField(_("source address"), max_length=2000, blank=True)
    source_truncated = models.BooleanField(_("source shortened"), default=False)
    source_masked = models.JSONField(_("masked secrets"), default=list, blank=True)

    status = models.CharField(_("status"), max_length=10, choices=STATUSES, default=Status.RUNNING)
    stage = models.PositiveSmallIntegerField(_("stage"), default=Stage.DAY_NUMBER)
    run = models.PositiveIntegerField(default=1)
    attempt = models.PositiveIntegerField(default=1)
    owner = models.CharField(_("lease owner"), max_length=64, blank=True)
    lease_until = models.DateTimeField(_("lease expires"), null=True, blank=True)
    cancel_requested = models.BooleanField(_("stop requested"), default=False)

    day_number = models.PositiveIntegerField(_("day"), null=True, blank=True)
    content = models.TextField(_("text"), blank=True)
    previous_text = models.TextField(blank=True, db_column="earlier")
    earlier_text = models.TextField(blank=True, default="", db_default="")
    continued = models.JSONField(default=list, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    excerpt = models.CharField(_("excerpt"), max_length=500, blank=True)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    truncated = models.BooleanField(_("truncated"), default=False)
    usage = models.JSONField(_("tokens"), default=dict, blank=True)
    notices = models.JSONField(_("notices"), default=list, blank=True)
    dismissed = models.JSONField(default=list, blank=True, db_default=[])
    pause = models.JSONField(default=dict, blank=True, db_default={})
    error_code = models.CharField(_("error"), max_length=40, blank=True)
    error_values = models.JSONField(default=dict, blank=True)
    error_detail = models.TextField(_("detail"), blank=True)

    deleted = models.DateTimeField(null=True, blank=True)
    idempotency_key = models.CharField(max_length=255, blank=True)
    request_hash = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=128, blank=True, default="", db_default="")
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
    def pieces(self) -> list[tuple[str, str]]:
        """The input type and content of each source that was asked for."""
        if not self.sources:
            return [(self.input_type, self.input)]
        contents = divide(self.input, [one["asked"] for one in self.sources])
        return [(one["type"], content) for one, content in zip(self.sources, contents, strict=True)]

    @pieces.setter
    def pieces(self, pieces: Sequence[tuple[str, str]]) -> None:
        several = len(pieces) > 1
        self.input_type = SEVERAL if several else pieces[0][0]
        self.input = join(content for _, content in pieces)
        self.sources = [{"type": kind, "asked": len(content)} for kind, content in pieces] if several else []

    @property
    def source_parts(self) -> list[Source]:
        """The sources that were read, if there are several."""
        return restored(self.sources, self.source_text) if self.source_text else []

    @property
    def language_known(self) -> str:
        """The requested language; "" if it follows the source."""
        return "" if self.language == "auto" else self.language

    @property
    def error(self) -> GenerateError | None:
        """The error it ended with, if any; its ``retry_after`` counts from now."""
        if not self.error_code:
            return None
        values = dict(self.error_values)
        if (wait := values.pop("retry_after", None)) and self.finished:
            left = min(wait, wait - (timezone.now() - self.finished).total_seconds())  # the clock may be put back
            values |= {"retry_after": left} if left > 0 else {}
        return by_code(self.error_code, values)


class PromptText(models.Model):
    """A version of a task's prompt; the active one replaces the built-in prompt."""

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


class DraftTemplate(models.Model):
    """The form of a post, to choose for a draft; ``version`` rises with every change of what is asked of a model."""

    slug = models.SlugField(_("identifier"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name_en = models.CharField(_("name in English"), max_length=60)
    name_ko = models.CharField(_("name in Korean"), max_length=60)
    text_en = models.TextField(_("request in English"), max_length=2000)
    text_ko = models.TextField(_("request in Korean"), max_length=2000)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("template")
        verbose_name_plural = _("templates")

    def __str__(self) -> str:
        return self.name_ko if translation.get_language() == "ko" else self.name_en


class Style(models.Model):
    """A version of a person's style; the active one goes along with what they have written.

    ``learned`` holds by language what was learned from their posts: a ``profile`` to read, and ``examples``.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    instruction = models.TextField(blank=True)
    learned = models.JSONField(default=dict, blank=True)
    active = models.BooleanField(default=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["user", "version"], name="style_version"),
            models.UniqueConstraint(fields=["user"], condition=models.Q(active=True), name="one_active_style"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.version}"


class Spending(models.Model):
    """Usage and reservations of a budget in a day or a month; ``name`` is ``site``, ``user:7`` or ``key:7``."""

    name = models.CharField(max_length=30)
    period = models.CharField(max_length=10)
    tokens = models.BigIntegerField(default=0)
    money = models.BigIntegerField(default=0)  # millionths

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "period"], name="one_spending")]

    def __str__(self) -> str:
        return f"{self.name} {self.period}"


def upload_id() -> str:
    """Return an id that cannot be guessed."""
    return secrets.token_hex(16)


class Upload(models.Model):
    """A file to be read. ``claimed`` is when a generation claimed it; the file is deleted once it has been read."""

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
