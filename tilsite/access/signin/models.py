"""Models: password attempts, counted per name, per address, and per name and address."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Tries(models.Model):
    """The number of attempts in the current window; an empty name or address means any.

    ``worked`` is when the name last signed in from the address, which identifies the owner.
    """

    name = models.CharField(_("name"), max_length=150, blank=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    count = models.PositiveIntegerField(_("failed attempts"), default=0)
    since = models.DateTimeField(_("since"), default=timezone.now)
    last = models.DateTimeField(_("last"), default=timezone.now, db_index=True)
    worked = models.DateTimeField(_("last success"), null=True)

    class Meta:
        ordering = ["-last"]
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        constraints = [models.UniqueConstraint(fields=["name", "address"], name="tries_of_name_and_address")]

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.name, self.address]))
