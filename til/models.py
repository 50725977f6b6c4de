"""Models: TILs, tags and aliases of tags."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from til.site.models import current
from til.slugs import generate_slug
from til.text.credits import Credit, credits_in
from til.text.markdown import render_below
from til.text.normal_form import canonical_key, clean_name
from til.text.screening import screen
from til.text.scrub import scrub


class Tag(models.Model):
    """A tag. Two names with the same ``key`` (``til.text.normal_form``) are the same tag."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("slug"), max_length=100, unique=True, allow_unicode=True)
    key = models.CharField(_("canonical key"), max_length=100, unique=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the key of the name."""
        self.name = clean_name(self.name)
        self.key = canonical_key(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Page of the tag."""
        return reverse("tag", args=[self.slug])

    def clean(self) -> None:
        """Reject the name of another tag or alias."""
        _refuse_known_name(self)


class Alias(models.Model):
    """Another name of a tag: it finds the tag, and its URL redirects to the tag.

    A merged tag becomes an alias. To make the merge reversible, ``moved`` then lists the TILs
    that had only this tag, ``shared`` those that had both, and ``carried`` its aliases, all by primary key.
    """

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("slug"), max_length=100, unique=True, allow_unicode=True)
    key = models.CharField(_("canonical key"), max_length=100, unique=True, editable=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="aliases", verbose_name=_("tag"))
    moved = models.JSONField(default=list, editable=False)
    shared = models.JSONField(default=list, editable=False)
    carried = models.JSONField(default=list, editable=False)
    merged = models.DateTimeField(_("merged"), null=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the key of the name."""
        self.name = clean_name(self.name)
        self.key = canonical_key(self.name)
        self.slug = self.slug or generate_slug(self.name, "tag")
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Reject the name of another tag or alias."""
        _refuse_known_name(self)


def _refuse_known_name(named: Tag | Alias) -> None:
    key = canonical_key(named.name)
    if not key:
        raise ValidationError({"name": _("A tag needs a letter or a digit in its name.")})
    for other in (Tag.objects.filter(key=key).first(), Alias.objects.filter(key=key).first()):
        if other is not None and (type(other), other.pk) != (type(named), named.pk):
            raise ValidationError({"name": _("This name is already in use, perhaps in another spelling.")})


class TilQuerySet(models.QuerySet["Til"]):
    """TILs filtered by visibility."""

    def hold(self) -> None:
        """Lock these rows until the transaction ends, except against new links to them."""
        if connection.features.has_select_for_update and connection.in_atomic_block:
            list(self.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))

    def published(self) -> "TilQuerySet":
        """Return public TILs only."""
        return self.filter(status=Til.Status.PUBLISHED)


