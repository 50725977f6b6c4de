"""The keys as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KeysConfig(AppConfig):
    """API keys."""

    name = "tilsite.access.keys"
    verbose_name = _("API keys")
