"""The site's own row as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    """The site."""

    name = "til.site"
    label = "site"
    verbose_name = _("site")
    default_auto_field = "django.db.models.BigAutoField"
