"""The site's row: name, author, about page, language, time zone, colour, licence. What is empty has a default."""

import re
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import DatabaseError, models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from til.kept import Kept
from til.site.stylesheet import stylesheet
from til.text.markdown import render
from til.text.scrub import scrub

LICENCES: Final = {
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC BY-NC 4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "CC BY-NC-SA 4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    "CC BY-ND 4.0": "https://creativecommons.org/licenses/by-nd/4.0/",
    "CC BY-NC-ND 4.0": "https://creativecommons.org/licenses/by-nc-nd/4.0/",
    "MIT": "https://opensource.org/license/mit",
}
_LINK = re.compile(r"\s*(?P<name>\S.*?)\s+(?P<address>(?:https?://[^\s/]|mailto:)\S+)\s*")
_TEXTS = ("name", "tagline", "author", "about", "links", "footer")


def check_zone(name: str) -> None:
    """Raise ValidationError if there is no such time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValidationError(_("Use the name of a time zone, such as Asia/Seoul or Europe/Berlin.")) from None


def check_links(text: str) -> None:
    """Raise ValidationError unless each line is a name and an address."""
    for line in filter(str.strip, text.splitlines()):
        if not _LINK.fullmatch(line):
            raise ValidationError(_("Write a name and an address in each line, such as: GitHub https://github.com/you"))


class Site(models.Model):
    """How the site presents itself. There is at most one row."""

    class Feeds(models.TextChoices):
        """What feeds contain."""

        FULL = "full", _("the whole text")
        SUMMARY = "summary", _("only the excerpt")

    name = models.CharField(_("name"), max_length=60, blank=True)
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    author = models.CharField(_("author"), max_length=100, blank=True)
    about = models.TextField(_("about page"), blank=True, help_text=_("Markdown. The page is at /about/."))
    about_html = models.TextField(editable=False)
    links = models.TextField(
        _("links"), blank=True, validators=[check_links], help_text=_("A name and an address in each line.")
    )
    footer = models.CharField(_("footer"), max_length=500, blank=True, help_text=_("One line of Markdown."))
    footer_html = models.TextField(editable=False)
    language = models.CharField(
        _("language"),
        max_length=2,
        blank=True,
        choices=settings.LANGUAGES,
        help_text=_("Of pages and feeds, until a visitor chooses another. If empty, each browser's language."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        blank=True,
        validators=[check_zone],
        help_text=_("Such as Asia/Seoul. A change moves TILs to the day they were published on in that zone."),
    )
    colour = models.CharField(
        _("theme colour"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Use six hexadecimal digits, such as #12724a."))],
        help_text=_("Such as #12724a. Pages use shades of it that stay readable."),
    )
    licence = models.CharField(_("licence"), max_length=20, blank=True, choices=[(name, name) for name in LICENCES])
    feeds = models.CharField(_("feeds contain"), max_length=7, choices=Feeds, default=Feeds.FULL)
    css = models.TextField(_("style sheet"), blank=True, help_text=_("CSS, after the site's own."))

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("site")

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with rendered HTML, as the only row; this process shows it at once."""
        self.pk = 1
        for field in _TEXTS:
            setattr(self, field, scrub(getattr(self, field)))
        self.about_html = render(self.about, images=True)
        self.footer_html = render(self.footer, images=False)
        super().save(*args, **kwargs)
        site_row.forget()

    @property
    def title(self) -> str:
        """Return the name, or the one every site begins with."""
        return self.name or gettext("Today I learned")

    @property
    def subtitle(self) -> str:
        """Return the tagline, or the one every site begins with."""
        return self.tagline or gettext("A log of small things learned, one day at a time.")

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone of its days."""
        return ZoneInfo(self.time_zone or settings.TIME_ZONE)

    @property
    def licence_address(self) -> str:
        """Return the licence's address."""
        return LICENCES.get(self.licence, "")

    @property
    def links_shown(self) -> list[dict[str, str]]:
        """Return the links as ``name`` and ``address``."""
        return [found.groupdict() for line in self.links.splitlines() if (found := _LINK.fullmatch(line))]

    @property
    def stylesheet(self) -> str:
        """Return the style sheet of its colour and its own rules; "" if it has neither."""
        return stylesheet(self.colour, self.css)

    @property
    def stylesheet_version(self) -> str:
        """Return a mark that changes with the style sheet."""
        return sha256(self.stylesheet.encode()).hexdigest()[:12] if self.colour or self.css else ""


def _read() -> Site:
    return Site.objects.first() or Site()


site_row: Kept[Site] = Kept(_read)


def current() -> Site:
    """Return the site's row, read at most every few seconds; an unsaved one while there is none.

    If the database cannot be read, the last one read: what needs no database goes on.
    """
    try:
        return site_row.get()
    except DatabaseError:
        return site_row.keep(site_row.last or Site())
