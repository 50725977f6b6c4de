"""Failed sign-ins: django-axes under a name that staff understand."""

from axes.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Lockouts(AppConfig):  # type: ignore[misc]  # axes has no types
    """The app ``axes``."""

    verbose_name = _("Failed sign-ins")
