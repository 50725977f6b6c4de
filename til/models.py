"""What is kept: TILs, their tags, and other names a tag goes by."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from til.canon import canonical_key, clean_name
from til.markdown import render_below
from til.screening import screen
from til.slugs import make_slug


class Tag(models.Model):
    """What a TIL is about. Two names with the same ``key`` (see ``til.tags``) are the same tag."""

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
        """Save under the key of the name."""
        self.name = clean_name(self.name)
        self.key = canonical_key(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Page of the tag."""
        return reverse("tag", args=[self.slug])

    def clean(self) -> None:
        """Refuse a name that is another tag's or alias's."""
        _refuse_known_name(self)


class Alias(models.Model):
    """Another name of a tag: found like it, and its old address leads there.

    A merged tag becomes one. ``moved`` then lists the TILs that only it had, ``shared`` those that had both, and
    ``carried`` the aliases it had, by primary key, so that the merge can be undone.
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
        """Save under the key of the name."""
        self.name = clean_name(self.name)
        self.key = canonical_key(self.name)
        self.slug = self.slug or make_slug(self.name, "tag")
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a name that is another tag's or alias's."""
        _refuse_known_name(self)


def _refuse_known_name(named: Tag | Alias) -> None:
    key = canonical_key(named.name)
    if not key:
        raise ValidationError({"name": _("A tag needs a letter or a digit in its name.")})
    for other in (Tag.objects.filter(key=key).first(), Alias.objects.filter(key=key).first()):
        if other is not None and (type(other), other.pk) != (type(named), named.pk):
            raise ValidationError({"name": _("This name is in use already, perhaps in another spelling.")})


class TilQuerySet(models.QuerySet["Til"]):
    """TILs by what a reader may see."""

    def published(self) -> "TilQuerySet":
        """Only what is public."""
        return self.filter(status=Til.Status.PUBLISHED)


class Til(models.Model):
    """One thing learned. ``html`` is ``content`` rendered when it was saved."""

    class Status(models.TextChoices):
        """Where a TIL stands."""

        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        ARCHIVED = "archived", _("archived")

    class Language(models.TextChoices):
        """What it is written in."""

        KOREAN = "ko", "한국어"
        ENGLISH = "en", "English"

    day_number = models.PositiveIntegerField(_("day"), unique=True, validators=[MinValueValidator(1)])
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("slug"), max_length=100, allow_unicode=True, blank=True, help_text=_("Left empty, it is made from the title.")
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
    published_on = models.DateField(null=True, editable=False, db_index=True)  # the site's day, for archives

    masked: Sequence[str] = ()  # by the last save

    objects = TilQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["html", "updated", "published_on", "key"], m2m_fields=[tags])

    class Meta:
        ordering = ["-day_number"]
        indexes = [
            models.Index(fields=["status", "-published_on", "-day_number"], name="til_listed"),
            models.Index(fields=["status", "day_number"], name="til_by_day"),
        ]
        verbose_name = "TIL"
        verbose_name_plural = _("TILs")

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with slug, date and HTML made to fit; pictures show from publication on.

        What is public is masked first, and ``masked`` lists the kinds of secrets. Raises HoldsSecret where the site
        refuses them.
        """
        self.content = self.content.replace("\r\n", "\n").replace("\r", "\n")  # browsers send CRLF
        self.slug = self.slug or make_slug(self.title, f"day-{self.day_number}")
        if not self.source_url.startswith(("https://", "http://")):
            self.source_url = ""  # it becomes a link, so nothing else may stand there
        is_published = self.status == self.Status.PUBLISHED
        if is_published and not self.origin:  # an imported file is public already, and comes out as it went in
            self.masked = screen(self)
        if is_published and self.published is None:
            self.published = timezone.now()
        self.published_on = timezone.localdate(self.published) if self.published else None
        self.html = render_below(self.title, self.content, images=is_published)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Public page."""
        return reverse("til", args=[self.day_number, self.slug])
