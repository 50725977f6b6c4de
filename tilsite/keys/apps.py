"""The keys as a Django application."""

from django.apps import AppConfig


class KeysConfig(AppConfig):
    """API keys."""

    name = "tilsite.keys"
    verbose_name = "API keys"