class Til(models.Model):
    """One thing learned. ``html`` is ``content`` rendered when it was saved."""

    class Status(models.TextChoices):
        """The state of a TIL."""

        DRAFT = "draft", _("draft")
        SCHEDULED = "scheduled", _("scheduled")
        PUBLISHED = "published", _("published")
        ARCHIVED = "archived", _("archived")

    class Language(models.TextChoices):
        """The language of a TIL."""

        KOREAN = "ko", "한국어"
        ENGLISH = "en", "English"

    day_number = models.PositiveIntegerField(_("day"), unique=True, validators=[MinValueValidator(1)])
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("slug"), max_length=100, allow_unicode=True, blank=True, help_text=_("If empty, generated from the title.")
    )
    excerpt = models.TextField(_("excerpt"), max_length=500, blank=True)
    content = models.TextField(_("content"), help_text=_("Markdown"))
    html = models.TextField(editable=False)
    tags = models.ManyToManyField(Tag, related_name="tils", blank=True, verbose_name=_("tags"))
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT, db_index=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    source_kind = models.CharField(_("source"), max_length=10, blank=True)
    source_url = models.URLField(_("source address"), max_length=2000, blank=True)
    source_title = models.CharField(_("source title"), max_length=300, blank=True)
    more_sources = models.TextField(
        _("more sources"),
        blank=True,
        default="",
        db_default="",
        help_text=_("One a line: the address, then the title."),
    )
    origin = models.CharField(_("imported file"), max_length=500, unique=True, null=True, blank=True)
    provider = models.CharField(_("provider"), max_length=20, blank=True)
    model = models.CharField(_("model"), max_length=100, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("author"), related_name="tils"
    )
    key = models.ForeignKey("keys.ApiKey", models.SET_NULL, null=True, editable=False, related_name="+")
    created = models.DateTimeField(_("created"), default=timezone.now, db_index=True)
    updated = models.DateTimeField(_("updated"), auto_now=True)
    published = models.DateTimeField(_("published"), null=True, blank=True, db_index=True)
    published_on = models.DateField(null=True, editable=False, db_index=True)  # in the site's time zone, for archives

    masked: Sequence[str] = ()  # set by the last save

    objects = TilQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["html", "updated", "published_on", "key"], m2m_fields=[tags])
    skip_history_when_saving: bool  # set while a new TIL has no tags yet; neither recorded nor indexed until then

    class Meta:
        ordering = ["-day_number"]
        indexes = [
            models.Index(fields=["status", "-published_on", "-day_number"], name="til_listed"),
            models.Index(fields=["status", "day_number"], name="til_by_day"),
        ]
        permissions = [("publish_til", "Can publish TILs")]
        verbose_name = "TIL"
        verbose_name_plural = _("TILs")

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with slug, date and rendered HTML; pictures appear once the TIL is public.

        A TIL whose publication lies in the future is scheduled until then (``til.schedule``), however it is saved.

        Secrets in public text are masked first, and ``masked`` lists their kinds. Raises HoldsSecret if the site
        rejects secrets.
        """
        for name in ("title", "excerpt", "content", "source_title", "more_sources"):
            setattr(self, name, scrub(getattr(self, name)))
        self.slug = self.slug or generate_slug(self.title, f"day-{self.day_number}")
        if not self.source_url.startswith(("https://", "http://")):
            self.source_url = ""  # shown as a link, so it must be a URL
        self.status = self._status_now()
        is_published = self.status == self.Status.PUBLISHED
        is_going_public = self.status in {self.Status.PUBLISHED, self.Status.SCHEDULED}
        if is_going_public and not self.origin:  # imported files are already public and must be exported unchanged
            self.masked = screen(self)
        if is_published and self.published is None:
            self.published = timezone.now()
        self.published_on = timezone.localdate(self.published, current().zone) if self.published else None
        self.html = render_below(self.title, self.content, images=is_published)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Public page."""
        return reverse("til", args=[self.day_number, self.slug])

    @property
    def sources(self) -> list[Credit]:
        """All sources to name, the first one first."""
        first = [Credit(self.source_title, self.source_url)] if self.source_title or self.source_url else []
        return list(dict.fromkeys([*first, *credits_in(self.more_sources)]))

    def _status_now(self) -> str:
        is_later = self.published is not None and self.published > timezone.now()
        if self.status == self.Status.PUBLISHED and is_later and not self._is_out():
            return self.Status.SCHEDULED
        if self.status == self.Status.SCHEDULED and (self.published is None or self.published <= timezone.now()):
            return self.Status.PUBLISHED if self.published else self.Status.DRAFT
        return self.status

    def _is_out(self) -> bool:
        """Return whether it was published at that time, by a clock that has been put back since."""
        return Til.objects.published().filter(pk=self.pk, published=self.published).exists()


class Picture(models.Model):
    """A picture that a person added. Until a public TIL shows it, only they and reviewers see it.

    ``name`` is that of its file in the media storage. ``tils`` had it in one of their versions; it is deleted with the
    last of them.
    """

    name = models.CharField(max_length=60, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    key = models.ForeignKey("keys.ApiKey", models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True, db_index=True)
    tils = models.ManyToManyField(Til, related_name="pictures")

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        """Whether a public TIL or the page about the site shows it now."""
        shown = self.tils.filter(status=Til.Status.PUBLISHED, content__contains=self.name)
        return self.name in current().about or shown.exists()


class Moved(models.Model):
    """A path that a TIL had on another site before its import; it redirects to the TIL."""

    path = models.CharField(_("path"), max_length=500, unique=True)
    til = models.ForeignKey(Til, models.CASCADE, related_name="moved_from", verbose_name="TIL")

    class Meta:
        ordering = ["path"]
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return f"/{self.path}"
